"""Reads for the files: everybody's answers row by row, the tables that are shown, and comments with names taken out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast
from uuid import UUID

from common import db
from common.errors import NotFound
from common.i18n import gettext as _
from insight.suppression import CLOSED_THRESHOLD
from surveys.building.queries import survey_facts
from surveys.building.rules import SurveyFacts
from surveys.results.asked import closed_questions
from surveys.results.comparing import GroupTable, group_tables
from surveys.results.distributions import Distribution, distribution
from surveys.results.groups import by_group
from surveys.results.kinds import ClosedQuestion
from surveys.results.overview import breakdowns_of, came_in, done_readings
from surveys.results.rules import Turnout
from surveys.results.shown import NOBODY, Totals, totals


@dataclass(frozen=True)
class ShownTables:
    """All that is shown of the closed answers: who answered, every question, every question by group."""

    turnout: Turnout
    questions: tuple[ClosedQuestion, ...]
    totals: tuple[Distribution, ...]
    groups: tuple[GroupTable, ...]


async def shown_tables(
    school: UUID, facts: SurveyFacts, language: str, threshold: int = CLOSED_THRESHOLD
) -> ShownTables:
    """The same numbers as on the results pages, counted by the same rules; no totals where too few answered."""
    who = await came_in(school, facts)
    questions = await closed_questions(school, facts.id, language)
    breakdowns = await breakdowns_of(school, facts.id)
    if not who.enough or (breakdowns and not await by_group(school, facts.id, questions, breakdowns)):
        return ShownTables(who, questions, (), ())
    shown: Totals = await totals(school, facts.id, who.responses, questions)
    found = tuple(
        distribution(question, shown.questions.get(question.id, NOBODY), facts.roll_parents, threshold)
        for question in questions
    )
    return ShownTables(who, questions, found, tuple(await group_tables(school, facts.id, language) or ()))


def total_rows(tables: ShownTables) -> list[list[str]]:
    """The totals, a row for each answer to each question."""
    rows = [[_("Question"), _("Answer"), _("People"), _("Of"), _("Percent"), _("From"), _("To")]]
    for found in tables.totals:
        if found.suppressed:
            rows.append([found.text, _("Too few answers to show"), "", "", "", "", ""])
        for bar in found.bars:
            figures = [f"{figure:.1f}" for figure in (bar.percent, bar.low, bar.high)]
            rows.append([found.text, bar.label, str(bar.count), str(found.of), *figures])
        for place in found.places:
            rows.append(
                [found.text, _("%(option)s: put first", option=place.label), str(place.first), str(place.n), "", "", ""]
            )
        if found.dont_know:
            rows.append([found.text, _("Don’t know"), str(found.dont_know), str(found.n), "", "", ""])
    return rows


def group_rows(tables: ShownTables) -> list[list[str]]:
    """The tables by group, a row for each group and measure."""
    rows = [[_("Question"), _("By"), _("Group"), _("Measure"), _("Gave an answer"), _("Figure"), _("From"), _("To")]]
    for table in tables.groups:
        for line in table.lines:
            for measure, (figure, _found) in zip(table.measures, line.figures, strict=True):
                name = measure.label or (_("Mean") if measure.is_mean else _("Agree, percent"))
                numbers = [f"{value:.1f}" for value in (figure.value, figure.low, figure.high)] if figure else [""] * 3
                rows.append([table.text, table.by, line.name, name, str(line.n) if figure else "", *numbers])
    return rows


async def answers_by_response(survey: UUID, questions: Iterable[ClosedQuestion]) -> list[Mapping[UUID, Sequence[str]]]:
    """Each opened response's values by question; those who answered nothing have an empty one."""
    found: defaultdict[UUID, defaultdict[UUID, list[str]]] = defaultdict(lambda: defaultdict(list))
    for line in await db.rows(
        "SELECT r.id, a.question, a.value FROM response r"
        " LEFT JOIN answer a ON a.response = r.id AND a.question = ANY($2) WHERE r.survey = $1",
        survey,
        [question.id for question in questions],
    ):
        given = found[line["id"]]
        if line["question"] is not None:
            given[line["question"]].append(line["value"])
    return cast("list[Mapping[UUID, Sequence[str]]]", list(found.values()))


async def comments_to_share(school: UUID, survey: UUID) -> list[tuple[str, str]]:
    """(question, comment) of every comment that says something, names taken out; only of questions with enough.

    What was kept for the designated lead is no comment and is not among them.
    """
    readings = {
        reading.id: reading.asked for reading in (await done_readings(school, survey)).values() if reading.enough
    }
    found = await db.rows(
        "SELECT r.analysis, r.shown FROM comment_reading r JOIN comment c ON c.id = r.comment"
        " WHERE r.school = $1 AND r.analysis = ANY($2) AND NOT r.non_answer",
        school,
        list(readings),
    )
    return [(readings[line["analysis"]], line["shown"]) for line in found]


@dataclass(frozen=True)
class Published:
    """A survey whose results families may see, the languages it was asked in, English first, and its name in them."""

    survey: SurveyFacts
    languages: tuple[str, ...]
    titles: Mapping[str, str]


async def published(school: UUID, code: str) -> Published:
    """The published survey with that code. Raises NotFound, also for one that is not published."""
    found = await db.row(
        "SELECT id, languages, titles FROM survey WHERE school = $1 AND code = $2 AND state = 'published'",
        school,
        code.lower(),
    )
    if found is None:
        raise NotFound()
    return Published(await survey_facts(school, found["id"]), tuple(found["languages"]) or ("en",), found["titles"])
