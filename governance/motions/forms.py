"""Reading the forms of motions."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from common.forms import FormData, FormErrors, FormReader
from governance.forms import id_in, key_of


@dataclass(frozen=True)
class MotionRaised:
    """A new draft."""

    body: UUID
    title: str
    text: str
    finding: UUID | None
    rescinds: UUID | None
    key: UUID | None


def _wording(reader: FormReader) -> tuple[str, str]:
    title = reader.line("title", missing="Enter a title that says in a few words what the motion asks for.")
    text = reader.text("text", missing="Enter the motion: what the body is asked to decide.", longest=5000)
    return title, text


def parse_motion(data: FormData, bodies: Collection[UUID]) -> MotionRaised | FormErrors:
    """The form of a new motion, for one of `bodies`."""
    reader = FormReader(data)
    body = reader.choice("body", [str(body) for body in bodies], missing="Choose which body the motion goes to.")
    title, text = _wording(reader)
    finding, rescinds = id_in(reader, "finding"), id_in(reader, "rescinds")
    key = key_of(reader)
    errors = reader.errors()
    if errors or body is None:
        return errors or FormErrors((), reader.typed)
    return MotionRaised(UUID(body), title, text, finding, rescinds, key)


@dataclass(frozen=True)
class MotionReworded:
    """Another wording, and the version that its writer saw."""

    title: str
    text: str
    version: int


def parse_wording(data: FormData) -> MotionReworded | FormErrors:
    """The form that edits a draft."""
    reader = FormReader(data)
    title, text = _wording(reader)
    version = reader.integer("version", 1, 1_000_000, missing="Reload the page and edit the draft again.")
    errors = reader.errors()
    if errors or version is None:
        return errors or FormErrors((), reader.typed)
    return MotionReworded(title, text, version)


@dataclass(frozen=True)
class Circulation:
    """Until when a written resolution is signed (None: as the rules say), and when members are reminded."""

    closes_at: datetime | None
    remind_at: datetime | None


def parse_circulation(data: FormData, zone: str, now: datetime) -> Circulation | FormErrors:
    """The form that sends a motion round."""
    reader = FormReader(data)
    closes_at, remind_at = reader.moment("closes_at", zone), reader.moment("remind_at", zone)
    if closes_at is not None and closes_at <= now:
        reader.error("closes_at", "Enter a time to close the vote that is still to come.")
    return reader.errors() or Circulation(
        closes_at.astimezone(UTC) if closes_at else None, remind_at.astimezone(UTC) if remind_at else None
    )
