"""Those elected get their seats on the body, once and for a term."""

from __future__ import annotations

from datetime import date

import pytest

from common import db
from common.errors import Refused
from people.queries import members
from people.rules import Capacity
from tests.votes.elections.stage import Hustings, a_hustings, facts_of, with_candidates
from tests.votes.stage import declare
from votes.casting import cast_ballot
from votes.elections.errors import NobodyToSeat, NotYourElection
from votes.elections.services import close_nominations, declare_uncontested, open_vote, seat_elected

FIRST, LAST = date(2020, 1, 1), date(2040, 1, 1)


async def _voted(hustings: Hustings):  # type: ignore[no-untyped-def]
    vacancy = await with_candidates(hustings, 4)
    await close_nominations(hustings.clerk, vacancy)
    poll = await open_vote(hustings.clerk, vacancy)
    for voter in hustings.parents:
        await cast_ballot(hustings.school, poll, voter.id, "3 2")
    return vacancy, poll


async def test_those_whom_the_count_elected_sit_for_the_term_and_nobody_else(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy, poll = await _voted(hustings)
    with pytest.raises(NobodyToSeat):
        await seat_elected(hustings.clerk, vacancy, FIRST, LAST)
    await declare(hustings.school, poll)

    assert await seat_elected(hustings.clerk, vacancy, FIRST, LAST) == 2
    assert await seat_elected(hustings.clerk, vacancy, FIRST, LAST) == 0

    sitting = {line.person for line in await members(hustings.body) if line.votes}
    assert sitting == {hustings.parents[1].id, hustings.parents[2].id}
    terms = await db.rows("SELECT starts_on, ends_on FROM membership WHERE person = $1", hustings.parents[2].id)
    assert terms == [{"starts_on": FIRST, "ends_on": LAST}]
    assert await db.value("SELECT count(*) FROM audit_entry WHERE action = 'seat_member'") == 2
    assert not (await facts_of(hustings, vacancy)).may_seat


async def test_a_seat_that_somebody_holds_already_ends_the_day_before(rollback: None) -> None:
    hustings = await a_hustings()
    await db.rows(
        "INSERT INTO membership (id, school, body, person, capacity, starts_on)"
        " VALUES (gen_random_uuid(), $1, $2, $3, 'parent', '2019-01-01')",
        hustings.school,
        hustings.body,
        hustings.parents[0].id,
    )
    vacancy = await with_candidates(hustings, 1)
    await close_nominations(hustings.clerk, vacancy)
    await declare_uncontested(hustings.clerk, vacancy)

    await seat_elected(hustings.clerk, vacancy, FIRST, None, Capacity.PARENT)

    terms = await db.rows(
        "SELECT starts_on, ends_on FROM membership WHERE person = $1 ORDER BY starts_on", hustings.parents[0].id
    )
    assert [line["ends_on"] for line in terms] == [date(2019, 12, 31), None]


async def test_a_term_ends_after_it_begins_and_only_whoever_runs_it_seats(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 1)
    await close_nominations(hustings.clerk, vacancy)
    await declare_uncontested(hustings.clerk, vacancy)

    with pytest.raises(Refused):
        await seat_elected(hustings.clerk, vacancy, LAST, FIRST)
    with pytest.raises(NotYourElection):
        await seat_elected(hustings.parents[0], vacancy, FIRST, LAST)
