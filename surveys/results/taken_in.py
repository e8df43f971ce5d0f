"""All that a reading of a question's comments rests on: texts, names, themes, and what people said of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

import insight
from common import db
from surveys.comments.queries import corrections_of_question, translations_of_question
from surveys.comments.themes.queries import school_themes


@dataclass(frozen=True)
class TakenIn:
    """What is read. `comments`: rows (id, text, channel, external_id). What was translated is read in its English."""

    comments: list[db.Row]
    to_read: list[insight.Comment]
    english: Mapping[UUID, str]
    names: list[str]
    themes: tuple[insight.Theme, ...]
    corrections: dict[str, insight.Correction]


async def take_in(school: UUID, question: UUID, asked: str) -> TakenIn:
    """Everything as it stands now."""
    comments = await db.rows(
        "SELECT id, text, channel, external_id FROM comment WHERE question = $1 ORDER BY id", question
    )
    names = await db.rows("SELECT DISTINCT name FROM person WHERE school = $1 ORDER BY name", school)
    english = await translations_of_question(school, question)
    read: dict[UUID, str] = {comment["id"]: english.get(comment["id"]) or str(comment["text"]) for comment in comments}
    return TakenIn(
        comments=comments,
        to_read=[insight.Comment(str(comment), text, asked) for comment, text in read.items()],
        english=english,
        names=[line["name"] for line in names],
        themes=await school_themes(school),
        corrections=await corrections_of_question(school, question, read, english),
    )
