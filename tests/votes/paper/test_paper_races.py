"""A paper against a ballot at the same instant, two desks, two keyers: real connections, held at each step."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from common import db
from tests.cast import a_parent, a_person
from tests.votes.paper.stage import a_bundle, a_paper_poll, apart, audited, blocked, give_papers, line_of
from tests.votes.stage import state_of
from votes.casting import CastReceipt, cast_ballot
from votes.errors import PollClosed, VotedOnline, VotesOnPaper
from votes.paper.keying import key_papers
from votes.paper.services import give_out_paper, reconcile_papers
from votes.rules import Choice, PollState
from votes.services import close_poll


async def _ballots(poll: UUID) -> tuple[int, int]:
    """How many envelopes and how many papers."""
    found = await db.row(
        "SELECT (SELECT count(*) FROM envelope WHERE poll = $1)::int AS envelopes,"
        " (SELECT count(*) FROM paper_issue WHERE poll = $1)::int AS papers",
        poll,
    )
    assert found is not None
    return found["envelopes"], found["papers"]


async def test_a_ballot_that_comes_while_a_paper_is_given_out_is_refused(committed_school: UUID) -> None:
    clerk, parent = await a_person(committed_school), await a_parent(committed_school)
    poll = await a_paper_poll(committed_school, [parent.id])
    line = await line_of(poll, parent.id)
    async with db.transaction():
        await give_out_paper(committed_school, poll, line, clerk.id)
        casting = apart(cast_ballot(committed_school, poll, parent.id, Choice.FOR))
        await blocked()
    with pytest.raises(VotesOnPaper):
        await casting
    assert await _ballots(poll) == (0, 1)


async def test_a_paper_asked_for_while_a_ballot_is_cast_is_refused(committed_school: UUID) -> None:
    clerk, parent = await a_person(committed_school), await a_parent(committed_school)
    poll = await a_paper_poll(committed_school, [parent.id])
    line = await line_of(poll, parent.id)
    async with db.transaction():
        await cast_ballot(committed_school, poll, parent.id, Choice.FOR)
        giving = apart(give_out_paper(committed_school, poll, line, clerk.id))
        await blocked()
    with pytest.raises(VotedOnline):
        await giving
    assert await _ballots(poll) == (1, 0)


async def test_where_paper_overrides_the_ballot_cast_at_that_instant_is_replaced(committed_school: UUID) -> None:
    clerk, parent = await a_person(committed_school), await a_parent(committed_school)
    poll = await a_paper_poll(committed_school, [parent.id], overrides=True)
    line = await line_of(poll, parent.id)
    async with db.transaction():
        cast = await cast_ballot(committed_school, poll, parent.id, Choice.FOR)
        giving = apart(give_out_paper(committed_school, poll, line, clerk.id))
        await blocked()
    await giving
    assert await _ballots(poll) == (0, 1)
    entry = await db.row("SELECT receipt, state FROM receipt_entry WHERE poll = $1", poll)
    assert entry == {"receipt": cast.receipt.envelope, "state": "replaced"}


async def test_two_desks_give_a_line_one_paper(committed_school: UUID) -> None:
    desks = [await a_person(committed_school, name) for name in ("Desk One", "Desk Two")]
    parent = await a_parent(committed_school)
    poll = await a_paper_poll(committed_school, [parent.id])
    line = await line_of(poll, parent.id)
    async with db.transaction():
        await give_out_paper(committed_school, poll, line, desks[0].id)
        second = apart(give_out_paper(committed_school, poll, line, desks[1].id))
        await blocked()
    await second
    assert await _ballots(poll) == (0, 1)
    assert len(await audited(poll, "give_out_paper")) == 1


async def test_a_paper_and_the_close_at_once_give_no_paper_after_the_close(committed_school: UUID) -> None:
    clerk, parent = await a_person(committed_school), await a_parent(committed_school)
    poll = await a_paper_poll(committed_school, [parent.id])
    line = await line_of(poll, parent.id)
    async with db.transaction():
        await close_poll(committed_school, poll, None)
        giving = apart(give_out_paper(committed_school, poll, line, clerk.id))
        await blocked()
    with pytest.raises(PollClosed):
        await giving
    assert await _ballots(poll) == (0, 0)


async def test_of_twenty_at_once_online_and_at_the_desk_each_votes_once(committed_school: UUID) -> None:
    clerk = await a_person(committed_school)
    parents = [(await a_parent(committed_school, f"Parent {number}")).id for number in range(10)]
    poll = await a_paper_poll(committed_school, parents)
    lines = [await line_of(poll, parent) for parent in parents]
    answers = await asyncio.gather(
        *(cast_ballot(committed_school, poll, parent, Choice.FOR) for parent in parents),
        *(give_out_paper(committed_school, poll, line, clerk.id) for line in lines),
        return_exceptions=True,
    )
    assert all(answer is None or isinstance(answer, CastReceipt | VotedOnline | VotesOnPaper) for answer in answers)
    envelopes, papers = await _ballots(poll)
    assert envelopes + papers == len(parents)
    assert envelopes == sum(isinstance(answer, CastReceipt) for answer in answers)
    twice = "SELECT count(*) FROM envelope v JOIN paper_issue i USING (entitlement) WHERE v.poll = $1"
    assert await db.value(twice, poll) == 0


@pytest.mark.parametrize("second", ["for", "against"])
async def test_two_keyers_who_finish_at_once_are_compared_once(committed_school: UUID, second: str) -> None:
    keyers = [await a_person(committed_school, name) for name in ("Key One", "Key Two")]
    parent = await a_parent(committed_school)
    poll = await a_paper_poll(committed_school, [parent.id])
    await give_papers(committed_school, poll, keyers[0].id, [parent.id])
    await close_poll(committed_school, poll, None)
    bundle = await a_bundle(committed_school, poll, keyers[0].id, 1)
    async with db.transaction():
        await key_papers(committed_school, poll, bundle, keyers[0].id, ["for"], finished=True)
        other = apart(key_papers(committed_school, poll, bundle, keyers[1].id, [second], finished=True))
        await blocked()
    await other
    found = await db.row("SELECT ballots FROM paper_batch WHERE id = $1", bundle)
    assert found is not None
    assert found["ballots"] == ({"for": 1} if second == "for" else None)
    assert await db.value("SELECT count(*) FROM paper_keying WHERE batch = $1", bundle) == (0 if second == "for" else 2)


async def test_two_who_reckon_up_at_once_move_the_poll_on_once(committed_school: UUID) -> None:
    clerk, parent = await a_person(committed_school), await a_parent(committed_school)
    poll = await a_paper_poll(committed_school, [parent.id])
    await close_poll(committed_school, poll, None)
    await asyncio.gather(*(reconcile_papers(committed_school, poll, clerk.id) for _ in range(3)))
    assert await state_of(poll) == PollState.RECONCILED
    assert len(await audited(poll, "reconcile_poll")) == 1
