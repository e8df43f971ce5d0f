"""Reads about a body's rule sets: every version with who adopted it and why, and the motions that could have."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from common import db
from governance.queries import rule_set_from
from governance.rules import RuleNumbers


@dataclass(frozen=True)
class RuleSetVersion:
    """A version of a body's rules. `motion`: the carried motion that adopted it, where one is named."""

    id: UUID
    version: int
    numbers: RuleNumbers
    adopted_on: date
    reason: str
    motion: UUID | None
    motion_number: int | None
    motion_title: str | None
    adopted_by: str | None
    meetings: int


@dataclass(frozen=True)
class CarriedMotion:
    """A motion of the body that was carried, which may have adopted rules."""

    id: UUID
    number: int
    title: str


async def rule_set_versions(school: UUID, body: UUID) -> list[RuleSetVersion]:
    """All versions, the latest first. `meetings`: how many were called under it."""
    found = await db.rows(
        "SELECT r.*, m.number AS motion_number, m.title AS motion_title, p.name AS who,"
        " (SELECT count(*) FROM meeting g WHERE g.rule_set = r.id) AS meetings"
        " FROM rule_set r LEFT JOIN motion m ON m.id = r.motion LEFT JOIN person p ON p.id = r.adopted_by"
        " WHERE r.school = $1 AND r.body = $2 ORDER BY r.version DESC",
        school,
        body,
    )
    return [
        RuleSetVersion(
            id=line["id"],
            version=line["version"],
            numbers=rule_set_from(line).numbers,
            adopted_on=line["adopted_on"],
            reason=line["reason"],
            motion=line["motion"],
            motion_number=line["motion_number"],
            motion_title=line["motion_title"],
            adopted_by=line["who"],
            meetings=line["meetings"],
        )
        for line in found
    ]


async def carried_motions(school: UUID, body: UUID) -> list[CarriedMotion]:
    """The motions of a body whose polls declared them carried, the latest first."""
    found = await db.rows(
        "SELECT m.id, m.number, m.title FROM motion m JOIN poll p ON p.id = m.poll WHERE m.school = $1 AND m.body = $2"
        " AND p.state = 'declared' AND (p.result->>'carried')::boolean ORDER BY p.declared_at DESC",
        school,
        body,
    )
    return [CarriedMotion(**line) for line in found]
