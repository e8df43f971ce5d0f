"""A school beside its trust: never one school alone, never by subtraction, and only where all agreed."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from common import db
from common.errors import NotFound
from people.trusts.queries import sharing_with, trust_of
from people.trusts.services import make_trust, share_with_trust
from surveys.building.queries import questionnaire, survey_facts
from surveys.building.rules import Questionnaire
from surveys.publishing.services import publish_survey
from surveys.results.benchmark.rules import Level, clear_differences, level_of, may_move_on, pooled
from surveys.results.benchmark.services import beside_the_trust
from surveys.results.measures import Measure
from tests.cast import a_council, a_school, send, sign_in
from tests.surveys.answered import answer
from tests.surveys.scene import an_open_survey
from tests.surveys.test_results_page import text_of

AGREE = Measure("", frozenset({"agree"}))


def test_a_school_with_fewer_than_ten_answers_says_nothing() -> None:
    assert level_of(AGREE, {"agree": 9, "dont_know": 40}) is None
    found = level_of(AGREE, {"agree": 8, "disagree": 2, "dont_know": 40})
    assert found is not None
    assert found.value == 80
    # (8 + 2) / (10 + 4) = 5/7; √(5/7 · 2/7 / 14) = 12.07 points
    assert found.error == pytest.approx(12.07, abs=0.01)


def test_schools_count_the_same_and_two_are_not_shown() -> None:
    levels = {"a": ("1", Level(60, 3)), "b": ("2", Level(80, 4)), "c": ("3", Level(100, 0))}
    found = pooled(levels)
    assert found is not None
    assert (found.value, found.error) == (80, pytest.approx(5 / 3))
    assert pooled({"a": levels["a"], "b": levels["b"]}) is None


def test_a_figure_moves_on_only_when_three_schools_have_changed() -> None:
    before = {"a": "1", "b": "2", "c": "3"}
    assert not may_move_on(before, before)
    assert not may_move_on(before, {**before, "d": "4"})
    assert not may_move_on(before, {"a": "1", "b": "9", "d": "4"} | {"c": "3"})
    assert may_move_on(before, {**before, "d": "4", "e": "5", "f": "6"})
    assert may_move_on(before, {"a": "7", "b": "8", "c": "9"})


def test_a_difference_is_clear_only_beyond_chance() -> None:
    others = pooled({name: (name, Level(70, 2)) for name in "abc"})
    assert others is not None
    assert clear_differences([(Level(90, 3), others), (Level(73, 3), others)]) == [True, False]


async def a_published_survey(agree: int, disagree: int) -> Questionnaire:
    school = await a_school(f"School {uuid4().hex[:6]}")
    return await published(school, agree, disagree)


async def published(school: UUID, agree: int, disagree: int) -> Questionnaire:
    asked = await questionnaire(school, (await an_open_survey(school)).survey, "en")
    first = asked.questions[0].id
    await answer(asked, {first: "agree"}, times=agree)
    await answer(asked, {first: "disagree"}, times=disagree)
    await db.rows("DELETE FROM answer_batch WHERE survey = $1", asked.survey)
    await db.rows("UPDATE survey SET state = 'closed', closed_at = clock_timestamp() WHERE id = $1", asked.survey)
    await publish_survey(school, asked.survey, None)  # type: ignore[arg-type]
    return asked


async def others_value(asked: Questionnaire) -> float | None:
    lines = await beside_the_trust(asked.school, await survey_facts(asked.school, asked.survey), "en")
    others = next(line for line in lines if line.text == asked.questions[0].text).others
    return round(others.value, 6) if others else None


async def test_three_others_that_agreed_are_one_figure_and_a_fourth_does_not_move_it(rollback: None) -> None:
    own = await a_published_survey(20, 0)
    others = [await a_published_survey(10 + n, 10 - n) for n in range(5)]
    trust = await make_trust("Larch Trust", [own.school, *(one.school for one in others)])
    await share_with_trust(own.school, None, shared=True)
    for one in others[:2]:
        await share_with_trust(one.school, None, shared=True)
    assert await others_value(own) is None
    await share_with_trust(others[2].school, None, shared=True)
    assert await others_value(own) == pytest.approx((50 + 55 + 60) / 3)
    await share_with_trust(others[3].school, None, shared=True)
    assert await others_value(own) == pytest.approx(55)  # the fourth's own figure cannot be worked out
    again = await published(others[0].school, 20, 0)
    assert again.school == others[0].school
    assert await others_value(own) == pytest.approx(55)
    await share_with_trust(others[4].school, None, shared=True)
    assert await others_value(own) == pytest.approx((100 + 55 + 60 + 65 + 70) / 5)  # three have changed
    await share_with_trust(own.school, None, shared=False)
    assert await sharing_with(own.school) == []
    assert trust == await make_trust("Larch Trust", [own.school])


async def test_a_question_in_other_words_is_another_question(rollback: None) -> None:
    own = await a_published_survey(20, 0)
    others = [await a_published_survey(10, 10) for _ in range(3)]
    await make_trust("Larch Trust", [own.school, *(one.school for one in others)])
    for one in (own, *others):
        await share_with_trust(one.school, None, shared=True)
    text = others[0].questions[0].text
    await db.rows(
        "UPDATE question_text SET text = 'My child is bored.' WHERE school = $1 AND text = $2", others[0].school, text
    )
    assert await others_value(own) is None


async def test_pages_for_a_school_without_a_trust_and_for_one_that_agrees(client: AsyncClient) -> None:
    council = await a_council()
    asked = await published(council.school, 12, 3)
    await sign_in(client, council.head)
    at = f"/surveys/{asked.survey}/results/trust"
    assert "not in a trust here" in (await client.get("/trust")).text
    assert "shares nothing with a trust" in (await client.get(at)).text
    assert (await send(client, "/trust/share")).status_code == 404
    await make_trust("Larch Trust", [council.school])
    for _ in range(2):
        assert (await send(client, "/trust/share")).status_code == 303
    facts = await trust_of(council.school)
    assert facts is not None
    assert facts.agreed_at is not None
    assert "fewer than three others have published it" in text_of((await client.get(at)).text)
    assert (await send(client, "/trust/stop")).status_code == 303
    await sign_in(client, council.chair)
    for path in ("/trust", at):
        assert (await client.get(path)).status_code == 403


async def test_a_school_that_moves_to_another_trust_agrees_anew(rollback: None) -> None:
    school = await a_school()
    await make_trust("One", [school])
    await share_with_trust(school, None, shared=True)
    await make_trust("One", [school])
    assert (await trust_of(school)).agreed_at is not None  # type: ignore[union-attr]
    await make_trust("Two", [school])
    assert (await trust_of(school)).agreed_at is None  # type: ignore[union-attr]
    with pytest.raises(NotFound):
        await share_with_trust(await a_school("Alone"), None, shared=True)
