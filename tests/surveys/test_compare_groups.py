"""Answers by group: only as declared, once all are in, tested together, and never a group that could be singled out."""

from __future__ import annotations

from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from common import db
from people.roll import roll_groups
from surveys.building.plan.rules import year_of
from surveys.building.rules import Questionnaire
from surveys.results.measures import Measure, corrected, difference_of, figure
from tests.cast import sign_in
from tests.surveys.answered import add_question, answer
from tests.surveys.test_results_page import a_survey, results, text_of

AGREE = Measure("", frozenset({"agree"}))


async def closed(asked: Questionnaire, *breakdowns: dict[str, str]) -> None:
    await db.rows(
        "UPDATE survey SET state = 'closed', closed_at = now(), breakdowns = $2 WHERE id = $1",
        asked.survey,
        list(breakdowns),
    )
    await db.rows("UPDATE answer_batch SET state = 'opened' WHERE survey = $1", asked.survey)


async def compared(client: AsyncClient, asked: Questionnaire) -> str:
    page = await client.get(f"/surveys/{asked.survey}/results/compare")
    assert page.status_code == 200
    return text_of(page.text)


def test_chance_differences_are_not_clear_and_large_ones_are() -> None:
    small = difference_of(AGREE, {"agree": 11, "disagree": 9}, {"agree": 9, "disagree": 11})
    large = difference_of(AGREE, {"agree": 38, "disagree": 2}, {"agree": 10, "disagree": 30})
    found = corrected([("small", AGREE, small), ("large", AGREE, large), ("none", AGREE, None)])
    assert [(line.line, line.clear, line.tested) for line in found] == [
        ("small", False, True),
        ("large", True, True),
        ("none", False, False),
    ]
    assert found[1].effect == pytest.approx(70)
    assert 40 < found[1].low < 70 < found[1].high < 90


def test_a_difference_that_alone_would_do_does_not_among_many() -> None:
    one = difference_of(AGREE, {"agree": 30, "disagree": 10}, {"agree": 20, "disagree": 20})
    none = difference_of(AGREE, {"agree": 20, "disagree": 20}, {"agree": 20, "disagree": 20})
    assert corrected([("one", AGREE, one)])[0].clear
    assert not corrected([("one", AGREE, one)] + [("none", AGREE, none)] * 30)[0].clear


def test_too_few_have_no_figure() -> None:
    assert figure(AGREE, {"agree": 4, "dont_know": 40}) is None
    assert figure(AGREE, {"agree": 5, "dont_know": 40}) is not None


@pytest.mark.parametrize(
    ("group", "year"), [("R", 0), ("0", 0), ("6", 6), ("Year 4", 4), ("", -9), ("nursery", -1), ("-1", -1)]
)
def test_a_year_is_found_in_its_name(group: str, year: int) -> None:
    assert year_of(group) == year


async def by_year(asked: Questionnaire, question: UUID) -> None:
    for year, yes, no in (("3", 20, 2), ("4", 4, 16), ("5", 2, 1)):
        await answer(asked, {question: "agree"}, times=yes, group={"year": year})
        await answer(asked, {question: "disagree"}, times=no, group={"year": year})


async def test_groups_differ_in_plain_words_and_a_small_one_joins_the_next(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    await by_year(asked, asked.questions[0].id)
    await closed(asked, {"kind": "year", "of": ""})
    shown = await compared(client, asked)
    assert "Year 3 22 91%" in shown
    assert "Year 4, Year 5 23 26%" in shown
    assert " Year 3: agree 91% (72–97%), 65 percentage points higher than the others (likely" in shown
    assert "Year 5 3 " not in shown


async def test_all_are_weighted_to_the_roll_when_that_is_asked_for(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    await by_year(asked, asked.questions[0].id)
    await db.rows("UPDATE pupil_place SET year_group = 4")
    await db.rows("UPDATE pupil_place SET year_group = 3 WHERE id IN (SELECT pupil FROM pupil_adult LIMIT 10)")
    await closed(asked, {"kind": "year", "of": ""})
    three, four = (await roll_groups(asked.school)).years.values()
    assert "58%" not in await compared(client, asked)
    page = text_of((await client.get(f"/surveys/{asked.survey}/results/compare?weighted=roll")).text)
    share = 100 * (20 / 22 * three + 6 / 23 * four) / (three + four)
    worth = (three + four) ** 2 / (three**2 / 22 + four**2 / 23)
    assert f"(agree) 58% {share:.0f}% 45 {worth:.0f} Year" in page
    await db.rows("UPDATE pupil_place SET year_group = 9")  # the roll of the day of counting holds
    again = text_of((await client.get(f"/surveys/{asked.survey}/results/compare?weighted=roll")).text)
    assert f"(agree) 58% {share:.0f}% 45" in again


async def test_without_a_roll_there_is_nothing_to_weight_by_and_it_says_so(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    await by_year(asked, asked.questions[0].id)
    await closed(asked, {"kind": "year", "of": ""})
    await db.rows("DELETE FROM pupil_place")
    page = text_of((await client.get(f"/surveys/{asked.survey}/results/compare?weighted=roll")).text)
    assert "Nothing can be weighted" in page


async def test_who_is_missing_stands_before_what_was_said(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    await by_year(asked, asked.questions[0].id)
    await db.rows("UPDATE pupil_place SET year_group = 3")
    await closed(asked, {"kind": "year", "of": ""})
    roll = (await roll_groups(asked.school)).years[3]
    shown = text_of(await results(client, asked))
    assert f"Year 3 22 {roll} {100 * 22 / roll:.0f}%" in shown
    assert "Year 4, Year 5 23 – –" in shown
    assert shown.index("Year 3 22") < shown.index("What families ticked")


async def test_where_nothing_differs_it_says_so(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    for channel in ("link", "paper"):
        await answer(asked, {asked.questions[0].id: "agree"}, times=10, channel=channel)
        await answer(asked, {asked.questions[0].id: "disagree"}, times=5, channel=channel)
    await closed(asked, {"kind": "channel", "of": ""})
    shown = await compared(client, asked)
    assert "There is no clear difference between any groups." in shown
    assert "On paper 15 67%" in shown


async def test_one_question_by_another_that_was_declared(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    send = await add_question(asked, "needs", "single", options={"yes": "Yes", "no": "No"}, text="Extra needs?")
    rating = await add_question(asked, "rating", "rating", text="How many stars?")
    await answer(asked, {send: "yes", rating: "2"}, times=8)
    await answer(asked, {send: "yes", rating: "1"}, times=2)
    await answer(asked, {send: "no", rating: "5"}, times=16)
    await answer(asked, {send: "no", rating: "4"}, times=4)
    await closed(asked, {"kind": "question", "of": "needs"})
    shown = await compared(client, asked)
    assert "How many stars? Extra needs?: Yes: mean 1.8 (1.5–2.1), 3.0 lower than the others" in shown
    assert "Extra needs? – Extra needs? Extra" not in shown


async def test_nothing_undeclared_and_nothing_before_all_are_in(client: AsyncClient) -> None:
    council, asked = await a_survey(client)
    await by_year(asked, asked.questions[0].id)
    assert "It was not declared" in await compared(client, asked)
    await db.rows("UPDATE survey SET breakdowns = $1", [{"kind": "year", "of": ""}])
    assert "when the survey has closed" in await compared(client, asked)
    await db.rows("UPDATE survey SET state = 'closed', closed_at = now()")
    assert "when the survey has closed" in await compared(client, asked)
    await sign_in(client, council.clerk)
    assert (await client.get(f"/surveys/{asked.survey}/results/compare")).status_code == 403


async def test_one_late_answer_changes_nothing_that_was_shown(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    await by_year(asked, asked.questions[0].id)
    await closed(asked, {"kind": "year", "of": ""})
    before, whole = await compared(client, asked), await results(client, asked)
    await answer(asked, {asked.questions[0].id: "disagree"}, times=6, group={"year": "3"})
    assert await compared(client, asked) == before
    after = await results(client, asked)
    assert text_of(whole).split("What families ticked")[1] == text_of(after).split("What families ticked")[1]


async def test_what_changed_since_the_survey_before(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    first, second = asked.questions[0].id, asked.questions[1].id
    await answer(asked, {first: "agree", second: "agree"}, times=18)
    await answer(asked, {first: "disagree", second: "agree"}, times=22)
    await closed(asked)
    later = uuid4()
    await db.rows(
        "INSERT INTO survey (id, school, title, state, code, wave_of, created_at) SELECT $2, school, 'Next', 'closed',"
        " 'nextone', id, created_at + interval '1 day' FROM survey WHERE id = $1",
        asked.survey,
        later,
    )
    section = uuid4()
    await db.rows(
        "INSERT INTO survey_section (id, school, survey, position) VALUES ($1, $2, $3, 1)", section, asked.school, later
    )
    copied = {first: uuid4(), second: uuid4()}
    for old, new in copied.items():
        await db.rows(
            "INSERT INTO survey_question (id, school, survey, section, version, position, required)"
            " SELECT $2, school, $3, $4, version, position, required FROM survey_question WHERE id = $1",
            old,
            new,
            later,
            section,
        )
    next_one = type("Later", (), {"school": asked.school, "survey": later})
    await answer(next_one, {copied[first]: "agree", copied[second]: "agree"}, times=36)  # type: ignore[arg-type]
    await answer(next_one, {copied[first]: "disagree", copied[second]: "agree"}, times=4)  # type: ignore[arg-type]
    shown = text_of((await client.get(f"/surveys/{later}/results/compare")).text)
    assert "45 percentage points up (likely" in shown
    assert shown.count("no clear difference") + shown.count("cannot be compared") == 1
