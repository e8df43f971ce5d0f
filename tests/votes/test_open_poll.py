"""Opening a poll: the roll frozen, the key made, everybody told."""

from __future__ import annotations

import os
import stat
import time
from datetime import timedelta
from uuid import uuid4

import pytest

from common import db, sealing
from common.errors import NotFound
from common.mail import Addressee
from common.settings import settings
from tests.cast import a_parent, a_school
from tests.votes.stage import a_poll, an_open_poll, declare, has_key, state_of
from votes.casting import cast_ballot
from votes.creating import create_poll
from votes.errors import ClosesTooSoon, EmptyRoll, PollClosed, PollVoid
from votes.evidence import roll_hash
from votes.keys import UNKNOWN_KEYS_KEPT, destroy_spent_poll_keys
from votes.letters import compose_poll_opened, compose_poll_void, compose_result_declared
from votes.queries import poll_facts
from votes.rules import Choice, DecisionRule, VoteBase
from votes.services import open_poll, void_poll

pytestmark = pytest.mark.usefixtures("rollback")


class _Broken(Exception):
    pass


async def test_opening_hashes_the_roll_makes_a_private_key_file_and_writes_to_everybody_on_it() -> None:
    school = await a_school()
    parents = [await a_parent(school, name) for name in ("Ann Lee", "Ben Low", "Cat Mee")]
    poll = await an_open_poll(school, [parents[0].id, parents[1].id])
    facts = await poll_facts(school, poll)
    assert facts.roll_hash == roll_hash([parents[1].id, parents[0].id]) != roll_hash([parents[0].id])
    assert facts.roll_size == 2
    assert stat.S_IMODE((settings().keys_dir / f"poll-{poll}.key").stat().st_mode) == 0o600
    letters = await db.rows("SELECT person FROM outbox_mail WHERE kind = 'poll_opened' AND school = $1", school)
    assert {letter["person"] for letter in letters} == {parents[0].id, parents[1].id}


async def test_opening_twice_is_opening_once() -> None:
    school = await a_school()
    poll = await an_open_poll(school, [(await a_parent(school)).id])
    key = sealing.private_key(f"poll-{poll}")
    await open_poll(school, poll, None)
    assert sealing.private_key(f"poll-{poll}") == key
    assert await db.value("SELECT count(*) FROM outbox_mail WHERE school = $1", school) == 1


async def test_what_cannot_be_opened_says_why() -> None:
    school = await a_school()
    parent = await a_parent(school)
    over = await a_poll(school, [parent.id], lasts=-timedelta(minutes=1))
    with pytest.raises(ClosesTooSoon):
        await open_poll(school, over, None)
    with pytest.raises(EmptyRoll):
        await a_poll(school)
    with pytest.raises(NotFound):
        await open_poll(await a_school("Other School"), over, None)
    declared = await an_open_poll(school, [parent.id])
    await declare(school, declared)
    with pytest.raises(PollClosed):
        await open_poll(school, declared, None)


async def test_nobody_of_another_school_gets_onto_the_roll() -> None:
    school, other = await a_school(), await a_school("Other School")
    parent, stranger = await a_parent(school), await a_parent(other)
    with pytest.raises(NotFound):
        await a_poll(school, [parent.id, stranger.id])


async def test_the_number_of_those_present_decides_where_the_rule_asks_for_it() -> None:
    school = await a_school()
    parents = [await a_parent(school, name) for name in ("Ann Lee", "Ben Low", "Cat Mee")]
    poll = await create_poll(
        school=school,
        title="t",
        text="t",
        decision=DecisionRule(base=VoteBase.PRESENT),
        persons=[parent.id for parent in parents],
        closes_at=await db.value("SELECT now() + interval '1 day'"),
        created_by=None,
        present=4,
    )
    await open_poll(school, poll, None)
    for parent in parents[:2]:
        await cast_ballot(school, poll, parent.id, Choice.FOR)
    await declare(school, poll)
    result = (await poll_facts(school, poll)).result
    assert result is not None
    assert (result.base, result.carried, result.margin) == (4, False, -1)


async def test_an_opening_that_fails_leaves_a_key_that_the_next_opening_or_the_timetable_takes_away() -> None:
    school = await a_school()
    poll = await a_poll(school, [(await a_parent(school)).id])
    with pytest.raises(_Broken):
        async with db.transaction():
            await open_poll(school, poll, None)
            raise _Broken
    assert await state_of(poll) == "created"
    assert has_key(poll)
    await destroy_spent_poll_keys()
    assert not has_key(poll)
    await open_poll(school, poll, None)
    await destroy_spent_poll_keys()
    assert has_key(poll)


async def test_the_key_of_a_poll_that_never_came_to_be_is_destroyed_when_it_is_old() -> None:
    poll = uuid4()
    sealing.make_key(f"poll-{poll}")
    await destroy_spent_poll_keys()
    assert has_key(poll)
    old = time.time() - UNKNOWN_KEYS_KEPT.total_seconds() - 60
    os.utime(settings().keys_dir / f"poll-{poll}.key", (old, old))
    await destroy_spent_poll_keys()
    assert not has_key(poll)


async def test_a_void_poll_says_why_and_its_envelopes_and_key_are_gone() -> None:
    school = await a_school()
    parent = await a_parent(school)
    poll = await an_open_poll(school, [parent.id])
    await cast_ballot(school, poll, parent.id, Choice.FOR)
    await void_poll(school, poll, parent.id, "The wrong text was put.")
    await void_poll(school, poll, parent.id, "Again.")
    facts = await poll_facts(school, poll)
    assert (facts.state, facts.void_reason, facts.cast) == ("void", "The wrong text was put.", 0)
    assert not has_key(poll)
    with pytest.raises(PollVoid):
        await cast_ballot(school, poll, parent.id, Choice.FOR)


async def test_whoever_might_have_voted_is_told_once_that_there_is_no_result() -> None:
    school = await a_school()
    parent = await a_parent(school)
    poll = await an_open_poll(school, [parent.id])
    for reason in ("The wrong text was put.", "Again."):
        await void_poll(school, poll, parent.id, reason)
    told = await db.rows("SELECT person FROM outbox_mail WHERE kind = 'poll_void'")
    assert [line["person"] for line in told] == [parent.id]
    letter = await compose_poll_void(Addressee(school, parent.id, "", {"poll": str(poll)}))
    assert letter is not None
    assert "The reason: The wrong text was put." in letter.body


async def test_letters_are_not_sent_once_they_are_late() -> None:
    school = await a_school()
    poll = await an_open_poll(school, [(await a_parent(school)).id])
    await declare(school, poll)
    kinds = await db.rows("SELECT DISTINCT kind FROM outbox_mail WHERE school = $1", school)
    assert {line["kind"] for line in kinds} == {"poll_opened", "result_declared"}
    person = await db.value("SELECT person FROM entitlement WHERE poll = $1", poll)
    to = Addressee(school, person, "pat@example.org", {"poll": str(poll)})
    assert await compose_poll_opened(to) is None
    letter = await compose_result_declared(to)
    assert letter is not None
    assert f"/polls/{poll}" in letter.body
    assert "Lost: 0 for, 0 against" in letter.body
