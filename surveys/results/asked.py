"""What the closed questions of a survey ask, in words, as results need it."""

from __future__ import annotations

from uuid import UUID

from common import db, i18n
from surveys.questions.labels import options_of
from surveys.results.kinds import TEXTS, ClosedQuestion
from surveys.rules import QuestionKind

_ASKED = """
SELECT q.id, v.question AS bank, k.key, k.kind, v.definition, COALESCE(t.text, u.text) AS text,
       COALESCE(h.title, e.title) AS section, COALESCE(u.options, '{}') AS english, COALESCE(t.options, '{}') AS own
  FROM survey_section c JOIN survey_question q ON q.section = c.id
  JOIN question_version v ON v.id = q.version JOIN question k ON k.id = v.question
  LEFT JOIN section_text h ON h.section = c.id AND h.language = $3
  LEFT JOIN section_text e ON e.section = c.id AND e.language = $4
  LEFT JOIN question_text t ON t.version = v.id AND t.language = $3
  LEFT JOIN question_text u ON u.version = v.id AND u.language = $4
 WHERE c.school = $1 AND c.survey = $2 AND NOT k.kind = ANY($5)
 ORDER BY c.position, q.position
"""


async def closed_questions(school: UUID, survey: UUID, language: str) -> tuple[ClosedQuestion, ...]:
    """The closed questions of a survey in order, in `language` where there are words in it, else in English."""
    found = await db.rows(_ASKED, school, survey, language, i18n.DEFAULT_LANGUAGE, [kind.value for kind in TEXTS])
    return tuple(_question(line, language) for line in found)


def _question(line: db.Row, language: str) -> ClosedQuestion:
    kind, definition = QuestionKind(line["kind"]), line["definition"]
    own = {**line["english"], **{option: words for option, words in line["own"].items() if words}}
    return ClosedQuestion(
        id=line["id"],
        bank=line["bank"],
        key=line["key"],
        kind=kind,
        text=line["text"] or line["key"],
        section=line["section"] or "",
        options=options_of(kind, definition, own, language),
        low=str(definition.get("low", "")),
        high=str(definition.get("high", "")),
    )
