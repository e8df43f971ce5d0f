"""Reading the forms of building."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid5

from common.forms import FormData, FormErrors, FormReader
from surveys.building.rules import LONGEST_OPEN
from surveys.rules import Anonymity


@dataclass(frozen=True)
class NewSurvey:
    """A survey to make. `key` is the form's own: the same form sent twice makes one survey."""

    title: str
    template: str
    closes_at: datetime | None
    key: UUID
    anonymity: Anonymity


@dataclass(frozen=True)
class ClosingDate:
    """When a survey shall close; None: when somebody closes it."""

    closes_at: datetime | None


def parse_new_survey(
    data: FormData, templates: Collection[str], *, school: UUID, zone: str, now: datetime
) -> NewSurvey | FormErrors:
    """The form of /surveys/new."""
    reader = FormReader(data)
    title = reader.line("title", missing="Enter a name for the survey, such as Autumn parent survey.", longest=120)
    template = reader.choice("template", templates, missing="Choose what the survey asks.")
    promise = reader.choice("anonymity", set(Anonymity), missing="Choose what parents are promised.")
    closes_at = _closing(reader, zone, now)
    key = uuid5(school, reader.raw("form_key"))
    return reader.errors() or NewSurvey(title, template or "", closes_at, key, Anonymity(promise or ""))


def parse_closing_date(data: FormData, *, zone: str, now: datetime) -> ClosingDate | FormErrors:
    """The closing date by itself."""
    reader = FormReader(data)
    closes_at = _closing(reader, zone, now)
    return reader.errors() or ClosingDate(closes_at)


def _closing(reader: FormReader, zone: str, now: datetime) -> datetime | None:
    closes_at = reader.moment("closes_at", zone)
    if closes_at is not None and not now < closes_at < now + LONGEST_OPEN:
        reader.error("closes_at", "Enter a time from now to a year from now.")
    return closes_at
