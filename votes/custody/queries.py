"""Reads about secret custody: who holds the sheets of a poll, and which polls wait for a ceremony."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from common import db
from votes.custody.rules import Holder
from votes.rules import PollState


async def holders_of(school: UUID, poll: UUID) -> list[Holder]:
    """Those who hold a poll's sheets, by number; none before the sheets were made."""
    found = await db.rows(
        "SELECT name, email FROM key_holder WHERE school = $1 AND poll = $2 ORDER BY place", school, poll
    )
    return [Holder(**line) for line in found]


@dataclass(frozen=True)
class CeremonyLine:
    """A poll that nothing moves on but people who meet: to open it, or to count it."""

    id: UUID
    body: UUID | None
    title: str
    state: PollState


async def waiting_ceremonies(school: UUID) -> list[CeremonyLine]:
    """The polls in secret custody that wait for their opening or for two of their sheets."""
    found = await db.rows(
        "SELECT id, body, title, state FROM poll WHERE school = $1 AND custody = 'secret'"
        " AND state IN ('created', 'reconciled') ORDER BY closes_at, id",
        school,
    )
    return [CeremonyLine(line["id"], line["body"], line["title"], PollState(line["state"])) for line in found]
