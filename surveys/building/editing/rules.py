"""What a question under the editor's hands is, when it may change, and what a parent would stumble over. Pure."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any
from uuid import UUID

from common.errors import Refused
from surveys.building.editing.slips import alike, only_a_slip
from surveys.questions.asked import CHOICES
from surveys.questions.labels import options_of
from surveys.questions.order import Placed
from surveys.rules import QuestionKind


class QuestionsLocked(Refused):
    """The survey is or was open: what was answered must stay what was asked."""

    message = (
        "This survey has been open, so its questions are locked: answers given before and after a change could not be"
        " compared. You can still correct a slip in the wording, or make a new survey."
    )


class NoSlip(Refused):
    """A change of wording after the opening that is more than a slip."""

    message = (
        "This survey is open, and that changes more than a slip: answers given before and after could not be compared."
        " Keep most of the words as they are, or ask it anew in the next survey."
    )


class SectionNotEmpty(Refused):
    """A section is removed only when nothing is asked on it."""

    message = "Move or remove the questions on this page first."


class TooManyQuestions(Refused):
    """A survey has at most so many questions."""

    message = "A survey can have %(most)s questions at most. Nobody finishes more."


class ConditionRefused(Refused):
    """A condition that could never hold, or could not be known yet when the question is asked."""

    message = (
        "A question can only depend on an answer given before it. Move it below the question that it depends on first,"
        " or take the condition away."
    )


class NothingAsked(Refused):
    """A survey without a question, or with one that cannot be answered, is not opened."""

    message = "This survey cannot open yet: see “Change what it asks” for what is missing."


@dataclass(frozen=True)
class Wording:
    """What an editor types for one question, in English. `options` are (id, words) in order."""

    kind: QuestionKind
    text: str
    help: str = ""
    why: str = ""
    required: bool = False
    options: tuple[tuple[str, str], ...] = ()
    other: bool = False
    dont_know: bool = False
    low: str = ""
    high: str = ""
    step: str = ""
    most: int | None = None
    grid: str = ""

    @property
    def definition(self) -> dict[str, Any]:
        """What is stored of it beside the words."""
        found: dict[str, Any] = {"options": [option for option, _ in self.options]} if self.kind in CHOICES else {}
        if self.kind is QuestionKind.AGREE_SCALE:
            return {} if self.dont_know else {"dont_know": False}
        found |= {"other": True} if self.other else {}
        found |= {"dont_know": True} if self.dont_know else {}
        found |= {name: value for name in ("low", "high", "step") if (value := getattr(self, name))}
        return found | ({"most": self.most} if self.most else {})

    @property
    def words(self) -> tuple[str, ...]:
        """All that there is to translate."""
        return (self.text, self.help, self.why, *(words for _, words in self.options))

    @property
    def stamp(self) -> str:
        """A mark of exactly this content: a form that was opened before somebody else saved carries another."""
        return hashlib.sha256(json.dumps(asdict(self), sort_keys=True, default=str).encode()).hexdigest()[:16]


class EditedMeanwhile(Refused):
    """Somebody else saved the question after this form was opened. Nothing typed is lost: both are shown."""

    message = "Somebody else has changed this question meanwhile. Both versions are below: save again to keep yours."

    def __init__(self, now: Wording) -> None:
        self.now = now
        super().__init__()


@dataclass(frozen=True)
class EditedQuestion:
    """A question in its place in the editor."""

    id: UUID
    key: str
    version: UUID
    section: UUID
    position: int
    wording: Wording
    condition: Mapping[str, Any] | None
    shared: bool
    """Whether another survey asks this very wording, so that a change here must not reach it."""
    languages: frozenset[str] = frozenset()
    """In which it has words, beside English."""
    unread: frozenset[str] = frozenset()
    """In which its words were proposed and nobody has read them yet."""

    @property
    def choices(self) -> tuple[tuple[str, str], ...]:
        """Every answer that can be chosen, with its words."""
        word = self.wording
        return options_of(word.kind, word.definition, dict(word.options), "en")


@dataclass(frozen=True)
class EditedSection:
    """A page in the editor."""

    id: UUID
    position: int
    title: str
    questions: tuple[EditedQuestion, ...] = field(default=())


def options_from(lines: str, before: Sequence[tuple[str, str]]) -> tuple[tuple[str, str], ...]:
    """Options typed one a line. Who keeps their words keep their id, and so do those that only changed a little."""
    words = list(dict.fromkeys(" ".join(line.split()) for line in lines.split("\n") if line.strip()))
    known = {text: option for option, text in before}
    free = [(option, text) for option, text in before if text not in words]
    taken = {option for option, _ in before}
    found: list[tuple[str, str]] = []
    for text in words:
        option = known.get(text)
        if option is None and (like := next((pair for pair in free if alike(pair[1], text)), None)):
            free.remove(like)
            option = like[0]
        if option is None:
            option = _new_id(text, taken)
            taken.add(option)
        found.append((option, text))
    return tuple(found)


def _new_id(text: str, taken: set[str]) -> str:
    plain = re.sub(r"[^a-z0-9]+", "_", text.casefold()).strip("_")[:24] or "option"
    plain = f"{plain}_option" if plain in ("other", "dont_know") else plain
    number, found = 2, plain
    while found in taken:
        number, found = number + 1, f"{plain}_{number}"
    return found


def check_slip(before: Wording, after: Wording) -> None:
    """Raises NoSlip when more than the spelling of a question that is being answered would change."""
    same = (before.kind, before.required, before.definition, before.grid) == (
        after.kind,
        after.required,
        after.definition,
        after.grid,
    )
    old, new = dict(before.options), dict(after.options)
    words = [(before.text, after.text), *((old[option], new[option]) for option in old)]
    if not (same and all(only_a_slip(one, other) for one, other in words)):
        raise NoSlip()


def placed(question: EditedQuestion) -> Placed:
    """What the order of conditions is checked with."""
    on = question.condition or {}
    choices = frozenset(value for value, _ in question.choices)
    return Placed(question.key, choices, on.get("question"), frozenset(on.get("any_of", ())))
