"""Reads of the editor: sections with their questions in English, translations, the school's bank."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from common import db
from common.errors import NotFound
from surveys.building.editing.rules import EditedQuestion, EditedSection, Wording
from surveys.rules import QuestionKind

_QUESTIONS = """
SELECT q.id, q.section, q.version, q.position, q.required, q.condition, q.grid, k.key, k.kind, v.definition,
       t.text, t.help, t.why, t.options,
       EXISTS (SELECT 1 FROM survey_question o WHERE o.version = q.version AND o.survey <> q.survey) AS shared,
       ARRAY(SELECT o.language FROM question_text o WHERE o.version = q.version AND o.text <> '') AS languages,
       ARRAY(SELECT o.language FROM question_text o WHERE o.version = q.version AND o.unread) AS unread
  FROM survey_question q JOIN question_version v ON v.id = q.version JOIN question k ON k.id = v.question
  LEFT JOIN question_text t ON t.version = v.id AND t.language = 'en'
 WHERE q.school = $1 AND q.survey = $2 ORDER BY q.position
"""


async def edited_sections(school: UUID, survey: UUID) -> tuple[EditedSection, ...]:
    """All pages of a survey, the empty ones too, in order."""
    questions: defaultdict[UUID, list[EditedQuestion]] = defaultdict(list)
    for line in await db.rows(_QUESTIONS, school, survey):
        questions[line["section"]].append(_question(line))
    sections = await db.rows(
        "SELECT c.id, c.position, t.title FROM survey_section c"
        " LEFT JOIN section_text t ON t.section = c.id AND t.language = 'en'"
        " WHERE c.school = $1 AND c.survey = $2 ORDER BY c.position",
        school,
        survey,
    )
    return tuple(
        EditedSection(line["id"], line["position"], line["title"] or "", tuple(questions[line["id"]]))
        for line in sections
    )


async def edited_question(school: UUID, survey: UUID, question: UUID) -> EditedQuestion:
    """One question of a survey. Raises NotFound."""
    found = [line for line in await db.rows(_QUESTIONS, school, survey) if line["id"] == question]
    if not found:
        raise NotFound()
    return _question(found[0])


def _question(line: db.Row) -> EditedQuestion:
    return EditedQuestion(
        id=line["id"],
        key=line["key"],
        version=line["version"],
        section=line["section"],
        position=line["position"],
        wording=_wording(line),
        condition=line["condition"],
        shared=line["shared"],
        languages=frozenset(line["languages"]),
        unread=frozenset(line["unread"]),
    )


def _wording(line: db.Row) -> Wording:
    definition: dict[str, Any] = line["definition"]
    kind, words = QuestionKind(line["kind"]), line["options"] or {}
    return Wording(
        kind=kind,
        text=line["text"] or "",
        help=line["help"] or "",
        why=line["why"] or "",
        required=line["required"],
        options=tuple((option, words.get(option, option)) for option in definition.get("options", ())),
        other=bool(definition.get("other")),
        dont_know=bool(definition.get("dont_know", kind is QuestionKind.AGREE_SCALE)),
        low=_limit(definition, "low"),
        high=_limit(definition, "high"),
        step=_limit(definition, "step"),
        most=definition.get("most") or None,
        grid=line["grid"] or "",
    )


def _limit(definition: dict[str, Any], name: str) -> str:
    return "" if definition.get(name) is None else str(definition[name])


@dataclass(frozen=True)
class BankLine:
    """A question of the school's bank in its latest words, and how many surveys have asked it."""

    key: str
    kind: QuestionKind
    text: str
    asked: int


async def bank_of(school: UUID, survey: UUID) -> list[BankLine]:
    """The questions that the school has asked and this survey does not, the most asked first."""
    found = await db.rows(
        "SELECT DISTINCT ON (k.id) k.key, k.kind, t.text,"
        " (SELECT count(DISTINCT q.survey) FROM survey_question q JOIN question_version o ON o.id = q.version"
        "   WHERE o.question = k.id) AS asked"
        " FROM question k JOIN question_version v ON v.question = k.id"
        " JOIN question_text t ON t.version = v.id AND t.language = 'en'"
        " WHERE k.school = $1 AND NOT EXISTS (SELECT 1 FROM survey_question q"
        "   JOIN question_version o ON o.id = q.version WHERE o.question = k.id AND q.survey = $2)"
        " ORDER BY k.id, v.number DESC",
        school,
        survey,
    )
    lines = [BankLine(line["key"], QuestionKind(line["kind"]), line["text"], line["asked"]) for line in found]
    return sorted(lines, key=lambda line: (-line.asked, line.text))


@dataclass(frozen=True)
class Translated:
    """The words of a version or a section in another language."""

    text: str = ""
    help: str = ""
    why: str = ""
    options: dict[str, str] | None = None


async def translations(school: UUID, survey: UUID, language: str) -> dict[UUID, Translated]:
    """The words in `language`, by question and by section."""
    questions = await db.rows(
        "SELECT q.id, t.text, t.help, t.why, t.options FROM survey_question q JOIN question_text t"
        " ON t.version = q.version AND t.language = $3 WHERE q.school = $1 AND q.survey = $2",
        school,
        survey,
        language,
    )
    sections = await db.rows(
        "SELECT c.id, t.title FROM survey_section c JOIN section_text t ON t.section = c.id AND t.language = $3"
        " WHERE c.school = $1 AND c.survey = $2",
        school,
        survey,
        language,
    )
    found = {line["id"]: Translated(line["text"], line["help"], line["why"], line["options"]) for line in questions}
    return found | {line["id"]: Translated(line["title"]) for line in sections}


async def titles_of(school: UUID, survey: UUID) -> dict[str, str]:
    """The survey's name by language, English left out. Raises NotFound."""
    found = await db.row("SELECT titles FROM survey WHERE school = $1 AND id = $2", school, survey)
    if found is None:
        raise NotFound()
    return dict(found["titles"])
