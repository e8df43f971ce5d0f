"""What a survey asks and in which order, and what may be done with it when. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any
from uuid import UUID

from common.errors import Refused
from surveys.batches.rules import sealed_size
from surveys.questions.asked import CHOICES, LONGEST_LINE, AskedQuestion
from surveys.rules import Anonymity, QuestionKind, SurveyState

CODE_ALPHABET = "23456789bcdfghjkmnpqrstvwxz"
"""No letter that looks like a digit, and no vowel, so that no code spells a word."""
CODE_LENGTH = 6
LONGEST_OPEN = timedelta(days=366)
_MORE = 48
"""Bytes that one more chosen option adds to what is sealed."""


class NotADraft(Refused):
    """Only a draft can be opened."""

    message = "This survey has been open already. Make a new one to ask again."


class NotOpen(Refused):
    """Only an open survey can be closed."""

    message = "This survey is not open."


class PlanFixed(Refused):
    """What was planned is true of the draft alone."""

    message = "This survey has been open. What was declared before it opened stays as it was."


class ClosingDatePassed(Refused):
    """The closing date is over before the survey opened."""

    message = "The closing date has passed. Set a later one, then open the survey."


@dataclass(frozen=True)
class ReadyQuestion:
    """A question of a ready-made set, in English."""

    key: str
    kind: QuestionKind
    text: str
    help: str
    why: str = ""
    options: tuple[tuple[str, str], ...] = ()
    definition: Mapping[str, Any] = field(default_factory=dict)
    required: bool = False
    only_if: Mapping[str, Any] | None = None


@dataclass(frozen=True)
class ReadySection:
    """Questions that share a page."""

    title: str
    questions: tuple[ReadyQuestion, ...]


@dataclass(frozen=True)
class ReadyMade:
    """A set of questions that a survey can be made from."""

    name: str
    title: str
    summary: str
    sections: tuple[ReadySection, ...]

    @property
    def questions(self) -> tuple[ReadyQuestion, ...]:
        """Every question, in order."""
        return tuple(question for section in self.sections for question in section.questions)


@dataclass(frozen=True)
class AskedSection:
    """A page of a survey, numbered from 1."""

    number: int
    title: str
    questions: tuple[AskedQuestion, ...]


@dataclass(frozen=True)
class Questionnaire:
    """All that a survey asks, in one language."""

    survey: UUID
    school: UUID
    code: str
    title: str
    privacy_notice: str
    sections: tuple[AskedSection, ...]
    language: str = "en"
    languages: tuple[str, ...] = ("en",)
    revision: int = 1
    anonymity: Anonymity = Anonymity.ANONYMOUS
    by_channel: bool = False
    """Whether results are shown by way of answering: then answers are mixed within each way."""

    @cached_property
    def questions(self) -> tuple[AskedQuestion, ...]:
        """Every question, in order."""
        return tuple(question for section in self.sections for question in section.questions)

    def section(self, number: int) -> AskedSection | None:
        """The section with that number, if there is one."""
        return self.sections[number - 1] if 1 <= number <= len(self.sections) else None

    @cached_property
    def sealed_size(self) -> int:
        """To how many bytes every answer to it is padded."""
        texts = sum(question.is_text for question in self.questions)
        closed = [question for question in self.questions if not question.is_text]
        # Several options of one question, and what is typed beside "other", take more room than one answer does.
        extra = sum(_MORE * len(question.options) for question in closed if question.kind in CHOICES)
        extra += sum(4 * LONGEST_LINE for question in closed if question.takes_words)
        return sealed_size(len(closed) + -(-extra // 128), texts)


@dataclass(frozen=True)
class SurveyFacts:
    """A survey as its page shows it. `arrived` counts answers, sealed and opened; `discarded` those never opened."""

    id: UUID
    title: str
    state: SurveyState
    anonymity: Anonymity
    code: str
    created_at: datetime
    opened_at: datetime | None
    closes_at: datetime | None
    closed_at: datetime | None
    roll_parents: int | None
    roll_households: int | None
    arrived: int
    opened: int
    discarded: int
    opens_at: datetime | None = None
    target: int | None = None
    languages: tuple[str, ...] = ("en",)
    revision: int = 1
    breakdowns: tuple[str, ...] = ()
    """By what results are shown apart, declared before it opened: channel, year:about_year, question:event_came."""
    made_by: str | None = None
