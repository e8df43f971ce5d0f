"""One code used twice at the same instant, on real connections: one answer, whoever wins."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from common import clock, db
from surveys.answering.passes import by_form, by_turn
from surveys.answering.services import submit
from surveys.building.rules import Questionnaire
from surveys.channels.paper.services import FormUsed, Keyed, key_form
from surveys.rules import Channel
from tests.cast import a_school
from tests.surveys.channels.stage import a_confidential_survey, sealed_answers, some_codes
from tests.surveys.scene import an_open_survey, answers_to

ROUNDS = 8


@pytest.fixture
async def committed_school(database: str) -> AsyncIterator[UUID]:
    """A school that other connections can see, taken away afterwards."""
    school = await a_school()
    yield school
    await db.rows("DELETE FROM pgqueuer")
    await db.rows("DELETE FROM survey WHERE school = $1", school)
    await db.rows("DELETE FROM school WHERE id = $1", school)


async def _keyed_and_used(asked: Questionnaire, code: str, *, invited: bool) -> list[str]:
    """The second keying of a form and its code on the website, at once: what each was told."""
    typed = {question.name: "agree" for question in asked.questions if not question.is_text}
    assert (await key_form(asked, code, typed, page="one")).keyed is Keyed.ONCE

    async def on_paper() -> str:
        try:
            return (await key_form(asked, code, typed, page="two")).keyed.value
        except FormUsed:
            return "used"

    async def on_the_web() -> str:
        token = by_form(code, Channel.PERSONAL_LINK, invited=invited)
        return "taken" if await submit(asked, token, answers_to(asked)) else "used"

    return list(await asyncio.gather(on_paper(), on_the_web()))


@pytest.mark.parametrize("invited", [False, True], ids=["nobody's form", "a form for somebody invited"])
@pytest.mark.slow
async def test_a_code_keyed_and_used_on_the_website_at_once_counts_once(committed_school: UUID, invited: bool) -> None:
    asked = await (a_confidential_survey(committed_school, ROUNDS) if invited else an_open_survey(committed_school))
    for number, code in enumerate(await some_codes(asked, ROUNDS), start=1):
        told = await _keyed_and_used(asked, code, invited=invited)
        assert sorted(told) in (["sealed", "used"], ["taken", "used"])
        assert await sealed_answers(asked.survey) == number


async def test_two_second_keyings_at_once_seal_one_answer(committed_school: UUID) -> None:
    asked = await an_open_survey(committed_school)
    code = (await some_codes(asked))[0]
    await key_form(asked, code, {}, page="one")

    async def again(page: str) -> str:
        try:
            return (await key_form(asked, code, {}, page=page)).keyed.value
        except FormUsed:
            return "used"

    assert sorted(await asyncio.gather(again("two"), again("three"))) == ["sealed", "used"]
    assert await sealed_answers(asked.survey) == 1


async def test_a_turn_sent_twice_at_once_is_one_answer(committed_school: UUID) -> None:
    asked = await an_open_survey(committed_school)
    token = by_turn(asked.survey, Channel.KIOSK, clock.now() + timedelta(minutes=5))
    taken = await asyncio.gather(*(submit(asked, token, answers_to(asked)) for _ in range(4)))
    assert sorted(taken) == [False, False, False, True]
    assert await sealed_answers(asked.survey) == 1
