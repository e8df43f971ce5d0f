"""Reads of coverage: the surveys that take answers, whom each has reached, and who asks the others. Never an answer.

Everything is counted up to the end of yesterday: looking twice in a day tells nobody who answered in between.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common import db
from surveys.channels.coverage.rules import Counted
from surveys.rules import Anonymity


@dataclass(frozen=True)
class Collected:
    """An open survey as somebody who collects for it sees it. `today` and `mine` count their own entries.

    `invitations`: how many answers it can have, one for each; None where anybody with the link may answer.
    """

    id: UUID
    title: str
    closes_at: datetime | None
    answers: int
    roll_parents: int | None
    invitations: int | None
    today: int
    mine: int


@dataclass(frozen=True)
class LanguageLine:
    """How many parents on the roll speak a language."""

    language: str
    parents: int


@dataclass(frozen=True)
class Task:
    """A group that somebody asks. `note` is what they did."""

    id: UUID
    survey: UUID
    survey_title: str
    kind: str
    of: str
    taken_by: UUID | None
    name: str
    note: str
    taken_at: datetime
    done_at: datetime | None


async def open_to_collect(school: UUID, person: UUID) -> list[Collected]:
    """The open surveys, the one that closes first at the top."""
    found = await db.rows(
        "SELECT s.id, s.title, s.closes_at, s.roll_parents,"
        " CASE WHEN s.anonymity <> 'anonymous'"
        "   THEN (SELECT count(*)::int FROM invitation i WHERE i.survey = s.id) END AS invitations,"
        " (SELECT coalesce(sum(b.arrived), 0)::int FROM answer_batch b WHERE b.survey = s.id) AS answers,"
        " (SELECT count(*)::int FROM ambassador_entry e WHERE e.survey = s.id AND e.by = $2"
        "   AND e.consent_at = current_date) AS today,"
        " (SELECT count(*)::int FROM ambassador_entry e WHERE e.survey = s.id AND e.by = $2) AS mine"
        " FROM survey s WHERE s.school = $1 AND s.state = 'open'"
        " AND (s.closes_at IS NULL OR s.closes_at > clock_timestamp()) ORDER BY s.closes_at NULLS LAST, s.title",
        school,
        person,
    )
    return [Collected(**line) for line in found]


_ROLL = """
SELECT a.person, l.year_group::text AS year, l.class_name AS class, p.language
  FROM pupil_adult a JOIN pupil_place l ON l.id = a.pupil JOIN person p ON p.id = a.person
 WHERE a.school = $1 AND p.left_on IS NULL
"""

_INVITED = f"""
WITH roll AS ({_ROLL}),
     who AS (SELECT i.id, i.spent_at < current_date AS reached, r.year, r.class, r.language FROM invitation i
               JOIN roll r ON r.person = i.person OR r.person IN (
                 SELECT h.person FROM household_person h WHERE h.household = i.household)
              WHERE i.school = $1 AND i.survey = $2)
SELECT g.kind, g.of, count(DISTINCT w.id)::int AS roll, count(DISTINCT w.id) FILTER (WHERE w.reached)::int AS reached
  FROM who w CROSS JOIN LATERAL (VALUES ('year', w.year), ('class', w.class), ('language', w.language)) g(kind, of)
 GROUP BY 1, 2 ORDER BY 1, length(g.of), 2
"""  # noqa: S608 - our own text

_ASKED = f"""
WITH roll AS ({_ROLL}),
     groups AS (SELECT g.kind, g.of, count(DISTINCT r.person)::int AS roll FROM roll r
                 CROSS JOIN LATERAL (VALUES ('year', r.year), ('class', r.class), ('language', r.language)) g(kind, of)
                 GROUP BY 1, 2),
     asked AS (SELECT g.kind, g.of, count(*)::int AS reached FROM ambassador_entry e
                CROSS JOIN LATERAL
                  (VALUES ('year', e.year), ('class', e.class_name), ('language', e.language)) g(kind, of)
                WHERE e.school = $1 AND e.survey = $2 AND e.consent_at < current_date GROUP BY 1, 2)
SELECT g.kind, g.of, g.roll, least(g.roll, coalesce(a.reached, 0)) AS reached
  FROM groups g LEFT JOIN asked a ON a.kind = g.kind AND a.of = g.of ORDER BY 1, length(g.of), 2
"""  # noqa: S608 - our own text


async def counted(school: UUID, survey: UUID, anonymity: Anonymity) -> list[Counted]:
    """Every year, class and language of the roll, and how many of it were reached until yesterday.

    Where there are invitations: of those invited, who has answered. An anonymous survey knows nothing of that: of the
    parents on the roll, how many were asked by somebody.
    """
    found = await db.rows(_ASKED if anonymity is Anonymity.ANONYMOUS else _INVITED, school, survey)
    return [Counted(**line) for line in found]


async def languages_on_roll(school: UUID) -> list[LanguageLine]:
    """The languages of the parents on the roll, the most frequent first."""
    found = await db.rows(
        f"SELECT r.language, count(DISTINCT r.person)::int AS parents FROM ({_ROLL}) r GROUP BY 1 ORDER BY 2 DESC, 1",  # noqa: S608 - our own text
        school,
    )
    return [LanguageLine(**line) for line in found]


_TASKS = """
SELECT t.id, t.survey, s.title AS survey_title, t.kind, t.of, t.taken_by, COALESCE(p.name, '') AS name, t.note,
       t.taken_at, t.done_at
  FROM voice_task t JOIN survey s ON s.id = t.survey LEFT JOIN person p ON p.id = t.taken_by
"""


async def tasks_of_survey(school: UUID, survey: UUID) -> list[Task]:
    """Who asks which group, those under way first."""
    found = await db.rows(
        f"{_TASKS} WHERE t.school = $1 AND t.survey = $2 ORDER BY t.done_at IS NOT NULL, t.taken_at", school, survey
    )
    return [Task(**line) for line in found]


async def tasks_of(school: UUID, person: UUID) -> list[Task]:
    """What somebody has taken on in open surveys and not ticked off."""
    found = await db.rows(
        f"{_TASKS} WHERE t.school = $1 AND t.taken_by = $2 AND t.done_at IS NULL AND s.state = 'open'"
        " ORDER BY t.taken_at",
        school,
        person,
    )
    return [Task(**line) for line in found]
