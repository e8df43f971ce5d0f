"""A question as one reader is asked it: its words, its options, its limits, and when it is shown. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from uuid import UUID

from surveys.rules import LONGEST_COMMENT, QuestionKind

MOST_QUESTIONS = 200
MOST_OPTIONS = 60
LONGEST_WORDS = 500
"""How long a question, its help, or an option may be."""
LONGEST_LINE = 200
"""How many characters an answer of one line may have."""
DONT_KNOW = "dont_know"
OTHER = "other"
"""The option that is answered in one's own words: what is typed there is a comment, and the choice an answer."""

TEXTS = frozenset({QuestionKind.SHORT_TEXT, QuestionKind.LONG_TEXT})
CHOICES = frozenset({QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.RANKING})
"""The kinds whose options somebody writes."""
CONDITIONS = frozenset(
    {
        QuestionKind.AGREE_SCALE,
        QuestionKind.SINGLE,
        QuestionKind.MULTIPLE,
        QuestionKind.RATING,
        QuestionKind.SCALE_0_10,
        QuestionKind.CONSENT,
    }
)
"""The kinds whose answer can decide whether a later question is asked."""


@dataclass(frozen=True)
class Condition:
    """That a question is only asked of those who gave one of certain answers to an earlier one."""

    name: str
    any_of: tuple[str, ...]


@dataclass(frozen=True)
class AskedQuestion:
    """A question in its place in a survey, in the reader's language. `name` is its field's, `key` its bank's."""

    id: UUID
    name: str
    kind: QuestionKind
    text: str
    help: str
    required: bool
    key: str = ""
    why: str = ""
    options: tuple[tuple[str, str], ...] = ()
    dont_know: bool = False
    low: str = ""
    high: str = ""
    step: str = ""
    most: int = 0
    longest: int = 0
    condition: Condition | None = None
    grid: str = ""

    @property
    def stem(self) -> str:
        """What a row of a grid begins with, as the others do; '' for any other question."""
        if not self.grid or self.text.startswith(f"{self.grid}: "):
            return self.grid
        stem, _colon, row = self.text.partition(": ")  # in another language
        return stem if row else ""

    @property
    def row(self) -> str:
        """What is a grid's row's own; all words of any other question."""
        return self.text[len(self.stem) + 2 :] if self.stem else self.text

    @property
    def is_text(self) -> bool:
        """Whether it is answered in one's own words."""
        return self.kind in TEXTS

    @cached_property
    def takes_words(self) -> bool:
        """Whether something of one's own can be typed into it, be it beside an option."""
        return self.is_text or any(option == OTHER for option, _ in self.options)

    @property
    def limit(self) -> int:
        """How many characters an answer in one's own words may have."""
        most = LONGEST_COMMENT if self.kind is QuestionKind.LONG_TEXT else LONGEST_LINE
        return min(self.longest, most) if self.longest else most

    @cached_property
    def choices(self) -> tuple[str, ...]:
        """The values that a closed answer can have, in their order; none for text, numbers and dates."""
        return tuple(option for option, _ in self.options)
