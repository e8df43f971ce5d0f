"""Matters reported to a meeting: elections of its body, and what it decided in writing, since the meeting before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common import db
from governance.meetings.queries import MeetingFacts
from votes.named.queries import NamedLine, records_of
from votes.queries import PollFacts, poll_facts_of


@dataclass(frozen=True)
class ElectionReported:
    """An election's result. `poll` is None where nobody had to vote; `vacant`: seats that nobody fills."""

    title: str
    poll: UUID | None
    elected: tuple[str, ...]
    vacant: int
    at: datetime


@dataclass(frozen=True)
class ResolutionReported:
    """A motion that was decided in writing, with who signed how."""

    motion: UUID
    number: int
    title: str
    text: str
    poll: PollFacts
    record: tuple[NamedLine, ...]


_SINCE = """
COALESCE((SELECT max(g.closed_at) FROM meeting g WHERE g.body = $2 AND g.closed_at < $3), '-infinity'::timestamptz)
"""


async def elections_reported(school: UUID, meeting: MeetingFacts) -> tuple[ElectionReported, ...]:
    """The body's elections declared after its last meeting closed and before this one opened, in the order of time.

    Empty for a meeting that has not been opened.
    """
    if meeting.opened_at is None:
        return ()
    asked = (school, meeting.body, meeting.opened_at)
    found = [*await _voted(asked), *await _uncontested(asked)]
    return tuple(sorted(found, key=lambda line: (line.at, line.title)))


async def _voted(asked: tuple[UUID, UUID, datetime]) -> list[ElectionReported]:
    lines = await db.rows(
        "SELECT id FROM poll WHERE school = $1 AND body = $2 AND kind = 'election' AND state = 'declared'"  # noqa: S608 - words of our own
        f" AND declared_at < $3 AND declared_at > {_SINCE}",
        *asked,
    )
    polls = await poll_facts_of(asked[0], [line["id"] for line in lines])
    return [
        ElectionReported(poll.title, poll.id, poll.election.elected, poll.election.vacant, poll.declared_at)
        for poll in polls.values()
        if poll.election is not None and poll.declared_at is not None
    ]


async def _uncontested(asked: tuple[UUID, UUID, datetime]) -> list[ElectionReported]:
    lines = await db.rows(
        "SELECT v.title, v.seats, v.nominations_closed_at AS at,"  # noqa: S608 - words of our own
        " ARRAY(SELECT p.name FROM nomination n JOIN person p ON p.id = n.person"
        "        WHERE n.vacancy = v.id AND n.state = 'standing' ORDER BY p.name) AS elected"
        " FROM vacancy v WHERE v.school = $1 AND v.body = $2 AND v.state = 'uncontested'"
        f" AND v.nominations_closed_at < $3 AND v.nominations_closed_at > {_SINCE}",
        *asked,
    )
    return [
        ElectionReported(
            line["title"], None, tuple(line["elected"]), max(line["seats"] - len(line["elected"]), 0), line["at"]
        )
        for line in lines
    ]


async def resolutions_reported(school: UUID, meeting: MeetingFacts) -> tuple[ResolutionReported, ...]:
    """The body's motions decided in writing, without a meeting, since the meeting before; in the order of time."""
    if meeting.opened_at is None:
        return ()
    lines = await db.rows(
        "SELECT m.id AS motion, m.number, m.title, m.text, p.id AS poll FROM motion m JOIN poll p ON p.id = m.poll"  # noqa: S608 - words of our own
        " WHERE m.school = $1 AND m.body = $2 AND p.method = 'written_resolution' AND p.state = 'declared'"
        " AND NOT EXISTS (SELECT 1 FROM meeting_event e WHERE e.motion = m.id AND e.kind = 'put')"
        f" AND p.declared_at < $3 AND p.declared_at > {_SINCE} ORDER BY p.declared_at",
        school,
        meeting.body,
        meeting.opened_at,
    )
    polls = await poll_facts_of(school, [line["poll"] for line in lines])
    records = await records_of(school, list(polls.values()))
    return tuple(
        ResolutionReported(**{**line, "poll": polls[line["poll"]]}, record=tuple(records[line["poll"]]))
        for line in lines
    )
