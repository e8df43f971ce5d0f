"""Somebody keeps every page and file of a survey on every day, adds and subtracts them all, and singles nobody out.

The sets of people behind everything that was shown are worked out here from the responses themselves; the attack is the
one of tests/insight/test_disclosure.py, which shows there that it does break a weaker version, as it does here.
"""

from __future__ import annotations

import random
from collections.abc import Collection
from dataclasses import dataclass, field
from uuid import UUID

import pytest
from httpx import AsyncClient

from common import db
from insight.disclosure import given_away
from surveys.building.rules import Questionnaire
from tests.surveys.answered import answer
from tests.surveys.test_compare_groups import closed
from tests.surveys.test_results_page import a_survey

pytestmark = pytest.mark.slow

THRESHOLD = 5
YEARS, CHANNELS = ("3", "4", "5"), ("link", "paper", "gate")


@dataclass
class Watched:
    """A survey, who has answered its first question (year, channel), and the sets of them that were shown."""

    asked: Questionnaire
    chance: random.Random
    people: list[tuple[str, str]] = field(default_factory=list)
    days: list[set[int]] = field(default_factory=list)
    shown: list[Collection[int]] = field(default_factory=list)

    @property
    def question(self) -> UUID:
        return self.asked.questions[0].id

    async def arrive(self, number: int) -> None:
        """So many answer, and about one in three of them not this question."""
        for _ in range(number):
            year, channel = self.chance.choice(YEARS), self.chance.choices(CHANNELS, (12, 4, 1))[0]
            skipped = self.chance.random() < 0.3
            question = self.asked.questions[1].id if skipped else self.question
            value = self.chance.choice(["agree", "disagree", "dont_know"])
            await answer(self.asked, {question: value}, channel=channel, group={"year": year})
            if not skipped:
                self.people.append((year, channel))

    async def look(self, client: AsyncClient) -> None:
        """Opens the pages and files, and notes whose answers stand in the total of the first question."""
        self.days.append(set(range(len(self.people))))
        for path in ("results", "results/compare", "files/tables.csv", "files/answers.csv"):
            assert (await client.get(f"/surveys/{self.asked.survey}/{path}")).status_code in (200, 409)
        cells = await db.value("SELECT cells FROM shown_result WHERE scope = 'totals' ORDER BY shown_at DESC LIMIT 1")
        n = cells["questions"][str(self.question)]["n"] if cells else 0
        if n:
            self.shown.append(next(day for day in self.days if len(day) == n))

    async def groups(self) -> None:
        """Notes whose answers stand in each group that is shown."""
        cells = await db.value("SELECT cells FROM shown_result WHERE scope = 'groups'")
        for table in cells["tables"] if cells else []:
            if table["question"] == str(self.question):
                for group in table["groups"]:
                    at = table["breakdown"]
                    people = {who for who in self.days[-1] if self.people[who][at] in group["groups"]}
                    assert sum(group["values"].values()) == len(people)
                    self.shown.append(people)

    def broken(self, shown: list[Collection[int]]) -> bool:
        return given_away(shown, [1] * len(self.people), THRESHOLD)


async def a_watched_survey(client: AsyncClient, seed: int) -> Watched:
    _, asked = await a_survey(client)
    return Watched(asked, random.Random(seed))  # noqa: S311


@pytest.mark.parametrize("seed", range(4))
async def test_no_few_people_are_the_difference_of_two_days(client: AsyncClient, seed: int) -> None:
    watched = await a_watched_survey(client, seed)
    await watched.arrive(14)
    for _ in range(9):
        await watched.look(client)
        await watched.arrive(watched.chance.randrange(1, 5))
    assert watched.broken([day for day in watched.days if len(day) >= THRESHOLD]), "the weak version is not broken"
    assert len({len(people) for people in watched.shown}) > 1
    assert not watched.broken(watched.shown)


@pytest.mark.parametrize("seed", range(4))
async def test_no_few_people_are_sums_and_differences_of_groups_days_and_totals(client: AsyncClient, seed: int) -> None:
    watched = await a_watched_survey(client, seed)
    declared = {"kind": "year", "of": ""}, {"kind": "channel", "of": ""}
    await db.rows("UPDATE survey SET breakdowns = $1", list(declared))
    await watched.arrive(45)
    await watched.look(client)
    assert not watched.shown, "nothing is shown before the close"
    await closed(watched.asked, *declared)
    await watched.look(client)
    await watched.groups()
    assert len(watched.shown) > 2
    await watched.arrive(2)
    await watched.look(client)
    assert await db.value("SELECT count(*) FROM shown_result") == 2
    everybody = range(len(watched.people))
    weak = [[who for who in everybody if label in watched.people[who]] for label in (*YEARS, *CHANNELS)]
    weak = [people for people in weak if len(people) >= THRESHOLD]
    assert watched.broken([*weak, *watched.days]), "the weak version is not broken"
    assert not watched.broken(watched.shown)
