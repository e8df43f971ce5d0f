"""Withdrawing after the list is closed: before the vote, while people vote, and too late."""

from __future__ import annotations

from datetime import timedelta

import pytest

from common import clock, db
from tests.votes.elections.stage import a_hustings, facts_of, with_candidates
from tests.votes.stage import declare
from votes.casting import cast_ballot
from votes.elections.errors import NotYourElection, TooLateToWithdraw
from votes.elections.nominations import withdraw
from votes.elections.queries import candidates_of
from votes.elections.rules import NominationState
from votes.elections.services import close_nominations, open_vote
from votes.queries import poll_facts
from votes.services import close_poll


async def test_before_the_vote_the_name_is_not_on_the_paper(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 4)
    await close_nominations(hustings.clerk, vacancy)

    await withdraw(hustings.parents[1], vacancy)
    found = await poll_facts(hustings.school, await open_vote(hustings.clerk, vacancy))

    assert found.election and len(found.election.candidates) == 3


async def test_while_voting_the_name_is_passed_over_and_everybody_can_see_it(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 4)
    await close_nominations(hustings.clerk, vacancy)
    poll = await open_vote(hustings.clerk, vacancy)
    for voter in hustings.parents:
        await cast_ballot(hustings.school, poll, voter.id, "2 1 3")

    for _ in range(2):
        await withdraw(hustings.parents[1], vacancy)

    changes = await db.rows("SELECT kind, details FROM poll_change WHERE poll = $1", poll)
    assert changes == [{"kind": "candidate_withdrawn", "details": {"number": 2, "name": hustings.parents[1].name}}]
    lines = await candidates_of(hustings.school, await facts_of(hustings, vacancy))
    assert [line.state for line in lines].count(NominationState.WITHDRAWN) == 1
    await declare(hustings.school, poll)
    result = (await poll_facts(hustings.school, poll)).election
    assert result and hustings.parents[1].name not in result.elected
    assert result.elected[0] == hustings.parents[0].name


async def test_once_the_box_is_closed_or_should_be_it_is_too_late(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 4)
    await close_nominations(hustings.clerk, vacancy)
    poll = await open_vote(hustings.clerk, vacancy)

    past = clock.now() - timedelta(seconds=1)
    await db.rows(
        "UPDATE poll SET opens_at = $2::timestamptz - interval '1 day', closes_at = $2 WHERE id = $1", poll, past
    )
    with pytest.raises(TooLateToWithdraw):
        await withdraw(hustings.parents[0], vacancy)
    await close_poll(hustings.school, poll, None)
    with pytest.raises(TooLateToWithdraw):
        await withdraw(hustings.parents[0], vacancy)
    assert await db.value("SELECT count(*) FROM candidate WHERE withdrawn_at IS NOT NULL") == 0


async def test_only_whoever_runs_it_takes_out_the_name_of_another(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 3)

    with pytest.raises(NotYourElection):
        await withdraw(hustings.parents[0], vacancy, hustings.parents[1].id)
    await withdraw(hustings.clerk, vacancy, hustings.parents[1].id)

    assert (await facts_of(hustings, vacancy)).stand == 2
