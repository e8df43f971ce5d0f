"""What was shown of a survey's answers: counted, kept, and checked against all that was shown of it before.

Looking at results is the one read that writes. What somebody is about to see is kept first, so that whatever is shown
later can be checked against it; the same numbers seen twice are kept once.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from common import db
from insight.disclosure import may_follow
from insight.suppression import CLOSED_THRESHOLD, TEXT_THRESHOLD
from surveys.results.distributions import Counted
from surveys.results.kinds import ClosedQuestion

TOTALS = "totals"
GROUPS = "groups"
NOBODY = Counted(0, {})


@dataclass(frozen=True)
class Totals:
    """The answers of everybody as they may be shown, by question. Questions whose answers are too few are missing."""

    responses: int
    questions: Mapping[UUID, Counted]


async def latest(school: UUID, survey: UUID, scope: str) -> dict[str, Any] | None:
    """The cells that were shown last under a scope, None before anything was."""
    found = await db.value(
        "SELECT cells FROM shown_result WHERE school = $1 AND survey = $2 AND scope = $3"
        " ORDER BY shown_at DESC, id LIMIT 1",
        school,
        survey,
        scope,
    )
    return dict(found) if found else None


async def keep(school: UUID, survey: UUID, scope: str, cells: Mapping[str, Any]) -> None:
    """Remembers what is about to be shown, in the current transaction."""
    text = json.dumps(cells, sort_keys=True, ensure_ascii=False)
    await db.rows(
        "INSERT INTO shown_result (id, school, survey, scope, hash, cells, shown_at)"
        " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, clock_timestamp())",
        school,
        survey,
        scope,
        hashlib.sha256(text.encode()).hexdigest(),
        dict(cells),
    )


async def one_at_a_time(survey: UUID) -> None:
    """Waits until nobody else checks what may be shown of this survey; held to the end of the transaction."""
    await db.rows("SELECT pg_advisory_xact_lock(hashtextextended($1, 0))", f"shown:{survey}")


async def totals(school: UUID, survey: UUID, responses: int, questions: Iterable[ClosedQuestion]) -> Totals:
    """Everybody's answers: as counted now, or as shown before where the difference would single somebody out.

    What was shown by group is final: totals shown after it stay as they were then.
    """
    asked = tuple(questions)
    before = await latest(school, survey, TOTALS)
    if before is not None and (before["responses"] == responses or await latest(school, survey, GROUPS)):
        return _totals(before, responses)
    async with db.transaction():
        await one_at_a_time(survey)
        before = await latest(school, survey, TOTALS)
        if before is None or before["responses"] != responses:
            now = await counted(asked)
            before = {"responses": responses, "questions": next_cells((before or {}).get("questions", {}), now)}
            await keep(school, survey, TOTALS, before)
    return _totals(before, responses)


def next_cells(before: Mapping[str, Any], now: Mapping[UUID, Counted]) -> dict[str, Any]:
    """What may be shown now of each question, after what was shown of it before."""
    cells: dict[str, Any] = {}
    for question, found in now.items():
        old = before.get(str(question), {"n": 0, "values": {}})
        fresh = found.n != old["n"] and may_follow(old["n"], found.n, CLOSED_THRESHOLD)
        n, values = (found.n, dict(found.values)) if fresh else (old["n"], old["values"])
        cells[str(question)] = {"n": n, "values": values, "later": found.n - n if n else 0}
    return cells


def _totals(cells: Mapping[str, Any], responses: int) -> Totals:
    if responses < TEXT_THRESHOLD:
        return Totals(responses, {})
    return Totals(
        responses,
        {
            UUID(question): Counted(found["n"], found["values"], found["later"])
            for question, found in cells["questions"].items()
        },
    )


async def counted(questions: Iterable[ClosedQuestion]) -> dict[UUID, Counted]:
    """How often each value stands among the opened answers, and how many people answered each question."""
    asked = {question.id: question for question in questions}
    values: defaultdict[UUID, dict[str, int]] = defaultdict(dict)
    for line in await db.rows(
        "SELECT question, value, count(*) AS n FROM answer WHERE question = ANY($1) GROUP BY question, value",
        list(asked),
    ):
        values[line["question"]][line["value"]] = line["n"]
    several = [question.id for question in asked.values() if question.several]
    people = {
        line["question"]: line["n"]
        for line in await db.rows(
            "SELECT question, count(DISTINCT response) AS n FROM answer WHERE question = ANY($1) GROUP BY question",
            several,
        )
    }
    return {
        question: Counted(
            people.get(question, 0) if question in several else sum(values[question].values()), values[question]
        )
        for question in asked
    }
