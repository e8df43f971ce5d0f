"""Reads about meetings: one with its rules, its agenda, who was there, and lists of meetings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common import db
from common.errors import NotFound
from governance.meetings.rules import BEFORE, IN_SESSION, OVER
from governance.motions.queries import MotionFacts, motions_by_id
from governance.queries import RuleSetFacts, rule_set
from governance.rules import (
    AttendanceStatus,
    ItemPurpose,
    MeetingKind,
    MeetingState,
    NoticeCheck,
    Quorum,
    clear_days,
    quorum,
    sees_body,
)
from people.queries import MemberLine, members
from people.rules import Actor, Capacity


@dataclass(frozen=True)
class MeetingLine:
    """A meeting in a list."""

    id: UUID
    body: UUID
    body_name: str
    kind: MeetingKind
    state: MeetingState
    title: str
    place: str
    starts_at: datetime
    minutes_state: str

    @property
    def is_before(self) -> bool:
        """Whether it is still to come."""
        return self.state in BEFORE

    @property
    def in_session(self) -> bool:
        """Whether it has been opened and not closed."""
        return self.state in IN_SESSION

    @property
    def is_over(self) -> bool:
        """Whether nothing more happens in it."""
        return self.state in OVER


@dataclass(frozen=True)
class MeetingFacts(MeetingLine):
    """A meeting with its times and the rules that it is held under."""

    noticed_at: datetime | None
    opened_at: datetime | None
    closed_at: datetime | None
    minutes_approved_at: datetime | None
    resumes_at: datetime | None
    cancel_reason: str | None
    rules: RuleSetFacts


@dataclass(frozen=True)
class AgendaLine:
    """An item. `motion` is None for an item that is none; `hidden` ones show no title to those outside the body."""

    id: UUID
    position: int
    title: str
    purpose: ItemPurpose
    duration: int
    confidential: bool
    note: str
    motion: MotionFacts | None
    hidden: bool


@dataclass(frozen=True)
class AttendanceLine:
    """A member of the body, and whether they were there. `status` is None while nobody has said."""

    person: UUID
    name: str
    capacity: Capacity
    votes: bool
    office: str | None
    status: AttendanceStatus | None


_LINE = (
    "SELECT m.id, m.body, b.name AS body_name, m.kind, m.state, m.title, m.place, m.starts_at, m.minutes_state{more}"
    " FROM meeting m JOIN body b ON b.id = m.body WHERE m.school = $1"
)
_LIST = _LINE.format(more="")
_ONE = (
    _LINE.format(
        more=", m.noticed_at, m.opened_at, m.closed_at, m.minutes_approved_at, m.resumes_at,"
        " m.cancel_reason, m.rule_set"
    )
    + " AND m.id = $2"
)


def _line(found: db.Row) -> MeetingLine:
    return MeetingLine(**{**found, "kind": MeetingKind(found["kind"]), "state": MeetingState(found["state"])})


async def meetings_seen_by(person: Actor) -> list[MeetingLine]:
    """Every meeting that `person` may read of, the latest first."""
    found = await db.rows(_LIST + " ORDER BY m.starts_at DESC, m.id", person.school)
    return [_line(line) for line in found if sees_body(person, line["body"])]


async def meetings_for_agenda(school: UUID, body: UUID, motion: UUID) -> list[MeetingLine]:
    """The meetings of a body that a motion can still go to, the next one first."""
    found = await db.rows(
        f"{_LIST} AND m.body = $2 AND m.state NOT IN ('closed', 'cancelled') AND NOT EXISTS"  # noqa: S608 - words of our own
        " (SELECT 1 FROM agenda_item i WHERE i.meeting = m.id AND i.motion = $3) ORDER BY m.starts_at",
        school,
        body,
        motion,
    )
    return [_line(line) for line in found]


async def meetings_with(school: UUID, motion: UUID) -> list[MeetingLine]:
    """The meetings that have a motion on their agenda, the first one first."""
    found = await db.rows(
        f"{_LIST} AND EXISTS (SELECT 1 FROM agenda_item i WHERE i.meeting = m.id AND i.motion = $2)"  # noqa: S608 - words of our own
        " ORDER BY m.starts_at",
        school,
        motion,
    )
    return [_line(line) for line in found]


async def later_meetings(school: UUID, meeting: MeetingLine) -> list[MeetingLine]:
    """Meetings of the same body that began later: one of them approves the minutes of `meeting`."""
    found = await db.rows(
        _LIST + " AND m.body = $2 AND m.id <> $3 AND m.opened_at IS NOT NULL AND m.starts_at >= $4"
        " ORDER BY m.starts_at",
        school,
        meeting.body,
        meeting.id,
        meeting.starts_at,
    )
    return [_line(line) for line in found]


async def meeting_facts(person: Actor, meeting: UUID) -> MeetingFacts:
    """A meeting that `person` may read of. Raises NotFound."""
    found = await db.row(_ONE, person.school, meeting)
    if found is None or not sees_body(person, found["body"]):
        raise NotFound()
    rules = await rule_set(person.school, found.pop("rule_set"))
    kind, state = MeetingKind(found.pop("kind")), MeetingState(found.pop("state"))
    return MeetingFacts(**found, kind=kind, state=state, rules=rules)


async def agenda(person: Actor, meeting: MeetingLine) -> list[AgendaLine]:
    """The items in order, each with its motion and the clerk's note."""
    found = await db.rows(
        "SELECT i.id, i.position, i.title, i.purpose, i.duration, i.confidential, i.motion,"
        " COALESCE((SELECT e.text FROM meeting_event e WHERE e.item = i.id AND e.kind = 'note'), '') AS note"
        " FROM agenda_item i WHERE i.school = $1 AND i.meeting = $2 ORDER BY i.position",
        person.school,
        meeting.id,
    )
    motions = await motions_by_id(person.school, [line["motion"] for line in found if line["motion"]])
    inside = person.sits_in(meeting.body)
    return [
        AgendaLine(
            **{
                **line,
                "purpose": ItemPurpose(line["purpose"]),
                "motion": motions.get(line["motion"]),
                "hidden": line["confidential"] and not inside,
            }
        )
        for line in found
    ]


async def attendance(school: UUID, meeting: UUID, body: UUID) -> list[AttendanceLine]:
    """The current members of the body, and whoever else attendance was taken of, with what was taken."""
    taken = {
        line["person"]: line
        for line in await db.rows(
            "SELECT a.person, p.name, a.status FROM attendance a JOIN person p ON p.id = a.person"
            " WHERE a.school = $1 AND a.meeting = $2",
            school,
            meeting,
        )
    }
    lines = [_attendance(member, taken.pop(member.person, None)) for member in await members(body)]
    # Members whose term has ended since still belong in the minutes of the meetings that they were at.
    former = sorted(taken.values(), key=lambda line: str(line["name"]))
    return lines + [
        AttendanceLine(line["person"], line["name"], Capacity.PARENT, False, None, AttendanceStatus(line["status"]))
        for line in former
    ]


def _attendance(member: MemberLine, taken: db.Row | None) -> AttendanceLine:
    return AttendanceLine(
        person=member.person,
        name=member.name,
        capacity=member.capacity,
        votes=member.votes,
        office=member.office,
        status=AttendanceStatus(taken["status"]) if taken else None,
    )


def quorum_among(meeting: MeetingFacts, lines: Sequence[AttendanceLine]) -> Quorum:
    """Whether those marked as present make a quorum under the meeting's rules."""
    voting = [line for line in lines if line.votes]
    present = [line.capacity for line in voting if line.status is AttendanceStatus.PRESENT]
    return quorum(meeting.rules.numbers, len(voting), present)


def notice_check(meeting: MeetingFacts, now: datetime, zone: str) -> NoticeCheck:
    """Whether notice sent at `now` would be long enough under the meeting's rules."""
    return NoticeCheck(
        given=clear_days(now, meeting.starts_at, zone), needed=meeting.rules.numbers.notice_for(meeting.kind)
    )
