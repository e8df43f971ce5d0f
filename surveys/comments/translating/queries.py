"""Reads for translators: their languages, the comments that wait, one comment. Redacted text only."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from common import db
from common.errors import NotFound
from insight.suppression import TEXT_THRESHOLD


@dataclass(frozen=True)
class Waiting:
    """A comment in another language, as a translator sees it. Of its writer, nothing."""

    id: UUID
    question: UUID
    survey: UUID
    survey_title: str
    question_text: str
    text: str
    language: str
    sentiment: str
    themes: tuple[str, ...]


_SQL = """
SELECT r.comment AS id, a.question, c.survey, s.title AS survey_title, r.shown AS text, r.language, r.sentiment,
       COALESCE((SELECT t.text FROM survey_question q JOIN question_text t ON t.version = q.version
         WHERE q.id = a.question ORDER BY t.language <> 'en', t.language LIMIT 1), '') AS question_text,
       ARRAY(SELECT t.theme FROM theme_assignment t WHERE t.analysis = a.id AND t.comment = c.id ORDER BY 1) AS themes
  FROM (SELECT DISTINCT ON (question) * FROM comment_analysis WHERE school = $1 AND state = 'done'
         ORDER BY question, asked_at DESC, id) AS a
  JOIN comment_reading r ON r.analysis = a.id JOIN comment c ON c.id = r.comment JOIN survey s ON s.id = c.survey
 WHERE r.language <> 'en' AND NOT r.non_answer
   AND a.answered + COALESCE((SELECT sum(n::int) FROM jsonb_each_text(a.summary->'apart') AS e(l, n)), 0) >= $2
"""
_UNTOUCHED = """
   AND NOT r.checked AND NOT EXISTS (SELECT 1 FROM comment_translation t WHERE t.comment = c.id)
   AND NOT EXISTS (SELECT 1 FROM comment_correction o WHERE o.comment = c.id
                      AND (o.aspect = 'checked' AND o.value = 'yes' OR o.aspect = 'language' AND o.value = 'en'))
"""


async def languages_of(person: UUID) -> tuple[str, ...]:
    """The languages that somebody translates from, by code; their own, before they said which."""
    found = await db.rows("SELECT language FROM translator_language WHERE person = $1 ORDER BY language", person)
    own = await db.value("SELECT language FROM person WHERE id = $1", person)
    return tuple(line["language"] for line in found) or ((own,) if own and own != "en" else ())


async def waiting(school: UUID, languages: Collection[str]) -> list[Waiting]:
    """The comments that nobody has translated or confirmed, in those languages, of questions with enough comments."""
    found = await db.rows(
        f"{_SQL}{_UNTOUCHED} AND r.language = ANY($3) ORDER BY r.language, r.comment LIMIT 200",
        school,
        TEXT_THRESHOLD,
        list(languages),
    )
    return [_waiting(line) for line in found]


async def to_translate(school: UUID, comment: UUID, languages: Collection[str] | None) -> Waiting:
    """One comment in another language, translated or not. Raises NotFound, also where it is in none of `languages`
    (None: whichever it is in)."""
    found = await db.row(f"{_SQL} AND r.comment = $3", school, TEXT_THRESHOLD, comment)
    if found is None or (languages is not None and found["language"] not in languages):
        raise NotFound()
    return _waiting(found)


def _waiting(line: db.Row) -> Waiting:
    return Waiting(**{**line, "themes": tuple(line["themes"])})
