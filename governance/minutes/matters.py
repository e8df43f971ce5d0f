"""Matters reported to a meeting: the elections of its body that were declared since the meeting before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common import db
from governance.meetings.queries import MeetingFacts
from votes.queries import poll_facts_of


@dataclass(frozen=True)
class ElectionReported:
    """An election's result. `poll` is None where nobody had to vote; `vacant`: seats that nobody fills."""

    title: str
    poll: UUID | None
    elected: tuple[str, ...]
    vacant: int
    at: datetime


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
