"""Casting against closing, and many at once: real connections, really committed."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from contextvars import Context
from typing import Any
from uuid import UUID

import pytest

from common import db
from tests.cast import a_parent
from tests.votes.stage import an_open_poll, declare, state_of
from votes import casting as voting
from votes.casting import CastReceipt, cast_ballot
from votes.errors import PollClosed
from votes.queries import poll_facts
from votes.rules import Choice
from votes.services import close_poll
from votes.steps import open_envelopes, reconcile_poll


async def _voters(school: UUID, number: int) -> list[UUID]:
    return [(await a_parent(school, f"Parent {n}")).id for n in range(number)]


def _apart(work: Coroutine[Any, Any, CastReceipt]) -> asyncio.Task[CastReceipt]:
    """A task with a connection of its own: an empty context knows nothing of the transaction around it."""
    return asyncio.get_running_loop().create_task(work, context=Context())


async def _blocked() -> None:
    """Returns once some connection waits for a lock that another holds."""
    async with asyncio.timeout(5):
        while not await db.value(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        ):
            await asyncio.sleep(0.01)
            # Within one transaction the view would say for ever what it said first.
            await db.rows("SELECT pg_stat_clear_snapshot()")


async def test_a_ballot_that_comes_while_the_close_is_being_written_is_refused(committed_school: UUID) -> None:
    (voter,) = await _voters(committed_school, 1)
    poll = await an_open_poll(committed_school, [voter])
    async with db.transaction():
        await close_poll(committed_school, poll, None)
        casting = _apart(cast_ballot(committed_school, poll, voter, Choice.FOR))
        await _blocked()
        assert not casting.done()
    with pytest.raises(PollClosed):
        await casting
    assert await db.value("SELECT count(*) FROM envelope WHERE poll = $1", poll) == 0


async def test_a_ballot_that_waits_for_a_close_which_then_fails_is_taken(committed_school: UUID) -> None:
    (voter,) = await _voters(committed_school, 1)
    poll = await an_open_poll(committed_school, [voter])
    with pytest.raises(RuntimeError, match="the close failed"):
        async with db.transaction():
            await close_poll(committed_school, poll, None)
            casting = _apart(cast_ballot(committed_school, poll, voter, Choice.FOR))
            await _blocked()
            raise RuntimeError("the close failed")
    await casting
    assert await db.value("SELECT count(*) FROM envelope WHERE poll = $1", poll) == 1


@pytest.mark.parametrize("held_at", ["_own_place", "_put_in_box"])
async def test_the_close_waits_for_a_ballot_that_came_first_and_counts_it(
    committed_school: UUID, held_at: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached, go_on = asyncio.Event(), asyncio.Event()
    original = getattr(voting, held_at)

    async def held(*arguments: object) -> object:
        reached.set()
        await go_on.wait()
        return await original(*arguments)

    monkeypatch.setattr(voting, held_at, held)
    (voter,) = await _voters(committed_school, 1)
    poll = await an_open_poll(committed_school, [voter])
    casting = asyncio.create_task(cast_ballot(committed_school, poll, voter, Choice.FOR))
    await reached.wait()
    closing = asyncio.create_task(close_poll(committed_school, poll, None))
    await _blocked()
    assert await state_of(poll) == "open"
    go_on.set()
    await casting
    await closing
    await declare(committed_school, poll)
    result = (await poll_facts(committed_school, poll)).result
    assert result is not None
    assert result.for_ == 1


async def test_of_ballots_and_a_close_at_once_exactly_the_acknowledged_ones_are_counted(committed_school: UUID) -> None:
    voters = await _voters(committed_school, 24)
    poll = await an_open_poll(committed_school, voters)

    async def close_amid() -> None:
        await asyncio.sleep(0.02)
        await close_poll(committed_school, poll, None)

    closing = asyncio.create_task(close_amid())
    answers = await asyncio.gather(
        *(cast_ballot(committed_school, poll, voter, Choice.FOR) for voter in voters), return_exceptions=True
    )
    await closing
    assert all(isinstance(answer, CastReceipt | PollClosed) for answer in answers), answers
    acknowledged = {answer.receipt.envelope for answer in answers if isinstance(answer, CastReceipt)}
    await declare(committed_school, poll)
    found = await db.rows("SELECT receipt FROM receipt_entry WHERE poll = $1 AND state = 'counted'", poll)
    assert {line["receipt"] for line in found} == acknowledged
    assert (await poll_facts(committed_school, poll)).cast == len(acknowledged)


async def test_a_double_click_is_one_ballot(committed_school: UUID) -> None:
    (voter,) = await _voters(committed_school, 1)
    poll = await an_open_poll(committed_school, [voter])
    both = await asyncio.gather(*(cast_ballot(committed_school, poll, voter, Choice.FOR) for _ in range(2)))
    assert sorted(cast.replaced for cast in both) == [False, True]
    await declare(committed_school, poll)
    assert (await poll_facts(committed_school, poll)).cast == 1
    states = await db.rows("SELECT state FROM receipt_entry WHERE poll = $1 ORDER BY state", poll)
    assert [line["state"] for line in states] == ["counted", "replaced"]


async def test_forty_at_once_are_forty_ballots(committed_school: UUID) -> None:
    voters = await _voters(committed_school, 40)
    poll = await an_open_poll(committed_school, voters)
    choices = list(Choice)
    await asyncio.gather(
        *(cast_ballot(committed_school, poll, voter, choices[n % 4]) for n, voter in enumerate(voters))
    )
    await declare(committed_school, poll)
    result = (await poll_facts(committed_school, poll)).result
    assert result is not None
    assert (result.for_, result.against, result.abstain, result.spoilt) == (10, 10, 10, 10)


async def test_two_workers_at_the_same_step_take_it_once(committed_school: UUID) -> None:
    voters = await _voters(committed_school, 3)
    poll = await an_open_poll(committed_school, voters)
    for voter in voters:
        await cast_ballot(committed_school, poll, voter, Choice.FOR)
    await close_poll(committed_school, poll, None)
    await reconcile_poll(committed_school, poll)
    await asyncio.gather(*(open_envelopes(committed_school, poll) for _ in range(3)))
    assert await db.value("SELECT ballots FROM tallied_ballot WHERE poll = $1", poll) == 3
