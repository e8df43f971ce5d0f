"""A thief takes everything after the close, and links people to answers no better than by chance within their batch."""

from __future__ import annotations

import random
from collections.abc import Hashable, Mapping, Sequence
from itertools import product

import pytest
from httpx import AsyncClient

from common import jobs, sealing
from surveys.answering.passes import pass_of
from surveys.answering.routes import COOKIE
from surveys.building.rules import Questionnaire
from surveys.building.services import close_survey
from surveys.rules import AgreePoint
from tests.cast import a_school, send
from tests.surveys.relinking import COMMENT, reader, told_by
from tests.surveys.scene import an_open_survey, fill_in
from tests.thief import Loot, Trail, a_site_of_its_own, best

pytestmark = pytest.mark.crash
PEOPLE = 100
CHANCE, BOUND = 9, 30
"""One person by chance in each of the nine batches opened apart (the last two are opened together): the fixed points of
a random order. Their number is close to Poisson's with a mean of nine, which exceeds 30 once in a hundred million."""


def _batch(person: int) -> int:
    return min(person // 10, 8)


def _signatures() -> list[tuple[str, ...]]:
    """Four answers that nobody else gives, for each person, in no order."""
    points = [tuple(point.value for point in points) for points in product(AgreePoint, repeat=4)]
    return random.SystemRandom().sample(points, PEOPLE)


async def _answer(browser: AsyncClient, asked: Questionnaire, signature: Sequence[str], number: str) -> str:
    """One person answers through the site; what their cookie held."""
    browser.cookies.delete(COOKIE)
    own = {question.name: point for question, point in zip(asked.questions, signature, strict=False)}
    await fill_in(browser, asked, {**own, "q15": f"Thursday clubs, wish {number}"})
    token = browser.cookies.get(COOKIE, path=f"/s/{asked.code}")
    assert token is not None
    assert (await send(browser, f"/s/{asked.code}/check")).headers["location"].endswith("/done")
    return token


def _written(loot: Loot, whose: Mapping[str, int]) -> dict[str, list[tuple[int, Hashable]]]:
    return {
        name: [(match.start(), whose[match[1].decode()]) for match in COMMENT.finditer(stream)]
        for name, stream in loot.streams.items()
    }


async def test_who_takes_all_tables_logs_and_files_links_people_to_answers_by_chance_within_a_batch() -> None:
    async with a_site_of_its_own("surveys-probe") as scene:
        asked = await an_open_survey(await a_school())
        signatures, keys, marks = _signatures(), set(), {}
        numbers = [f"{number:03}" for number in random.SystemRandom().sample(range(1000), PEOPLE)]
        comments = {number: person for person, number in enumerate(numbers)}
        for person in range(PEOPLE):
            token = await _answer(scene.browser, asked, signatures[person], numbers[person])
            own = pass_of(token, asked.survey)
            assert own is not None
            marks |= dict.fromkeys([own.mark, *own.draft_ids(len(asked.sections))], person)
            keys |= {sealing.private_key(name) for name in sealing.key_names() if name.startswith("survey-")}
            if person % 10 == 9:
                await jobs.run_pending()
        await close_survey(asked.school, asked.survey, by=None)
        await jobs.run_pending()
        loot = await scene.steal(asked.survey)
        assert len(keys) > PEOPLE // 10
        assert not [key for key in keys if loot.holds(key)]

        responses = await told_by(asked, signatures)
        assert len(responses) == PEOPLE
        trail = Trail(marks, reader(responses, comments, asked.questions[0].id), PEOPLE, _batch)
        guesses = [*trail.by_order(loot), *trail.by_nearness(loot, _written(loot, comments))]
        assert len(guesses) > 100
        hits, how = best(guesses, range(PEOPLE))
        assert hits <= BOUND, f"{hits} of {PEOPLE} (chance: {CHANCE}) by {how}"
        together = _beside(loot, trail)
        assert max(together.values()) <= BOUND, together


def _beside(loot: Loot, trail: Trail) -> dict[str, int]:
    """How often a comment stands where its writer's answers stand: comments are shuffled apart from answers."""
    orders = dict(trail.said(loot))
    answers = {name: found for name, found in orders.items() if name.startswith("public.response ")}
    comments = {name: found for name, found in orders.items() if name.startswith("public.comment ")}
    assert answers
    assert comments
    return {
        f"{one} beside {other}": sum(a == b for a, b in zip(found, said, strict=True))
        for one, found in answers.items()
        for other, said in comments.items()
    }
