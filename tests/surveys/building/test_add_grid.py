"""A grid becomes questions that share their answers."""

from __future__ import annotations

from uuid import uuid4

from httpx import AsyncClient

from surveys.building.editing.queries import edited_sections
from surveys.building.queries import questionnaire
from tests.cast import a_head_teacher, a_school, send, sign_in
from tests.surveys.scene import a_draft_survey


async def test_a_grid_sent_twice_is_one_question_a_row_with_shared_answers(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    survey = await a_draft_survey(school)
    page = (await edited_sections(school, survey))[1].id
    assert "What they share" in (await client.get(f"/surveys/{survey}/grid?page={page}")).text
    form = {
        "section": str(page),
        "stem": "How happy are you with…",
        "rows": "school meals\nthe playground\n\nschool meals",
        "kind": "single",
        "options": "Happy\nUnhappy",
        "dont_know": "yes",
        "form_key": uuid4().hex,
    }
    for _ in range(2):
        assert (await send(client, f"/surveys/{survey}/grid", **form)).status_code == 303
    asked = (await questionnaire(school, survey, "en")).sections[1].questions[-2:]
    assert [question.text for question in asked] == [
        "How happy are you with: school meals",
        "How happy are you with: the playground",
    ]
    assert {question.grid for question in asked} == {"How happy are you with"}
    assert {question.choices for question in asked} == {("happy", "unhappy", "dont_know")}


async def test_a_grid_that_is_none_says_so_and_keeps_what_was_typed(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    survey = await a_draft_survey(school)
    page = (await edited_sections(school, survey))[0].id
    bad = await send(client, f"/surveys/{survey}/grid", section=str(page), stem="", rows="only one", kind="single")
    assert bad.status_code == 422
    for words in ("Enter what the questions share", "from 2 to 12", "at least two options", "only one"):
        assert words in bad.text
    assert (
        await send(client, f"/surveys/{survey}/grid", section="x", stem="A", rows="b\nc", kind="rating")
    ).status_code == 404


async def test_parents_see_what_rows_share_once_and_hear_it_with_each(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_head_teacher(school))
    survey = await a_draft_survey(school)
    page = (await edited_sections(school, survey))[0].id
    form = {
        "section": str(page),
        "stem": "How good are",
        "rows": "lunches: hot\ntrips",
        "kind": "rating",
        "form_key": "x",
    }
    assert (await send(client, f"/surveys/{survey}/grid", **form)).status_code == 303
    shown = " ".join((await client.get(f"/surveys/{survey}/preview/1")).text.split())
    assert shown.count('<h2 class="govuk-heading-m"><bdi>How good are</bdi></h2>') == 1
    assert '<span class="govuk-visually-hidden">How good are: </span><bdi>trips</bdi>' in shown
    assert "<bdi>lunches: hot</bdi>" in shown
