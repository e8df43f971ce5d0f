"""Reads about open votes: who has said what, by name, and what the clerk has counted so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common import db
from votes.named.rules import Hands
from votes.queries import PollFacts, tally_of
from votes.rules import Choice, OpenMethod


@dataclass(frozen=True)
class NamedLine:
    """Somebody on the roll of an open vote, and what they said; None: nothing."""

    entitlement: UUID
    person: UUID
    name: str
    choice: Choice | None
    said_at: datetime | None
    recorded_by: str | None


async def record_of(school: UUID, poll: UUID) -> list[NamedLine]:
    """The whole roll by name, with what each said."""
    found = await db.rows(
        "SELECT e.id AS entitlement, e.person, p.name, n.choice, n.recorded_at AS said_at, r.name AS recorded_by"
        " FROM entitlement e JOIN person p ON p.id = e.person LEFT JOIN named_vote n ON n.entitlement = e.id"
        " LEFT JOIN person r ON r.id = n.recorded_by WHERE e.school = $1 AND e.poll = $2 ORDER BY p.name, p.id",
        school,
        poll,
    )
    return [NamedLine(**{**line, "choice": Choice(line["choice"]) if line["choice"] else None}) for line in found]


async def records_of(school: UUID, polls: Sequence[PollFacts]) -> dict[UUID, list[NamedLine]]:
    """The record by name of those of `polls` that have one; not while names are still being called."""
    return {
        poll.id: await record_of(school, poll.id)
        for poll in polls
        if poll.method in (OpenMethod.ROLL_CALL, OpenMethod.WRITTEN_RESOLUTION) and poll.result is not None
    }


async def hands_of(school: UUID, poll: UUID) -> Hands | None:
    """The totals of a show of hands as they were last recorded, or None."""
    tally = await tally_of(school, poll)
    if not tally:
        return None
    return Hands(*(tally.get(choice, 0) for choice in (Choice.FOR, Choice.AGAINST, Choice.ABSTAIN)))


async def seen_by(school: UUID, poll: PollFacts) -> str | None:
    """The name of the body whose people see an open vote; None where no body decides."""
    name = await db.value("SELECT name FROM body WHERE school = $1 AND id = $2", school, poll.body)
    return str(name) if name else None
