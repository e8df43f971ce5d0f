"""What people send who check the machine: how many comments to draw of which question, and how they read one."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from common.forms import FormData, FormErrors, FormReader
from insight.themes import MOST_THEMES
from surveys.comments.judging.rules import LEAST, MOST
from surveys.comments.rules import LABELS


@dataclass(frozen=True)
class ToDraw:
    """How many comments on which question; `key` is the form's own."""

    question: UUID
    size: int
    key: UUID


@dataclass(frozen=True)
class Read:
    """How a person reads a comment."""

    themes: tuple[str, ...]
    sentiment: str


def parse_draw(data: FormData, questions: Collection[UUID]) -> ToDraw | FormErrors:
    """What is to be drawn, or what is wrong with it."""
    reader = FormReader(data)
    question = reader.choice("question", {str(known) for known in questions}, missing="Choose a question.")
    size = reader.integer("size", LEAST, MOST, missing="Say how many comments you will code.")
    try:
        key = UUID(reader.raw("form_key"))
    except ValueError:
        reader.error("size", "This form was not complete. Send it again.")
        key = UUID(int=0)
    return reader.errors() or ToDraw(UUID(question or ""), size or LEAST, key)


def parse_read(data: FormData, themes: Collection[str]) -> Read | FormErrors:
    """How the person reads the comment, or what is missing."""
    reader = FormReader(data)
    sentiment = reader.choice("sentiment", LABELS, missing="Say how the comment feels.")
    chosen = reader.choices("themes", themes)
    if len(chosen) > MOST_THEMES:
        reader.error("themes", "Choose the %(most)s themes that it speaks of most.", most=MOST_THEMES)
    return reader.errors() or Read(tuple(chosen), sentiment or "")
