"""Answers by group: counted once when all are in, made coarse enough, kept, and shown from what was kept ever after."""

from __future__ import annotations

import asyncio
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from common import db
from insight.disclosure import Labels, Part, safe_parts
from insight.suppression import CLOSED_THRESHOLD, TEXT_THRESHOLD
from surveys.results.kinds import ClosedQuestion
from surveys.results.measures import COMPARED
from surveys.results.shown import GROUPS, keep, latest, one_at_a_time

Breakdown = Mapping[str, str]
"""{kind, of}: year, class, language, channel or question; `of` is the key of the question that it was asked by."""


@dataclass(frozen=True)
class Group:
    """Those who are shown together: the groups that they are, and their answers to one question."""

    groups: tuple[str, ...]
    values: Mapping[str, int]


@dataclass(frozen=True)
class ByGroup:
    """The answers to one question by one breakdown; `groups` is empty where nothing of it can be shown."""

    question: UUID
    breakdown: int
    groups: tuple[Group, ...]


async def all_are_in(school: UUID, survey: UUID) -> bool:
    """Whether the survey is closed and nothing of it waits sealed, with enough answers to show any."""
    return bool(
        await db.value(
            "SELECT s.state IN ('closed', 'published') AND NOT EXISTS (SELECT 1 FROM answer_batch b"
            " WHERE b.survey = s.id AND b.state IN ('collecting', 'full'))"
            " AND (SELECT count(*) FROM response r WHERE r.survey = s.id) >= $3"
            " FROM survey s WHERE s.school = $1 AND s.id = $2",
            school,
            survey,
            TEXT_THRESHOLD,
        )
    )


async def by_group(
    school: UUID, survey: UUID, questions: Sequence[ClosedQuestion], breakdowns: Sequence[Breakdown]
) -> list[ByGroup]:
    """Every question by every breakdown that was declared, as it was counted when it was first looked at.

    [] while answers can still come in. Nothing is ever counted again: a group that changed by one person would tell of
    that person.
    """
    kept = await latest(school, survey, GROUPS)
    if kept is None:
        if not breakdowns or not await all_are_in(school, survey):
            return []
        async with db.transaction():
            await one_at_a_time(survey)
            kept = await latest(school, survey, GROUPS)
            if kept is None:
                cells = await _labelled(survey, questions, breakdowns)
                kept = await asyncio.to_thread(_cells, questions, breakdowns, cells)
                kept["came"] = _came_cells(await _came(survey, questions, breakdowns), len(breakdowns))
                await keep(school, survey, GROUPS, kept)
    return [_read(line) for line in kept["tables"]]


@dataclass(frozen=True)
class Came:
    """How many of those who are shown together answered at all."""

    groups: tuple[str, ...]
    n: int


async def came_by_group(school: UUID, survey: UUID) -> list[tuple[Came, ...]]:
    """For each breakdown how many answered, as counted with the tables; [] before they were."""
    kept = await latest(school, survey, GROUPS)
    return [
        tuple(Came(tuple(group["groups"]), group["n"]) for group in groups) for groups in (kept or {}).get("came", ())
    ]


def _came_cells(came: Mapping[Labels, int], width: int) -> list[list[dict[str, Any]]]:
    parts = safe_parts({labels: {"": n} for labels, n in came.items()}, CLOSED_THRESHOLD)
    return [
        [
            {"groups": sorted(part), "n": sum(n for labels, n in came.items() if labels[at] in part)}
            for part in parts[at]
        ]
        for at in range(width)
    ]


def _read(line: Mapping[str, Any]) -> ByGroup:
    groups = tuple(Group(tuple(group["groups"]), group["values"]) for group in line["groups"])
    return ByGroup(UUID(line["question"]), line["breakdown"], groups)


def _cells(
    questions: Sequence[ClosedQuestion],
    breakdowns: Sequence[Breakdown],
    cells: Mapping[UUID, Mapping[Labels, Mapping[str, int]]],
) -> dict[str, Any]:
    tables = [
        {"question": str(question.id), "breakdown": at, "groups": groups}
        for question in questions
        if question.kind in COMPARED
        for at, groups in enumerate(_tables(question, breakdowns, cells.get(question.id, {})))
    ]
    return {"breakdowns": [dict(breakdown) for breakdown in breakdowns], "tables": tables}


def _tables(
    question: ClosedQuestion, breakdowns: Sequence[Breakdown], cells: Mapping[Labels, Mapping[str, int]]
) -> list[list[dict[str, Any]]]:
    """By each breakdown the groups to show. A question is not broken down by itself."""
    wanted = [at for at, breakdown in enumerate(breakdowns) if breakdown.get("of") != question.key]
    narrow: defaultdict[Labels, dict[str, int]] = defaultdict(dict)
    for labels, counts in cells.items():
        group = narrow[tuple(labels[at] for at in wanted)]
        for value, count in counts.items():
            group[value] = group.get(value, 0) + count
    parts = dict(zip(wanted, safe_parts(narrow, CLOSED_THRESHOLD), strict=False))
    places = {at: place for place, at in enumerate(wanted)}
    return [
        [{"groups": sorted(part), "values": _values(narrow, places[at], part)} for part in parts.get(at, ())]
        for at in range(len(breakdowns))
    ]


def _values(cells: Mapping[Labels, Mapping[str, int]], at: int, part: Part) -> dict[str, int]:
    found: dict[str, int] = {}
    for labels, counts in cells.items():
        if labels[at] in part:
            for value, count in counts.items():
                found[value] = found.get(value, 0) + count
    return found


_LABEL = """CASE $3::jsonb->{at}->>'kind' WHEN 'channel' THEN r.channel ELSE COALESCE(
  (SELECT min(a.value) FROM answer a WHERE a.response = r.id AND a.question = ($4::uuid[])[{at} + 1]),
  CASE WHEN r.group_key LIKE '{{%' THEN r.group_key::jsonb->>($3::jsonb->{at}->>'kind') END, '') END"""


_LABELLED = (
    "WITH labelled AS MATERIALIZED (SELECT r.id, ARRAY[{labels}] AS labels FROM response r WHERE r.survey = $1"
    " AND cardinality($2::uuid[]) > 0) {what}"
)
_ANSWERS = (
    "SELECT a.question, l.labels, a.value, count(*) AS n FROM labelled l JOIN answer a ON a.response = l.id"
    " WHERE a.question = ANY($2) GROUP BY a.question, l.labels, a.value"
)
_PEOPLE = "SELECT labels, count(*) AS n FROM labelled GROUP BY labels"


def _with_labels(breakdowns: Sequence[Breakdown], what: str) -> str:
    return _LABELLED.format(what=what, labels=", ".join(_LABEL.format(at=at) for at in range(len(breakdowns))))


def _arguments(
    survey: UUID, questions: Sequence[ClosedQuestion], breakdowns: Sequence[Breakdown]
) -> tuple[UUID, list[UUID], list[dict[str, str]], list[UUID | None]]:
    by_key = {question.key: question.id for question in questions if not question.several}
    return (
        survey,
        [question.id for question in questions if question.kind in COMPARED],
        [dict(breakdown) for breakdown in breakdowns],
        [by_key.get(breakdown.get("of") or "") for breakdown in breakdowns],
    )


async def _labelled(
    survey: UUID, questions: Sequence[ClosedQuestion], breakdowns: Sequence[Breakdown]
) -> dict[UUID, dict[Labels, dict[str, int]]]:
    """Counts of every answer, by question and by the groups of those who gave it."""
    found: defaultdict[UUID, defaultdict[Labels, dict[str, int]]] = defaultdict(lambda: defaultdict(dict))
    for line in await db.rows(
        _with_labels(breakdowns, _ANSWERS),
        *_arguments(survey, questions, breakdowns),
    ):
        found[line["question"]][tuple(line["labels"])][line["value"]] = line["n"]
    return {question: dict(cells) for question, cells in found.items()}


async def _came(
    survey: UUID, questions: Sequence[ClosedQuestion], breakdowns: Sequence[Breakdown]
) -> dict[Labels, int]:
    """How many answered, by their groups."""
    found = await db.rows(
        _with_labels(breakdowns, _PEOPLE),
        *_arguments(survey, questions, breakdowns),
    )
    return {tuple(line["labels"]): line["n"] for line in found}
