"""Comparisons as a page shows them: groups with each other, and this survey with the one before."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from uuid import UUID

from babel import Locale

from common import db
from common.i18n import gettext as _
from insight.statistics import Difference
from surveys.building.queries import survey_facts
from surveys.building.rules import SurveyFacts
from surveys.results.asked import closed_questions
from surveys.results.groups import Breakdown, ByGroup, Group, by_group, came_by_group
from surveys.results.kinds import ClosedQuestion
from surveys.results.measures import (
    COMPARED,
    Compared,
    Figure,
    Measure,
    Weighted,
    corrected,
    difference_of,
    figure,
    measures_of,
    said,
    weighted,
)
from surveys.results.overview import breakdowns_of, came_in
from surveys.results.shown import totals
from surveys.results.words import channel_name
from surveys.rules import Channel, SurveyState


@dataclass(frozen=True)
class GroupLine:
    """One group's row: its name, how many of it said something, and each measure's figure and comparison."""

    name: str
    n: int
    figures: tuple[tuple[Figure | None, Compared[int] | None], ...]


@dataclass(frozen=True)
class GroupTable:
    """One question by one breakdown. `clear` says whether anything differs; `weighted` is each measure weighted to
    the roll, where that was asked for.
    """

    text: str
    by: str
    measures: tuple[Measure, ...]
    lines: tuple[GroupLine, ...]
    weighted: tuple[Weighted | None, ...] = ()

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


def breakdown_name(breakdown: Breakdown, questions: Sequence[ClosedQuestion]) -> str:
    """By what answers are grouped, in words."""
    if breakdown["kind"] == "question":
        return next((q.text for q in questions if q.key == breakdown.get("of")), breakdown.get("of") or "")
    names = {"year": _("Year"), "class": _("Class"), "language": _("Language"), "channel": _("Way of answering")}
    return names.get(breakdown["kind"], breakdown["kind"])


def group_name(group: str, breakdown: Breakdown, questions: Sequence[ClosedQuestion]) -> str:
    """What a group is called."""
    if not group:
        return _("Not said")
    if breakdown["kind"] == "channel":
        return channel_name(Channel(group)) if group in set(Channel) else group
    asked = next((q for q in questions if q.key == breakdown.get("of")), None)
    words = dict(asked.options).get(group, group) if asked else group
    return str(Locale("en").languages.get(words, words)) if breakdown["kind"] == "language" else words


@dataclass(frozen=True)
class Presence:
    """How many of a group answered; `roll` parents of it are on the roll today, None where that is not known."""

    by: str
    name: str
    n: int
    roll: int | None


async def presence(school: UUID, survey: UUID, language: str) -> list[Presence]:
    """Which groups answered, by year beside the roll; [] while answers can still come, or where nothing is declared."""
    questions = await closed_questions(school, survey, language)
    breakdowns = await breakdowns_of(school, survey)
    roll = await parents_by_year(school)
    found = []
    for breakdown, groups in zip(breakdowns, await came_by_group(school, survey), strict=False):
        if breakdown["kind"] in ("question", "channel"):  # the channels stand on the page already
            continue
        for came in sorted(groups, key=lambda came: _place(came.groups[0], breakdown, questions)):
            name = ", ".join(group_name(one, breakdown, questions) for one in came.groups)
            parents = sum(roll.get(year_of(one), 0) for one in came.groups) if breakdown["kind"] == "year" else 0
            found.append(Presence(breakdown_name(breakdown, questions), name, came.n, parents or None))
    return found


def _place(group: str, breakdown: Breakdown, questions: Sequence[ClosedQuestion]) -> tuple[bool, int, int, str]:
    """Where a group stands among the others: options in their order, years from Reception on, "not said" last."""
    asked = next((q for q in questions if q.key == breakdown.get("of")), None)
    order = [value for value, _words in asked.options] if asked else []
    number = re.search(r"\d+", group)
    return not group, order.index(group) if group in order else len(order), int(number[0]) if number else 0, group


def _in_order(table: ByGroup, breakdown: Breakdown, questions: Sequence[ClosedQuestion]) -> ByGroup:
    def place(group: str) -> tuple[bool, int, int, str]:
        return _place(group, breakdown, questions)

    groups = [Group(tuple(sorted(group.groups, key=place)), group.values) for group in table.groups]
    return replace(table, groups=tuple(sorted(groups, key=lambda group: place(group.groups[0]))))


async def group_tables(
    school: UUID, survey: UUID, language: str, *, weighted_by_year: bool = False
) -> list[GroupTable] | None:
    """Every table by group, with all differences on the page corrected together. None while answers can still come."""
    questions = await closed_questions(school, survey, language)
    breakdowns = await breakdowns_of(school, survey)
    kept = await by_group(school, survey, questions, breakdowns)
    if not kept:
        return None
    found = [_in_order(table, breakdowns[table.breakdown], questions) for table in kept]
    asked = {question.id: question for question in questions}
    compared = iter(corrected(_differences(found, asked)))
    roll = await parents_by_year(school) if weighted_by_year else {}
    return [
        replace(
            _table(table, asked, breakdowns, questions, compared),
            weighted=_weighted(table, measures_of(asked[table.question]), roll)
            if roll and breakdowns[table.breakdown]["kind"] == "year"
            else (),
        )
        for table in found
        if table.question in asked
    ]


def _weighted(table: ByGroup, measures: Sequence[Measure], roll: Mapping[int, int]) -> tuple[Weighted | None, ...]:
    strata = [(group.values, sum(roll.get(year_of(one), 0) for one in group.groups)) for group in table.groups]
    return tuple(weighted(measure, strata) for measure in measures)


def year_of(group: str) -> int:
    """The year group that a group's name speaks of: 0 for Reception, −1 for none."""
    number = re.search(r"\d+", group)
    return int(number[0]) if number else 0 if group.strip().lower() in ("r", "reception") else -1


async def parents_by_year(school: UUID) -> dict[int, int]:
    """How many adults have a child in each year group, 0 being Reception."""
    found = await db.rows(
        "SELECT u.year_group, count(DISTINCT a.person) AS n FROM pupil_place u JOIN pupil_adult a ON a.pupil = u.id"
        " JOIN person p ON p.id = a.person WHERE u.school = $1 AND p.left_on IS NULL GROUP BY u.year_group"
        " ORDER BY u.year_group",
        school,
    )
    return {line["year_group"]: line["n"] for line in found}


def _differences(
    found: Sequence[ByGroup], asked: Mapping[UUID, ClosedQuestion]
) -> list[tuple[int, Measure, Difference | None]]:
    """Each group against all the others together. Of two groups the second says the same as the first, reversed."""
    return [
        (at, measure, difference_of(measure, group.values, _others(table, at)))
        for table in found
        if table.question in asked
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


_BEFORE = """
SELECT b.id FROM survey s JOIN survey b ON b.school = s.school AND b.id <> s.id AND b.state IN ('closed', 'published')
   AND (b.id = s.wave_of OR (s.series IS NOT NULL AND (b.series = s.series OR b.id = s.series)))
   AND b.created_at <= s.created_at
 WHERE s.school = $1 AND s.id = $2 ORDER BY b.opened_at DESC NULLS LAST, b.id LIMIT 1
"""


async def changes(school: UUID, facts: SurveyFacts, language: str) -> Changes | None:
    """What has changed since the last survey of the series, in the questions that both asked; None without one.

    Both sides are what is shown on each survey's own page, so nothing new is told of anybody.
    """
    earlier = await db.value(_BEFORE, school, facts.id)
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
