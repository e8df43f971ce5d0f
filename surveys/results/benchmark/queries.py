"""Reads of what the schools of a trust have published: from the tables as they were shown, and no other."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from uuid import UUID

from common import db, i18n
from surveys.results.shown import TOTALS

_PUBLISHED = """
WITH told AS (
  SELECT s.school, s.id AS survey, s.closed_at,
         (SELECT r.cells FROM shown_result r WHERE r.survey = s.id AND r.scope = $3
           ORDER BY r.shown_at DESC, r.id LIMIT 1) AS cells
    FROM survey s WHERE s.school = ANY($1) AND s.state = 'published')
SELECT DISTINCT ON (k.key, told.school)
       k.key, told.school, told.survey, told.cells->'questions'->(q.id::text)->'values' AS values
  FROM told JOIN survey_question q ON q.survey = told.survey
  JOIN question_version v ON v.id = q.version JOIN question k ON k.id = v.question
  JOIN question_text t ON t.version = v.id AND t.language = $4
  JOIN unnest($2::text[], $5::text[], $6::text[]) AS wanted(key, kind, text)
    ON wanted.key = k.key AND wanted.kind = k.kind AND wanted.text = t.text
 WHERE told.cells->'questions' ? (q.id::text)
 ORDER BY k.key, told.school, told.closed_at DESC, told.survey
"""


async def published_by(
    schools: Sequence[UUID], asked: Mapping[str, tuple[str, str]]
) -> dict[str, dict[str, tuple[str, dict[str, int]]]]:
    """What schools last published of the questions `asked` (kind and English words by key), asked in the same words.

    By key and school: its survey, and how often each answer stands in what was shown of it.
    """
    found: defaultdict[str, dict[str, tuple[str, dict[str, int]]]] = defaultdict(dict)
    kinds, texts = [kind for kind, _ in asked.values()], [text for _, text in asked.values()]
    for line in await db.rows(_PUBLISHED, list(schools), list(asked), TOTALS, i18n.DEFAULT_LANGUAGE, kinds, texts):
        found[line["key"]][str(line["school"])] = (str(line["survey"]), line["values"])
    return found
