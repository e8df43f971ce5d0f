"""The last time: the survey before in a series, and how often each theme was spoken of there."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

import insight
from common import db
from surveys.comments.machine import method

_SURVEY_BEFORE = """
SELECT b.id FROM survey s JOIN survey b ON b.school = s.school AND b.id <> s.id AND b.state IN ('closed', 'published')
   AND (b.id = s.wave_of OR (s.series IS NOT NULL AND (b.series = s.series OR b.id = s.series)))
   AND b.created_at <= s.created_at
 WHERE s.school = $1 AND s.id = $2 ORDER BY b.opened_at DESC NULLS LAST, b.id LIMIT 1
"""
_SAID_BEFORE = """
SELECT a.input_hash, a.summary->'shown' AS shown, (a.summary->>'voices')::int AS voices,
       ARRAY(SELECT DISTINCT t.theme FROM school_theme t WHERE t.school = $1 AND t.made_at > a.asked_at) AS altered
  FROM survey_question q JOIN question_version v ON v.id = q.version
  JOIN question_version w ON w.question = v.question
  JOIN survey_question o ON o.version = w.id AND o.survey = $3
  JOIN comment_analysis a ON a.question = o.id AND a.state = 'done'
 WHERE q.school = $1 AND q.id = $2 ORDER BY a.asked_at DESC, a.id LIMIT 1
"""


async def survey_before(school: UUID, survey: UUID) -> UUID | None:
    """The last survey of the same series, if it is closed."""
    found = await db.value(_SURVEY_BEFORE, school, survey)
    return None if found is None else UUID(str(found))


async def said_before(school: UUID, survey: UUID, question: UUID) -> Mapping[str, insight.Before]:
    """By theme how many spoke of it when the same question was asked the last time; only what is shown on that survey's
    own page.

    Nothing where the comments were read by another method then, and nothing of a theme that the school has altered
    since: a change would tell of the reading and not of the parents.
    """
    earlier = await survey_before(school, survey)
    found = None if earlier is None else await db.row(_SAID_BEFORE, school, question, earlier)
    if found is None or not str(found["input_hash"]).startswith(f"{method()}:"):
        return {}
    counts: Mapping[str, int] = found["shown"] or {}
    altered = set(found["altered"])
    return {theme: insight.Before(count, found["voices"]) for theme, count in counts.items() if theme not in altered}
