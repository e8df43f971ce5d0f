"""A motion decided in writing, between meetings, and reported to the next one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from httpx import AsyncClient

from common import clock, db
from governance.meetings.putting import LapsesBefore
from governance.motions.circulating import circulate_motion
from governance.motions.queries import motion_facts
from governance.motions.rules import NotYourMotion, WrongMotionState
from governance.motions.services import withdraw_motion
from tests.cast import a_council, send, sign_in
from tests.governance.stage import a_submitted_motion, an_open_meeting
from tests.governance.test_minutes_of_votes import minutes
from tests.votes.named.stage import walk
from votes.named.services import sign_resolution
from votes.queries import poll_facts
from votes.rules import Choice, VoteBase


async def test_it_goes_to_all_voting_members_and_the_next_meeting_is_told(client: AsyncClient) -> None:
    council = await a_council()
    motion = await a_submitted_motion(council)
    poll = await circulate_motion(council.clerk, motion)
    assert await circulate_motion(council.clerk, motion) == poll
    facts = await poll_facts(council.school, poll)
    assert (facts.roll_size, facts.decision.base, facts.quorum) == (6, VoteBase.ENTITLED, None)
    assert timedelta(days=27) < facts.closes_at - clock.now() <= timedelta(days=28)
    for member in council.members[:4]:
        await sign_resolution(council.school, poll, member.id, Choice.FOR)
    await walk(council.school, poll)
    assert (await motion_facts(council.chair, motion)).standing == "carried"
    await db.rows("UPDATE poll SET declared_at = now() - interval '1 hour' WHERE id = $1", poll)
    told = await minutes(client, council, await an_open_meeting(council))
    assert "Matters reported Decided in writing: Motion 1" in told
    assert "For Member 1, Member 2, Member 3, Member 4 Did not vote Chidi Obi, Member 5" in told


async def test_only_whoever_runs_the_body_sends_it_round_and_only_what_waits(rollback: None) -> None:
    council = await a_council()
    motion = await a_submitted_motion(council)
    for person in (council.members[0], council.chair):
        with pytest.raises(NotYourMotion):
            await circulate_motion(person, motion)
    await withdraw_motion(council.members[0], motion)
    with pytest.raises(WrongMotionState):
        await circulate_motion(council.clerk, motion)


async def test_it_lapses_as_the_rules_say(rollback: None) -> None:
    council = await a_council()
    motion = await a_submitted_motion(council)
    with pytest.raises(LapsesBefore):
        await circulate_motion(council.clerk, motion, clock.now() + timedelta(days=29))
    assert await db.value("SELECT count(*) FROM poll") == 0


async def test_the_page_says_what_it_means_first(client: AsyncClient) -> None:
    council = await a_council()
    motion = await a_submitted_motion(council)
    at = f"/motions/{motion}/circulate"
    await sign_in(client, council.clerk)
    assert f'href="{at}"' in (await client.get(f"/motions/{motion}")).text
    assert "Everybody in Parent council sees how each member votes" in (await client.get(at)).text
    late = f"{clock.now() + timedelta(days=60):%Y-%m-%dT%H:%M}"
    wrong = await send(client, at, closes_at=late)
    assert wrong.status_code == 422
    assert "lapses 28 days" in wrong.text
    assert late in wrong.text
    for _ in range(2):
        assert (await send(client, at)).status_code == 303
    assert await db.value("SELECT count(*) FROM poll") == 1
    await sign_in(client, council.members[0])
    assert (await client.get(at)).status_code == 403
