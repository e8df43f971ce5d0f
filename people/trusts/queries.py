"""Reads about the trust of a school. With what results draws from them, the only ones that reach beyond one school."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common import db


@dataclass(frozen=True)
class TrustFacts:
    """The trust of a school: when the school agreed to share, and the names of the others that have."""

    id: UUID
    name: str
    schools: int
    agreed_at: datetime | None
    others: tuple[str, ...]


async def trust_of(school: UUID) -> TrustFacts | None:
    """The trust that a school belongs to, if it belongs to one."""
    found = await db.row(
        "SELECT t.id, t.name, m.agreed_at, (SELECT count(*) FROM trust_school a WHERE a.trust = t.id) AS schools,"
        " ARRAY(SELECT s.name FROM trust_school o JOIN school s ON s.id = o.school"
        "   WHERE o.trust = t.id AND o.school <> m.school AND o.agreed_at IS NOT NULL ORDER BY s.name) AS others"
        " FROM trust_school m JOIN trust t ON t.id = m.trust WHERE m.school = $1",
        school,
    )
    return TrustFacts(**{**found, "others": tuple(found["others"])}) if found else None


async def sharing_with(school: UUID) -> list[UUID]:
    """The other schools of its trust that share; [] where the school shares nothing itself."""
    found = await db.rows(
        "SELECT o.school FROM trust_school m JOIN trust_school o ON o.trust = m.trust AND o.school <> m.school"
        " WHERE m.school = $1 AND m.agreed_at IS NOT NULL AND o.agreed_at IS NOT NULL ORDER BY o.school",
        school,
    )
    return [line["school"] for line in found]
