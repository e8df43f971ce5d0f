"""Reading what is noted before a parent is asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID, uuid5

from common.forms import FormData, FormErrors, FormReader
from surveys.answering.codes import read_code
from surveys.rules import Channel

ASKED_BY = (Channel.GATE, Channel.PHONE, Channel.HOME_VISIT)


@dataclass(frozen=True)
class NewEntry:
    """That a parent agreed to be asked. `key` is the form's own; `code`: of the parent's form, where one is needed."""

    key: UUID
    channel: Channel
    language: str
    spoken: str
    class_name: str | None
    year: str | None
    code: str


def parse_entry(
    data: FormData,
    *,
    survey: UUID,
    languages: Collection[str],
    spoken: Collection[str],
    classes: Collection[str],
    years: Collection[str],
    with_code: bool,
) -> NewEntry | FormErrors:
    """The way, the questionnaire's language and the one spoken, consent, and class or year where the parent said so."""
    reader = FormReader(data)
    key = uuid5(survey, reader.raw("form_key"))
    way = reader.choice("way", [channel.value for channel in ASKED_BY], missing="Choose how you are asking.")
    language = reader.choice("language", languages, missing="Choose the language of the questions.")
    said = reader.choice("spoken", spoken, missing="Choose the language that you speak with the parent.")
    class_name = reader.choice("class_name", classes)
    year = reader.choice("year", years)
    reader.choice("consent", ("yes",), missing="Ask the parent whether you may type their answers in, and tick this.")
    code = read_code(reader.line("code", longest=60)) if with_code else None
    if with_code and code is None:
        reader.error("code", "Type the code of the parent’s own form: 12 letters and digits.")
    return reader.errors() or NewEntry(
        key, Channel(way or Channel.GATE), language or "", said or "", class_name, year, code or ""
    )
