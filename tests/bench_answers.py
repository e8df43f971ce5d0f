"""Closed surveys with any number of opened answers, written straight into the database, to measure results on."""

from __future__ import annotations

from dataclasses import replace
from uuid import UUID

from common import db
from surveys.building.ready_made import ready_made
from surveys.building.rules import ReadyQuestion, ReadySection
from surveys.building.services import create_survey, open_survey
from surveys.rules import AgreePoint, QuestionKind

YEARS = tuple((f"year_{number}", f"Year {number}") for number in range(7))
LANGUAGES = tuple((name.lower(), name) for name in ("English", "Polish", "Urdu", "Arabic", "Somali", "Other"))


def _choice(key: str, text: str, options: tuple[tuple[str, str], ...]) -> ReadyQuestion:
    values = [value for value, _ in options]
    return ReadyQuestion(key, QuestionKind.SINGLE, text, "", options=options, definition={"options": values})


ABOUT_YOU = ReadySection(
    "About you",
    (
        _choice("year", "Which year is your child in?", YEARS),
        _choice("language", "What do you speak at home?", LANGUAGES),
    ),
)
BY_GROUP = [{"kind": "question", "of": "year"}, {"kind": "question", "of": "language"}]
COMMENTING = 0.4
"""How many of those who answer write into a box."""

_FILL = """
WITH came AS (
  INSERT INTO response (id, school, survey, channel)
  SELECT gen_random_uuid(), $1, $2, (ARRAY['link', 'link', 'kiosk', 'paper'])[1 + floor(4 * random())::int]
    FROM generate_series(1, $3::int) RETURNING id)
INSERT INTO answer (id, school, response, question, value)
SELECT gen_random_uuid(), $1, came.id, asked.question,
       asked.choices[1 + floor(power(random(), 1.5) * cardinality(asked.choices))::int]
  FROM came CROSS JOIN (SELECT question, string_to_array(list, ' ') AS choices
                          FROM unnest($4::uuid[], $5::text[]) AS t(question, list)) asked
"""
_WRITE = """
INSERT INTO comment (id, school, survey, question, channel, text)
SELECT gen_random_uuid(), $1, $2, question, 'link', 'More notice of trips would help us, said number ' || number
  FROM unnest($4::uuid[]) AS question, generate_series(1, $3::int) AS number
"""


async def a_closed_survey(school: UUID, responses: int) -> UUID:
    """Fourteen statements, two choices and two boxes, answered so often; PostgreSQL has tidied up after it."""
    template = ready_made()["whole-school"]
    template = replace(template, sections=(*template.sections, ABOUT_YOU))
    survey = await create_survey(
        school=school, title=f"{responses:,} answers", template=template, closes_at=None, by=None
    )
    await open_survey(school, survey, None)
    asked = await db.rows(
        "SELECT q.id, k.key, k.kind FROM survey_question q JOIN question_version v ON v.id = q.version"
        " JOIN question k ON k.id = v.question WHERE q.survey = $1 ORDER BY q.position",
        survey,
    )
    choices = {"year": [value for value, _ in YEARS], "language": [value for value, _ in LANGUAGES]}
    closed = {line["id"]: choices.get(line["key"], list(AgreePoint)) for line in asked if line["kind"] != "long_text"}
    await db.rows(_FILL, school, survey, responses, list(closed), [" ".join(values) for values in closed.values()])
    boxes = [line["id"] for line in asked if line["kind"] == "long_text"]
    await db.rows(_WRITE, school, survey, round(COMMENTING * responses), boxes)
    await db.rows("UPDATE survey SET state = 'closed', closed_at = now() WHERE id = $1", survey)
    await db.rows("DELETE FROM answer_batch WHERE survey = $1", survey)
    for table in ("response", "answer", "comment"):
        await db.rows(f"VACUUM ANALYZE {table}")  # left to itself, PostgreSQL does it a minute later
    return survey


async def declare(survey: UUID, breakdowns: list[dict[str, str]]) -> None:
    """By which groups the survey is shown, as if it had been declared before it opened."""
    await db.rows("UPDATE survey SET breakdowns = $2 WHERE id = $1", survey, breakdowns)
    await forget_shown(survey)


async def forget_shown(survey: UUID) -> None:
    """As if nobody had looked at the results yet."""
    await db.rows("DELETE FROM shown_result WHERE survey = $1", survey)
