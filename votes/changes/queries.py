"""Reads about changes of a poll: what was changed when, by whom and why; and who is not on its roll."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from common import db
from votes.roll import SHOWN_NAMES
from votes.rules import ChangeKind, RollUnit


@dataclass(frozen=True)
class ChangeLine:
    """Something that was changed after a poll opened. `by`: a name, or None where nobody is known any more.

    `details`, by kind: `before` and `after` (ISO times) of an extension; `roll_size`, `roll_hash`, `envelopes` (taken
    out unopened) of the roll; `papers` that nobody was given. Nobody's name.
    """

    at: datetime
    kind: ChangeKind
    by: str | None
    reason: str
    details: Mapping[str, Any]

    def moment(self, name: str) -> datetime:
        """A time in the details."""
        return datetime.fromisoformat(self.details[name])


async def poll_changes(school: UUID, poll: UUID) -> list[ChangeLine]:
    """What was changed about a poll after it opened, in the order of time: for its page and for the minutes."""
    found = await db.rows(
        "SELECT c.at, c.kind, p.name AS by, c.reason, c.details FROM poll_change c LEFT JOIN person p ON p.id = c.by"
        " WHERE c.school = $1 AND c.poll = $2 ORDER BY c.at, c.id",
        school,
        poll,
    )
    return [ChangeLine(**{**line, "kind": ChangeKind(line["kind"])}) for line in found]


@dataclass(frozen=True)
class OffRoll:
    """Somebody who could be added to a roll: a person, or a person's household with its other adults."""

    unit: UUID
    name: str
    others: tuple[str, ...]
    classes: tuple[str, ...]


OFF_ROLL_SQL = """
SELECT CASE WHEN $4 THEN m.household ELSE p.id END AS unit, p.name,
       ARRAY(SELECT q.name FROM household_person h JOIN person q ON q.id = h.person
              WHERE $4 AND h.household = m.household AND q.id <> p.id ORDER BY q.name) AS others,
       ARRAY(SELECT DISTINCT l.class_name FROM pupil_adult a JOIN pupil_place l ON l.id = a.pupil
              WHERE a.person = p.id ORDER BY l.class_name) AS classes
  FROM person p LEFT JOIN household_person m ON m.person = p.id AND $4
 WHERE p.school = $1 AND p.left_on IS NULL AND position(lower($3) IN lower(p.name)) > 0
   AND (NOT $4 OR m.household IS NOT NULL)
   AND NOT EXISTS (SELECT 1 FROM entitlement e WHERE e.poll = $2
                      AND (e.person = p.id AND NOT $4 OR e.household = m.household))
 ORDER BY p.name, p.id LIMIT $5
"""


async def find_off_roll(school: UUID, poll: UUID, unit: RollUnit, name: str) -> list[OffRoll]:
    """Those not on the roll whose name holds `name`: up to SHOWN_NAMES, and one more where there are more."""
    found = await db.rows(OFF_ROLL_SQL, school, poll, name, unit is RollUnit.HOUSEHOLD, SHOWN_NAMES + 1)
    return [OffRoll(line["unit"], line["name"], tuple(line["others"]), tuple(line["classes"])) for line in found]
