"""What an open vote takes, and when a written resolution is passed. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from common.errors import QuorateError, Refused
from votes.count.majority import count_motion
from votes.rules import Choice, DecisionRule, OpenMethod

SAID = (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)
"""What can be said openly: a blank ballot is an abstention when everybody sees it."""

IN_THE_ROOM = frozenset({OpenMethod.SHOW_OF_HANDS, OpenMethod.ROLL_CALL})
"""Taken by the clerk in a meeting; nobody votes here by themselves."""


class TakenOtherwise(Refused):
    """This poll is not taken in that way."""

    message = "This vote is not taken in that way."


class MoreHandsThanPresent(Refused):
    """More hands were counted than people are in the room."""

    message = "%(hands)s hands were counted, but only %(present)s who may vote are marked as present. Count again."


class MoreHandsThanRoll(Refused):
    """More hands were counted than people may vote."""

    message = "%(hands)s hands were counted, but only %(roll)s may vote. Count again."


class MoreNamesThanPresent(Refused):
    """More names have an answer than people are in the room."""

    message = (
        "%(names)s names have an answer, but only %(present)s who may vote are marked as present. "
        "Leave those who are absent blank, or take attendance again."
    )


class NotTaken(Refused):
    """Nothing was counted or called yet."""

    message = "Nothing has been counted yet, so there is no result to declare. Record the vote first, or give it up."


@dataclass(frozen=True)
class Hands:
    """How many hands went up for each thing."""

    for_: int
    against: int
    abstain: int

    @property
    def raised(self) -> int:
        """All hands."""
        return self.for_ + self.against + self.abstain

    @property
    def tally(self) -> dict[str, int]:
        """As the count reads it, without what nobody said."""
        said = {Choice.FOR: self.for_, Choice.AGAINST: self.against, Choice.ABSTAIN: self.abstain}
        return {choice.value: number for choice, number in said.items() if number}


def why_not_hands(hands: Hands, roll: int, present: int | None) -> QuorateError | None:
    """Why these totals cannot be, or None. Fewer hands than people is allowed: nobody has to raise theirs."""
    if present is not None and hands.raised > present:
        return MoreHandsThanPresent(hands=hands.raised, present=present)
    return MoreHandsThanRoll(hands=hands.raised, roll=roll) if hands.raised > roll else None


def passed_already(decision: DecisionRule, tally: Mapping[str, int], entitled: int) -> bool:
    """Whether a written resolution has the majority of everybody entitled, so that it takes effect at once.

    CIO foundation constitution cl. 19, as Companies Act 2006 s296: it is passed when the required majority has agreed.
    """
    return count_motion(tally, decision, entitled=entitled, present=entitled).carried
