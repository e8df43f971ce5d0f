"""What a parent would stumble over, or what would keep them from answering at all. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from surveys.building.editing.rules import EditedQuestion, EditedSection, placed
from surveys.questions.asked import CHOICES, DONT_KNOW, OTHER
from surveys.questions.order import ConditionFault, condition_faults
from surveys.rules import QuestionKind
from surveys.spoken import english_name


class Stumble(StrEnum):
    """What a parent would stumble over, or what would keep them from answering at all."""

    NOTHING_ASKED = "nothing_asked"
    EMPTY_PAGE = "empty_page"
    NO_WORDS = "no_words"
    FEW_OPTIONS = "few_options"
    SAME_WORDS = "same_words"
    CONDITION = "condition"
    LONG_PAGE = "long_page"
    MANY = "many"
    NOT_TRANSLATED = "not_translated"
    UNREAD = "unread"
    TWO_THINGS = "two_things"
    LEADING = "leading"
    NEGATION = "negation"
    LONG_QUESTION = "long_question"
    NO_WAY_OUT = "no_way_out"


@dataclass(frozen=True)
class Found:
    """One thing to look at: what, where, and whether the survey cannot open before it is put right."""

    what: Stumble
    about: str = ""
    question: UUID | None = None
    section: UUID | None = None
    blocks: bool = False
    detail: str = ""


LONG_PAGE, MANY, MOST_WORDS = 10, 25, 30


def stumbles(sections: Sequence[EditedSection], languages: Sequence[str]) -> tuple[Found, ...]:
    """All that can be told for certain without asking a parent."""
    questions = [question for section in sections for question in section.questions]
    if not questions:
        return (Found(Stumble.NOTHING_ASKED, blocks=True),)
    found: list[Found] = []
    for section in sections:
        if not section.questions:
            found.append(Found(Stumble.EMPTY_PAGE, section.title, section=section.id))
        if len(section.questions) > LONG_PAGE:
            found.append(
                Found(Stumble.LONG_PAGE, section.title, section=section.id, detail=str(len(section.questions)))
            )
    faults = condition_faults([placed(question) for question in questions])
    for question in questions:
        found += _in_question(question, faults.get(question.key))
        found += _in_words(question)
    texts = [question.wording.text.casefold() for question in questions]
    found += [
        Found(Stumble.SAME_WORDS, question.wording.text, question.id)
        for number, question in enumerate(questions)
        if question.wording.text and question.wording.text.casefold() in texts[:number]
    ]
    for language in languages:
        missing = sum(language not in question.languages for question in questions) if language != "en" else 0
        found += [Found(Stumble.NOT_TRANSLATED, english_name(language), detail=str(missing))] if missing else []
        unread = sum(language in question.unread for question in questions)
        found += [Found(Stumble.UNREAD, english_name(language), detail=str(unread))] if unread else []
    if len(questions) > MANY:
        found.append(Found(Stumble.MANY, detail=str(len(questions))))
    return tuple(found)


def _in_question(question: EditedQuestion, fault: ConditionFault | None) -> list[Found]:
    found: list[Found] = []
    about, word = question.wording.text, question.wording
    if not word.text.strip():
        found.append(Found(Stumble.NO_WORDS, question.key, question.id, blocks=True))
    if word.kind in CHOICES and len(word.options) + word.other < 2:
        found.append(Found(Stumble.FEW_OPTIONS, about, question.id, blocks=True))
    if fault is not None:
        found.append(Found(Stumble.CONDITION, about, question.id, blocks=True))
    return found


_RATED = frozenset({QuestionKind.AGREE_SCALE, QuestionKind.RATING, QuestionKind.SCALE_0_10})
_TICKED = _RATED | {QuestionKind.SINGLE, QuestionKind.MULTIPLE, QuestionKind.RANKING}
_TWO = re.compile(r"\b(?:and|or|as well as|but also)\b|\w/\w", re.IGNORECASE)
_LEADING = re.compile(
    r"\b(?:(?:do|would|is|are|should)n[’']?t (?:you|we|it|they)|surely|of course|obviously|clearly|as you know"
    r"|everyone knows|do you agree that|you (?:must|will) agree|excellent|wonderful|fantastic|outstanding|amazing"
    r"|terrible|appalling|unacceptable)\b",
    re.IGNORECASE,
)
_NEGATION = re.compile(r"\b(?:not|never|no longer|nobody|nothing)\b|n[’']t\b", re.IGNORECASE)


def _in_words(question: EditedQuestion) -> list[Found]:
    """What the words of a question make hard. Ready-made questions were looked at when they were written."""
    word = question.wording
    if not question.key.startswith("own-"):
        return []
    leading = bool(_LEADING.search(word.text))
    signs = {
        Stumble.LEADING: leading,
        Stumble.TWO_THINGS: word.kind in _RATED and not word.grid and bool(_TWO.search(word.text)),
        Stumble.NEGATION: word.kind is QuestionKind.AGREE_SCALE and not leading and bool(_NEGATION.search(word.text)),
        Stumble.LONG_QUESTION: len(word.text.split()) > MOST_WORDS,
        Stumble.NO_WAY_OUT: word.required
        and word.kind in _TICKED
        and not {OTHER, DONT_KNOW} & {value for value, _ in question.choices},
    }
    return [Found(what, word.text, question.id) for what, there in signs.items() if there]
