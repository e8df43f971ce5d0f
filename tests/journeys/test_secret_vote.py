"""A vote whose key three people hold, in a browser: rehearsal, both ceremonies, result, receipt and bundle."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from playwright.async_api import Browser

from people.rules import Role
from tests.cast import a_parent, a_person, a_school
from tests.journeys.stage import Stage, Visit, running
from tests.votes.stage import a_poll
from votes import verify
from votes.rules import Custody

pytestmark = pytest.mark.browser


@pytest.fixture
async def stage(browser: Browser) -> AsyncIterator[Stage]:
    """A running site with an empty database, and browsers."""
    async with running("quorate_journey_secret", browser, javascript=True) as opened:
        yield opened


async def _sheets(visit: Visit) -> list[str]:
    lists = await visit.page.locator(".q-sheet__words").all()
    return [" ".join(await each.locator("li").all_text_contents()) for each in lists]


async def _rehearse(officer: Visit) -> None:
    await officer.open("/polls/rehearsal")
    await officer.press("Make practice sheets", exact=True)
    await officer.looks_right("vote-rehearsal")
    words = await _sheets(officer)
    await officer.page.locator("#sheet_1").fill(words[0])
    await officer.page.locator("#sheet_2").fill(words[2])
    await officer.press("Try them")
    await officer.sees("It works.")
    await officer.looks_right("vote-rehearsed")


async def test_a_vote_that_three_people_hold_the_key_of(stage: Stage, tmp_path: Path) -> None:
    school = await a_school()
    officer = await stage.visit(await a_person(school, "Robin Officer", Role.RETURNING_OFFICER))
    parents = [await a_parent(school, f"Parent {number}") for number in range(3)]
    poll = await a_poll(school, [parent.id for parent in parents], custody=Custody.SECRET)
    await _rehearse(officer)
    words = await _three_people_open_the_vote(officer)
    voter = await stage.visit(parents[0])
    await voter.open(f"/polls/{poll}")
    await voter.page.get_by_label("For", exact=True).check()
    await voter.press("Cast my vote")
    receipt = await voter.page.locator(".q-receipt__value").first.inner_text()
    await voter.press("How secret is my vote?")
    await voter.looks_right("vote-secret-how")
    await officer.open(f"/polls/{poll}/close")
    await officer.press("Close the vote for good")
    await _two_of_them_open_the_box(officer, words)
    await voter.open(f"/polls/{poll}")
    bundle = tmp_path / "bundle.zip"
    async with voter.page.expect_download() as download:
        await voter.page.get_by_role("link", name="The result's bundle").click()
    await (await download.value).save_as(bundle)
    assert "Your receipt is among them." in verify.verify(str(bundle), receipt=receipt)
    await voter.page.locator("#receipt").fill(receipt)
    await voter.press("Check", exact=True)
    await voter.page.get_by_text("Prove it without trusting this page").click()
    await voter.looks_right("vote-receipt-proof")


async def _three_people_open_the_vote(officer: Visit) -> list[str]:
    await officer.open("/polls")
    await officer.press("Open the vote")
    await officer.page.locator("#name_2").fill("Ann Other")
    await officer.press("Make the key and show the words")
    await officer.sees("There is a problem")
    await officer.looks_right("vote-opening")
    await officer.page.locator("#name_3").fill("Tom Third")
    await officer.press("Make the key and show the words")
    await officer.sees("shown this once")
    await officer.page.get_by_text("Show the words of sheet 2").click()
    await officer.looks_right("vote-sheets")
    words = await _sheets(officer)
    for box in await officer.page.get_by_role("checkbox").all():
        await box.check()
    await officer.press("Open the vote")
    await officer.sees("The vote is open.")
    return words


async def _two_of_them_open_the_box(officer: Visit, words: list[str]) -> None:
    await officer.eventually("Open the box", reload=False, seconds=60)
    await officer.looks_right("vote-waits-for-sheets")
    await officer.press("Open the box")
    await officer.page.locator("#sheet_1").fill(words[1])
    await officer.page.locator("#sheet_2").fill(words[0].replace(" ", " qq ", 1))
    await officer.press("Open the box")
    await officer.sees("Word 2, “qq”")
    await officer.looks_right("vote-count")
    await officer.page.locator("#sheet_2").fill(words[0])
    await officer.press("Open the box")
    await officer.eventually("Check this result", reload=False, seconds=60)
    await officer.looks_right("vote-secret-result")
