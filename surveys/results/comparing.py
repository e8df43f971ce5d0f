"""Comparisons as a page shows them: groups with each other, and this survey with the one before."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from insight.statistics import Difference
from surveys.building.queries import survey_facts
from surveys.building.rules import SurveyFacts
from surveys.results.asked import closed_questions
from surveys.results.before import survey_before
from surveys.results.groups import ByGroup, Group, by_group
from surveys.results.kinds import Breakdown, ClosedQuestion
from surveys.results.measures import (
    COMPARED,
    Compared,
    Figure,
    Measure,
    corrected,
    difference_of,
    figure,
    measures_of,
    said,
)
from surveys.results.naming import breakdown_name, group_name, place_of
from surveys.results.overview import breakdowns_of, came_in
from surveys.results.shown import totals
from surveys.rules import SurveyState


@dataclass(frozen=True)
class GroupLine:
    """One group's row: its name, how many of it said something, and each measure's figure and comparison."""

    name: str
    n: int
    figures: tuple[tuple[Figure | None, Compared[int] | None], ...]


@dataclass(frozen=True)
class GroupTable:
    """One question by one breakdown. `clear` says whether anything differs."""

    text: str
    by: str
    measures: tuple[Measure, ...]
    lines: tuple[GroupLine, ...]

    @property
    def clear(self) -> bool:
        """Whether some group clearly differs from the others."""
        return any(found is not None and found.clear for line in self.lines for _, found in line.figures)


@dataclass(frozen=True)
class Change:
    """One measure of a question now and the last time that it was asked."""

    text: str
    measure: Measure
    before: Figure
    now: Figure
    compared: Compared[int]


@dataclass(frozen=True)
class Changes:
    """What has changed since an earlier survey with the same questions."""

    survey: SurveyFacts
    lines: tuple[Change, ...]


def _in_order(table: ByGroup, breakdown: Breakdown, questions: Sequence[ClosedQuestion]) -> ByGroup:
    def place(group: str) -> tuple[bool, int, int, str]:
        return place_of(group, breakdown, questions)

    groups = [Group(tuple(sorted(group.groups, key=place)), group.values) for group in table.groups]
    return replace(table, groups=tuple(sorted(groups, key=lambda group: place(group.groups[0]))))


async def group_tables(school: UUID, survey: UUID, language: str) -> list[GroupTable] | None:
    """Every table by group, with all differences on the page corrected together. None while answers can still come."""
    questions = await closed_questions(school, survey, language)
    breakdowns = await breakdowns_of(school, survey)
    kept = await by_group(school, survey, questions, breakdowns)
    if not kept:
        return None
    asked = {question.id: question for question in questions}
    found = [
        _in_order(table, breakdowns[table.breakdown], questions)
        for table in kept
        if table.question in asked and asked[table.question].key != breakdowns[table.breakdown].get("of")
    ]
    compared = iter(corrected(_differences(found, asked)))
    return [_table(table, asked, breakdowns, questions, compared) for table in found]


def _differences(
    found: Sequence[ByGroup], asked: Mapping[UUID, ClosedQuestion]
) -> list[tuple[int, Measure, Difference | None]]:
    """Each group against all the others together. Of two groups the second says the same as the first, reversed."""
    return [
        (at, measure, difference_of(measure, group.values, _others(table, at)))
        for table in found
        for at, group in enumerate(table.groups)
        if len(table.groups) > 2 or at == 0
        for measure in measures_of(asked[table.question])
    ]


def _others(table: ByGroup, at: int) -> dict[str, int]:
    values: dict[str, int] = {}
    for place, group in enumerate(table.groups):
        if place != at:
            for value, count in group.values.items():
                values[value] = values.get(value, 0) + count
    return values


def _table(
    table: ByGroup,
    asked: Mapping[UUID, ClosedQuestion],
    breakdowns: Sequence[Breakdown],
    questions: Sequence[ClosedQuestion],
    compared: Iterator[Compared[int]],
) -> GroupTable:
    question, breakdown = asked[table.question], breakdowns[table.breakdown]
    measures = measures_of(question)
    lines = tuple(
        GroupLine(
            ", ".join(group_name(one, breakdown, questions) for one in group.groups),
            said(group.values),
            tuple(
                (figure(measure, group.values), next(compared) if len(table.groups) > 2 or at == 0 else None)
                for measure in measures
            ),
        )
        for at, group in enumerate(table.groups)
    )
    return GroupTable(question.text, breakdown_name(breakdown, questions), measures, lines)


async def changes(school: UUID, facts: SurveyFacts, language: str) -> Changes | None:
    """What has changed since the last survey of the series, in the questions that both asked; None without one.

    Both sides are what is shown on each survey's own page, so nothing new is told of anybody.
    """
    earlier = await survey_before(school, facts.id)
    if earlier is None or facts.state is SurveyState.OPEN:
        return None
    before = await survey_facts(school, earlier)
    now_asked, old_asked = await _answers(school, facts, language), await _answers(school, before, language)
    pairs = [
        (question, measure, values, old_asked[bank][1])
        for bank, (question, values) in now_asked.items()
        if bank in old_asked and question.kind in COMPARED and old_asked[bank][0].kind is question.kind
        for measure in measures_of(question)
    ]
    compared = corrected(
        [(at, measure, difference_of(measure, now, then)) for at, (_, measure, now, then) in enumerate(pairs)]
    )
    lines = (
        Change(question.text, measure, old, new, found)
        for (question, measure, now, then), found in zip(pairs, compared, strict=True)
        if (new := figure(measure, now, facts.roll_parents)) and (old := figure(measure, then, before.roll_parents))
    )
    return Changes(before, tuple(lines))


async def _answers(
    school: UUID, facts: SurveyFacts, language: str
) -> dict[UUID, tuple[ClosedQuestion, Mapping[str, int]]]:
    """The shown answers by the question's identity from year to year."""
    who = await came_in(school, facts)
    if not who.enough:
        return {}
    asked = await closed_questions(school, facts.id, language)
    shown = await totals(school, facts.id, who.responses, asked)
    return {q.bank: (q, shown.questions[q.id].values) for q in asked if q.id in shown.questions}
