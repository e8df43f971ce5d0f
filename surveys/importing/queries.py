"""Reads for the import: which survey and question are meant, and what is there already."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from common import db
from surveys.rules import QuestionKind


class TargetFault(Exception):
    """No one survey or question is meant; the message says which there are."""


@dataclass(frozen=True)
class ImportTarget:
    """Where comments go: a free-text question of a survey."""

    school: UUID
    survey: UUID
    survey_title: str
    question: UUID
    question_key: str


async def import_target(named: str, key: str | None = None) -> ImportTarget:
    """The survey whose code, id or title is `named`, and its question `key` (its last free-text one by default).

    Raises TargetFault when there is no such survey or question, or more than one.
    """
    surveys = await db.rows(
        "SELECT id, school, title, code, opened_at FROM survey WHERE code = $1 OR id::text = $1 OR title = $1", named
    )
    if not surveys:
        raise TargetFault(f"There is no survey with the code, id or title {named!r}. {await _surveys_there_are()}")
    if len(surveys) > 1:
        codes = ", ".join(sorted(survey["code"] for survey in surveys))
        raise TargetFault(f"{len(surveys)} surveys are called {named!r}. Name one by its code: {codes}.")
    survey = surveys[0]
    questions = await db.rows(
        "SELECT q.id, b.key FROM survey_question q JOIN question_version v ON v.id = q.version"
        " JOIN question b ON b.id = v.question WHERE q.survey = $1 AND b.kind = $2 ORDER BY q.position",
        survey["id"],
        QuestionKind.LONG_TEXT.value,
    )
    chosen = [question for question in questions if key is None or question["key"] == key]
    if not chosen:
        keys = ", ".join(question["key"] for question in questions) or "none"
        wanted = f"no free-text question {key!r}" if key else "no free-text question"
        raise TargetFault(f"The survey {survey['title']!r} has {wanted}; it has: {keys}.")
    return ImportTarget(survey["school"], survey["id"], survey["title"], chosen[-1]["id"], chosen[-1]["key"])


async def _surveys_there_are() -> str:
    found = await db.rows("SELECT title, code FROM survey ORDER BY created_at DESC LIMIT 10")
    listed = ", ".join(f"{survey['code']} ({survey['title']})" for survey in found)
    return f"There are: {listed}." if listed else "There are no surveys yet."


async def already_there(question: UUID, external_ids: Sequence[str]) -> dict[str, str]:
    """The rows brought in before: name → text, wherever it was put."""
    found = await db.rows(
        "SELECT external_id, text FROM comment WHERE question = $1 AND external_id = ANY($2::text[])"
        " UNION ALL SELECT external_id, text FROM concern WHERE question = $1 AND external_id = ANY($2::text[])",
        question,
        list(external_ids),
    )
    return {line["external_id"]: line["text"] for line in found}
