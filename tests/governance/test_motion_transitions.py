"""The table of what may be done to a motion, in which state, and by whom."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest

from governance.motions.rules import (
    MotionStand,
    NotYourMotion,
    Verb,
    WrongMotionState,
    allowed,
    check,
    may_see,
    standing,
)
from governance.rules import MotionState
from people.rules import Actor, Capacity, Office, Role, Seat

BODY, ELSEWHERE = uuid4(), uuid4()


def somebody(*, sits_in: UUID | None = None, office: Office | None = None, role: Role = Role.PARENT) -> Actor:
    seats = (Seat(sits_in, "Parent council", Capacity.PARENT, office),) if sits_in else ()
    return Actor(uuid4(), uuid4(), "Sam", "en", frozenset({role}), seats)


RAISER = somebody(sits_in=BODY)
MEMBER = somebody(sits_in=BODY)
CLERK = somebody(sits_in=BODY, office=Office.CLERK)
OTHER_CLERK = somebody(sits_in=ELSEWHERE, office=Office.CLERK)
HEAD = somebody(role=Role.LEADERSHIP)
CAST = {"raiser": RAISER, "member": MEMBER, "clerk": CLERK, "other_clerk": OTHER_CLERK, "head": HEAD}
MAY = {
    MotionState.DRAFT: {"raiser": {"revise", "submit", "withdraw"}, "clerk": {"revise"}},
    MotionState.SUBMITTED: {
        "raiser": {"move", "withdraw"},
        "member": {"move"},
        "clerk": {"schedule", "circulate", "move", "postpone", "refer", "set_aside", "rule_out"},
    },
    MotionState.MOVED: {
        "raiser": {"second", "withdraw"},
        "member": {"second"},
        "clerk": {"second", "withdraw", "postpone", "refer", "set_aside", "rule_out"},
    },
    MotionState.SECONDED: {
        "raiser": {"withdraw"},
        "clerk": {"put", "withdraw", "postpone", "refer", "set_aside", "rule_out"},
    },
    MotionState.POSTPONED: {
        "raiser": {"move", "withdraw"},
        "member": {"move"},
        "clerk": {"schedule", "circulate", "move", "refer", "set_aside", "rule_out"},
    },
    MotionState.PUT: {},
    MotionState.WITHDRAWN: {},
    MotionState.REFERRED: {},
    MotionState.SET_ASIDE: {},
    MotionState.RULED_OUT: {},
}


def stand(state: MotionState) -> MotionStand:
    return MotionStand(BODY, state, RAISER.id, mover=RAISER.id)


@pytest.mark.parametrize("state", MAY)
@pytest.mark.parametrize("who", CAST)
def test_each_may_do_exactly_what_the_table_says(state: MotionState, who: str) -> None:
    expected = MAY[state].get(who, set())
    assert {verb.value for verb in allowed(CAST[who], stand(state))} == expected
    for verb in Verb:
        if verb.value in expected:
            check(verb, CAST[who], stand(state))
        else:
            with pytest.raises((NotYourMotion, WrongMotionState)):
                check(verb, CAST[who], stand(state))


def test_who_may_never_do_it_is_told_so_and_not_that_the_time_is_wrong() -> None:
    with pytest.raises(NotYourMotion):
        check(Verb.PUT, MEMBER, stand(MotionState.DRAFT))
    with pytest.raises(WrongMotionState):
        check(Verb.PUT, CLERK, stand(MotionState.DRAFT))


def test_a_draft_is_its_raisers_and_the_clerks() -> None:
    draft, submitted = stand(MotionState.DRAFT), stand(MotionState.SUBMITTED)
    assert [may_see(CAST[who], draft, sees_body=True) for who in CAST] == [True, False, True, False, False]
    assert may_see(MEMBER, submitted, sees_body=True)
    assert not may_see(OTHER_CLERK, submitted, sees_body=False)


@pytest.mark.parametrize(
    ("poll_state", "carried", "word"),
    [("open", None, "put"), ("counted", None, "put"), ("declared", True, "carried"), ("declared", False, "lost")],
)
def test_the_outcome_of_a_motion_is_what_its_poll_declared(poll_state: str, carried: bool | None, word: str) -> None:
    assert standing(MotionState.PUT, poll_state, carried) == word
    assert standing(MotionState.SECONDED, None, None) == "seconded"
