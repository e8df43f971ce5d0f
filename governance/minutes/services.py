"""Writes of minutes: a later meeting approves them. Their content is never written; it is derived."""

from __future__ import annotations

from uuid import UUID

from common import audit, db
from common.errors import Refused
from governance.meetings.queries import agenda, later_meetings
from governance.meetings.services import clerks_meeting
from governance.minutes.queries import undeclared
from governance.rules import EventKind, MeetingState
from governance.services import note_event
from people.rules import Actor


class NothingToApprove(Refused):
    """Minutes are complete when the meeting is closed."""

    message = "The minutes can be approved when the meeting is closed."


class VotesStillRunning(Refused):
    """What is approved does not change, so every result has to be there."""

    message = "A vote of this meeting has no result yet. The minutes can be approved when it is declared."


class NotALaterMeeting(Refused):
    """A body approves its minutes at a later meeting."""

    message = "Minutes are approved at a later meeting of the same body that has been opened."


async def approve_minutes(person: Actor, meeting: UUID, at: UUID) -> None:
    """Marks the minutes as approved by the later meeting `at`, where that is minuted too. Twice is once."""
    async with db.transaction():
        facts = await clerks_meeting(person, meeting)
        if facts.minutes_state != "draft":
            return
        if facts.state is not MeetingState.CLOSED:
            raise NothingToApprove()
        if undeclared(await agenda(person, facts)):
            raise VotesStillRunning()
        later = next((line for line in await later_meetings(person.school, facts) if line.id == at), None)
        if later is None or later.minutes_state != "draft":
            raise NotALaterMeeting()
        await db.rows(
            "UPDATE meeting SET minutes_state = 'approved', minutes_approved_at = now() WHERE id = $1", meeting
        )
        await note_event(person, at, EventKind.MINUTES_APPROVED, text=facts.title, numbers={"minutes_of": str(meeting)})
        await audit.record(
            school=person.school,
            actor=person.id,
            action="approve_minutes",
            kind="meeting",
            subject=meeting,
            at=str(at),
        )
