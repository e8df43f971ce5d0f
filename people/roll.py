"""How many parents stand on the roll in each of a school's groups: years, classes and languages."""

from __future__ import annotations

from uuid import UUID

from common import db
from people.rules import RollGroups

_BY = """
SELECT 1 AS kind, u.year_group AS year, '' AS name, count(DISTINCT a.person) AS n
  FROM pupil_place u JOIN pupil_adult a ON a.pupil = u.id JOIN person p ON p.id = a.person
 WHERE u.school = $1 AND p.left_on IS NULL GROUP BY u.year_group
UNION ALL
SELECT 2, min(u.year_group), u.class_name, count(DISTINCT a.person)
  FROM pupil_place u JOIN pupil_adult a ON a.pupil = u.id JOIN person p ON p.id = a.person
 WHERE u.school = $1 AND p.left_on IS NULL GROUP BY u.class_name
UNION ALL
SELECT 3, 0, p.language, count(DISTINCT a.person)
  FROM person p JOIN pupil_adult a ON a.person = p.id
 WHERE p.school = $1 AND p.left_on IS NULL GROUP BY p.language
ORDER BY 1, 2, 3
"""


async def roll_groups(school: UUID) -> RollGroups:
    """The groups of the roll, years and classes in the order of a school."""
    found = await db.rows(_BY, school)
    return RollGroups(
        years={line["year"]: line["n"] for line in found if line["kind"] == 1},
        classes={line["name"]: line["n"] for line in found if line["kind"] == 2},
        languages={line["name"]: line["n"] for line in found if line["kind"] == 3},
    )
