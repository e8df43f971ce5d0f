"""Findings on the same theme of the same question: which follows which, and what has changed under a published one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common import db
from surveys.results.queries import IS_SUPERSEDED, FindingFacts
from surveys.results.rules import FindingState


@dataclass(frozen=True)
class Neighbour:
    """A finding on the same theme of the same question: `count` of `n` comments; a draft has not been published."""

    id: UUID
    headline: str
    count: int
    n: int
    published_at: datetime | None


@dataclass(frozen=True)
class Succession:
    """The published finding that one follows, the newer one that follows it, and how many comments under it people
    have said are not to be quoted since it was published."""

    follows: Neighbour | None
    newer: Neighbour | None
    no_longer_quoted: int


# A draft is newer than all that is published; of several, the one that was read last.
_ON_THE_SAME = """
SELECT f.id, f.headline, (f.numbers->>'count')::int AS count, (f.numbers->>'n')::int AS n, f.published_at
  FROM finding f LEFT JOIN comment_analysis a ON a.id = f.analysis
 WHERE f.school = $1 AND f.question = $2 AND f.theme = $3 AND (f.state = 'published' OR $4)
 ORDER BY f.published_at NULLS LAST, a.asked_at NULLS FIRST, f.id
"""
_NO_LONGER_QUOTED = """
SELECT count(*) FROM (
  SELECT DISTINCT ON (o.comment) o.value, o.made_at FROM comment_correction o
    JOIN finding_comment c ON c.comment = o.comment AND c.finding = $1
   WHERE o.aspect = 'quote' ORDER BY o.comment, o.made_at DESC, o.id) AS last
 WHERE value <> '' AND made_at > $2
"""


async def succession(school: UUID, facts: FindingFacts, *, drafts: bool) -> Succession:
    """What stands before and after a finding; drafts only for those who may see them."""
    line = [Neighbour(**found) for found in await db.rows(_ON_THE_SAME, school, facts.question_id, facts.theme, drafts)]
    place = next((at for at, one in enumerate(line) if one.id == facts.id), None)
    if place is None:
        return Succession(None, None, 0)
    barred = 0
    if facts.published_at is not None:
        barred = int(await db.value(_NO_LONGER_QUOTED, facts.id, facts.published_at))
    return Succession(
        follows=next((one for one in reversed(line[:place]) if one.published_at), None),
        newer=_newer(line[place + 1 :]) if facts.state is FindingState.PUBLISHED else None,
        no_longer_quoted=barred,
    )


def _newer(later: Sequence[Neighbour]) -> Neighbour | None:
    """Of those that came later the last published one; a draft where none is."""
    wanted = [one for one in later if one.published_at] or later
    return wanted[-1] if wanted else None


@dataclass(frozen=True)
class Stands:
    """A published finding that rests on a comment, and the draft on the same theme that waits beside it, if any."""

    id: UUID
    headline: str
    draft: UUID | None


async def published_on(school: UUID, comment: UUID) -> list[Stands]:
    """What is published and rests on a comment, the latest first; what a newer one supersedes is left out."""
    found = await db.rows(
        "SELECT f.id, f.headline, (SELECT d.id FROM finding d LEFT JOIN comment_analysis a ON a.id = d.analysis"  # noqa: S608
        "   WHERE d.question = f.question AND d.theme = f.theme AND d.state <> 'published'"
        "   ORDER BY a.asked_at DESC NULLS LAST, d.id LIMIT 1) AS draft"
        " FROM finding f JOIN finding_comment c ON c.finding = f.id WHERE f.school = $1 AND c.comment = $2"
        f" AND f.state = 'published' AND NOT {IS_SUPERSEDED} ORDER BY f.published_at DESC, f.id",
        school,
        comment,
    )
    return [Stands(**line) for line in found]
