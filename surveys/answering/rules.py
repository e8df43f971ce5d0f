"""A half-finished answer, and when an answer is whole. Pure."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from common.errors import Refused
from common.forms import FieldError
from surveys.batches.rules import Contents
from surveys.building.rules import AskedSection, Questionnaire
from surveys.questions.answers import asked_of, comment, fault_of, stored
from surveys.questions.asked import AskedQuestion
from surveys.questions.text import plain_text


class SurveyClosed(Refused):
    """The survey takes no answers now."""

    message = "This survey is closed. It takes no more answers."


class NotWhole(Refused):
    """An answer lacks something that is needed, or holds something that was not asked."""

    message = "Some answers are missing or cannot be read. Check your answers and send them again."


@dataclass(frozen=True)
class Draft:
    """A half-finished answer: what was typed, by field, right or wrong, and the sections that were sent."""

    typed: Mapping[str, str] = field(default_factory=dict)
    seen: frozenset[int] = frozenset()

    def with_section(self, section: AskedSection, typed: Mapping[str, str], *, done: bool) -> Draft:
        """The draft after a section was sent; `done` when nothing was wrong with it."""
        names = {question.name for question in section.questions}
        kept = {name: text for name, text in self.typed.items() if name not in names}
        kept.update({name: text for name, text in typed.items() if name in names and text})
        return replace(self, typed=kept, seen=self.seen | {section.number} if done else self.seen - {section.number})

    def pack(self, section: AskedSection) -> bytes:
        """The bytes of one section, to be encrypted."""
        typed = {
            question.name: self.typed[question.name] for question in section.questions if question.name in self.typed
        }
        number = section.number
        return json.dumps({"n": number, "typed": typed, "seen": number in self.seen}, ensure_ascii=False).encode()

    def with_packed(self, packed: bytes) -> Draft:
        """The draft with one more section, as `pack` gave it."""
        found: dict[str, Any] = json.loads(packed)
        return Draft({**self.typed, **found["typed"]}, self.seen | {found["n"]} if found["seen"] else self.seen)

    def next_section(self, asked: Questionnaire) -> int | None:
        """The first section with something to ask that was not sent yet, None when all were."""
        shown = asked_of(asked.questions, self.typed)
        return next(
            (section.number for section in asked_sections(asked, shown) if section.number not in self.seen), None
        )

    def section_before(self, asked: Questionnaire, number: int) -> int | None:
        """The section with something to ask before that one, None before the first."""
        shown = asked_of(asked.questions, self.typed)
        found = [section.number for section in asked_sections(asked, shown) if section.number < number]
        return found[-1] if found else None


def asked_sections(asked: Questionnaire, shown: frozenset[str]) -> Iterable[AskedSection]:
    """The sections of which at least one question is asked."""
    return (section for section in asked.sections if any(question.name in shown for question in section.questions))


def faults_of(
    questions: Iterable[AskedQuestion], typed: Mapping[str, str], shown: frozenset[str]
) -> tuple[FieldError, ...]:
    """All that is wrong with the answers to those of `questions` that are asked, in their order."""
    found = (fault_of(question, typed.get(question.name, "")) for question in questions if question.name in shown)
    return tuple(fault for fault in found if fault is not None)


def stands_alone(section: AskedSection) -> bool:
    """Whether what a section asks depends on its own answers only."""
    here = {question.name for question in section.questions}
    return all(question.condition is None or question.condition.name in here for question in section.questions)


def whole_answer(asked: Questionnaire, answers: Mapping[UUID, str]) -> Contents:
    """What is to be sealed. Answers to questions that were not shown are left out.

    Raises NotWhole for a missing or wrong answer and for a question that is not in the survey.
    """
    questions = {question.id: question for question in asked.questions}
    if not answers.keys() <= questions.keys():
        raise NotWhole()
    texts = {question.name: plain_text(answers.get(question.id, "")) for question in asked.questions}
    shown = asked_of(asked.questions, texts)
    if faults_of(asked.questions, texts, shown):
        raise NotWhole()
    given = [(question, texts[question.name]) for question in asked.questions if question.name in shown]
    closed = {question.id: stored(question, text) for question, text in given if text}
    comments = ((question.id, comment(question, text)) for question, text in given if text)
    return Contents(
        {question: values for question, values in closed.items() if values},
        tuple((question, text) for question, text in comments if text),
    )


@dataclass(frozen=True)
class Screened:
    """An answer without the comments that a designated lead should see, and those comments with the reasons why."""

    contents: Contents
    disclosures: tuple[tuple[UUID, str, tuple[str, ...]], ...]
