"""Answers by group: counted once when all are in, made coarse enough, kept, and shown from what was kept ever after."""

from __future__ import annotations

import asyncio
import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from common import db
from insight.disclosure import Labels, Part, safe_parts
from insight.suppression import CLOSED_THRESHOLD, TEXT_THRESHOLD
from people.roll import roll_groups
from people.rules import RollGroups
from surveys.results.crossing import Ids, Labelled, labelled
from surveys.results.kinds import Breakdown, ClosedQuestion
from surveys.results.measures import COMPARED
from surveys.results.naming import parents_of
from surveys.results.shown import GROUPS, keep, latest, one_at_a_time
from surveys.results.weighing import weighed


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
                came, giving = await db.rows(_CAME, survey), await _giving(questions)
                roll = await roll_groups(school)
                kept = await asyncio.to_thread(_counted, questions, breakdowns, came, giving, roll)
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


async def weighted_to_the_roll(school: UUID, survey: UUID) -> list[dict[str, Any]]:
    """Everybody's answers as they would weigh: {question, values, worth, by, fits}; [] before the tables."""
    return list((await latest(school, survey, GROUPS) or {}).get("weighted", ()))


def _read(line: Mapping[str, Any]) -> ByGroup:
    groups = tuple(Group(tuple(group["groups"]), group["values"]) for group in line["groups"])
    return ByGroup(UUID(line["question"]), line["breakdown"], groups)


def _counted(
    questions: Sequence[ClosedQuestion],
    breakdowns: Sequence[Breakdown],
    came: Sequence[db.Row],
    giving: Giving,
    roll: RollGroups,
) -> dict[str, Any]:
    """All that will ever be shown by group: who came, every question by every breakdown, and weighted to the roll."""
    everybody = _labelled(came, giving, questions, breakdowns)
    compared = [question for question in questions if question.kind in COMPARED]
    crossed = {question.id: _crossed(everybody, giving.get(question.id, {})) for question in compared}
    tables = {question.id: _tables(question, breakdowns, crossed[question.id]) for question in compared}
    people = everybody.count(b"".join(line["ids"] for line in came))
    shown = _came_cells(people, len(breakdowns))
    rolls = [
        {",".join(part["groups"]): parents_of(part["groups"], breakdown, questions, roll) for part in parts}
        for breakdown, parts in zip(breakdowns, shown, strict=True)
    ]
    return {
        "breakdowns": [dict(breakdown) for breakdown in breakdowns],
        "tables": [
            {"question": str(question), "breakdown": at, "groups": groups}
            for question, found in tables.items()
            for at, groups in enumerate(found)
        ],
        "came": shown,
        "weighted": weighed(people, [[part["groups"] for part in parts] for parts in shown], rolls, crossed, tables),
    }


def _crossed(everybody: Labelled, answers: Mapping[str, Ids]) -> dict[Labels, dict[str, int]]:
    """The answers to one question by the groups of those who gave them."""
    cells: defaultdict[Labels, dict[str, int]] = defaultdict(dict)
    for value, ids in answers.items():
        for labels, n in everybody.count(ids).items():
            cells[labels][value] = n
    return cells


def _came_cells(came: Mapping[Labels, int], width: int) -> list[list[dict[str, Any]]]:
    parts = safe_parts({labels: {"": n} for labels, n in came.items()}, CLOSED_THRESHOLD)
    return [
        [
            {"groups": sorted(part), "n": sum(n for labels, n in came.items() if labels[at] in part)}
            for part in parts[at]
        ]
        for at in range(width)
    ]


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


_CAME = """
SELECT channel, group_key, string_agg(uuid_send(id), ''::bytea) AS ids FROM response WHERE survey = $1
 GROUP BY channel, group_key
"""
_GIVING = """
SELECT question, value, string_agg(uuid_send(response), ''::bytea) AS ids FROM answer WHERE question = ANY($1)
 GROUP BY question, value
"""
Giving = Mapping[UUID, Mapping[str, Ids]]
"""Who gave each answer to each question."""


async def _giving(questions: Sequence[ClosedQuestion]) -> Giving:
    found: defaultdict[UUID, dict[str, Ids]] = defaultdict(dict)
    for line in await db.rows(_GIVING, [question.id for question in questions if not question.several]):
        found[line["question"]][line["value"]] = line["ids"]
    return found


def _labelled(
    came: Sequence[db.Row], giving: Giving, questions: Sequence[ClosedQuestion], breakdowns: Sequence[Breakdown]
) -> Labelled:
    """Everybody by what they said of themselves where they were asked, else by what the roll said of them."""
    by_key = {question.key: question.id for question in questions if not question.several}
    asked = [None if one["kind"] == "channel" else by_key.get(one.get("of") or "") for one in breakdowns]
    return labelled(
        [(tuple(_known(line, one["kind"]) for one in breakdowns), line["ids"]) for line in came],
        [giving.get(question, {}) if question else {} for question in asked],
    )


def _known(line: db.Row, kind: str) -> str:
    """What came with an answer: its way, or a group of the roll that it was mixed within; '' for neither."""
    groups = json.loads(line["group_key"]) if line["group_key"].startswith("{") else {}
    return str(groups.get(kind, line["channel"] if kind == "channel" else ""))
