"""Minutes are told from what happened: the whole way from a raised motion to an approved record."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient

from common import clock, db
from governance.meetings.floor import move_motion, put_motion, second_motion
from governance.meetings.items import add_item
from governance.meetings.notice import send_notice
from governance.meetings.services import close_meeting, note_item, open_meeting
from governance.minutes.queries import minutes_of
from governance.minutes.services import NotALaterMeeting, NothingToApprove, VotesStillRunning, approve_minutes
from governance.rules import ItemPurpose
from tests.cast import Council, a_council, send, sign_in
from tests.governance.stage import (
    a_finding,
    a_meeting,
    a_submitted_motion,
    an_open_meeting,
    everybody_present,
)
from tests.votes.stage import cast_all, declare
from votes.rules import Choice


async def a_vote(council: Council, meeting: UUID, motion: UUID) -> UUID:
    """Moved by member 1, seconded by member 2, put."""
    first, second = council.members[:2]
    await move_motion(first, meeting, motion, first.id)
    await second_motion(second, meeting, motion, second.id)
    return await put_motion(council.clerk, meeting, motion)


async def four_to_one(council: Council, poll: UUID) -> None:
    """Four for and one against of six; declared."""
    voters = [person.id for person in council.members]
    ballots = dict.fromkeys(voters[:4], Choice.FOR) | {voters[4]: Choice.AGAINST}
    await cast_all(council.school, poll, ballots)
    await declare(council.school, poll)


def words(html: str) -> str:
    """The text of a page in one line."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


async def test_the_whole_way_from_a_finding_to_printed_minutes(client: AsyncClient) -> None:
    council = await a_council()
    motion = await a_submitted_motion(council, finding=await a_finding(council.school))
    meeting = await a_meeting(council)
    await add_item(
        council.clerk, meeting, title="Welcome", purpose=ItemPurpose.INFORMATION, duration=5, confidential=False
    )
    await sign_in(client, council.clerk)
    await send(client, f"/motions/{motion}/agenda", meeting=str(meeting))
    await send_notice(council.clerk, meeting, "Europe/London")
    await everybody_present(council, meeting)
    await open_meeting(council.clerk, meeting)
    item = await db.value("SELECT id FROM agenda_item WHERE title = 'Welcome'")
    await note_item(council.clerk, meeting, item, "The chair welcomed two new members.")
    poll = await a_vote(council, meeting, motion)
    await close_meeting(council.clerk, meeting)
    running = words((await client.get(f"/meetings/{meeting}/minutes")).text)
    assert "The result will stand here." in running
    await four_to_one(council, poll)
    told = words((await client.get(f"/meetings/{meeting}/minutes")).text)
    for line in (
        "29 clear days of notice were given.",
        "Present Chidi Obi, Member 1, Member 2, Member 3, Member 4, Member 5",
        "There was a quorum: 6 voting members present, 3 needed.",
        "1. Welcome The chair welcomed two new members.",
        "2. Letters a week ahead",
        "Moved by Member 1.",
        "Seconded by Member 2.",
        "Put to the vote of 6 voting members.",
        "Carried: 4 for, 1 against, 0 abstained, 0 blank. 5 of 6 voted. It had 2 votes to spare",
        "That was after the meeting had closed.",
        "The meeting closed on",
    ):
        assert line in told, line
    assert "Carried" in words((await client.get(f"/motions/{motion}")).text)


async def test_minutes_are_approved_by_a_later_meeting_and_not_before_every_result_is_there(rollback: None) -> None:
    council = await a_council()
    motion = await a_submitted_motion(council)
    meeting = await an_open_meeting(council, motion)
    with pytest.raises(NothingToApprove):
        await approve_minutes(council.clerk, meeting, meeting)
    poll = await a_vote(council, meeting, motion)
    await close_meeting(council.clerk, meeting)
    later = await an_open_meeting(council, starts_at=clock.now() + timedelta(days=60))
    with pytest.raises(VotesStillRunning):
        await approve_minutes(council.clerk, meeting, later)
    await four_to_one(council, poll)
    planned = await a_meeting(council, clock.now() + timedelta(days=90))
    for wrong in (meeting, planned):
        with pytest.raises(NotALaterMeeting):
            await approve_minutes(council.clerk, meeting, wrong)
    await approve_minutes(council.clerk, meeting, later)
    await approve_minutes(council.clerk, meeting, later)
    approved = await minutes_of(council.chair, meeting)
    assert approved.approved_at is not None
    assert approved.approved_at.id == later
    assert [line.kind for line in (await minutes_of(council.chair, later)).general] == ["minutes_approved"]


async def test_a_motion_that_failed_at_one_meeting_is_told_only_where_it_was_put(client: AsyncClient) -> None:
    council = await a_council()
    motion = await a_submitted_motion(council)
    first = await an_open_meeting(council, motion)
    await move_motion(council.chair, first, motion, council.chair.id)
    await close_meeting(council.clerk, first)
    second = await an_open_meeting(council, motion)
    await four_to_one(council, await a_vote(council, second, motion))
    await sign_in(client, council.chair)
    earlier = words((await client.get(f"/meetings/{first}/minutes")).text)
    assert "Moved by Chidi Obi. Postponed to a later meeting." in earlier
    assert "Carried" not in earlier
    assert "Carried: 4 for" in words((await client.get(f"/meetings/{second}/minutes")).text)


async def test_approval_is_the_clerks_and_confidential_items_stay_inside(client: AsyncClient) -> None:
    council = await a_council()
    meeting = await a_meeting(council)
    await add_item(
        council.clerk, meeting, title="A complaint", purpose=ItemPurpose.DISCUSSION, duration=5, confidential=True
    )
    await everybody_present(council, meeting)
    await open_meeting(council.clerk, meeting)
    item = await db.value("SELECT id FROM agenda_item")
    await note_item(council.clerk, meeting, item, "Names were named.")
    await close_meeting(council.clerk, meeting)
    await sign_in(client, council.head)
    outside = words((await client.get(f"/meetings/{meeting}/minutes")).text)
    assert "Names were named." not in outside
    assert "A complaint" not in outside
    await sign_in(client, council.chair)
    assert "Names were named." in words((await client.get(f"/meetings/{meeting}/minutes")).text)
    assert (await send(client, f"/meetings/{meeting}/minutes/approve", at=str(meeting))).status_code == 403
