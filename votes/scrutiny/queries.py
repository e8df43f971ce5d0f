"""Reads about those who watch a poll: who they are, and whether somebody is one of them."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from common import db


@dataclass(frozen=True)
class ScrutineerLine:
    """Somebody who watches a poll."""

    id: UUID
    name: str
    email: str


async def scrutineers_of(school: UUID, poll: UUID) -> list[ScrutineerLine]:
    """The scrutineers of a poll, by name."""
    found = await db.rows(
        "SELECT id, name, email FROM scrutineer WHERE school = $1 AND poll = $2 ORDER BY name, email", school, poll
    )
    return [ScrutineerLine(**line) for line in found]


async def watches(school: UUID, poll: UUID, person: UUID) -> bool:
    """Whether somebody is a scrutineer of a poll or holds a sheet of its key: by the address they sign in with."""
    return bool(
        await db.value(
            "SELECT EXISTS (SELECT 1 FROM person p JOIN"
            " (SELECT email FROM scrutineer WHERE school = $1 AND poll = $2"
            "  UNION ALL SELECT email FROM key_holder WHERE school = $1 AND poll = $2) w"
            " ON lower(w.email) = lower(p.email) WHERE p.school = $1 AND p.id = $3 AND p.left_on IS NULL)",
            school,
            poll,
            person,
        )
    )
