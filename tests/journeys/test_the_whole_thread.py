"""From comments to a minuted decision, in a browser at the width of a phone, with and without JavaScript.

Without JavaScript axe cannot run in the page, so the look is checked with it; every step is the same.
"""

from __future__ import annotations

import asyncio
import csv
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.async_api import Browser

from common import db
from people.rules import Role
from tests.bench import respond
from tests.cast import Council, a_council, a_person
from tests.journeys.site import Site
from tests.journeys.stage import Stage, Visit, comes_true, running

pytestmark = pytest.mark.browser
COMMENTS = Path(__file__).resolve().parents[2] / "web" / "demo" / "comments.json"
OTHER_PARENTS = 11


@pytest.fixture(params=[True, False], ids=["with JavaScript", "without JavaScript"])
async def stage(request: pytest.FixtureRequest, browser: Browser) -> AsyncIterator[Stage]:
    """A running site with an empty database, and browsers."""
    name = "quorate_journey_js" if request.param else "quorate_journey_plain"
    async with running(name, browser, javascript=request.param) as opened:
        yield opened


async def test_from_comments_to_a_minuted_decision(stage: Stage, tmp_path: Path) -> None:
    council = await a_council()
    await a_person(council.school, "Dana Lead", Role.SAFEGUARDING_LEAD)
    head = await stage.visit(council.head)
    code = await _a_survey_is_made_and_opened(head)
    await _a_parent_answers_and_comes_back(await stage.visit(), code)
    await asyncio.gather(*(respond(stage.site.url, code) for _ in range(OTHER_PARENTS)))
    await _comments_are_imported(stage.site, code, tmp_path)
    await _the_survey_is_closed_and_read(head, reload=not stage.javascript)
    await _a_finding_is_published_and_raised(head)
    clerk = await stage.visit(council.clerk)
    await _it_goes_before_a_meeting(clerk, council)
    await _it_is_moved_seconded_and_put(stage, clerk, council)
    await _members_vote(stage, council)
    await _the_result_is_declared(clerk, reload=not stage.javascript)
    await _minutes_and_thread_tell_it(clerk)


async def _a_survey_is_made_and_opened(head: Visit) -> str:
    await head.open("/")
    await head.looks_right("home-head")
    await head.page.get_by_role("navigation").get_by_role("link", name="Surveys").click()
    await head.press("Make a survey")
    await head.looks_right("survey-new")
    await head.page.locator("#title").fill("")
    await head.press("Make the survey")
    await head.sees("There is a problem")
    await head.page.locator("#title").fill("Autumn parent survey")
    await head.press("Make the survey")
    await head.press("Open the survey")
    await head.sees("The survey is open")
    await head.looks_right("survey-open")
    code = str(await db.value("SELECT code FROM survey"))
    await head.sees(code)
    await head.open(await _own_path(head, "/poster"))
    await head.looks_right("survey-poster")
    return code


async def _own_path(visit: Visit, more: str) -> str:
    return visit.page.url.removeprefix(visit.site.url).split("?")[0] + more


async def _a_parent_answers_and_comes_back(parent: Visit, code: str) -> None:
    await parent.open(f"/s/{code}")
    await parent.looks_right("answering-start")
    await parent.press("Start")
    await _agree_to_everything(parent)
    await parent.looks_right("answering-section")
    await parent.press("Save and continue")
    await parent.sees("Page 2 of 5")
    await parent.page.close()
    parent.page = await parent.context.new_page()
    await parent.open(f"/s/{code}")
    await parent.press("Continue")
    await parent.sees("Page 2 of 5")
    for page in (2, 3, 4):
        await parent.sees(f"Page {page} of 5")
        await _agree_to_everything(parent)
        await parent.press("Save and continue")
    await parent.sees("Page 5 of 5")
    await _too_much_is_refused_and_kept(parent)
    await parent.press("Save and continue")
    await parent.sees("Check your answers")
    await parent.looks_right("answering-check")
    await parent.press("Send my answer")
    await parent.sees("Thank you")
    await parent.looks_right("answering-done")
    await parent.open(f"/s/{code}/1")
    await parent.sees("Thank you")


async def _agree_to_everything(parent: Visit) -> None:
    for choice in await parent.page.get_by_label("Agree", exact=True).all():
        await choice.check()


async def _too_much_is_refused_and_kept(parent: Visit) -> None:
    boxes = parent.page.get_by_role("textbox")
    await boxes.nth(0).fill("The teachers are lovely. " * 300)
    await boxes.nth(1).fill("We hear about trips too late.")
    await parent.press("Save and continue")
    await parent.sees("There is a problem")
    await parent.looks_right("answering-too-long")
    assert await boxes.nth(1).input_value() == "We hear about trips too late."
    assert (await boxes.nth(0).input_value()).startswith("The teachers are lovely.")
    await boxes.nth(0).fill("The teachers are lovely.")


async def _comments_are_imported(site: Site, code: str, folder: Path) -> None:
    file = folder / "comments.csv"
    with file.open("w", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(["id", "comment"])
        writer.writerows(
            (f"r{number}", line["text"]) for number, line in enumerate(json.loads(COMMENTS.read_text())[:200])
        )
    await site.run("import-responses", code, str(file), "--dry-run")
    assert await db.value("SELECT count(*) FROM comment WHERE channel = 'import'") == 0
    await site.run("import-responses", code, str(file))
    imported = await db.value("SELECT count(*) FROM comment WHERE channel = 'import'")
    assert imported > 150
    await site.run("import-responses", code, str(file))
    assert await db.value("SELECT count(*) FROM comment WHERE channel = 'import'") == imported


async def _the_survey_is_closed_and_read(head: Visit, *, reload: bool) -> None:
    await head.open("/surveys")
    await head.press("Autumn parent survey")
    await head.press("Close the survey")
    await head.press("Close the survey")
    await head.sees("The survey is closed")
    await head.press("See the results")
    results = head.page.url.split("?")[0]
    await comes_true("SELECT count(*) = $1 FROM response", OTHER_PARENTS + 1)  # the last batches are opened by a job
    await head.page.goto(results)
    if await head.page.get_by_role("button", name="Read the comments").count():
        await head.press("Read the comments")
    await comes_true("SELECT bool_and(state = 'done') FROM comment_analysis")
    await head.page.goto(results)
    await head.looks_right("results")


async def _a_finding_is_published_and_raised(head: Visit) -> None:
    await head.open("/findings")
    await head.looks_right("findings")
    await head.page.locator("main a[href^='/findings/']").first.click()
    await head.looks_right("finding")
    await head.press("I have reviewed it")
    await head.sees("published")
    await head.press("Raise as a motion")
    await head.looks_right("motion-new")
    await head.page.get_by_label("Parent council").check()
    await head.page.locator("#title").fill("One message home each week")
    await head.page.get_by_role("textbox").nth(1).fill("That the school sends one message home each Friday.")
    await head.press("Save the draft")
    await head.sees("What it rests on")
    await head.press("Submit to the clerk")
    await head.sees("Submitted")
    await head.looks_right("motion-submitted")


async def _it_goes_before_a_meeting(clerk: Visit, council: Council) -> None:
    await clerk.open("/meetings/new")
    await clerk.looks_right("meeting-new")
    await clerk.page.get_by_label("Parent council").check()
    await clerk.page.locator("#title").fill("Autumn meeting")
    held_on = datetime.now(UTC) + timedelta(days=50)
    await clerk.page.get_by_label("Date and time").fill(f"{held_on:%Y-%m-%d}T18:30")
    await clerk.press("Plan the meeting")
    await clerk.press("Put it on the agenda")
    await clerk.sees("One message home each week")
    await clerk.press("notice")
    await clerk.looks_right("meeting-notice")
    await clerk.press("Send notice")
    await clerk.sees("Notice")
    await clerk.press("Take attendance")
    for choice in await clerk.page.get_by_label("Present", exact=True).all():
        await choice.check()
    await clerk.looks_right("attendance")
    await clerk.press("Save attendance")
    await clerk.press("Open the meeting")
    await clerk.looks_right("meeting-early")
    await clerk.page.get_by_label("Why is it held now?").fill("Everybody could come today.")
    await clerk.press("Open it now")
    await clerk.sees("The meeting is open")
    await clerk.looks_right("meeting-open")


async def _it_is_moved_seconded_and_put(stage: Stage, clerk: Visit, council: Council) -> None:
    meeting = clerk.page.url.removeprefix(clerk.site.url).split("?")[0]
    chair = await stage.visit(council.chair)
    await chair.open(meeting)
    await chair.press("Move")
    await chair.sees("Moved by Chidi Obi")
    second = await stage.visit(council.members[0])
    await second.open(meeting)
    await second.press("Second")
    await second.sees("Seconded by Member 1")
    await clerk.open(meeting)
    await clerk.press("Put the motion to the vote")
    await clerk.looks_right("motion-put")
    await clerk.press("Look at it before it opens")
    await clerk.looks_right("motion-put-confirm")
    await clerk.press("Open the vote")
    await clerk.sees("put to the vote")
    await clerk.page.locator("summary", has_text="Close the meeting").click()
    await clerk.press("Close it for good")
    await clerk.sees("The meeting is closed")


async def _members_vote(stage: Stage, council: Council) -> None:
    for number, (member, choice) in enumerate(
        zip(council.members, ("For", "For", "For", "Against", "Abstain"), strict=True)
    ):
        visit = await stage.visit(member)
        await visit.open("/polls")
        await visit.press("One message home each week")
        if number == 0:
            await visit.looks_right("poll-open")
            await visit.press("Cast my vote")
            await visit.sees("There is a problem")
            await visit.page.get_by_label("Against", exact=True).check()
            await visit.press("Cast my vote")
            await visit.sees("receipt")
            await visit.looks_right("poll-receipt")
        await visit.page.get_by_label(choice, exact=True).check()
        await visit.press("Cast my")
        await visit.sees("receipt")
    assert await db.value("SELECT count(*) FROM envelope") == len(council.members)


async def _the_result_is_declared(clerk: Visit, *, reload: bool) -> None:
    await clerk.open("/polls")
    await clerk.press("One message home each week")
    await clerk.press("Close")
    await clerk.press("Close the vote for good")
    await clerk.eventually("vote to spare", reload=reload)
    await clerk.looks_right("poll-declared")
    told = {line["ballot"]: line["ballots"] for line in await db.rows("SELECT ballot, ballots FROM tallied_ballot")}
    assert told == {"for": 3, "against": 1, "abstain": 1}
    assert await db.value("SELECT count(*) FROM envelope") == 0


async def _minutes_and_thread_tell_it(clerk: Visit) -> None:
    await clerk.open("/meetings")
    await clerk.press("Autumn meeting")
    await clerk.press("Minutes", exact=False)
    await clerk.sees("Moved by Chidi Obi")
    await clerk.sees("Seconded by Member 1")
    await clerk.looks_right("minutes")
    await clerk.open("/motions")
    await clerk.press("One message home each week")
    await clerk.press("See the whole thread")
    await clerk.sees("Carried")
    await clerk.looks_right("thread")
    await clerk.page.locator("main a[href*='/findings/']").first.click()
    await clerk.looks_right("thread-finding")
