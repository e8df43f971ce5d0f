"""Out of the ordinary: opened before its day, adjourned and resumed, cancelled before it began."""

from __future__ import annotations

from datetime import timedelta

import pytest
from httpx import AsyncClient

from common import clock, db
from common.mail import Addressee
from governance.meetings.exits import adjourn_meeting, cancel_meeting, compose_cancellation, resume_meeting
from governance.meetings.floor import move_motion
from governance.meetings.items import put_on_agenda
from governance.meetings.notice import send_notice
from governance.meetings.queries import meeting_facts
from governance.meetings.rules import (
    MeetingCancelled,
    MeetingNotOpen,
    NothingToCancel,
    NothingToResume,
    NotYourMeeting,
    OpensEarly,
)
from governance.meetings.services import close_meeting, open_meeting, take_attendance
from governance.motions.queries import motion_facts
from governance.rules import AttendanceStatus, MeetingState
from tests.cast import Council, a_council, send, sign_in
from tests.governance.stage import a_meeting, a_submitted_motion, an_open_meeting, everybody_present
from web.waiting import desk

ZONE = "Europe/London"


async def test_a_meeting_before_its_day_opens_only_with_the_reason_which_is_minuted(rollback: None) -> None:
    council = await a_council()
    meeting = await a_meeting(council)
    await everybody_present(council, meeting)
    with pytest.raises(OpensEarly):
        await open_meeting(council.clerk, meeting, zone=ZONE)
    await open_meeting(council.clerk, meeting, early="The hall is closed next week.", zone=ZONE)
    told = await db.value("SELECT text FROM meeting_event WHERE kind = 'opened'")
    assert told == "The hall is closed next week."


async def test_on_its_day_nobody_asks_whatever_the_hour(rollback: None) -> None:
    council = await a_council()
    meeting = await a_meeting(council, clock.now() + timedelta(seconds=1))
    await everybody_present(council, meeting)
    assert await open_meeting(council.clerk, meeting, zone=ZONE) is MeetingState.OPEN


async def test_adjourned_it_stands_still_and_goes_on_with_the_quorum_counted_anew(rollback: None) -> None:
    council = await a_council()
    motion = await a_submitted_motion(council)
    meeting = await an_open_meeting(council, motion)
    mover = council.members[0]
    await move_motion(mover, meeting, motion, mover.id)
    later = clock.now() + timedelta(days=7)
    for _ in range(2):
        await adjourn_meeting(council.clerk, meeting, later, "The hall closes at nine.")
    facts = await meeting_facts(council.clerk, meeting)
    assert (facts.state, facts.resumes_at) == (MeetingState.ADJOURNED, later)
    with pytest.raises(MeetingNotOpen):
        await move_motion(council.members[1], meeting, motion, council.members[1].id)
    away = {person.id: AttendanceStatus.ABSENT for person in council.members[1:]}
    await take_attendance(council.clerk, meeting, away)
    assert await resume_meeting(council.clerk, meeting) is MeetingState.INQUORATE
    await everybody_present(council, meeting)
    assert await resume_meeting(council.clerk, meeting) is MeetingState.OPEN
    assert (await motion_facts(mover, motion)).standing == "moved"
    kinds = [line["kind"] for line in await db.rows("SELECT kind FROM meeting_event ORDER BY at")]
    assert kinds == ["opened", "moved", "adjourned", "resumed", "quorum_regained"]


async def test_one_that_nobody_comes_back_to_is_closed(rollback: None) -> None:
    council = await a_council()
    meeting = await an_open_meeting(council)
    with pytest.raises(NothingToResume):
        await resume_meeting(council.clerk, await a_meeting(council))
    await adjourn_meeting(council.clerk, meeting, None, "")
    await close_meeting(council.clerk, meeting)
    assert (await meeting_facts(council.clerk, meeting)).state is MeetingState.CLOSED


async def test_a_cancelled_meeting_tells_those_who_had_notice_and_frees_its_motions(rollback: None) -> None:
    council = await a_council()
    motion = await a_submitted_motion(council)
    meeting = await a_meeting(council)
    await put_on_agenda(council.clerk, meeting, motion)
    assert [line.id for line in (await desk(council.clerk)).for_agenda or []] == []
    await send_notice(council.clerk, meeting, ZONE)
    await db.rows("DELETE FROM outbox_mail")
    for _ in range(2):
        await cancel_meeting(council.clerk, meeting, "Snow.")
    assert await db.value("SELECT count(*) FROM outbox_mail WHERE kind = 'meeting_cancelled'") == 7
    to = Addressee(council.school, council.members[0].id, "m@example.org", {"meeting": str(meeting)})
    letter = await compose_cancellation(to)
    assert letter is not None
    assert "Snow." in letter.body
    assert [line.id for line in (await desk(council.clerk)).for_agenda or []] == [motion]
    with pytest.raises(MeetingCancelled):
        await take_attendance(council.clerk, meeting, {})
    await put_on_agenda(council.clerk, await a_meeting(council), motion)


async def test_without_notice_nobody_is_written_to_and_what_has_begun_is_not_cancelled(rollback: None) -> None:
    council = await a_council()
    await cancel_meeting(council.clerk, await a_meeting(council), "Nobody can come.")
    assert await db.value("SELECT count(*) FROM outbox_mail") == 0
    with pytest.raises(NothingToCancel):
        await cancel_meeting(council.clerk, await an_open_meeting(council), "Too late.")
    with pytest.raises(NotYourMeeting):
        await cancel_meeting(council.chair, await a_meeting(council), "Not mine.")


async def _asked(client: AsyncClient, council: Council) -> str:
    meeting = await a_meeting(council)
    await everybody_present(council, meeting)
    await sign_in(client, council.clerk)
    return f"/meetings/{meeting}"


async def test_the_pages_ask_first_and_say_what_follows(client: AsyncClient) -> None:
    council = await a_council()
    at = await _asked(client, council)
    early = await send(client, f"{at}/open")
    assert early.headers["location"] == f"{at}/open"
    assert "Open the meeting before its day?" in (await client.get(f"{at}/open")).text
    assert (await send(client, f"{at}/open", reason="")).status_code == 422
    assert (await send(client, f"{at}/open", reason="All agreed.")).status_code == 303
    assert "Adjourn the meeting?" in (await client.get(f"{at}/adjourn")).text
    past = await send(client, f"{at}/adjourn", resumes_at="2020-01-01T10:00", reason="Late")
    assert past.status_code == 422
    assert 'value="Late"' in past.text
    assert (await send(client, f"{at}/adjourn", resumes_at="", reason="")).status_code == 303
    page = (await client.get(at)).text
    assert "When it goes on is not known yet." in page
    assert "Resume the meeting" in page
    assert (await send(client, f"{at}/resume")).status_code == 303
    assert (await client.get(f"{at}/cancel")).status_code == 303
    await sign_in(client, council.members[0])
    for act in ("open", "adjourn", "cancel"):
        assert (await client.get(f"{at}/{act}")).status_code == 403
        assert (await send(client, f"{at}/{act}", reason="Mine")).status_code == 403


async def test_a_cancelled_meeting_says_so_on_its_page_and_in_the_list(client: AsyncClient) -> None:
    council = await a_council()
    at = await _asked(client, council)
    assert (await send(client, f"{at}/cancel", reason="")).status_code == 422
    assert (await send(client, f"{at}/cancel", reason="Snow.")).status_code == 303
    page = (await client.get(at)).text
    assert "This meeting does not take place: Snow." in page
    assert "Add an item" not in page
    assert "Cancelled" in (await client.get("/meetings")).text


async def test_while_the_meeting_goes_on_the_lack_of_a_quorum_is_told_in_the_present(client: AsyncClient) -> None:
    council = await a_council()
    meeting = await an_open_meeting(council)
    away = {person.id: AttendanceStatus.ABSENT for person in council.members[1:]}
    await take_attendance(council.clerk, meeting, away)
    await sign_in(client, council.clerk)
    page = (await client.get(f"/meetings/{meeting}")).text
    assert "There is no quorum: 2 voting members are present, 3 are needed." in page
    assert "There was no quorum" not in page
