"""Reads about surveys as they are built and run: the list, one survey, and all that it asks."""

from __future__ import annotations

from itertools import groupby
from uuid import UUID

from common import db, i18n
from common.errors import NotFound
from surveys.building.rules import AskedQuestion, AskedSection, Questionnaire, SurveyFacts
from surveys.rules import Anonymity, QuestionKind, SurveyState

_FACTS = """
SELECT s.id, s.title, s.state, s.anonymity, s.code, s.created_at, s.opened_at, s.closes_at, s.closed_at, s.roll_parents,
       s.roll_households, COALESCE(sum(b.arrived), 0)::int AS arrived,
       COALESCE(sum(b.arrived) FILTER (WHERE b.state = 'opened'), 0)::int AS opened,
       COALESCE(sum(b.arrived) FILTER (WHERE b.state = 'too_few'), 0)::int AS discarded
  FROM survey s LEFT JOIN answer_batch b ON b.survey = s.id
"""

_QUESTIONS = """
SELECT s.school, s.id AS survey, s.code, s.title, s.privacy_notice, c.position AS section,
       COALESCE(h.title, e.title) AS heading, q.id, q.position, q.required, k.kind,
       COALESCE(t.text, u.text) AS text, COALESCE(t.help, u.help) AS help
  FROM survey s JOIN survey_section c ON c.survey = s.id JOIN survey_question q ON q.section = c.id
  JOIN question_version v ON v.id = q.version JOIN question k ON k.id = v.question
  LEFT JOIN section_text h ON h.section = c.id AND h.language = $3
  LEFT JOIN section_text e ON e.section = c.id AND e.language = $4
  LEFT JOIN question_text t ON t.version = v.id AND t.language = $3
  LEFT JOIN question_text u ON u.version = v.id AND u.language = $4
 WHERE s.school = $1 AND s.id = $2
 ORDER BY c.position, q.position
"""


def _facts(found: db.Row) -> SurveyFacts:
    found["state"] = SurveyState(found["state"])
    found["anonymity"] = Anonymity(found["anonymity"])
    return SurveyFacts(**found)


async def surveys_of(school: UUID) -> list[SurveyFacts]:
    """The school's surveys, newest first."""
    found = await db.rows(f"{_FACTS} WHERE s.school = $1 GROUP BY s.id ORDER BY s.created_at DESC, s.id", school)
    return [_facts(line) for line in found]


async def survey_facts(school: UUID, survey: UUID) -> SurveyFacts:
    """One survey. Raises NotFound."""
    found = await db.row(f"{_FACTS} WHERE s.school = $1 AND s.id = $2 GROUP BY s.id", school, survey)
    if found is None:
        raise NotFound()
    return _facts(found)


async def questionnaire(school: UUID, survey: UUID, language: str) -> Questionnaire:
    """All that a survey asks, in `language` where there are words in it, else in English. Raises NotFound."""
    found = await db.rows(_QUESTIONS, school, survey, language, i18n.DEFAULT_LANGUAGE)
    if not found:
        raise NotFound()
    sections = [
        AskedSection(number, lines[0]["heading"], tuple(_question(line) for line in lines))
        for number, lines in enumerate(
            (list(group) for _, group in groupby(found, key=lambda line: line["section"])), start=1
        )
    ]
    first = found[0]
    return Questionnaire(
        first["survey"], first["school"], first["code"], first["title"], first["privacy_notice"], tuple(sections)
    )


def _question(line: db.Row) -> AskedQuestion:
    return AskedQuestion(
        id=line["id"],
        name=f"q{line['position']}",
        kind=QuestionKind(line["kind"]),
        text=line["text"],
        help=line["help"],
        required=line["required"],
    )
