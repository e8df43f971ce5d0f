"""From the close to the declaration, and at its edges: several connections held at one step, then let go at once."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextvars import Context
from datetime import timedelta
from typing import Any, TypeVar
from uuid import UUID

import pytest

from common import db
from tests.cast import a_household, a_parent
from tests.votes.stage import a_poll, an_open_poll, state_of, take_step
from votes.casting import CastReceipt, cast_ballot
from votes.custody.rules import Holder, NewKey, read_sheet
from votes.custody.services import count_with_sheets, make_sheets, open_under_sheets
from votes.errors import PollClosed, VotedByAnother
from votes.rules import Choice, Custody, PollState
from votes.services import close_poll
from votes.steps import STEPS

pytestmark = pytest.mark.slow

T = TypeVar("T")
ORDER = [*STEPS, PollState.DECLARED]
WAITING_SQL = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
POLL_LOCK = "SELECT 1 FROM poll WHERE id = $1 FOR UPDATE"


def _apart(work: Coroutine[Any, Any, T]) -> asyncio.Task[T]:
    """A task with a connection of its own: an empty context knows nothing of the transaction around it."""
    return asyncio.get_running_loop().create_task(work, context=Context())


async def _all_wait(number: int) -> None:
    """Returns once so many connections wait for a lock."""
    async with asyncio.timeout(15):
        while await db.value(WAITING_SQL) < number:
            await asyncio.sleep(0.01)
            # Within one transaction the view would say for ever what it said first.
            await db.rows("SELECT pg_stat_clear_snapshot()")


async def _voted(school: UUID, number: int) -> tuple[UUID, list[UUID]]:
    voters = [(await a_parent(school, f"Parent {n}")).id for n in range(number)]
    poll = await an_open_poll(school, voters)
    for voter in voters:
        await cast_ballot(school, poll, voter, Choice.FOR)
    return poll, voters


@pytest.mark.parametrize("state", list(STEPS))
async def test_of_three_workers_and_a_late_ballot_held_at_one_step_one_worker_takes_it_and_the_ballot_is_refused(
    committed_school: UUID, state: PollState
) -> None:
    poll, voters = await _voted(committed_school, 3)
    await close_poll(committed_school, poll, None)
    while await state_of(poll) != state:
        await take_step(committed_school, poll)
    async with db.transaction():
        await db.rows(POLL_LOCK, poll)
        casting = _apart(cast_ballot(committed_school, poll, voters[0], Choice.AGAINST))
        workers = [_apart(take_step(committed_school, poll)) for _ in range(3)]
        await _all_wait(4)
    with pytest.raises(PollClosed):
        await casting
    await asyncio.gather(*workers)
    assert await state_of(poll) == ORDER[ORDER.index(state) + 1]
    while await state_of(poll) != PollState.DECLARED:
        await take_step(committed_school, poll)
    tally = await db.rows("SELECT ballot, ballots FROM tallied_ballot WHERE poll = $1", poll)
    assert [(line["ballot"], line["ballots"]) for line in tally] == [("for", 3)]
    acts = await db.rows(
        "SELECT action, count(*) AS times FROM audit_entry WHERE subject = $1 GROUP BY action", str(poll)
    )
    assert {line["times"] for line in acts} == {1}, acts
    letters = "SELECT count(*) FROM outbox_mail WHERE kind = 'result_declared' AND school = $1"
    assert await db.value(letters, committed_school) == len(voters)


@pytest.mark.parametrize("again", [False, True])
async def test_who_waits_for_the_lock_until_the_closing_time_is_past_is_too_late(
    committed_school: UUID, again: bool
) -> None:
    voter = (await a_parent(committed_school)).id
    poll = await an_open_poll(committed_school, [voter], lasts=timedelta(seconds=1.5))
    if again:
        await cast_ballot(committed_school, poll, voter, Choice.FOR)
    async with db.transaction():
        await db.rows(POLL_LOCK, poll)
        casting = _apart(cast_ballot(committed_school, poll, voter, Choice.AGAINST))
        await _all_wait(1)
        # The ballot set out in time, and nobody has closed the poll yet.
        assert await db.value("SELECT clock_timestamp() < closes_at FROM poll WHERE id = $1", poll)
        while await db.value("SELECT clock_timestamp() < closes_at FROM poll WHERE id = $1", poll):
            await asyncio.sleep(0.05)
    with pytest.raises(PollClosed):
        await casting
    assert await db.value("SELECT count(*) FROM envelope WHERE poll = $1", poll) == int(again)
    assert await db.value("SELECT count(*) FROM receipt_entry WHERE poll = $1", poll) == 0


async def test_of_two_parents_of_one_household_at_the_same_instant_one_votes_and_the_other_is_told(
    committed_school: UUID,
) -> None:
    home = await a_household(committed_school)
    parents = [(await a_parent(committed_school, name, household=home)).id for name in ("Ana Silva", "Rui Silva")]
    poll = await an_open_poll(committed_school, households=[home])
    async with db.transaction():
        await db.rows("SELECT 1 FROM entitlement WHERE poll = $1 FOR UPDATE", poll)
        both = [_apart(cast_ballot(committed_school, poll, parent, Choice.FOR)) for parent in parents]
        await _all_wait(2)
    answers = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(answer).__name__ for answer in answers) == [CastReceipt.__name__, VotedByAnother.__name__]
    assert await db.value("SELECT count(*) FROM envelope WHERE poll = $1", poll) == 1
    await db.rows("DELETE FROM envelope WHERE poll = $1", poll)


async def test_the_sheets_typed_on_two_machines_at_once_open_the_box_once(committed_school: UUID) -> None:
    voter = (await a_parent(committed_school)).id
    poll = await a_poll(committed_school, [voter], custody=Custody.SECRET)
    key: NewKey = await make_sheets(committed_school, poll, voter, [Holder(name, None) for name in "abc"])
    await open_under_sheets(committed_school, poll, voter, key.fingerprint)
    await cast_ballot(committed_school, poll, voter, Choice.FOR)
    await close_poll(committed_school, poll, None)
    await take_step(committed_school, poll)
    sheets: Any = [read_sheet(" ".join(words)) for words in key.sheets[:2]]
    async with db.transaction():
        await db.rows(POLL_LOCK, poll)
        both = [_apart(count_with_sheets(committed_school, poll, voter, sheets)) for _ in range(2)]
        await _all_wait(2)
    await asyncio.gather(*both)
    assert await db.value("SELECT sum(ballots) FROM tallied_ballot WHERE poll = $1", poll) == 1
    assert (
        await db.value("SELECT count(*) FROM audit_entry WHERE subject = $1 AND action = 'use_sheets'", str(poll)) == 1
    )
