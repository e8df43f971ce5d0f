"""Whether conditions can be met: each leads to an earlier question and to answers that it has. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum


class ConditionFault(StrEnum):
    """Why a condition cannot hold."""

    UNKNOWN = "unknown"
    ITSELF = "itself"
    LATER = "later"
    NO_ANSWER = "no_answer"


@dataclass(frozen=True)
class Placed:
    """What is to be known of a question: its key, the answers it can have, and on what it depends."""

    key: str
    choices: frozenset[str]
    depends_on: str | None = None
    any_of: frozenset[str] = frozenset()


def condition_faults(questions: Sequence[Placed]) -> dict[str, ConditionFault]:
    """The faults by question, in the survey's order. What points back only cannot go in a circle."""
    places = {question.key: number for number, question in enumerate(questions)}
    found: dict[str, ConditionFault] = {}
    for number, question in enumerate(questions):
        on = question.depends_on
        if on is None:
            continue
        if on not in places:
            found[question.key] = ConditionFault.UNKNOWN
        elif on == question.key:
            found[question.key] = ConditionFault.ITSELF
        elif places[on] > number:
            found[question.key] = ConditionFault.LATER
        elif not question.any_of or not question.any_of <= questions[places[on]].choices:
            found[question.key] = ConditionFault.NO_ANSWER
    return found
