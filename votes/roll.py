"""Reads about the names on a roll: for a desk, for whoever corrects it, for a proxy. Never who voted."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from common import db

SHOWN_NAMES = 20
SHORTEST_NAME = 2

ROLL_SQL = """
SELECT e.id AS line, p.id AS person, e.household, p.name,
       ARRAY(SELECT q.name FROM household_person h JOIN person q ON q.id = h.person
              WHERE h.household = e.household AND q.id <> p.id ORDER BY q.name) AS others,
       ARRAY(SELECT DISTINCT l.class_name FROM pupil_adult a JOIN pupil_place l ON l.id = a.pupil
              WHERE a.person = p.id ORDER BY l.class_name) AS classes
  FROM entitlement e LEFT JOIN household_person m ON m.household = e.household
  JOIN person p ON p.id = COALESCE(e.person, m.person)
 WHERE e.school = $1 AND e.poll = $2
"""


@dataclass(frozen=True)
class RollName:
    """Somebody on the roll. `line`: where they stand; `others`: the rest of their household, whose line it is too."""

    line: UUID
    person: UUID
    household: UUID | None
    name: str
    others: tuple[str, ...]
    classes: tuple[str, ...]


def _name(found: db.Row) -> RollName:
    return RollName(**{**found, "others": tuple(found["others"]), "classes": tuple(found["classes"])})


async def find_on_roll(school: UUID, poll: UUID, name: str) -> list[RollName]:
    """Those on the roll whose name holds `name`, by name: up to SHOWN_NAMES, and one more where there are more."""
    found = await db.rows(
        ROLL_SQL + " AND position(lower($3) IN lower(p.name)) > 0 ORDER BY p.name, e.id LIMIT $4",
        school,
        poll,
        name,
        SHOWN_NAMES + 1,
    )
    return [_name(line) for line in found]


async def whole_roll(school: UUID, poll: UUID) -> list[RollName]:
    """Everybody on the roll, by name: of a household each adult."""
    return [_name(line) for line in await db.rows(ROLL_SQL + " ORDER BY p.name, e.id", school, poll)]


async def names_on_line(school: UUID, poll: UUID, line: UUID) -> tuple[str, ...]:
    """The person of a line, or the adults of its household, by name; nothing where the poll has no such line."""
    found = await db.rows(ROLL_SQL + " AND e.id = $3 ORDER BY p.name", school, poll, line)
    return tuple(name["name"] for name in found)
