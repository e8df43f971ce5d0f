"""A line is added or struck while people vote: hashed anew, shown to all, and along this path alone."""

from __future__ import annotations

from uuid import UUID

import pytest

from common import db, mail
from common.errors import BrokenRule, NotFound
from tests.cast import a_household, a_parent, a_person, a_school
from tests.votes.paper.stage import a_paper_poll, apart, audited, blocked, line_of
from tests.votes.stage import an_open_poll, declare
from votes.casting import cast_ballot
from votes.changes.queries import find_off_roll, poll_changes
from votes.changes.services import add_to_roll, strike_from_roll
from votes.errors import LastOnRoll, PaperInHand, PollClosed
from votes.evidence import roll_hash
from votes.letters import compose_poll_struck
from votes.paper.services import give_out_paper
from votes.proxies.services import record_proxy
from votes.queries import poll_facts
from votes.receipts import ReceiptState, receipt_state
from votes.rules import ChangeKind, Choice, RollUnit
from votes.services import close_poll
from votes.standing import Standing, own_vote

rolled_back = pytest.mark.usefixtures("rollback")


@rolled_back
async def test_somebody_left_off_is_added_once_may_vote_and_the_count_holds() -> None:
    school = await a_school()
    clerk, ann, late = await a_person(school), await a_parent(school, "Ann Lee"), await a_parent(school, "Late Comer")
    poll = await an_open_poll(school, [ann.id])
    assert [line.unit for line in await find_off_roll(school, poll, RollUnit.PERSON, "late")] == [late.id]
    for _ in range(2):
        await add_to_roll(school, poll, clerk.id, late.id, "Joined the school last week.")
    assert await find_off_roll(school, poll, RollUnit.PERSON, "late") == []
    facts = await poll_facts(school, poll)
    assert (facts.roll_size, facts.roll_hash) == (2, roll_hash([ann.id, late.id]))
    (change,) = await poll_changes(school, poll)
    assert change.kind is ChangeKind.ROLL_ADDED
    assert change.details == {"roll_size": 2, "roll_hash": facts.roll_hash}
    assert len(await audited(poll, "add_to_roll")) == 1
    told = await db.rows("SELECT person FROM outbox_mail WHERE kind = 'poll_opened' AND person = $1", late.id)
    assert len(told) == 1
    await cast_ballot(school, poll, late.id, Choice.FOR)
    await declare(school, poll)
    result = (await poll_facts(school, poll)).result
    assert result is not None
    assert (result.for_, result.entitled) == (1, 2)


@rolled_back
async def test_a_household_is_added_to_a_roll_of_households_and_a_person_is_not() -> None:
    school = await a_school()
    homes = [await a_household(school), await a_household(school)]
    clerk = await a_person(school)
    await a_parent(school, "Ann Lee", household=homes[0])
    late = await a_parent(school, "Late Comer", household=homes[1])
    poll = await an_open_poll(school, households=homes[:1])
    assert [line.unit for line in await find_off_roll(school, poll, RollUnit.HOUSEHOLD, "e")] == [homes[1]]
    with pytest.raises(NotFound):
        await add_to_roll(school, poll, clerk.id, late.id, "why")
    await add_to_roll(school, poll, clerk.id, homes[1], "why")
    await cast_ballot(school, poll, late.id, Choice.FOR)
    stranger = await a_parent(await a_school("Other School"), "Far Away")
    with pytest.raises(NotFound):
        await add_to_roll(school, poll, clerk.id, stranger.id, "why")


@rolled_back
async def test_a_struck_line_loses_its_envelope_unopened_and_its_receipt_says_taken_out() -> None:
    school = await a_school()
    clerk, ann, ben = await a_person(school), await a_parent(school, "Ann Lee"), await a_parent(school, "Ben Low")
    poll = await an_open_poll(school, [ann.id, ben.id])
    await cast_ballot(school, poll, ann.id, Choice.FOR)
    cast = await cast_ballot(school, poll, ben.id, Choice.AGAINST)
    for _ in range(2):
        await strike_from_roll(school, poll, clerk.id, ben.id, "Has no child here any more.")
    assert await receipt_state(school, poll, cast.receipt.envelope) is ReceiptState.TAKEN_OUT
    assert (await own_vote(school, poll, ben.id)).standing is Standing.NOT_ENTITLED
    with pytest.raises(NotFound):
        await cast_ballot(school, poll, ben.id, Choice.AGAINST)
    (change,) = await poll_changes(school, poll)
    assert (change.kind, change.details["envelopes"], change.details["roll_size"]) == (ChangeKind.ROLL_STRUCK, 1, 1)
    assert "Ben" not in str(change.details)
    letter = await db.row("SELECT address, parameters FROM outbox_mail WHERE kind = 'poll_struck'")
    assert letter is not None
    composed = await compose_poll_struck(mail.Addressee(school, ben.id, letter["address"], letter["parameters"]))
    assert composed is not None
    assert "Has no child here any more." in composed.body
    await declare(school, poll)
    result = (await poll_facts(school, poll)).result
    assert result is not None
    assert (result.for_, result.against, result.entitled) == (1, 0, 1)


@rolled_back
async def test_a_struck_holder_leaves_no_ballot_behind_that_they_cast_for_another() -> None:
    school = await a_school()
    clerk, ann, ben = await a_person(school), await a_parent(school, "Ann Lee"), await a_parent(school, "Ben Low")
    poll = await a_paper_poll(school, [ann.id, ben.id], most_proxies=1)
    await record_proxy(school, poll, ann.id, ben.id, "letter", clerk.id)
    own = await cast_ballot(school, poll, ben.id, Choice.FOR)
    lent = await cast_ballot(school, poll, ben.id, Choice.FOR, instead_of=ann.id)
    await strike_from_roll(school, poll, clerk.id, ben.id, "why")
    for cast in (own, lent):
        assert await receipt_state(school, poll, cast.receipt.envelope) is ReceiptState.TAKEN_OUT
    assert not (await cast_ballot(school, poll, ann.id, Choice.AGAINST)).replaced
    assert (await poll_changes(school, poll))[0].details["envelopes"] == 2


@rolled_back
async def test_a_line_with_a_paper_and_the_last_line_stay() -> None:
    school = await a_school()
    clerk, ann, ben = await a_person(school), await a_parent(school, "Ann Lee"), await a_parent(school, "Ben Low")
    poll = await a_paper_poll(school, [ann.id, ben.id])
    await give_out_paper(school, poll, await line_of(poll, ann.id), clerk.id)
    with pytest.raises(PaperInHand):
        await strike_from_roll(school, poll, clerk.id, ann.id, "why")
    alone = await an_open_poll(school, [ann.id])
    with pytest.raises(LastOnRoll):
        await strike_from_roll(school, alone, clerk.id, ann.id, "why")


@rolled_back
async def test_after_the_close_the_roll_stays() -> None:
    school = await a_school()
    clerk, ann, ben = await a_person(school), await a_parent(school, "Ann Lee"), await a_parent(school, "Ben Low")
    poll = await an_open_poll(school, [ann.id])
    await close_poll(school, poll, None)
    with pytest.raises(PollClosed):
        await add_to_roll(school, poll, clerk.id, ben.id, "why")
    with pytest.raises(PollClosed):
        await strike_from_roll(school, poll, clerk.id, ann.id, "why")


async def _write(poll: UUID, school: UUID, person: UUID) -> None:
    await db.rows(
        "INSERT INTO entitlement (id, school, poll, person) VALUES (gen_random_uuid(), $1, $2, $3)",
        school,
        poll,
        person,
    )


@rolled_back
async def test_the_database_lets_the_roll_of_no_other_poll_and_no_other_act_through() -> None:
    school = await a_school()
    clerk, ann, ben = await a_person(school), await a_parent(school, "Ann Lee"), await a_parent(school, "Ben Low")
    poll, other = await an_open_poll(school, [ann.id]), await an_open_poll(school, [ann.id])
    await add_to_roll(school, poll, clerk.id, ben.id, "why")
    # The permission ended with the service's own write, though the transaction goes on.
    cat = await a_parent(school, "Cat Mee")
    with pytest.raises(BrokenRule):
        async with db.transaction():
            await _write(poll, school, cat.id)
    with pytest.raises(BrokenRule):
        async with db.transaction():
            await db.rows("SELECT set_config('quorate.roll_change', $1, true)", str(poll))
            await _write(other, school, cat.id)
    with pytest.raises(BrokenRule):
        async with db.transaction():
            await db.rows("SELECT set_config('quorate.roll_change', $1, true)", str(poll))
            await db.rows("UPDATE entitlement SET person = $2 WHERE poll = $1 AND person = $3", poll, cat.id, ben.id)
    await close_poll(school, poll, None)
    with pytest.raises(BrokenRule):
        async with db.transaction():
            await db.rows("SELECT set_config('quorate.roll_change', $1, true)", str(poll))
            await _write(poll, school, cat.id)


async def test_a_ballot_that_comes_while_its_line_is_struck_is_refused(committed_school: UUID) -> None:
    clerk, ann, ben = [await a_parent(committed_school, name) for name in ("Clerk", "Ann Lee", "Ben Low")]
    poll = await an_open_poll(committed_school, [ann.id, ben.id])
    async with db.transaction():
        await strike_from_roll(committed_school, poll, clerk.id, ben.id, "why")
        casting = apart(cast_ballot(committed_school, poll, ben.id, Choice.FOR))
        await blocked()
    with pytest.raises(NotFound):
        await casting
    assert await db.value("SELECT count(*) FROM envelope WHERE poll = $1", poll) == 0


async def test_a_line_struck_while_its_ballot_is_cast_takes_that_ballot_out(committed_school: UUID) -> None:
    clerk, ann, ben = [await a_parent(committed_school, name) for name in ("Clerk", "Ann Lee", "Ben Low")]
    poll = await an_open_poll(committed_school, [ann.id, ben.id])
    async with db.transaction():
        cast = await cast_ballot(committed_school, poll, ben.id, Choice.FOR)
        striking = apart(strike_from_roll(committed_school, poll, clerk.id, ben.id, "why"))
        await blocked()
    await striking
    assert await receipt_state(committed_school, poll, cast.receipt.envelope) is ReceiptState.TAKEN_OUT


async def test_two_who_are_added_at_once_are_both_on_the_roll_and_in_its_hash(committed_school: UUID) -> None:
    clerk, ann, ben, cat = [await a_parent(committed_school, name) for name in ("Clerk", "Ann", "Ben", "Cat")]
    poll = await an_open_poll(committed_school, [ann.id])
    async with db.transaction():
        await add_to_roll(committed_school, poll, clerk.id, ben.id, "why")
        second = apart(add_to_roll(committed_school, poll, clerk.id, cat.id, "why"))
        await blocked()
    await second
    facts = await poll_facts(committed_school, poll)
    assert (facts.roll_size, facts.roll_hash) == (3, roll_hash([ann.id, ben.id, cat.id]))
