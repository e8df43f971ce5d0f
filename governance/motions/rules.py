"""The life of a motion as a table: from which state, by which verb, to which state, and who may. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from common.errors import NotAllowed, Refused
from governance.rules import MotionState, runs_body
from people.rules import Actor


class Verb(StrEnum):
    """What is done to a motion."""

    REVISE = "revise"
    SUBMIT = "submit"
    SCHEDULE = "schedule"
    MOVE = "move"
    SECOND = "second"
    PUT = "put"
    CIRCULATE = "circulate"
    WITHDRAW = "withdraw"
    POSTPONE = "postpone"
    REFER = "refer"
    SET_ASIDE = "set_aside"
    RULE_OUT = "rule_out"


class Who(StrEnum):
    """Who may do it. Where members act in a meeting, the clerk may record it for somebody in the room."""

    RAISER = "raiser"
    RAISER_OR_CLERK = "raiser_or_clerk"
    MEMBER = "member"
    MOVER_OR_CLERK = "mover_or_clerk"
    CLERK = "clerk"


@dataclass(frozen=True)
class Transition:
    """One line of the table. `ends` is None where the state stays."""

    starts: frozenset[MotionState]
    verb: Verb
    ends: MotionState | None
    who: Who


_DRAFT, _SUBMITTED, _POSTPONED = MotionState.DRAFT, MotionState.SUBMITTED, MotionState.POSTPONED
_MOVED, _SECONDED = MotionState.MOVED, MotionState.SECONDED
_WAITING = frozenset({_SUBMITTED, _POSTPONED})
_ON_THE_FLOOR = frozenset({_MOVED, _SECONDED})
_UNDECIDED = _WAITING | _ON_THE_FLOOR

TRANSITIONS: tuple[Transition, ...] = (
    Transition(frozenset({_DRAFT}), Verb.REVISE, None, Who.RAISER_OR_CLERK),
    Transition(frozenset({_DRAFT}), Verb.SUBMIT, _SUBMITTED, Who.RAISER),
    Transition(_WAITING, Verb.SCHEDULE, None, Who.CLERK),
    Transition(_WAITING, Verb.MOVE, _MOVED, Who.MEMBER),
    Transition(frozenset({_MOVED}), Verb.SECOND, _SECONDED, Who.MEMBER),
    Transition(frozenset({_SECONDED}), Verb.PUT, MotionState.PUT, Who.CLERK),
    # In writing there is no meeting in which it could be moved and seconded: all are asked, and more must agree.
    Transition(_WAITING, Verb.CIRCULATE, MotionState.PUT, Who.CLERK),
    # Once it is moved, the motion is before the meeting, and its mover's to take back.
    Transition(_WAITING | {_DRAFT}, Verb.WITHDRAW, MotionState.WITHDRAWN, Who.RAISER),
    Transition(_ON_THE_FLOOR, Verb.WITHDRAW, MotionState.WITHDRAWN, Who.MOVER_OR_CLERK),
    Transition(_UNDECIDED - {_POSTPONED}, Verb.POSTPONE, _POSTPONED, Who.CLERK),
    Transition(_UNDECIDED, Verb.REFER, MotionState.REFERRED, Who.CLERK),
    Transition(_UNDECIDED, Verb.SET_ASIDE, MotionState.SET_ASIDE, Who.CLERK),
    Transition(_UNDECIDED, Verb.RULE_OUT, MotionState.RULED_OUT, Who.CLERK),
)

DISPOSALS = (Verb.POSTPONE, Verb.REFER, Verb.SET_ASIDE, Verb.RULE_OUT)
"""What the clerk may record of a motion in place of a vote."""

WRONG_STATE: Mapping[Verb, str] = MappingProxyType(
    {
        Verb.REVISE: "Only a draft can be edited, and this motion is no longer one.",
        Verb.SUBMIT: "This motion can no longer be submitted.",
        Verb.SCHEDULE: "Only a motion that is submitted or postponed can go on an agenda.",
        Verb.MOVE: "Only a motion that is submitted and waiting can be moved.",
        Verb.SECOND: "Only a motion that has been moved, and not yet seconded, can be seconded.",
        Verb.PUT: "A motion is put to the vote once it has been moved and seconded.",
        Verb.CIRCULATE: "Only a motion that is submitted or postponed can be decided in writing.",
        Verb.WITHDRAW: "This motion can no longer be withdrawn.",
        Verb.POSTPONE: "This motion can no longer be postponed.",
        Verb.REFER: "This motion can no longer be referred.",
        Verb.SET_ASIDE: "This motion can no longer be set aside.",
        Verb.RULE_OUT: "This motion can no longer be ruled out of order.",
    }
)

NOT_YOURS: Mapping[Who, str] = MappingProxyType(
    {
        Who.RAISER: "Only the person who raised the motion can do that.",
        Who.RAISER_OR_CLERK: "Only the person who raised the motion, or the clerk, can do that.",
        Who.MEMBER: "Only a voting member of this body can do that.",
        Who.MOVER_OR_CLERK: "Only the mover, or the clerk for the mover, can do that.",
        Who.CLERK: "Only the clerk of this body can do that.",
    }
)


class WrongMotionState(Refused):
    """The motion is not in a state from which that can be done."""


class NotYourMotion(NotAllowed):
    """That is for somebody else to do."""


class SeconderIsMover(Refused):
    """A motion is seconded by another person."""

    message = "A motion needs two people: whoever moved it cannot second it too. Ask another member."


class NothingToRescind(Refused):
    """Only what was carried and still stands is rescinded."""

    message = "Only a motion of this body that was carried, and has not been rescinded, can be rescinded."


class MotionChanged(Refused):
    """Somebody else saved another wording meanwhile, which is here so that both can be compared."""

    message = "Somebody else changed this draft while you were writing. Your words are kept below."

    def __init__(self, title: str, text: str, version: int) -> None:
        self.title = title
        self.text = text
        self.version = version
        super().__init__()


@dataclass(frozen=True)
class MotionStand:
    """As much of a motion as the table needs."""

    body: UUID
    state: MotionState
    raised_by: UUID
    mover: UUID | None


def after_vote(state: MotionState, seconder: UUID | None, *, void: bool) -> MotionState:
    """Where a motion stands whose vote is `void`: that decided nothing, so it can be put, or laid aside, as before."""
    if state is not MotionState.PUT or not void:
        return state
    return MotionState.SECONDED if seconder else MotionState.SUBMITTED


def _is(who: Who, person: Actor, motion: MotionStand) -> bool:
    clerk = runs_body(person, motion.body)
    match who:
        case Who.RAISER:
            return person.id == motion.raised_by
        case Who.RAISER_OR_CLERK:
            return clerk or person.id == motion.raised_by
        case Who.MEMBER:
            return clerk or person.votes_in(motion.body)
        case Who.MOVER_OR_CLERK:
            return clerk or person.id == motion.mover
        case Who.CLERK:
            return clerk


def check(verb: Verb, person: Actor, motion: MotionStand) -> MotionState:
    """The state that `verb` leads to. Raises WrongMotionState, or NotYourMotion for somebody who may not do it."""
    lines = [line for line in TRANSITIONS if line.verb is verb]
    fitting = next((line for line in lines if motion.state in line.starts), None)
    if fitting is None:
        if not any(_is(line.who, person, motion) for line in lines):
            raise NotYourMotion(NOT_YOURS[lines[0].who])
        raise WrongMotionState(WRONG_STATE[verb])
    if not _is(fitting.who, person, motion):
        raise NotYourMotion(NOT_YOURS[fitting.who])
    return fitting.ends or motion.state


def allowed(person: Actor, motion: MotionStand) -> frozenset[Verb]:
    """What this person may do to the motion now, for pages to offer. In a meeting its own state decides too."""
    return frozenset(line.verb for line in TRANSITIONS if motion.state in line.starts and _is(line.who, person, motion))


def may_see(person: Actor, motion: MotionStand, *, sees_body: bool) -> bool:
    """A draft is its raiser's and the clerk's; what was submitted is for everybody who may look into the body."""
    if person.id == motion.raised_by:
        return True
    return runs_body(person, motion.body) if motion.state is MotionState.DRAFT else sees_body


def standing(state: MotionState, poll_state: str | None, carried: bool | None, *, rescinded: bool = False) -> str:
    """How the motion stands, in one word: its state, or once it is put what its poll says (carried, lost, void).

    `rescinded`: whether a later motion that undoes it was carried.
    """
    if rescinded:
        return MotionState.RESCINDED.value
    if state is not MotionState.PUT or poll_state is None:
        return state.value
    if poll_state == "declared" and carried is not None:
        return "carried" if carried else "lost"
    return "void" if poll_state == "void" else "put"
