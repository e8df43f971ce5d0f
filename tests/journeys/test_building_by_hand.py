"""A head teacher builds a survey in a browser: a grid, questions dragged into order, groups declared."""

from __future__ import annotations

import pytest
from playwright.async_api import Browser

from surveys.building.editing.queries import edited_sections
from surveys.building.queries import survey_facts
from tests.cast import a_head_teacher, a_parent, a_school
from tests.journeys.stage import Visit, running
from tests.surveys.scene import a_draft_survey

pytestmark = [pytest.mark.browser, pytest.mark.slow]


async def drag(visit: Visit, number: int, below: int) -> None:
    """Takes a question by its handle and lets it go below another."""
    lines = visit.page.locator(".q-edited")
    handle = await lines.nth(number).locator(".q-grip").bounding_box()
    target = await lines.nth(below).bounding_box()
    assert handle
    assert target
    mouse = visit.page.mouse
    await mouse.move(handle["x"] + 8, handle["y"] + 8)
    await mouse.down()
    await mouse.move(target["x"] + 40, target["y"] + 5, steps=4)
    await mouse.move(target["x"] + 40, target["y"] + target["height"] - 4, steps=4)
    await mouse.up()
    await visit.page.wait_for_url("**#q-*")


async def test_a_grid_a_drag_and_the_groups_of_the_roll(browser: Browser) -> None:
    async with running("quorate_building", browser, javascript=True) as stage:
        school = await a_school()
        head = await a_head_teacher(school)
        for _ in range(2):
            await a_parent(school)
        survey = await a_draft_survey(school)
        visit = await stage.visit(head)
        await visit.page.set_viewport_size({"width": 1280, "height": 2000})
        await visit.open(f"/surveys/{survey}/questions")
        before = [question.id for question in (await edited_sections(school, survey))[0].questions]
        await drag(visit, 0, below=2)
        after = [question.id for question in (await edited_sections(school, survey))[0].questions]
        assert after == [before[1], before[2], before[0], before[3]]
        await visit.looks_right("survey-questions")
        await visit.press("Add a grid")
        await visit.looks_right("survey-grid")
        await visit.page.fill("#stem", "How happy are you with")
        await visit.page.fill("#rows", "school meals\nthe playground")
        await visit.press("Add the questions")
        await visit.sees("How happy are you with: the playground")
        await visit.open(f"/surveys/{survey}/preview/1")
        await visit.looks_right("survey-grid-preview")
        await visit.open(f"/surveys/{survey}/plan")
        await visit.page.get_by_label("Way of answering").check()
        await visit.press("Save the plan")
        await visit.sees("The plan is saved.")
        await visit.open(f"/surveys/{survey}/plan")
        await visit.looks_right("survey-plan")
        assert (await survey_facts(school, survey)).breakdowns == ("channel",)
