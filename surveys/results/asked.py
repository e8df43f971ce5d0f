"""What the closed questions of a survey ask, in words, as results need it."""

from __future__ import annotations

from uuid import UUID

from common import db, i18n
from common.i18n import gettext as _
from surveys.results.kinds import DONT_KNOW, OTHER, TEXTS, WITHOUT_OPTIONS, ClosedQuestion
from surveys.rules import AgreePoint, QuestionKind
from surveys.words import agree_point_name

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
    return tuple(_question(line) for line in found)


def _question(line: db.Row) -> ClosedQuestion:
    kind, definition = QuestionKind(line["kind"]), line["definition"]
    own = {**line["english"], **{option: words for option, words in line["own"].items() if words}}
    return ClosedQuestion(
        id=line["id"],
        bank=line["bank"],
        key=line["key"],
        kind=kind,
        text=line["text"] or line["key"],
        section=line["section"] or "",
        options=tuple(_options(kind, definition, own)),
        low=str(definition.get("low", "")),
        high=str(definition.get("high", "")),
    )


def _options(kind: QuestionKind, definition: dict[str, object], own: dict[str, str]) -> list[tuple[str, str]]:
    if kind is QuestionKind.AGREE_SCALE:
        return [(point.value, agree_point_name(point)) for point in AgreePoint]
    if kind in WITHOUT_OPTIONS:
        return []
    found = _points(kind, own)
    if not found:
        options = definition.get("options") or []
        found = [
            (str(option), own.get(str(option), str(option)))
            for option in (options if isinstance(options, list) else [])
        ]
        if definition.get("other") and OTHER not in dict(found):
            found.append((OTHER, _("Something else")))
    if definition.get("dont_know") and DONT_KNOW not in dict(found):
        found.append((DONT_KNOW, agree_point_name(AgreePoint.DONT_KNOW)))
    return found


def _points(kind: QuestionKind, own: dict[str, str]) -> list[tuple[str, str]]:
    """The points of a scale, with the words that somebody gave to some of them."""
    if kind is QuestionKind.CONSENT:
        return [("yes", _("Yes")), ("no", _("No"))]
    points = {QuestionKind.RATING: range(1, 6), QuestionKind.SCALE_0_10: range(11)}.get(kind, range(0))
    return [(str(p), f"{p} – {own[str(p)]}" if own.get(str(p)) else str(p)) for p in points]
