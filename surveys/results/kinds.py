"""A closed question and its kind, as results need to know it. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from surveys.rules import QuestionKind

DONT_KNOW = "dont_know"
TEXTS = frozenset({QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT})
SEVERAL = frozenset({QuestionKind.MULTIPLE, QuestionKind.RANKING})
"""The kinds of which one person gives several values."""
Breakdown = Mapping[str, str]
"""{kind, of}: year, class, language, channel or question; `of` is the key of the question that it was asked by."""


@dataclass(frozen=True)
class ClosedQuestion:
    """A closed question in its place. `bank` is what it is from year to year; `options` (value, words), in order."""

    id: UUID
    bank: UUID
    key: str
    kind: QuestionKind
    text: str
    section: str
    options: tuple[tuple[str, str], ...]
    low: str
    high: str

    @property
    def several(self) -> bool:
        """Whether one person gives several values."""
        return self.kind in SEVERAL
