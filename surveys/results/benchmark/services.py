"""What a school sees of the others: kept as it was shown, so that no later figure can be held against it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from common import db, i18n
from people.trusts.queries import sharing_with
from surveys.building.rules import SurveyFacts
from surveys.results.asked import closed_questions
from surveys.results.benchmark.queries import published_by
from surveys.results.benchmark.rules import (
    BENCHMARKED,
    Level,
    Pool,
    clear_differences,
    level_of,
    may_move_on,
    pooled,
)
from surveys.results.kinds import ClosedQuestion
from surveys.results.measures import Measure, measures_of
from surveys.results.overview import came_in
from surveys.results.shown import keep, totals
from surveys.rules import SurveyState

TRUST = "trust"


@dataclass(frozen=True)
class Beside:
    """One question: what one's own families said, what those of the other schools said together, whether it differs."""

    text: str
    measure: Measure
    own: Level
    others: Pool | None
    clear: bool = False


async def beside_the_trust(school: UUID, facts: SurveyFacts, language: str) -> list[Beside]:
    """Every question of a survey that can be laid beside the trust's; [] while answers can come or too few have."""
    who = await came_in(school, facts)
    if facts.state in (SurveyState.DRAFT, SurveyState.OPEN) or not who.enough:
        return []
    asked = [q for q in await closed_questions(school, facts.id, language) if q.kind in BENCHMARKED]
    shown = await totals(school, facts.id, who.responses, await closed_questions(school, facts.id, language))
    own = {
        q.key: level
        for q in asked
        if q.id in shown.questions and (level := level_of(measures_of(q)[0], shown.questions[q.id].values))
    }
    others = await _others(school, facts.id)
    lines = [Beside(q.text, measures_of(q)[0], own[q.key], others.get(q.key)) for q in asked if q.key in own]
    both = [(line.own, line.others) for line in lines if line.others]
    clear = iter(clear_differences(both))
    return [
        Beside(line.text, line.measure, line.own, line.others, clear=bool(line.others) and next(clear))
        for line in lines
    ]


async def _others(school: UUID, survey: UUID) -> dict[str, Pool]:
    """The other schools' figures by question, as they may be shown to this one now."""
    schools = await sharing_with(school)
    if not schools:
        return {}
    asked = await closed_questions(school, survey, i18n.DEFAULT_LANGUAGE)
    compared = [q for q in asked if q.kind in BENCHMARKED]
    now = _pools(compared, await published_by(schools, {q.key: (q.kind.value, q.text) for q in compared}))
    async with db.transaction():
        await db.rows("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"trust:{school}")
        kept = await _shown_before(school)
        fresh = {
            key: pool for key, pool in now.items() if key not in kept or may_move_on(kept[key].schools, pool.schools)
        }
        if fresh:
            kept |= fresh
            await keep(school, survey, TRUST, {key: _cell(pool) for key, pool in kept.items()})
    return {q.key: kept[q.key] for q in compared if q.key in kept}


def _pools(
    asked: Sequence[ClosedQuestion], told: Mapping[str, Mapping[str, tuple[str, Mapping[str, int]]]]
) -> dict[str, Pool]:
    found = {}
    for question in asked:
        measure = measures_of(question)[0]
        levels = {
            at: (survey, level)
            for at, (survey, values) in told.get(question.key, {}).items()
            if (level := level_of(measure, values))
        }
        if pool := pooled(levels):
            found[question.key] = pool
    return found


async def _shown_before(school: UUID) -> dict[str, Pool]:
    """What this school was shown last of each question, whichever of its surveys it was beside."""
    cells = await db.value(
        "SELECT cells FROM shown_result WHERE school = $1 AND scope = $2 ORDER BY shown_at DESC, id LIMIT 1",
        school,
        TRUST,
    )
    return {key: Pool(cell["value"], cell["error"], cell["schools"]) for key, cell in (cells or {}).items()}


def _cell(pool: Pool) -> dict[str, Any]:
    return {"value": pool.value, "error": pool.error, "schools": dict(pool.schools)}
