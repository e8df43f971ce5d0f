"""Casting a ballot: who may, when, and what replaces what."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest

from common import db, sealing
from common.errors import BrokenRule, NotFound
from tests.cast import a_household, a_parent, a_school
from tests.votes.stage import a_poll, an_open_poll, declare
from votes.casting import cast_ballot
from votes.errors import PollClosed, PollNotOpen, VotedByAnother
from votes.evidence import Receipt, read_receipt, receipt_is_ours
from votes.queries import poll_facts
from votes.receipts import ReceiptState, receipt_state
from votes.rules import Choice
from votes.services import close_poll
from votes.standing import Standing, needs_my_vote, own_vote

pytestmark = pytest.mark.usefixtures("rollback")


async def test_a_ballot_is_received_and_the_receipt_is_signed_for_this_poll_alone() -> None:
    school = await a_school()
    parent = await a_parent(school)
    poll, other = await an_open_poll(school, [parent.id]), await an_open_poll(school, [parent.id])
    cast = await cast_ballot(school, poll, parent.id, Choice.FOR)
    assert not cast.replaced
    assert receipt_is_ours(poll, cast.receipt)
    assert not receipt_is_ours(other, cast.receipt)
    assert not receipt_is_ours(poll, Receipt("0" * 64, cast.receipt.signature))
    assert read_receipt(f" {cast.receipt.text.upper()}\n") == cast.receipt
    assert await receipt_state(school, poll, cast.receipt.envelope) is ReceiptState.WAITING
    assert (await own_vote(school, poll, parent.id)).envelope == cast.receipt.envelope


async def test_voting_again_replaces_the_ballot_and_only_the_last_counts() -> None:
    school = await a_school()
    parent = await a_parent(school)
    poll = await an_open_poll(school, [parent.id])
    first = await cast_ballot(school, poll, parent.id, Choice.FOR)
    second = await cast_ballot(school, poll, parent.id, Choice.AGAINST)
    assert second.replaced
    assert (await poll_facts(school, poll)).cast == 1
    assert await receipt_state(school, poll, first.receipt.envelope) is ReceiptState.REPLACED
    await declare(school, poll)
    assert await receipt_state(school, poll, second.receipt.envelope) is ReceiptState.COUNTED
    result = (await poll_facts(school, poll)).result
    assert result is not None
    assert (result.for_, result.against) == (0, 1)


async def test_every_envelope_has_the_same_size_whatever_it_says() -> None:
    school = await a_school()
    parents = [await a_parent(school, f"Parent {n}") for n in range(len(Choice))]
    poll = await an_open_poll(school, [parent.id for parent in parents])
    for parent, choice in zip(parents, Choice, strict=True):
        await cast_ballot(school, poll, parent.id, choice)
    assert len(await db.rows("SELECT DISTINCT length(sealed) FROM envelope WHERE poll = $1", poll)) == 1


async def test_a_stranger_an_outsider_and_another_school_find_nothing() -> None:
    school = await a_school()
    parent, stranger = await a_parent(school), await a_parent(school, "Other Parent")
    poll = await an_open_poll(school, [parent.id])
    for where, who in ((school, stranger.id), (school, uuid4()), (await a_school("Other School"), parent.id)):
        with pytest.raises(NotFound):
            await cast_ballot(where, poll, who, Choice.FOR)
    await close_poll(school, poll, None)
    with pytest.raises(NotFound):
        await cast_ballot(school, poll, stranger.id, Choice.FOR)


async def test_no_ballot_is_taken_before_the_opening_after_the_close_or_after_its_time() -> None:
    school = await a_school()
    parent = await a_parent(school)
    created = await a_poll(school, [parent.id])
    with pytest.raises(PollNotOpen):
        await cast_ballot(school, created, parent.id, Choice.FOR)
    closed = await an_open_poll(school, [parent.id])
    await close_poll(school, closed, None)
    with pytest.raises(PollClosed):
        await cast_ballot(school, closed, parent.id, Choice.FOR)
    late = await an_open_poll(school, [parent.id], lasts=timedelta(milliseconds=300))
    await db.rows("SELECT pg_sleep(0.4)")
    with pytest.raises(PollClosed):
        await cast_ballot(school, late, parent.id, Choice.FOR)


async def test_a_household_has_one_vote_which_only_who_cast_it_may_change() -> None:
    school = await a_school()
    home = await a_household(school)
    ana, rui = await a_parent(school, "Ana Silva", household=home), await a_parent(school, "Rui Silva", household=home)
    poll = await an_open_poll(school, households=[home])
    await cast_ballot(school, poll, ana.id, Choice.FOR)
    with pytest.raises(VotedByAnother):
        await cast_ballot(school, poll, rui.id, Choice.AGAINST)
    assert (await own_vote(school, poll, rui.id)).standing is Standing.VOTED_BY_ANOTHER
    assert (await own_vote(school, poll, rui.id)).envelope is None
    assert (await cast_ballot(school, poll, ana.id, Choice.ABSTAIN)).replaced
    assert (await poll_facts(school, poll)).cast == 1


async def test_somebody_of_two_households_votes_for_one_of_them_and_changes_that_same_vote() -> None:
    school = await a_school()
    homes = [await a_household(school), await a_household(school)]
    ana = await a_parent(school, "Ana Silva", household=homes[0])
    await a_parent(school, "Rui Costa", household=homes[1])
    await db.rows(
        "INSERT INTO household_person (id, school, household, person) VALUES (gen_random_uuid(), $1, $2, $3)",
        school,
        homes[1],
        ana.id,
    )
    poll = await an_open_poll(school, households=homes)
    for choice in (Choice.FOR, Choice.AGAINST, Choice.FOR):
        await cast_ballot(school, poll, ana.id, choice)
    assert (await poll_facts(school, poll)).cast == 1


async def test_a_poll_waits_for_those_who_have_not_voted_and_for_nobody_else() -> None:
    school = await a_school()
    voted, waiting, stranger = [await a_parent(school, name) for name in ("Ann Lee", "Ben Low", "Cat Mee")]
    poll = await an_open_poll(school, [voted.id, waiting.id])
    await cast_ballot(school, poll, voted.id, Choice.FOR)
    assert await needs_my_vote(school, voted.id) == []
    assert [line.id for line in await needs_my_vote(school, waiting.id)] == [poll]
    assert await needs_my_vote(school, stranger.id) == []


async def test_the_database_keeps_the_roll_of_an_open_poll_as_it_is() -> None:
    school = await a_school()
    parent, late = await a_parent(school), await a_parent(school, "Late Comer")
    poll = await an_open_poll(school, [parent.id])
    with pytest.raises(BrokenRule):
        async with db.transaction():
            await db.rows(
                "INSERT INTO entitlement (id, school, poll, person) VALUES (gen_random_uuid(), $1, $2, $3)",
                school,
                poll,
                late.id,
            )
    with pytest.raises(BrokenRule):
        async with db.transaction():
            await db.rows("DELETE FROM entitlement WHERE poll = $1", poll)


async def test_what_is_in_the_box_is_sealed_to_the_poll_own_key() -> None:
    school = await a_school()
    parent = await a_parent(school)
    poll, other = await an_open_poll(school, [parent.id]), await an_open_poll(school, [parent.id])
    await cast_ballot(school, poll, parent.id, Choice.FOR)
    sealed = await db.value("SELECT sealed FROM envelope WHERE poll = $1", poll)
    assert b"for" in sealing.open_sealed(sealed, sealing.private_key(f"poll-{poll}"))
    with pytest.raises(sealing.CannotOpen):
        sealing.open_sealed(sealed, sealing.private_key(f"poll-{other}"))
