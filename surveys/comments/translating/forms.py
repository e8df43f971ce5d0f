"""What translators send: their languages, the English of a comment, which language it is in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from uuid import UUID

from common.forms import FormData, FormErrors, FormReader
from insight.lexicon import load


@cache
def known_languages() -> tuple[str, ...]:
    """The languages that the machine tells apart, English excepted, by code."""
    return tuple(code for code in load("languages")["told_apart"].split() if code != "en")


@dataclass(frozen=True)
class English:
    """A comment's English; `seen` is the translation that the page showed, if there was one."""

    text: str
    seen: UUID | None


def parse_languages(data: FormData) -> list[str] | FormErrors:
    """The languages that were ticked; none is an answer too."""
    reader = FormReader(data)
    chosen = reader.choices("languages", known_languages())
    return reader.errors() or chosen


def parse_english(data: FormData) -> English | FormErrors:
    """The English, or that it is missing or too long."""
    reader = FormReader(data)
    text = reader.text("english", missing="Give the English of the comment.")
    try:
        seen = UUID(reader.raw("seen"))
    except ValueError:
        seen = None
    return reader.errors() or English(text, seen)


def parse_language(data: FormData) -> str | FormErrors:
    """In which language a comment really is."""
    reader = FormReader(data)
    chosen = reader.choice("language", ("en", *known_languages()), missing="Choose the language that it is written in.")
    return reader.errors() or chosen or "en"
