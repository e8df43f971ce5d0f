"""Those who will not open a link are heard: on paper, at a kiosk, at the gate; and who is missing is asked."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from uuid import UUID

import pytest
from playwright.async_api import Browser, Route
from playwright.async_api import Error as NavigationCut

from common import db
from surveys.answering.codes import spaced
from surveys.building.queries import questionnaire
from surveys.building.ready_made import ready_made
from surveys.building.rules import Questionnaire
from surveys.building.services import create_survey, open_survey
from surveys.rules import Anonymity
from tests.cast import a_parent, a_school
from tests.journeys.stage import Stage, Visit, running
from tests.surveys.channels.stage import an_ambassador, sealed_answers, some_codes

pytestmark = pytest.mark.browser


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
async def stage(request: pytest.FixtureRequest, browser: Browser) -> AsyncIterator[Stage]:
    """A running site with an empty database, and browsers."""
    name = "quorate_channels_js" if request.param else "quorate_channels_plain"
    async with running(name, browser, javascript=request.param, worker=False) as opened:
        yield opened


async def a_pulse(school: UUID, anonymity: Anonymity = Anonymity.ANONYMOUS) -> Questionnaire:
    """A short survey that is open, in English and Polish, with some families on the roll."""
    for year in (2, 5):
        for number in range(12):
            await a_parent(school, f"Parent {year} {number}", year=year)
    survey = await create_survey(
        school=school,
        title="Half-term pulse",
        template=ready_made()["year-pulse"],
        closes_at=None,
        by=None,
        anonymity=anonymity,
    )
    await db.rows('UPDATE survey SET languages = \'["en", "pl"]\' WHERE id = $1', survey)
    await open_survey(school, survey, by=None)
    return await questionnaire(school, survey, "en")


async def _answer_all(parent: Visit, asked: Questionnaire, *, send: str, save: str) -> None:
    """Goes through every page, choosing the first option of each question."""
    for section in asked.sections:
        for question in section.questions:
            if question.options:
                await parent.page.locator(f"#{question.name}").check()
        await parent.press(save)
    await parent.press(send)


async def test_a_paper_form_is_printed_keyed_twice_and_its_code_is_spent(stage: Stage) -> None:
    school = await a_school()
    asked = await a_pulse(school)
    ambassador = await stage.visit(await an_ambassador(school))
    await ambassador.open("/ambassador")
    await ambassador.looks_right("ambassador")
    await ambassador.press(asked.title)
    await ambassador.looks_right("collecting")
    await ambassador.press("Print paper forms and posters")
    await ambassador.looks_right("forms")
    await ambassador.page.locator("#number").fill("2")
    async with ambassador.page.expect_download() as download:
        await ambassador.page.get_by_role("button", name="Make the file to print").click()
    assert (await (await download.value).path()).read_bytes().startswith(b"%PDF-1.7")
    code = (await some_codes(asked))[0]
    await _key(ambassador, asked, code, keys=("1", "2", "2", "3"))
    await ambassador.sees("It is sealed when it has been keyed a second time.")
    await _key(ambassador, asked, code, keys=("1", "2", "2", "1"))
    await ambassador.sees("Keyed the first time as")
    await ambassador.looks_right("keying-differs")
    await ambassador.page.get_by_role("button", name="This form is keyed").click()
    await ambassador.sees("Sealed and counted. Destroy the paper.")
    assert await sealed_answers(asked.survey) == 1
    family = await stage.visit()
    await family.open("/f")
    await family.looks_right("form-code")
    await family.page.locator("#code").fill(spaced(code).lower())
    await family.press("Continue")
    await family.sees("This form has been counted already")
    await family.looks_right("form-code-used")


async def _key(keyer: Visit, asked: Questionnaire, code: str, keys: tuple[str, ...]) -> None:
    await keyer.open(f"/ambassador/{asked.survey}/keying")
    await keyer.looks_right("keying")
    await keyer.page.locator("#code").fill(code)
    closed = [question.name for question in asked.questions if question.options]
    for name, key in zip(closed, keys, strict=True):
        await keyer.page.locator(f"#{name}").fill(key)
    await keyer.page.get_by_role("button", name="This form is keyed").click()


async def _back(visit: Visit) -> None:
    """Presses the browser's Back. The site leads elsewhere, by which what the browser waited for may be cut short."""
    with suppress(NavigationCut):
        await visit.page.go_back()


async def _slowly(route: Route) -> None:
    """As over a poor connection."""
    await asyncio.sleep(0.4)
    await route.continue_()


async def test_a_kiosk_takes_one_after_the_other_and_shows_nobody_what_another_typed(stage: Stage) -> None:
    school = await a_school()
    asked = await a_pulse(school)
    tablet = await stage.visit(await an_ambassador(school))
    await tablet.open(f"/ambassador/{asked.survey}/kiosk")
    await tablet.looks_right("kiosk-start")
    await tablet.page.locator("#pin").fill("2468")
    await tablet.press("Sign me out and begin")
    await tablet.sees("This device keeps nothing")
    await tablet.looks_right("kiosk")
    await tablet.press("Polski")
    await tablet.press("Zacznij")
    await tablet.looks_right("kiosk-turn")
    await tablet.page.route("**/check", _slowly)  # whoever finishes at once loses nothing of what is on its way
    await _answer_all(tablet, asked, send="Wyślij moją odpowiedź", save="Zapisz i przejdź dalej")
    await tablet.press("Zakończ i wyczyść")
    await tablet.sees("This device keeps nothing")
    assert await sealed_answers(asked.survey) == 1
    await _back(tablet)
    await tablet.sees("This device keeps nothing")
    await tablet.press("English")
    await tablet.press("Start")
    for question in asked.sections[0].questions:
        await tablet.page.locator(f"#{question.name}").check()
    await tablet.press("Save and continue")
    await tablet.sees("Page 2 of 2")  # it is kept by now, so that there is something to clear
    await tablet.press("Finish and clear")
    assert await db.value("SELECT count(*) FROM survey_draft") == 0
    await _back(tablet)
    await tablet.sees("This device keeps nothing")
    await tablet.press("End the kiosk")
    await tablet.looks_right("kiosk-end")
    await tablet.page.locator("#pin").fill("2468")
    await tablet.press("End the kiosk")
    await tablet.sees("The kiosk has ended.")
    await tablet.open("/ambassador")
    await tablet.sees("Sign in")


async def test_an_ambassador_asks_at_the_gate_and_the_answer_is_gone_from_sight(stage: Stage) -> None:
    school = await a_school()
    asked = await a_pulse(school)
    ambassador = await stage.visit(await an_ambassador(school))
    await ambassador.open("/ambassador")
    await ambassador.press("Ask a parent")
    await ambassador.looks_right("entry")
    await ambassador.press("Begin")
    await ambassador.sees("Ask the parent whether you may type")
    await ambassador.looks_right("entry-wrong")
    await ambassador.page.get_by_label("At the gate, face to face").check()
    await ambassador.page.locator("#spoken").select_option("pl")
    await ambassador.page.locator("#year").select_option("5")
    await ambassador.page.get_by_label("The parent agrees").check()
    await ambassador.press("Begin")
    await ambassador.press("Start")
    await _answer_all(ambassador, asked, send="Send my answer", save="Save and continue")
    await ambassador.sees("You have answered. Thank you!")
    await ambassador.press("Finish and clear")
    await ambassador.sees("You have asked 1 parent, 1 of them today.")
    assert await sealed_answers(asked.survey) == 1
    await _back(ambassador)
    await ambassador.sees("would like to know what you think")
    assert await ambassador.page.get_by_text("Your answer is sealed.").count() == 0


async def test_a_group_that_is_missing_is_taken_on(stage: Stage) -> None:
    school = await a_school()
    asked = await a_pulse(school, Anonymity.CONFIDENTIAL)
    await db.rows(
        "UPDATE invitation i SET spent_at = current_date - 1 FROM person p WHERE i.survey = $1 AND p.id = i.person"
        " AND p.name LIKE 'Parent 2 %' AND p.name < 'Parent 2 7'",
        asked.survey,
    )
    ambassador = await stage.visit(await an_ambassador(school))
    await ambassador.open(f"/ambassador/{asked.survey}")
    await ambassador.looks_right("voices")
    await ambassador.press("I’ll ask them : Year 5")
    await ambassador.press("Note what you did")
    await ambassador.looks_right("voices-mine")
    await ambassador.press("Done")
    await ambassador.sees("Write down what you did")
    await ambassador.page.locator("#note").fill("Stood at the Year 5 gate on Tuesday and Wednesday.")
    await ambassador.press("Done")
    await ambassador.open(f"/ambassador/{asked.survey}")
    await ambassador.sees("Done by Amina Yusuf")
    await ambassador.looks_right("voices-done")


async def test_a_kiosk_that_nobody_touches_warns_and_then_clears_itself(stage: Stage) -> None:
    if not stage.javascript:
        pytest.skip("without JavaScript people press the button, as in the journey above")
    school = await a_school()
    asked = await a_pulse(school)
    tablet = await stage.visit(await an_ambassador(school))
    await tablet.page.clock.install()
    await tablet.open(f"/ambassador/{asked.survey}/kiosk")
    await tablet.page.locator("#pin").fill("2468")
    await tablet.press("Sign me out and begin")
    await tablet.press("English")
    await tablet.press("Start")
    for question in asked.sections[0].questions:
        await tablet.page.locator(f"#{question.name}").check()
    await tablet.press("Save and continue")
    await tablet.sees("Page 2 of 2")
    await tablet.page.clock.run_for(91_000)
    await tablet.sees("Are you still there?")
    await tablet.looks_right("kiosk-idle")
    await tablet.press("Go on")
    assert not await tablet.page.get_by_text("Are you still there?").is_visible()
    await tablet.page.clock.run_for(112_000)
    await tablet.sees("This device keeps nothing")
    assert await db.value("SELECT count(*) FROM survey_draft") == 0
