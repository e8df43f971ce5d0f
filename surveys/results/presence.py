"""Which groups answered, beside how many of each stand on the roll."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from people.roll import roll_groups
from surveys.results.asked import closed_questions
from surveys.results.groups import came_by_group
from surveys.results.naming import breakdown_name, group_name, parents_of, place_of
from surveys.results.overview import breakdowns_of


@dataclass(frozen=True)
class Presence:
    """How many of a group answered; `roll` parents of it are on the roll today, None where that is not known."""

    by: str
    name: str
    n: int
    roll: int | None


async def presence(school: UUID, survey: UUID, language: str) -> list[Presence]:
    """Which groups answered, beside the roll; [] while answers can still come, or where nothing is declared."""
    questions = await closed_questions(school, survey, language)
    breakdowns = await breakdowns_of(school, survey)
    roll = await roll_groups(school)
    found = []
    for breakdown, groups in zip(breakdowns, await came_by_group(school, survey), strict=False):
        if breakdown["kind"] in ("question", "channel"):  # the channels stand on the page already
            continue
        for came in sorted(groups, key=lambda came: place_of(came.groups[0], breakdown, questions)):
            name = ", ".join(group_name(one, breakdown, questions) for one in came.groups)
            parents = parents_of(came.groups, breakdown, questions, roll)
            found.append(Presence(breakdown_name(breakdown, questions), name, came.n, parents or None))
    return found
