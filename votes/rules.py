"""Words and decisions of votes: who may vote when, and whether a motion is carried. Pure, integers only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from common.errors import QuorateError
from people.rules import Actor, Role
from votes.errors import (
    ClosesTooSoon,
    EmptyRoll,
    NotEntitled,
    PollClosed,
    PollNotOpen,
    PollVoid,
    VotedByAnother,
    VotesOnPaper,
)

FEW_BALLOTS = 10
"""Below this many ballots a page warns that others may guess how people voted."""


class PollKind(StrEnum):
    """What is decided."""

    MOTION = "motion"
    ELECTION = "election"


class PollState(StrEnum):
    """The life of a poll; each step is one repeatable transaction."""

    CREATED = "created"
    OPEN = "open"
    CLOSED = "closed"
    RECONCILED = "reconciled"
    OPENED = "opened"
    COUNTED = "counted"
    AWAITING_LOT = "awaiting_lot"
    DECLARED = "declared"
    VOID = "void"


class Custody(StrEnum):
    """Who holds the key: the server's key file, or three people of whom any two can open. An open vote has none."""

    CONFIDENTIAL = "confidential"
    SECRET = "secret"  # noqa: S105 - the name of a custody
    OPEN = "open"


class OpenMethod(StrEnum):
    """How an open vote is taken: hands are counted, names are called, or members sign one after the other."""

    SHOW_OF_HANDS = "show_of_hands"
    ROLL_CALL = "roll_call"
    WRITTEN_RESOLUTION = "written_resolution"


class ChangeKind(StrEnum):
    """What can be changed about a poll after it opened, or has to be told about its papers."""

    EXTENDED = "extended"
    ROLL_ADDED = "roll_added"
    ROLL_STRUCK = "roll_struck"
    CANDIDATE_WITHDRAWN = "candidate_withdrawn"
    PAPERS_EXPLAINED = "papers_explained"


class RollUnit(StrEnum):
    """Who has one vote."""

    PERSON = "person"
    HOUSEHOLD = "household"


class Choice(StrEnum):
    """What a ballot on a motion can say; `spoilt` is a ballot handed in blank on purpose."""

    FOR = "for"
    AGAINST = "against"
    ABSTAIN = "abstain"
    SPOILT = "spoilt"


UNREADABLE = "unreadable"
"""The ballot of an envelope that could not be opened: counted as spoilt, and reported apart."""


class MajorityRule(StrEnum):
    """How much of the base must be in favour."""

    SIMPLE = "simple"
    ABSOLUTE = "absolute"
    TWO_THIRDS = "two_thirds"
    THREE_QUARTERS = "three_quarters"
    CUSTOM = "custom"


class VoteBase(StrEnum):
    """Of what the majority is taken."""

    VALID = "valid"
    CAST = "cast"
    ENTITLED = "entitled"
    PRESENT = "present"


_FRACTIONS: Mapping[MajorityRule, tuple[int, int]] = {
    MajorityRule.SIMPLE: (1, 2),
    MajorityRule.ABSOLUTE: (1, 2),
    MajorityRule.TWO_THIRDS: (2, 3),
    MajorityRule.THREE_QUARTERS: (3, 4),
}


@dataclass(frozen=True)
class DecisionRule:
    """What carries a motion: more than half (simple, absolute), or at least a fraction, of a base.

    A named majority brings its own fraction, whatever is given. An absolute majority is one of all on the roll, or
    of all present. A custom fraction must be above a half, so that a tie is lost under every rule, and may be 1/1
    (unanimity). Raises ValueError for a fraction that is none of these.
    """

    majority: MajorityRule = MajorityRule.SIMPLE
    numerator: int = 1
    denominator: int = 2
    base: VoteBase = VoteBase.VALID

    def __post_init__(self) -> None:
        numerator, denominator = _FRACTIONS.get(self.majority, (self.numerator, self.denominator))
        object.__setattr__(self, "numerator", numerator)
        object.__setattr__(self, "denominator", denominator)
        if self.majority is MajorityRule.ABSOLUTE and self.base not in (VoteBase.ENTITLED, VoteBase.PRESENT):
            object.__setattr__(self, "base", VoteBase.ENTITLED)
        if self.majority is MajorityRule.CUSTOM and not denominator < 2 * numerator <= 2 * denominator:
            raise ValueError("a custom majority is more than a half and at most the whole")

    @property
    def more_than(self) -> bool:
        """Whether exactly the fraction is too little."""
        return self.majority in (MajorityRule.SIMPLE, MajorityRule.ABSOLUTE)


@dataclass(frozen=True)
class MotionResult:
    """A counted motion. All numbers are ballots; `spoilt` includes the `unreadable` ones.

    `base`: of how many the majority was taken. `needed`: the fewest votes for that would have carried it, all other
    ballots being as they are (None when no number would: unanimity was asked for and somebody was not for).
    `margin`: votes for above `needed` (0 or more: so many could have been missing) or short of it (negative: so
    many more were needed; with `needed` None, the ballots that stood in the way). The quorum is apart from it.
    `tied`: as many for as against, and not none. `casting_vote`: what the chair's casting vote said, counted in
    `margin` and `carried` and in nothing else.
    """

    for_: int
    against: int
    abstain: int
    spoilt: int
    unreadable: int
    entitled: int
    cast: int
    base: int
    needed: int | None
    margin: int
    carried: bool
    tied: bool
    quorum: int | None = None
    casting_vote: Choice | None = None

    @property
    def quorate(self) -> bool:
        """Whether enough ballots were handed in."""
        return self.quorum is None or self.cast >= self.quorum

    @property
    def few(self) -> bool:
        """Whether there are so few ballots that people may be guessed."""
        return 0 < self.cast < FEW_BALLOTS

    @property
    def unanimous(self) -> bool:
        """Whether every ballot said the same, so that the totals tell what each voter chose."""
        return self.cast in (self.for_, self.against, self.abstain, self.spoilt) and self.cast > 0

    @property
    def one_vote_decides(self) -> bool:
        """Whether the vote is tied so that a casting vote would settle it."""
        return self.tied and self.margin == -1 and self.quorate and self.casting_vote is None

    def as_json(self) -> dict[str, Any]:
        """For the result column of the poll."""
        return asdict(self)


def result_from_json(stored: Mapping[str, Any]) -> MotionResult:
    """The result that `as_json` gave."""
    casting = stored["casting_vote"]
    return MotionResult(**{**stored, "casting_vote": Choice(casting) if casting else None})


@dataclass(frozen=True)
class Place:
    """A line of a roll on which a voter stands: who has cast its envelope, and the envelope's hash (None: nobody).

    `paper`: that a paper ballot was given out for it.
    """

    entitlement: UUID
    cast_by: UUID | None = None
    envelope: str | None = None
    paper: bool = False


def best_place(places: list[Place], voter: UUID) -> Place | None:
    """The line for which `voter` votes. Of several households: the one voted for before, then a free one.

    One that votes on paper comes last: the paper may be in the hands of another adult of that household.
    """
    order = {voter: 0, None: 1}
    return min(places, key=lambda place: (place.paper, order.get(place.cast_by, 2), place.entitlement), default=None)


def may_vote(
    state: PollState, closes_at: datetime, place: Place | None, voter: UUID, now: datetime
) -> QuorateError | None:
    """Why `voter` cannot cast or replace a ballot at `now`, or None when they can.

    A stranger learns first, and only, that there is nothing here. Design: the double envelope, casting and closing.
    """
    if place is None:
        return NotEntitled()
    if state is PollState.CREATED:
        return PollNotOpen()
    if state is PollState.VOID:
        return PollVoid()
    if state is not PollState.OPEN or now >= closes_at:
        return PollClosed()
    if place.paper:
        return VotesOnPaper()
    if place.cast_by not in (None, voter):
        return VotedByAnother()
    return None


def sees_poll(actor: Actor, body: UUID | None) -> bool:
    """Whether a poll concerns somebody who is not on its roll: the body's own people, leadership, returning officer."""
    if not actor.roles.isdisjoint({Role.LEADERSHIP, Role.RETURNING_OFFICER}):
        return True
    return body is not None and actor.sits_in(body)


def runs_poll(actor: Actor, body: UUID | None) -> bool:
    """Whether somebody may close a poll and record a casting vote: whoever runs the body, or the returning officer."""
    return Role.RETURNING_OFFICER in actor.roles or (body is not None and actor.runs(body))


def may_open(state: PollState, closes_at: datetime, roll_size: int, now: datetime) -> QuorateError | None:
    """Why a poll cannot be opened at `now`, or None when it can."""
    if state is not PollState.CREATED:
        return PollClosed()
    if roll_size == 0:
        return EmptyRoll()
    return ClosesTooSoon() if now >= closes_at else None


def may_close(state: PollState) -> QuorateError | None:
    """Why a poll cannot be closed, or None when it can."""
    if state is PollState.CREATED:
        return PollNotOpen()
    return PollClosed() if state is not PollState.OPEN else None
