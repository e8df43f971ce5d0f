"""In the meeting: moved, seconded by another, put to the vote, or laid aside."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient

from common import clock, db
from governance.meetings.floor import dispose_of_motion, move_motion, put_motion, second_motion
from governance.meetings.rules import MeetingNotOpen, NoQuorum, NotOnAgenda, NotPresent, ParentsOutnumbered
from governance.meetings.services import close_meeting, open_meeting, take_attendance
from governance.motions.queries import motion_facts
from governance.motions.rules import NotYourMotion, SeconderIsMover, Verb, WrongMotionState
from governance.motions.services import raise_motion, revise_motion, submit_motion, withdraw_motion
from governance.rules import AttendanceStatus
from people.rules import Capacity
from tests.cast import Council, a_council, a_member, send, sign_in
from tests.governance.stage import a_meeting, a_submitted_motion, an_open_meeting, everybody_present
from tests.votes.stage import take_away
from votes.queries import poll_facts


async def on_the_floor(council: Council) -> tuple[UUID, UUID]:
    """A motion and the open meeting that it is before."""
    motion = await a_submitted_motion(council)
    return await an_open_meeting(council, motion), motion


async def test_a_motion_is_moved_seconded_and_put_to_the_voting_members(rollback: None) -> None:
    council = await a_council()
    meeting, motion = await on_the_floor(council)
    first, second = council.members[:2]
    await move_motion(first, meeting, motion, first.id)
    await move_motion(first, meeting, motion, first.id)
    await second_motion(second, meeting, motion, second.id)
    await second_motion(second, meeting, motion, second.id)
    before = clock.now()
    poll = await put_motion(council.clerk, meeting, motion)
    assert await put_motion(council.clerk, meeting, motion) == poll
    facts = await poll_facts(council.school, poll)
    assert (facts.title, facts.state, facts.roll_size, facts.quorum) == ("Letters a week ahead", "open", 6, 3)
    assert timedelta(hours=72) <= facts.closes_at - before < timedelta(hours=73)
    roll = {line["person"] for line in await db.rows("SELECT person FROM entitlement WHERE poll = $1", poll)}
    assert council.clerk.id not in roll
    kinds = [
        line["kind"] for line in await db.rows("SELECT kind FROM meeting_event WHERE motion IS NOT NULL ORDER BY at")
    ]
    assert kinds == ["moved", "seconded", "put"]


async def test_nobody_seconds_their_own_motion_not_even_through_the_clerk(rollback: None) -> None:
    council = await a_council()
    meeting, motion = await on_the_floor(council)
    mover = council.members[0]
    await move_motion(mover, meeting, motion, mover.id)
    for recorder in (mover, council.clerk):
        with pytest.raises(SeconderIsMover):
            await second_motion(recorder, meeting, motion, mover.id)
    assert (await motion_facts(mover, motion)).standing == "moved"


async def test_the_clerk_records_for_people_in_the_room_and_a_member_only_for_themselves(rollback: None) -> None:
    council = await a_council()
    meeting, motion = await on_the_floor(council)
    first, second, third = council.members[:3]
    with pytest.raises(NotYourMotion):
        await move_motion(first, meeting, motion, second.id)
    with pytest.raises(NotYourMotion):
        await move_motion(council.head, meeting, motion, council.head.id)
    await take_attendance(council.clerk, meeting, {third.id: AttendanceStatus.APOLOGIES})
    with pytest.raises(NotPresent):
        await move_motion(council.clerk, meeting, motion, third.id)
    with pytest.raises(NotPresent):
        await move_motion(council.clerk, meeting, motion, council.clerk.id)
    await move_motion(council.clerk, meeting, motion, second.id)
    told = await db.row("SELECT person, recorded_by FROM meeting_event WHERE kind = 'moved'")
    assert told == {"person": second.id, "recorded_by": council.clerk.id}


async def test_without_a_quorum_nothing_is_moved_or_put(rollback: None) -> None:
    council = await a_council()
    meeting, motion = await on_the_floor(council)
    first, second = council.members[:2]
    await move_motion(first, meeting, motion, first.id)
    await second_motion(second, meeting, motion, second.id)
    await take_attendance(
        council.clerk, meeting, {person.id: AttendanceStatus.ABSENT for person in council.members[1:]}
    )
    with pytest.raises(NoQuorum) as told:
        await put_motion(council.clerk, meeting, motion)
    assert told.value.parameters == {"present": 2, "needed": 3}
    await everybody_present(council, meeting)
    await put_motion(council.clerk, meeting, motion)


async def test_a_room_in_which_parents_do_not_lead_decides_nothing(rollback: None) -> None:
    council = await a_council(size=2)
    staff = [await a_member(council.school, council.body, f"Staff {n}", capacity=Capacity.STAFF) for n in (1, 2)]
    meeting, motion = await on_the_floor(council)
    statuses = {person.id: AttendanceStatus.PRESENT for person in staff}
    await take_attendance(council.clerk, meeting, statuses | {council.members[1].id: AttendanceStatus.ABSENT})
    with pytest.raises(ParentsOutnumbered):
        await move_motion(council.chair, meeting, motion, council.chair.id)


async def test_business_needs_an_open_meeting_that_has_the_motion_on_its_agenda(rollback: None) -> None:
    council = await a_council()
    motion, mover = await a_submitted_motion(council), council.members[0]
    with pytest.raises(NotOnAgenda):
        await move_motion(mover, await an_open_meeting(council), motion, mover.id)
    other = await a_submitted_motion(council)
    meeting = await an_open_meeting(council, other)
    await close_meeting(council.clerk, meeting)
    with pytest.raises(MeetingNotOpen):
        await move_motion(mover, meeting, other, mover.id)


async def test_a_motion_is_not_put_before_it_is_seconded(rollback: None) -> None:
    council = await a_council()
    meeting, motion = await on_the_floor(council)
    with pytest.raises(WrongMotionState):
        await put_motion(council.clerk, meeting, motion)
    with pytest.raises(NotYourMotion):
        await put_motion(council.chair, meeting, motion)
    assert await db.value("SELECT count(*) FROM poll") == 0


async def test_what_the_meeting_did_not_reach_is_postponed_and_can_come_back(rollback: None) -> None:
    council = await a_council()
    meeting, motion = await on_the_floor(council)
    first, second = council.members[:2]
    await move_motion(first, meeting, motion, first.id)
    await close_meeting(council.clerk, meeting)
    assert (await motion_facts(first, motion)).standing == "postponed"
    later = await an_open_meeting(council, motion)
    await move_motion(second, later, motion, second.id)
    await second_motion(first, later, motion, first.id)
    assert (await motion_facts(first, motion)).standing == "seconded"


async def test_the_clerk_lays_a_motion_aside_with_the_reason_and_the_mover_takes_theirs_back(rollback: None) -> None:
    council = await a_council()
    meeting, motion = await on_the_floor(council)
    for _ in range(2):
        await dispose_of_motion(council.clerk, meeting, motion, Verb.REFER, "To the school's e-safety group.")
    events = await db.rows("SELECT kind, text FROM meeting_event WHERE motion = $1", motion)
    assert events == [{"kind": "referred", "text": "To the school's e-safety group."}]
    meeting, motion = await on_the_floor(council)
    await move_motion(council.members[1], meeting, motion, council.members[1].id)
    with pytest.raises(NotYourMotion):
        await withdraw_motion(council.members[0], motion)
    await withdraw_motion(council.members[1], motion)
    assert await db.value("SELECT kind FROM meeting_event WHERE motion = $1 ORDER BY at DESC LIMIT 1", motion) == (
        "withdrawn"
    )


async def test_from_the_floor_to_the_vote_by_buttons(client: AsyncClient) -> None:
    council = await a_council()
    meeting, motion = await on_the_floor(council)
    at = f"/meetings/{meeting}/motions/{motion}"
    await sign_in(client, council.members[0])
    assert "I move this motion" in (await client.get(f"/meetings/{meeting}")).text
    assert (await send(client, f"{at}/move")).status_code == 303
    assert "I second this motion" not in (await client.get(f"/meetings/{meeting}")).text
    refused = await send(client, f"{at}/second")
    assert refused.status_code == 409
    assert "Ask another member" in refused.text
    assert (await send(client, f"{at}/put")).status_code == 403
    await sign_in(client, council.clerk)
    assert "Who seconds it?" in (await client.get(f"/meetings/{meeting}")).text
    for wrong in ("", "nobody"):
        assert (await send(client, f"{at}/second", member=wrong)).status_code == 422
    assert (await send(client, f"{at}/second", member=str(council.chair.id))).status_code == 303
    assert "Put the motion to the vote" in (await client.get(f"/meetings/{meeting}")).text
    assert (await send(client, f"{at}/put", closes_at="2020-01-01T10:00")).status_code == 422
    assert (await send(client, f"{at}/put", closes_at="2099-01-01T10:00", confirmed="yes")).status_code == 303
    shown = (await client.get(f"/meetings/{meeting}")).text
    assert "Being voted on" in shown
    assert "Seconded by Chidi Obi." in shown


async def test_of_two_who_second_at_once_one_is_the_seconder(database: str) -> None:
    council = await a_council()
    try:
        meeting, motion = await on_the_floor(council)
        mover, *others = council.members[:3]
        await move_motion(mover, meeting, motion, mover.id)
        tries = [second_motion(person, meeting, motion, person.id) for person in others]
        found = await asyncio.gather(*tries, return_exceptions=True)
        assert sorted(type(item).__name__ for item in found) == ["NoneType", "WrongMotionState"]
        assert await db.value("SELECT count(*) FROM meeting_event WHERE kind = 'seconded'") == 1
        puts = await asyncio.gather(*(put_motion(council.clerk, meeting, motion) for _ in range(3)))
        assert len(set(puts)) == 1
        assert await db.value("SELECT count(*) FROM poll WHERE school = $1", council.school) == 1
    finally:
        await take_council_away(council.school)


async def test_of_two_who_edit_at_once_one_is_told_and_two_who_submit_get_two_numbers(database: str) -> None:
    council = await a_council(size=2)
    author = council.members[0]
    try:
        motions = [await raise_motion(author, council.body, "Letters", "That letters come.", None) for _ in range(2)]
        edits = [revise_motion(person, motions[0], person.name, "That.", 1) for person in (author, council.clerk)]
        found = await asyncio.gather(*edits, return_exceptions=True)
        assert sorted(type(item).__name__ for item in found) == ["MotionChanged", "int"]
        assert await db.value("SELECT version FROM motion WHERE id = $1", motions[0]) == 2
        numbers = await asyncio.gather(*(submit_motion(author, motion) for motion in [*motions, *motions]))
        assert sorted(numbers) == [1, 1, 2, 2]
    finally:
        await take_council_away(council.school)


async def take_council_away(school: UUID) -> None:
    """What the race committed, in the order that the restricting keys ask for."""
    for table in ("meeting_event", "agenda_item", "attendance", "motion", "meeting"):
        await db.rows(f"DELETE FROM {table} WHERE school = $1", school)  # noqa: S608 - words of our own
    await take_away(school)


async def test_a_motion_at_an_inquorate_meeting_offers_no_button(client: AsyncClient) -> None:
    council = await a_council()
    motion, meeting = await a_submitted_motion(council), await a_meeting(council)
    await take_attendance(council.clerk, meeting, {council.chair.id: AttendanceStatus.APOLOGIES})
    await open_meeting(council.clerk, meeting)
    await sign_in(client, council.clerk)
    await send(client, f"/meetings/{meeting}/motions", motion=str(motion))
    shown = (await client.get(f"/meetings/{meeting}")).text
    assert "There is no quorum: 0 voting members are present, 3 are needed." in shown
    assert "Who moves it?" not in shown


async def test_a_motion_put_in_secret_custody_goes_on_to_the_ceremony_that_opens_its_poll(client: AsyncClient) -> None:
    council = await a_council()
    meeting, motion = await on_the_floor(council)
    first, second = council.members[:2]
    await move_motion(first, meeting, motion, first.id)
    await second_motion(second, meeting, motion, second.id)
    await sign_in(client, council.clerk)
    at = f"/meetings/{meeting}/motions/{motion}/put"
    assert "Who keeps the key of the ballot box?" in (await client.get(at)).text
    assert (await send(client, at, custody="nobody")).status_code == 422
    put = await send(client, at, custody="secret", confirmed="yes")
    poll = await db.value("SELECT poll FROM motion WHERE id = $1", motion)
    assert put.headers["location"] == f"/polls/{poll}/opening"
    assert (await poll_facts(council.school, poll)).state == "created"
    assert (await client.get(f"/polls/{poll}/opening")).status_code == 200
    assert (await client.get(f"/meetings/{meeting}")).status_code == 200
    assert (await client.get(f"/motions/{motion}")).status_code == 200
