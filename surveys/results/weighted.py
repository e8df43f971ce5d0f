"""What all would be, weighted to the roll, beside what it is as answered."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from surveys.building.rules import SurveyFacts
from surveys.results.asked import closed_questions
from surveys.results.groups import weighted_to_the_roll
from surveys.results.measures import Measure, level, measures_of, said
from surveys.results.naming import breakdown_name
from surveys.results.overview import breakdowns_of, came_in
from surveys.results.shown import totals


@dataclass(frozen=True)
class Weighted:
    """One measure as answered and as it would be if each group had answered in proportion to the roll.

    `worth` is how many answers of a fair sample the weighted figure is worth (Kish's effective n) of the `n` that say
    something; `by` the breakdowns that were weighted by; `fits` whether the weights came near the roll within bounds.
    """

    text: str
    measure: Measure
    plain: float
    weighted: float
    n: int
    worth: float
    by: str
    fits: bool


async def weighted_lines(school: UUID, facts: SurveyFacts, language: str) -> list[Weighted]:
    """Every measure of a survey that can be shown weighted, as worked out when the tables by group were counted."""
    asked = {question.id: question for question in await closed_questions(school, facts.id, language)}
    breakdowns = await breakdowns_of(school, facts.id)
    kept = await weighted_to_the_roll(school, facts.id)
    shown = await totals(school, facts.id, (await came_in(school, facts)).responses, asked.values()) if kept else None
    by_itself = {breakdown.get("of") for breakdown in breakdowns}
    found = []
    for line in kept:
        question = asked.get(UUID(line["question"]))
        if question is None or question.key in by_itself or shown is None or question.id not in shown.questions:
            continue
        values = shown.questions[question.id].values
        by = ", ".join(breakdown_name(breakdowns[at], list(asked.values())) for at in line["by"])
        for measure in measures_of(question):
            plain, weighted = level(measure, values), level(measure, line["values"])
            if plain is not None and weighted is not None:
                found.append(
                    Weighted(question.text, measure, plain, weighted, said(values), line["worth"], by, line["fits"])
                )
    return found
