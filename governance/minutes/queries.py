"""The minutes of a meeting, derived from what was recorded in it and what its polls declared."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from common import db
from governance.meetings.queries import (
    AgendaLine,
    AttendanceLine,
    MeetingFacts,
    MeetingLine,
    agenda,
    attendance,
    later_meetings,
    meeting_facts,
)
from governance.minutes.matters import ElectionReported, ResolutionReported, elections_reported, resolutions_reported
from governance.rules import AttendanceStatus, EventKind
from people.rules import Actor
from votes.changes.queries import ChangeLine, poll_changes
from votes.named.queries import NamedLine, records_of


@dataclass(frozen=True)
class Happening:
    """Something that happened in the meeting. `name` is whose act it was, where it was somebody's."""

    kind: EventKind
    at: datetime
    item: UUID | None
    name: str | None
    text: str
    numbers: dict[str, object]


@dataclass(frozen=True)
class MinutesItem:
    """An item of the agenda with what happened under it, in order. A `line` that is hidden has no happenings.

    `record`: who voted how, by name, where the vote was taken so and is declared; `changes`: of the vote while it ran.
    """

    line: AgendaLine
    happenings: tuple[Happening, ...]
    record: tuple[NamedLine, ...] = ()
    changes: tuple[ChangeLine, ...] = ()

    @property
    def put_here(self) -> bool:
        """Whether the motion was put to the vote in this meeting, and not in another that had it on its agenda."""
        return any(happening.kind is EventKind.PUT for happening in self.happenings)


@dataclass(frozen=True)
class Minutes:
    """All that the minutes say. `approved_at` is the meeting that approved them; `running` counts undeclared polls."""

    meeting: MeetingFacts
    present: tuple[AttendanceLine, ...]
    apologies: tuple[AttendanceLine, ...]
    absent: tuple[AttendanceLine, ...]
    notice: Happening | None
    opened: Happening | None
    general: tuple[Happening, ...]
    items: tuple[MinutesItem, ...]
    elections: tuple[ElectionReported, ...]
    resolutions: tuple[ResolutionReported, ...]
    approved_at: MeetingLine | None
    running: int


_GENERAL = (
    EventKind.QUORUM_LOST,
    EventKind.QUORUM_REGAINED,
    EventKind.MINUTES_APPROVED,
    EventKind.ADJOURNED,
    EventKind.RESUMED,
    EventKind.CANCELLED,
)


async def minutes_of(person: Actor, meeting: UUID) -> Minutes:
    """The minutes of a meeting that `person` may read of. Raises NotFound."""
    facts = await meeting_facts(person, meeting)
    happenings = await _happenings(person.school, meeting)
    lines = await agenda(person, facts)
    there = await attendance(person.school, meeting, facts.body)
    return Minutes(
        meeting=facts,
        present=_with(there, AttendanceStatus.PRESENT),
        apologies=_with(there, AttendanceStatus.APOLOGIES),
        absent=_with(there, AttendanceStatus.ABSENT),
        notice=_first(happenings, EventKind.NOTICE_SENT),
        opened=_first(happenings, EventKind.OPENED),
        general=tuple(happening for happening in happenings if happening.kind in _GENERAL),
        items=tuple([await _item(person.school, line, happenings) for line in lines]),
        elections=await elections_reported(person.school, facts),
        resolutions=await resolutions_reported(person.school, facts),
        approved_at=await _approved_at(person, facts),
        running=len(undeclared(lines)),
    )


async def _happenings(school: UUID, meeting: UUID) -> list[Happening]:
    found = await db.rows(
        "SELECT e.kind, e.at, e.item, p.name, e.text, e.numbers FROM meeting_event e"
        " LEFT JOIN person p ON p.id = e.person WHERE e.school = $1 AND e.meeting = $2 ORDER BY e.at, e.id",
        school,
        meeting,
    )
    return [Happening(**{**line, "kind": EventKind(line["kind"])}) for line in found]


def _with(lines: Sequence[AttendanceLine], status: AttendanceStatus) -> tuple[AttendanceLine, ...]:
    return tuple(line for line in lines if line.status is status)


def _first(happenings: Sequence[Happening], kind: EventKind) -> Happening | None:
    return next((happening for happening in happenings if happening.kind is kind), None)


async def _item(school: UUID, line: AgendaLine, happenings: Sequence[Happening]) -> MinutesItem:
    own = () if line.hidden else tuple(happening for happening in happenings if happening.item == line.id)
    item = MinutesItem(line, own)
    poll = line.motion.poll if line.motion is not None and item.put_here else None
    if poll is None:
        return item
    record = (await records_of(school, [poll])).get(poll.id, [])
    return replace(item, record=tuple(record), changes=tuple(await poll_changes(school, poll.id)))


def undeclared(lines: Sequence[AgendaLine]) -> list[AgendaLine]:
    """The items whose motion was put and whose poll has neither declared nor been voided."""
    return [line for line in lines if line.motion is not None and line.motion.standing == "put"]


async def _approved_at(person: Actor, meeting: MeetingFacts) -> MeetingLine | None:
    where = await db.value(
        "SELECT meeting FROM meeting_event WHERE school = $1 AND kind = $2 AND numbers->>'minutes_of' = $3",
        person.school,
        EventKind.MINUTES_APPROVED.value,
        str(meeting.id),
    )
    return next((later for later in await later_meetings(person.school, meeting) if later.id == where), None)
