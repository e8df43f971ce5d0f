"""A written resolution: members sign with their names over days, and it is passed as soon as enough have."""

from __future__ import annotations

import asyncio
from datetime import timedelta

import pytest
from httpx import AsyncClient

from common import clock, db, jobs
from tests.cast import a_council, a_parent, send, sign_in
from tests.votes.named.stage import an_open_vote, walk
from tests.votes.stage import state_of, take_away
from votes.errors import NotEntitled, PollClosed
from votes.named.services import sign_resolution
from votes.queries import poll_facts
from votes.reminders import remind_voters
from votes.rules import Choice, DecisionRule, MajorityRule, OpenMethod, VoteBase
from votes.services import close_poll
from votes.standing import Standing, needs_my_vote, own_vote

WRITTEN = OpenMethod.WRITTEN_RESOLUTION


async def test_it_is_passed_and_closed_with_the_signature_that_makes_the_majority_of_all(rollback: None) -> None:
    council = await a_council()  # six may sign
    poll = await an_open_vote(council, WRITTEN)
    school, people = council.school, [member.id for member in council.members]
    for person in people[:3]:
        assert not await sign_resolution(school, poll, person, Choice.FOR)
    assert not await sign_resolution(school, poll, people[2], Choice.AGAINST)
    assert not await sign_resolution(school, poll, people[3], Choice.FOR)
    assert not await sign_resolution(school, poll, people[4], Choice.ABSTAIN)
    assert await state_of(poll) == "open"
    assert await sign_resolution(school, poll, council.chair.id, Choice.FOR)
    assert await state_of(poll) == "closed"
    with pytest.raises(PollClosed):
        await sign_resolution(school, poll, people[0], Choice.AGAINST)
    await walk(school, poll)
    result = (await poll_facts(school, poll)).result
    assert result is not None
    assert (result.for_, result.against, result.abstain, result.base, result.carried) == (4, 1, 1, 6, True)


async def test_without_the_majority_of_all_it_is_lost_at_its_end_whoever_stayed_silent(rollback: None) -> None:
    council = await a_council()
    poll = await an_open_vote(council, WRITTEN)
    for member in council.members[:3]:
        await sign_resolution(council.school, poll, member.id, Choice.FOR)
    await close_poll(council.school, poll, None)
    await walk(council.school, poll)
    result = (await poll_facts(council.school, poll)).result
    assert result is not None
    assert (result.carried, result.margin) == (False, -1)


async def test_unanimity_in_writing_needs_every_name(rollback: None) -> None:
    council = await a_council(2)
    all_of_all = DecisionRule(MajorityRule.CUSTOM, 1, 1, VoteBase.ENTITLED)
    poll = await an_open_vote(council, WRITTEN, decision=all_of_all)
    people = (council.chair, *council.members)
    passed = [await sign_resolution(council.school, poll, person.id, Choice.FOR) for person in people]
    assert passed == [False, False, True]


async def test_only_who_is_on_the_roll_signs_and_only_once(rollback: None) -> None:
    council = await a_council()
    poll = await an_open_vote(council, WRITTEN)
    with pytest.raises(NotEntitled):
        await sign_resolution(council.school, poll, council.clerk.id, Choice.FOR)
    member = council.members[0].id
    assert [line.id for line in await needs_my_vote(council.school, member)] == [poll]
    for _ in range(2):
        await sign_resolution(council.school, poll, member, Choice.FOR)
    assert await db.value("SELECT count(*) FROM named_vote") == 1
    assert (await own_vote(council.school, poll, member)).standing is Standing.VOTED
    assert await needs_my_vote(council.school, member) == []


async def test_a_member_signs_on_a_page_that_says_that_everybody_sees_it(client: AsyncClient) -> None:
    council = await a_council()
    poll = await an_open_vote(council, WRITTEN)
    at = f"/polls/{poll}"
    await sign_in(client, council.members[0])
    for path in (at, f"{at}/signatures"):
        page = (await client.get(path)).text
        assert "Everybody in Parent council sees how you vote" in page
        assert "receipt" not in page
        assert "sealed" not in page
    wrong = await send(client, f"{at}/signatures", choice="for")
    assert wrong.status_code == 422
    assert "Tick that you know" in wrong.text
    assert (await send(client, f"{at}/signatures", choice="for", seen="yes")).status_code == 303
    await sign_in(client, council.members[1])
    shown = (await client.get(at)).text
    assert "Member 1" in shown  # open means open, while it is being signed too
    await sign_in(client, council.clerk)
    assert "not on the roll" in (await client.get(at)).text
    assert (await send(client, f"{at}/signatures", choice="for", seen="yes")).status_code == 404
    await sign_in(client, await a_parent(council.school))
    assert (await client.get(f"{at}/signatures")).status_code == 404


async def test_the_letters_tell_that_it_is_open_and_remind_only_who_has_not_signed(rollback: None) -> None:
    council = await a_council()
    poll = await an_open_vote(council, WRITTEN)
    await jobs.run_pending()
    letters = await db.rows("SELECT kind FROM outbox_mail")
    assert [line["kind"] for line in letters] == ["poll_opened"] * 6
    await sign_resolution(council.school, poll, council.members[0].id, Choice.FOR)
    await db.rows("UPDATE poll SET remind_at = $2 WHERE id = $1", poll, clock.now() - timedelta(minutes=1))
    for _ in range(2):
        await remind_voters()
    reminded = await db.rows("SELECT person FROM outbox_mail WHERE kind = 'vote_reminder'")
    assert len(reminded) == 5
    assert council.members[0].id not in {line["person"] for line in reminded}


async def test_of_the_last_signature_and_the_close_at_once_one_comes_first(database: str) -> None:
    council = await a_council(2)
    try:
        poll = await an_open_vote(council, WRITTEN)
        await sign_resolution(council.school, poll, council.chair.id, Choice.FOR)
        found = await asyncio.gather(
            sign_resolution(council.school, poll, council.members[0].id, Choice.FOR),
            sign_resolution(council.school, poll, council.members[1].id, Choice.FOR),
            close_poll(council.school, poll, None),
            return_exceptions=True,
        )
        votes = await db.value("SELECT count(*) FROM named_vote WHERE poll = $1", poll)
        taken = sum(isinstance(item, bool) for item in found)
        assert votes == 1 + taken
        assert taken <= 1  # two of three is the majority: the second signature closed it, or the clock did
        assert all(isinstance(item, PollClosed | bool | type(None)) for item in found)
    finally:
        await take_away(council.school)


def test_a_resolution_passes_by_the_majority_of_all_and_not_of_those_who_signed() -> None:
    from votes.named.rules import passed_already

    of_all = DecisionRule(base=VoteBase.ENTITLED)
    assert not passed_already(of_all, {"for": 3}, 6)
    assert passed_already(of_all, {"for": 4, "against": 2}, 6)
