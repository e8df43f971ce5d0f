"""A parent answers where the signal comes and goes: nothing typed is lost, and nothing of it stays."""

from __future__ import annotations

import contextlib

import pytest
from playwright.async_api import Browser, Error, Page, Route

from common import db
from surveys.building.queries import questionnaire
from surveys.building.rules import Questionnaire
from tests.cast import a_school
from tests.journeys.stage import Stage, Visit, running
from tests.surveys.scene import an_open_survey

pytestmark = [pytest.mark.browser, pytest.mark.slow]
NOT_SENT = "This could not be sent just now"


async def asked_in(stage: Stage) -> Questionnaire:
    school = await a_school()
    return await questionnaire(school, (await an_open_survey(school)).survey, "en")


async def choose(page: Page, asked: Questionnaire, number: int) -> None:
    section = asked.section(number)
    assert section is not None
    for question in section.questions:
        field = page.locator(f'[name="{question.name}"]')
        if question.is_text:
            await field.fill("The new library is lovely.")
        else:
            await field.first.check()


async def kept_in(page: Page) -> list[str]:
    return list(await page.evaluate("Object.keys(sessionStorage).concat(Object.keys(localStorage))"))


async def arrived() -> int:
    return int(await db.value("SELECT COALESCE(sum(arrived), 0) FROM answer_batch"))


async def test_what_was_typed_without_signal_is_sent_when_it_comes_back_and_then_gone(browser: Browser) -> None:
    async with running("quorate_offline", browser, javascript=True) as stage:
        asked = await asked_in(stage)
        visit = await stage.visit()
        await visit.open(f"/s/{asked.code}/1")
        await choose(visit.page, asked, 1)
        await visit.context.set_offline(True)
        await visit.page.get_by_role("button", name="Save and continue").click()
        await visit.sees(NOT_SENT)
        await visit.looks_right("survey-offline")
        await visit.context.set_offline(False)
        await visit.sees("Page 2 of 5")
        for number in range(2, 6):
            await choose(visit.page, asked, number)
            await visit.page.get_by_role("button", name="Save and continue").click()
            await visit.sees(f"Page {number + 1} of 5" if number < 5 else "Check your answers")
        await last_look_without_signal(visit)
        assert await kept_in(visit.page) == []
        assert await arrived() == 1
        await a_server_that_restarts(stage, asked)


async def last_look_without_signal(visit: Visit) -> None:
    await visit.context.set_offline(True)
    await visit.page.get_by_role("button", name="Send my answer").click()
    await visit.sees(NOT_SENT)
    await visit.context.set_offline(False)
    await visit.sees("You have answered. Thank you!")


async def a_server_that_restarts(stage: Stage, asked: Questionnaire) -> None:
    """A proxy's error page does not take the place of what was typed, and the page tries again by itself."""
    visit = await stage.visit()
    await visit.open(f"/s/{asked.code}/1")
    await choose(visit.page, asked, 1)
    times = 0

    async def gateway(route: Route) -> None:
        nonlocal times
        times += 1
        if route.request.method == "POST" and times == 1:
            await route.fulfill(status=502, body="<h1>Bad gateway</h1>", content_type="text/html")
        else:
            await route.continue_()

    await visit.page.route("**/s/**", gateway)
    await visit.page.get_by_role("button", name="Save and continue").click()
    await visit.sees(NOT_SENT)
    assert await visit.page.get_by_text("Bad gateway").count() == 0
    await visit.sees("Page 2 of 5")


async def test_a_tab_that_was_put_away_still_has_what_was_typed_until_it_is_given_up(browser: Browser) -> None:
    async with running("quorate_offline_tab", browser, javascript=True) as stage:
        asked = await asked_in(stage)
        visit = await stage.visit()
        await visit.open(f"/s/{asked.code}/1")
        await choose(visit.page, asked, 1)
        await visit.page.reload()
        checked = visit.page.locator("input:checked")
        assert await checked.count() == 4
        await visit.page.get_by_role("button", name="Save and continue").click()
        await visit.sees("Page 2 of 5")
        await choose(visit.page, asked, 2)
        await visit.open(f"/s/{asked.code}")
        assert len(await kept_in(visit.page)) == 1
        await visit.press("Delete them and start again")
        assert await kept_in(visit.page) == []


async def test_without_javascript_a_failed_page_can_be_sent_again_as_it_was(browser: Browser) -> None:
    async with running("quorate_offline_plain", browser, javascript=False) as stage:
        asked = await asked_in(stage)
        visit = await stage.visit()
        await visit.open(f"/s/{asked.code}/1")
        await choose(visit.page, asked, 1)
        await visit.context.set_offline(True)
        with contextlib.suppress(Error):
            await visit.page.get_by_role("button", name="Save and continue").click()
        # The browser's own page about it: reloaded any earlier, the form would be read again and not sent.
        await visit.page.wait_for_url(lambda url: url.startswith("chrome-error:"))
        await visit.context.set_offline(False)
        await visit.page.reload()  # the browser sends the same form again
        await visit.sees("Page 2 of 5")
        await visit.open(f"/s/{asked.code}/1")
        assert await visit.page.locator("input[checked]").count() == 4
