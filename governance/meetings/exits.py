"""How a meeting stops before its end: adjourned and resumed, or cancelled before it began. The clerk's acts."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from common import db, i18n, mail
from common.dates import clock_in_words, weekday_in_words
from governance.meetings.notice import post_to_members
from governance.meetings.queries import attendance, quorum_among
from governance.meetings.rules import BEFORE, IN_SESSION, MeetingNotOpen, NothingToCancel, NothingToResume
from governance.meetings.services import audit_meeting, clerks_meeting, quorum_numbers
from governance.rules import EventKind, MeetingState
from governance.services import note_event
from people.rules import Actor


async def adjourn_meeting(person: Actor, meeting: UUID, resumes_at: datetime | None, reason: str) -> None:
    """Breaks the meeting off, to be resumed at `resumes_at` (None: not known yet); minuted. Twice is once."""
    async with db.transaction():
        facts = await clerks_meeting(person, meeting)
        if facts.state is MeetingState.ADJOURNED:
            return
        if facts.state not in IN_SESSION:
            raise MeetingNotOpen()
        await db.rows("UPDATE meeting SET state = 'adjourned', resumes_at = $2 WHERE id = $1", meeting, resumes_at)
        until = resumes_at.isoformat() if resumes_at else None
        await note_event(person, meeting, EventKind.ADJOURNED, text=reason, numbers={"until": until})
        await audit_meeting(person, "adjourn_meeting", meeting, until=until)


async def resume_meeting(person: Actor, meeting: UUID) -> MeetingState:
    """Goes on with an adjourned meeting: open with a quorum, inquorate without one; minuted. Twice is once.

    Who is there is who is marked as present now: attendance is taken again first. Raises NothingToResume.
    """
    async with db.transaction():
        facts = await clerks_meeting(person, meeting)
        if facts.state in IN_SESSION:
            return facts.state
        if facts.state is not MeetingState.ADJOURNED:
            raise NothingToResume()
        found = quorum_among(facts, await attendance(person.school, meeting, facts.body))
        state = MeetingState.OPEN if found.met else MeetingState.INQUORATE
        await db.rows("UPDATE meeting SET state = $2, resumes_at = NULL WHERE id = $1", meeting, state.value)
        await note_event(person, meeting, EventKind.RESUMED, numbers=quorum_numbers(found))
        await audit_meeting(person, "resume_meeting", meeting, quorum_met=found.met)
    return state


async def cancel_meeting(person: Actor, meeting: UUID, reason: str) -> None:
    """Cancels a meeting that has not begun; where notice was sent, every member is told why. Twice is once.

    Its motions wait for another meeting. Raises NothingToCancel once it has begun.
    """
    async with db.transaction():
        facts = await clerks_meeting(person, meeting)
        if facts.state is MeetingState.CANCELLED:
            return
        if facts.state not in BEFORE:
            raise NothingToCancel()
        await db.rows("UPDATE meeting SET state = 'cancelled', cancel_reason = $2 WHERE id = $1", meeting, reason)
        if facts.noticed_at is not None:
            await post_to_members(person.school, facts.body, meeting, "meeting_cancelled")
        await note_event(person, meeting, EventKind.CANCELLED, text=reason)
        await audit_meeting(person, "cancel_meeting", meeting)


_LETTER = """
SELECT m.title, m.starts_at, m.cancel_reason, b.name AS body_name, s.timezone, p.language
  FROM meeting m JOIN body b ON b.id = m.body JOIN school s ON s.id = m.school
  JOIN person p ON p.id = $3 AND p.left_on IS NULL
 WHERE m.school = $1 AND m.id = $2 AND m.state = 'cancelled'
"""


@mail.composes("meeting_cancelled")
async def compose_cancellation(to: mail.Addressee) -> mail.Letter | None:
    """Tells a member that a meeting of which they had notice does not take place."""
    found = await db.row(_LETTER, to.school, UUID(to.parameters["meeting"]), to.person)
    if found is None:
        return None
    with i18n.reading_in(found["language"]):
        return mail.Letter(
            subject=i18n.gettext("Cancelled: %(title)s", title=found["title"]),
            body=i18n.gettext(
                "The meeting of the %(body)s on %(day)s at %(time)s does not take place.\n\n%(title)s\n\n%(reason)s\n\n"
                "Motions that were on its agenda wait for another meeting.\n",
                body=found["body_name"],
                day=weekday_in_words(found["starts_at"], found["timezone"]),
                time=clock_in_words(found["starts_at"], found["timezone"]),
                title=found["title"],
                reason=found["cancel_reason"],
            ),
        )
