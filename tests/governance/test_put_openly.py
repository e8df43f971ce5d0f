"""Putting a motion: chosen on one page, confirmed on the next; taken openly, or by the whole parent forum."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient

from common import clock, db
from governance.meetings.floor import dispose_of_motion, move_motion, put_motion, second_motion
from governance.meetings.putting import Putting, Taking, Voters
from governance.meetings.services import take_attendance
from governance.motions.queries import motion_facts
from governance.motions.rules import Verb, WrongMotionState
from governance.rules import AttendanceStatus
from tests.cast import Council, a_council, a_parent, send, sign_in
from tests.governance.stage import a_submitted_motion, an_open_meeting
from votes.named.rules import Hands, MoreHandsThanPresent
from votes.named.services import record_hands
from votes.queries import poll_facts
from votes.rules import Custody, OpenMethod, RollUnit
from votes.services import void_poll


async def seconded(council: Council) -> tuple[UUID, UUID]:
    """The open meeting, and a motion before it that can be put."""
    motion = await a_submitted_motion(council)
    meeting = await an_open_meeting(council, motion)
    first, second = council.members[:2]
    await move_motion(first, meeting, motion, first.id)
    await second_motion(second, meeting, motion, second.id)
    return meeting, motion


async def test_a_show_of_hands_follows_who_is_in_the_room(rollback: None) -> None:
    council = await a_council()
    meeting, motion = await seconded(council)
    poll = await put_motion(council.clerk, meeting, motion, Putting(Taking.SHOW_OF_HANDS))
    facts = await poll_facts(council.school, poll)
    assert (facts.custody, facts.method, facts.roll_size) == (Custody.OPEN, OpenMethod.SHOW_OF_HANDS, 6)
    assert facts.present == 6
    await take_attendance(council.clerk, meeting, {council.members[4].id: AttendanceStatus.ABSENT})
    with pytest.raises(MoreHandsThanPresent):
        await record_hands(council.school, poll, Hands(6, 0, 0), council.clerk.id)
    await record_hands(council.school, poll, Hands(5, 0, 0), council.clerk.id)


async def test_only_those_present_may_be_asked(rollback: None) -> None:
    council = await a_council()
    meeting, motion = await seconded(council)
    await take_attendance(council.clerk, meeting, {council.members[4].id: AttendanceStatus.APOLOGIES})
    poll = await put_motion(council.clerk, meeting, motion, Putting(voters=Voters.PRESENT))
    roll = {line["person"] for line in await db.rows("SELECT person FROM entitlement WHERE poll = $1", poll)}
    assert council.members[4].id not in roll
    assert len(roll) == 5


async def test_the_whole_parent_forum_votes_person_by_person_or_by_household(rollback: None) -> None:
    council = await a_council()
    household = await db.value("SELECT household FROM household_person LIMIT 1")
    await a_parent(council.school, "Other Parent", household=household)
    meeting, motion = await seconded(council)
    poll = await put_motion(council.clerk, meeting, motion, Putting(voters=Voters.PARENTS))
    facts = await poll_facts(council.school, poll)
    assert (facts.unit, facts.roll_size, facts.quorum) == (RollUnit.PERSON, 8, None)
    meeting, motion = await seconded(council)
    poll = await put_motion(council.clerk, meeting, motion, Putting(voters=Voters.HOUSEHOLDS))
    facts = await poll_facts(council.school, poll)
    assert (facts.unit, facts.roll_size) == (RollUnit.HOUSEHOLD, 7)


async def test_what_was_chosen_is_shown_before_anything_opens(client: AsyncClient) -> None:
    council = await a_council()
    meeting, motion = await seconded(council)
    at = f"/meetings/{meeting}/motions/{motion}/put"
    await sign_in(client, council.clerk)
    assert "How is the vote taken?" in (await client.get(at)).text
    soon = f"{clock.now() + timedelta(hours=2):%Y-%m-%dT%H:%M}"
    chosen = {"taking": "secret_vote", "voters": "members", "closes_at": soon, "custody": "confidential"}
    shown = await send(client, at, **chosen)
    assert shown.status_code == 200
    assert "Open this vote?" in shown.text
    assert "At least 3 ballots must be handed in." in shown.text
    assert f'value="{soon}"' in shown.text
    assert await db.value("SELECT count(*) FROM poll") == 0
    for _ in range(2):
        assert (await send(client, at, **chosen, confirmed="yes")).status_code == 303
    assert await db.value("SELECT count(*) FROM poll") == 1
    assert (await client.get(at)).status_code == 409


async def test_the_form_names_what_cannot_be_and_keeps_what_was_typed(client: AsyncClient) -> None:
    council = await a_council()
    meeting, motion = await seconded(council)
    at = f"/meetings/{meeting}/motions/{motion}/put"
    await sign_in(client, council.clerk)
    late = f"{clock.now() + timedelta(days=40):%Y-%m-%dT%H:%M}"
    for fields, told in (
        ({"taking": "written_resolution", "closes_at": late}, "lapses 28 days"),
        ({"taking": "roll_call", "voters": "parents"}, "one of the voting members"),
        ({"taking": "by_shouting"}, "Choose one of the options"),
        ({"most_proxies": "1"}, "at most 0 others"),
        ({"remind_at": late}, "before the vote closes"),
        ({"closes_at": f"{clock.now() + timedelta(minutes=2):%Y-%m-%dT%H:%M}"}, "still to come|at least 5 minutes"),
    ):
        answer = await send(client, at, **fields, confirmed="yes")
        assert answer.status_code == 422, fields
        assert any(part in answer.text for part in told.split("|")), fields
    assert late in (await send(client, at, taking="written_resolution", closes_at=late)).text
    assert await db.value("SELECT count(*) FROM poll") == 0


async def test_a_hands_vote_goes_straight_to_where_it_is_recorded(client: AsyncClient) -> None:
    council = await a_council()
    meeting, motion = await seconded(council)
    await sign_in(client, council.clerk)
    at = f"/meetings/{meeting}/motions/{motion}/put"
    shown = await send(client, at, taking="show_of_hands", voters="members")
    assert "Everybody in the room" in shown.text
    put = await send(client, at, taking="show_of_hands", voters="members", confirmed="yes")
    poll = await db.value("SELECT poll FROM motion WHERE id = $1", motion)
    assert put.headers["location"].startswith(f"/polls/{poll}")
    assert "Record the vote" in (await client.get(f"/polls/{poll}")).text


async def test_members_and_other_clerks_put_nothing(client: AsyncClient) -> None:
    council = await a_council()
    meeting, motion = await seconded(council)
    at = f"/meetings/{meeting}/motions/{motion}/put"
    await sign_in(client, council.members[0])
    assert (await client.get(at)).status_code == 403
    assert (await send(client, at, confirmed="yes")).status_code == 403
    fresh = await a_submitted_motion(council)
    with pytest.raises(WrongMotionState):
        await put_motion(council.clerk, await an_open_meeting(council, fresh), fresh)


async def test_a_motion_whose_vote_had_no_result_is_put_again_and_the_minutes_say_so(client: AsyncClient) -> None:
    council = await a_council()
    meeting, motion = await seconded(council)
    first = await put_motion(council.clerk, meeting, motion, Putting(Taking.SHOW_OF_HANDS))
    await void_poll(council.school, first, council.clerk.id, "Put by mistake.")
    await sign_in(client, council.clerk)
    assert "Put the motion to the vote" in (await client.get(f"/meetings/{meeting}")).text
    second = await put_motion(council.clerk, meeting, motion, Putting(Taking.ROLL_CALL))
    assert second != first
    assert await put_motion(council.clerk, meeting, motion) == second
    told = (await client.get(f"/meetings/{meeting}/minutes")).text
    assert "An earlier vote on it ended without a result: Put by mistake." in told


async def test_a_motion_whose_vote_had_no_result_can_be_laid_aside(rollback: None) -> None:
    council = await a_council()
    meeting, motion = await seconded(council)
    poll = await put_motion(council.clerk, meeting, motion)
    await void_poll(council.school, poll, council.clerk.id, "Two sheets were lost.")
    await dispose_of_motion(council.clerk, meeting, motion, Verb.POSTPONE, "")
    assert (await motion_facts(council.clerk, motion)).standing == "postponed"
