"""Reads about surveys as they are built and run: the list, one survey, and all that it asks."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from uuid import UUID

from common import db, i18n
from common.errors import NotFound
from surveys.building.plan.rules import value_of
from surveys.building.rules import AskedSection, Questionnaire, SurveyFacts
from surveys.questions.asked import AskedQuestion, Condition
from surveys.questions.labels import options_of
from surveys.rules import Anonymity, QuestionKind, SurveyState

_FACTS = """
SELECT s.id, s.title, s.state, s.anonymity, s.code, s.created_at, s.opened_at, s.closes_at, s.closed_at, s.roll_parents,
       s.roll_households, COALESCE(sum(b.arrived), 0)::int AS arrived,
       COALESCE(sum(b.arrived) FILTER (WHERE b.state = 'opened'), 0)::int AS opened,
       COALESCE(sum(b.arrived) FILTER (WHERE b.state = 'too_few'), 0)::int AS discarded,
       s.opens_at, s.target, s.languages, s.revision, s.breakdowns,
       (SELECT p.name FROM person p WHERE p.id = s.created_by) AS made_by
  FROM survey s LEFT JOIN answer_batch b ON b.survey = s.id
"""

_QUESTIONS = """
SELECT s.school, s.id AS survey, s.code, s.title, s.titles, s.languages, s.revision, s.anonymity, s.privacy_notice,
       s.breakdowns @> '[{"kind": "channel"}]' AS by_channel,
       c.position AS section, COALESCE(NULLIF(h.title, ''), e.title) AS heading,
       q.id, q.position, q.required, q.condition, q.grid,
       k.kind, k.key, v.definition, COALESCE(t.text, u.text) AS text, COALESCE(t.help, u.help) AS help,
       COALESCE(t.why, u.why) AS why, u.options AS english, t.options AS options
  FROM survey s
  LEFT JOIN (survey_section c JOIN survey_question q ON q.section = c.id
             JOIN question_version v ON v.id = q.version JOIN question k ON k.id = v.question) ON c.survey = s.id
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
    found["languages"] = tuple(found["languages"])
    found["breakdowns"] = tuple(value_of(one) for one in found["breakdowns"])
    return SurveyFacts(**found)


async def surveys_of(school: UUID, *, by: UUID | None = None) -> list[SurveyFacts]:
    """The school's surveys, newest first; with `by` only those that this person made."""
    found = await db.rows(
        f"{_FACTS} WHERE s.school = $1 AND ($2::uuid IS NULL OR s.created_by = $2)"
        " GROUP BY s.id ORDER BY s.created_at DESC, s.id",
        school,
        by,
    )
    return [_facts(line) for line in found]


async def is_own(school: UUID, survey: UUID, person: UUID, *, draft: bool) -> bool:
    """Whether a person made a survey, and with `draft` whether it has not opened yet."""
    return bool(
        await db.value(
            "SELECT count(*) FROM survey"
            " WHERE school = $1 AND id = $2 AND created_by = $3 AND (state = 'draft' OR NOT $4)",
            school,
            survey,
            person,
            draft,
        )
    )


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
    lines = [line for line in found if line["id"] is not None]
    names = {line["key"]: _name(line) for line in lines}
    sections = [
        AskedSection(number, own[0]["heading"] or "", tuple(_question(line, language, names) for line in own))
        for number, own in enumerate(
            (list(group) for _, group in groupby(lines, key=lambda line: line["section"])), start=1
        )
    ]
    first = found[0]
    return Questionnaire(
        survey=first["survey"],
        school=first["school"],
        code=first["code"],
        title=first["titles"].get(language) or first["title"],
        privacy_notice=first["privacy_notice"],
        sections=tuple(sections),
        language=language,
        languages=tuple(first["languages"]),
        revision=first["revision"],
        anonymity=Anonymity(first["anonymity"]),
        by_channel=first["by_channel"],
    )


def _plain(limit: object) -> str:
    return "" if limit is None else str(limit)


def _name(line: db.Row) -> str:
    return f"q{line['position']}"


def _question(line: db.Row, language: str, names: Mapping[str, str]) -> AskedQuestion:
    kind, definition, on = QuestionKind(line["kind"]), line["definition"], line["condition"]
    return AskedQuestion(
        id=line["id"],
        name=_name(line),
        kind=kind,
        text=line["text"] or "",
        help=line["help"] or "",
        required=line["required"],
        key=line["key"],
        why=line["why"] or "",
        options=options_of(kind, definition, {**(line["english"] or {}), **(line["options"] or {})}, language),
        dont_know=bool(definition.get("dont_know", kind is QuestionKind.AGREE_SCALE)),
        low=_plain(definition.get("low")),
        high=_plain(definition.get("high")),
        step=_plain(definition.get("step")),
        most=int(definition.get("most") or 0),
        longest=int(definition.get("longest") or 0),
        condition=Condition(names.get(on["question"], ""), tuple(on["any_of"])) if on else None,
        grid=line["grid"] or "",
    )
