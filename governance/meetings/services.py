"""Writes of meetings: planning, attendance, opening, noting, closing. The clerk's acts, all of them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID, uuid4

from common import audit, clock, db
from common.errors import AlreadyExists, NotFound
from governance.meetings.queries import MeetingFacts, attendance, meeting_facts, quorum_among
from governance.meetings.rules import (
    BEFORE,
    IN_SESSION,
    AttendanceNotTaken,
    MeetingCancelled,
    MeetingIsOver,
    MeetingNotOpen,
    NotYourMeeting,
    OpensEarly,
)
from governance.queries import body_line
from governance.rules import AttendanceStatus, EventKind, MeetingKind, MeetingState, Quorum, is_early, runs_body
from governance.services import note_event, rules_in_force
from people.rules import Actor
from votes.named.services import note_present


async def plan_meeting(
    person: Actor,
    body: UUID,
    *,
    kind: MeetingKind,
    title: str,
    place: str,
    starts_at: datetime,
    key: UUID | None = None,
) -> UUID:
    """Plans a meeting under the body's rules in force; its id. A form sent twice (one `key`) is one meeting."""
    meeting = key or uuid4()
    async with db.transaction():
        facts = await body_line(person.school, body)
        if not runs_body(person, body):
            raise NotYourMeeting()
        rules = await rules_in_force(person, facts)
        written = await db.value(
            "INSERT INTO meeting (id, school, body, rule_set, kind, state, title, place, starts_at, minutes_state)"
            " VALUES ($1, $2, $3, $4, $5, 'planned', $6, $7, $8, 'draft') ON CONFLICT (id) DO NOTHING RETURNING id",
            meeting,
            person.school,
            body,
            rules.id,
            kind.value,
            title,
            place,
            starts_at,
        )
        if written is None and await db.value("SELECT body FROM meeting WHERE id = $1", meeting) != body:
            raise AlreadyExists("meeting_pkey")
        if written is not None:
            await audit_meeting(person, "plan_meeting", meeting)
    return meeting


async def audit_meeting(person: Actor, action: str, meeting: UUID, **details: object) -> None:
    """Records one of the clerk's acts on a meeting."""
    await audit.record(school=person.school, actor=person.id, action=action, kind="meeting", subject=meeting, **details)


async def locked_meeting(person: Actor, meeting: UUID) -> MeetingFacts:
    """The meeting, held until the transaction ends. Raises NotFound for one that `person` may not read of."""
    await db.rows("SELECT id FROM meeting WHERE school = $1 AND id = $2 FOR UPDATE", person.school, meeting)
    return await meeting_facts(person, meeting)


async def clerks_meeting(person: Actor, meeting: UUID) -> MeetingFacts:
    """As locked_meeting, for the clerk of its body. Raises NotYourMeeting for anybody else."""
    facts = await locked_meeting(person, meeting)
    if not runs_body(person, facts.body):
        raise NotYourMeeting()
    return facts


def still_going(meeting: MeetingFacts) -> None:
    """Raises MeetingIsOver for a closed one, MeetingCancelled for one that does not take place."""
    if meeting.state is MeetingState.CLOSED:
        raise MeetingIsOver()
    if meeting.state is MeetingState.CANCELLED:
        raise MeetingCancelled()


async def take_attendance(person: Actor, meeting: UUID, statuses: Mapping[UUID, AttendanceStatus]) -> Quorum:
    """Records who is there; in session, a quorum that is lost or regained by it is minuted. The quorum now."""
    async with db.transaction():
        facts = await clerks_meeting(person, meeting)
        still_going(facts)
        known = {line.person for line in await attendance(person.school, meeting, facts.body)}
        await db.insert_many(
            "INSERT INTO attendance (id, school, meeting, person, status) VALUES (gen_random_uuid(), $1, $2, $3, $4)"
            " ON CONFLICT (meeting, person) DO UPDATE SET status = excluded.status,"
            " arrived_at = CASE WHEN excluded.status = 'present' AND attendance.status <> 'present' THEN now()"
            " ELSE attendance.arrived_at END,"
            " departed_at = CASE WHEN excluded.status <> 'present' AND attendance.status = 'present' THEN now()"
            " ELSE attendance.departed_at END",
            [(person.school, meeting, who, status.value) for who, status in statuses.items() if who in known],
        )
        found = quorum_among(facts, await attendance(person.school, meeting, facts.body))
        if facts.state in IN_SESSION:
            await _follow_quorum(person, facts, found)
            await note_present(person.school, await _polls_before(meeting), found.present)
        await audit_meeting(person, "take_attendance", meeting, present=found.present, needed=found.needed)
    return found


async def _polls_before(meeting: UUID) -> list[UUID]:
    found = await db.rows(
        "SELECT m.poll FROM agenda_item i JOIN motion m ON m.id = i.motion WHERE i.meeting = $1 AND m.poll IS NOT NULL",
        meeting,
    )
    return [line["poll"] for line in found]


async def _follow_quorum(person: Actor, meeting: MeetingFacts, found: Quorum) -> None:
    state = MeetingState.OPEN if found.met else MeetingState.INQUORATE
    if state is meeting.state:
        return
    await db.rows("UPDATE meeting SET state = $2 WHERE id = $1", meeting.id, state.value)
    kind = EventKind.QUORUM_REGAINED if found.met else EventKind.QUORUM_LOST
    await note_event(person, meeting.id, kind, numbers=quorum_numbers(found))


def quorum_numbers(found: Quorum) -> dict[str, object]:
    """A quorum as an event keeps it."""
    return {
        "present": found.present,
        "needed": found.needed,
        "parents": found.parents,
        "others": found.others,
        "met": found.met,
    }


async def open_meeting(person: Actor, meeting: UUID, *, early: str = "", zone: str | None = None) -> MeetingState:
    """Opens the meeting: open with a quorum, inquorate without one, and minuted either way. Twice is once.

    `early`: why it is held before its day, which is minuted; by the clock of `zone` that reason is asked for.
    Raises AttendanceNotTaken while nobody is marked as there or not there, OpensEarly without the reason.
    """
    async with db.transaction():
        facts = await clerks_meeting(person, meeting)
        still_going(facts)
        if facts.state not in BEFORE:
            return facts.state
        lines = await attendance(person.school, meeting, facts.body)
        if not any(line.status for line in lines):
            raise AttendanceNotTaken()
        if zone is not None and not early and is_early(clock.now(), facts.starts_at, zone):
            raise OpensEarly()
        found = quorum_among(facts, lines)
        state = MeetingState.OPEN if found.met else MeetingState.INQUORATE
        await db.rows("UPDATE meeting SET state = $2, opened_at = now() WHERE id = $1", meeting, state.value)
        await note_event(person, meeting, EventKind.OPENED, text=early, numbers=quorum_numbers(found))
        await audit_meeting(person, "open_meeting", meeting, quorum_met=found.met)
    return state


async def note_item(person: Actor, meeting: UUID, item: UUID, text: str) -> None:
    """Writes the clerk's note under an item, in place of the one before; empty takes it away. Until approval."""
    async with db.transaction():
        facts = await clerks_meeting(person, meeting)
        if facts.opened_at is None:
            raise MeetingNotOpen()
        if facts.minutes_state != "draft":
            raise MeetingIsOver("These minutes are approved, so they no longer change.")
        if not await db.value("SELECT 1 FROM agenda_item WHERE id = $1 AND meeting = $2", item, meeting):
            raise NotFound()
        await db.rows("DELETE FROM meeting_event WHERE item = $1 AND kind = $2", item, EventKind.NOTE.value)
        if text:
            await note_event(person, meeting, EventKind.NOTE, item=item, text=text)
        await audit_meeting(person, "note_item", meeting, item=str(item))


async def close_meeting(person: Actor, meeting: UUID) -> None:
    """Closes the meeting. Motions that were moved and not put are postponed, and that is minuted. Twice is once."""
    async with db.transaction():
        facts = await clerks_meeting(person, meeting)
        if facts.state is MeetingState.CLOSED:
            return
        if facts.state not in IN_SESSION and facts.state is not MeetingState.ADJOURNED:
            raise MeetingNotOpen()
        for line in await db.rows(
            "UPDATE motion SET state = 'postponed', mover = NULL, seconder = NULL"
            " FROM agenda_item i WHERE i.meeting = $1 AND i.motion = motion.id"
            " AND motion.state IN ('moved', 'seconded')"
            " RETURNING motion.id, i.id AS item",
            meeting,
        ):
            await note_event(person, meeting, EventKind.POSTPONED, item=line["item"], motion=line["id"])
        await db.rows("UPDATE meeting SET state = 'closed', closed_at = now() WHERE id = $1", meeting)
        await note_event(person, meeting, EventKind.CLOSED)
        await audit_meeting(person, "close_meeting", meeting)
