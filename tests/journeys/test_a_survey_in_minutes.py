"""From signing in to an open survey with its poster, and to a question of one's own: few clicks, little time."""

from __future__ import annotations

import time
from collections.abc import AsyncIterator

import pytest
from playwright.async_api import Browser

from common import db
from tests.cast import a_head_teacher, a_school
from tests.journeys.stage import Stage, Visit, running

pytestmark = pytest.mark.browser
MOST_CLICKS, MOST_SECONDS = 12, 120


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
async def stage(request: pytest.FixtureRequest, browser: Browser) -> AsyncIterator[Stage]:
    """A running site with an empty database, and browsers."""
    name = "quorate_building_js" if request.param else "quorate_building_plain"
    async with running(name, browser, javascript=request.param, worker=False) as opened:
        yield opened


async def test_an_open_survey_with_a_poster_takes_few_clicks_and_little_time(stage: Stage) -> None:
    head = await stage.visit(await a_head_teacher(await a_school()))
    await head.open("/")
    started, clicks = time.monotonic(), 0
    for name in ("Surveys", "Make a survey"):
        clicks += 1
        if name == "Surveys":
            await head.page.get_by_role("navigation").get_by_role("link", name=name).click()
        else:
            await head.press(name)
    await head.page.locator("#title").fill("Autumn parent survey")
    for name in ("Make the survey", "Open the survey", "Poster with a QR code"):
        clicks += 1
        await head.press(name, exact=False)
    await head.sees("anonymous, on your phone")
    assert clicks <= MOST_CLICKS
    assert time.monotonic() - started < MOST_SECONDS


async def test_a_question_is_written_moved_and_seen_as_a_parent_sees_it(stage: Stage) -> None:
    head = await stage.visit(await a_head_teacher(await a_school()))
    await head.open("/surveys/new")
    await head.page.locator("#title").fill("Clubs")
    await head.page.get_by_label("Blank", exact=True).check()
    await head.press("Make the survey")
    await head.press("Change what it asks")
    await head.sees("It asks nothing yet.")
    await head.looks_right("questions-empty")
    await _add(head, "Which clubs would your child join?", "multiple", "Chess\nChoir\nCoding")
    await _add(head, "Anything else?", "long_text", "")
    await head.looks_right("questions")
    await head.page.locator("li.q-edited", has_text="Anything else?").get_by_role("button", name="Up").click()
    await head.sees("1. Anything else?")
    await head.press("See it as a parent does")
    await head.sees("This is a preview")
    await head.looks_right("preview")
    await head.press("Save and continue")
    await head.sees("Questions")
    assert await db.value("SELECT count(*) FROM survey_draft") == 0


async def _add(head: Visit, text: str, kind: str, options: str) -> None:
    await head.press("Add a question", exact=False)
    await head.page.locator("#text").fill(text)
    await head.page.locator("#kind").select_option(kind)
    await head.page.locator("#options").fill(options)
    await head.looks_right("question-new")
    await head.press("Save the question")
    await head.sees(text)
