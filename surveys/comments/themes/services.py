"""Writes of the school's themes, and what other themes would change."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from uuid import UUID

from common import audit, db
from surveys.comments.themes.queries import wanted_themes
from surveys.comments.themes.rules import Preview, Wanted, as_themes, preview
from surveys.results.services import ask_analyses


@dataclass(frozen=True)
class Changed:
    """What a theme would change in the latest survey whose comments were read. `texts`: what is shown of the comments
    that move, by id. Without a survey there is nothing to compare with."""

    survey: UUID | None
    title: str
    comments: int
    found: Preview
    texts: dict[str, str]


_LATEST = """
SELECT s.id, s.title FROM survey s WHERE s.school = $1 AND EXISTS (
  SELECT 1 FROM comment_analysis a JOIN survey_question q ON q.id = a.question
   WHERE q.survey = s.id AND a.state = 'done' AND a.answered >= 10) ORDER BY s.created_at DESC, s.id LIMIT 1
"""
_COMMENTS = """
SELECT r.comment::text AS id, coalesce(r.english, r.shown) AS shown, m.read->'chances' AS chances,
       coalesce((SELECT t.text FROM comment_translation t WHERE t.comment = c.id ORDER BY t.made_at DESC LIMIT 1),
                c.text) AS text
  FROM (SELECT DISTINCT ON (a.question) a.id FROM comment_analysis a JOIN survey_question q ON q.id = a.question
         WHERE q.survey = $1 AND a.state = 'done' AND a.answered >= 10 ORDER BY a.question, a.asked_at DESC, a.id) AS a
  JOIN comment_reading r ON r.analysis = a.id JOIN comment c ON c.id = r.comment
  JOIN machine_reading m ON m.comment = c.id
 WHERE r.checked AND NOT r.non_answer
"""
_SAID = """
SELECT DISTINCT ON (o.comment, o.subject) o.comment::text AS comment, o.subject, o.value FROM comment_correction o
  JOIN comment c ON c.id = o.comment WHERE c.survey = $1 AND o.aspect = 'theme'
 ORDER BY o.comment, o.subject, o.made_at DESC, o.id
"""


async def what_would_change(school: UUID, theme: Wanted) -> Changed:
    """How the latest survey's comments would be read with `theme` as it is wanted; nothing is written."""
    latest = await db.row(_LATEST, school)
    if latest is None:
        return Changed(None, "", 0, Preview({}, {}, ()), {})
    known = await wanted_themes(school)
    rows = await db.rows(_COMMENTS, latest["id"])
    kept: dict[str, tuple[set[str], set[str]]] = {}
    for said in await db.rows(_SAID, latest["id"]):
        added, removed = kept.setdefault(said["comment"], (set(), set()))
        if said["value"]:
            (added if said["value"] == "yes" else removed).add(said["subject"])
    found = await asyncio.to_thread(
        preview,
        {row["id"]: (row["text"], row["chances"]) for row in rows},
        as_themes(known.values()),
        as_themes({**known, theme.theme: theme}.values()),
        kept,
    )
    moving = {move.comment for move in found.moves}
    texts = {row["id"]: row["shown"] for row in rows if row["id"] in moving}
    return Changed(latest["id"], latest["title"], len(rows), found, texts)


async def keep_theme(school: UUID, by: UUID, theme: Wanted) -> bool:
    """Has the comments read by `theme` as it is wanted from now on, those of the latest survey at once; whether that is
    anything new."""
    async with db.transaction():
        await db.rows("SELECT id FROM school WHERE id = $1 FOR NO KEY UPDATE", school)
        if (await wanted_themes(school)).get(theme.theme) == theme:
            return False
        await db.rows(
            "INSERT INTO school_theme (id, school, theme, name, phrases, active, made_by, made_at)"
            " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, clock_timestamp())",
            school,
            theme.theme,
            theme.name,
            list(theme.phrases),
            theme.active,
            by,
        )
        await audit.record(
            school=school, actor=by, action="change_themes", kind="school", subject=school, theme=theme.name
        )
        latest = await db.row(_LATEST, school)
        if latest is not None:
            await ask_analyses(school, latest["id"])
    return True
