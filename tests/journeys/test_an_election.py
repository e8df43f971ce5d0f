"""An election in a browser, from the vacancy to the declaration: nominations, ranked ballots, paper, count, bundle."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from playwright.async_api import Browser

from common import db
from people.rules import Actor, Capacity, Office, Role
from tests.cast import a_body, a_member, a_parent, a_person, a_school
from tests.journeys.stage import Stage, Visit, running
from votes import verify

pytestmark = pytest.mark.browser

TITLE = "Two parent members of the council"
NAMES = ("Ada Bell", "Bola Cole", "Cem Demir")


@pytest.fixture(params=[True, False], ids=["javascript", "plain"])
async def stage(request: pytest.FixtureRequest, browser: Browser) -> AsyncIterator[Stage]:
    """A running site with an empty database, and browsers."""
    name = f"quorate_journey_election_{'js' if request.param else 'plain'}"
    async with running(name, browser, javascript=request.param) as opened:
        yield opened


@dataclass
class Cast:
    """Who takes part."""

    school: UUID
    clerk: Actor
    officer: Actor
    candidates: list[Actor]
    voters: list[Actor]


async def _cast() -> Cast:
    school = await a_school()
    body = await a_body(school)
    return Cast(
        school=school,
        clerk=await a_member(school, body, "Clare Byrne", Office.CLERK, Capacity.CO_OPTED),
        officer=await a_person(school, "Robin Officer", Role.RETURNING_OFFICER),
        candidates=[await a_parent(school, name) for name in NAMES],
        voters=[await a_parent(school, f"Voter {number}") for number in range(1, 5)],
    )


async def test_an_election_from_the_vacancy_to_the_declaration(stage: Stage, tmp_path: Path) -> None:
    cast = await _cast()
    clerk = await stage.visit(cast.clerk)
    vacancy = await _prepare(clerk)
    await _nominate(stage, cast, vacancy)
    poll = await _open(clerk, vacancy)
    receipt = await _vote(stage, cast, poll)
    await _on_paper(clerk, cast, poll)
    await clerk.open(f"{poll}/close")
    await clerk.press("Close the vote for good")
    await _key_twice(stage, clerk, cast, poll)
    await clerk.open(poll)
    await clerk.eventually("Check this result", reload=not stage.javascript, seconds=60)
    await clerk.looks_right("election-declared")
    await _take_away(clerk, poll, receipt, tmp_path)
    stranger = await stage.visit()
    await stranger.open(f"{poll}/receipts?receipt={receipt}")
    await stranger.sees("was in the box at the close")
    await stranger.looks_right("receipt-signed-out")


async def _prepare(clerk: Visit) -> str:
    await clerk.open("/elections")
    await clerk.looks_right("elections-empty")
    await clerk.press("Prepare an election")
    await clerk.press("Save the draft")
    await clerk.sees("There is a problem")
    await clerk.looks_right("election-form-faults")
    await clerk.page.locator("#title").fill(TITLE)
    await clerk.page.locator("#text").fill("Six evenings a year.\n\nTwo years.")
    await clerk.page.locator("#seats").fill("2")
    await clerk.page.get_by_label("Paper ballots as well").check()
    await clerk.press("Save the draft")
    await clerk.sees("The draft is saved.")
    await clerk.looks_right("election-draft")
    vacancy = re.sub(r"^https?://[^/]+|\?.*$", "", clerk.page.url)
    await clerk.press("Open nominations", exact=True)
    await clerk.looks_right("election-open-nominations")
    await clerk.press("Open nominations and tell everybody")
    await clerk.sees("Nominations are open.")
    return vacancy


async def _nominate(stage: Stage, cast: Cast, vacancy: str) -> None:
    first, second, third = cast.candidates
    for number, person in enumerate((first, second)):
        visit = await stage.visit(person)
        await visit.open(vacancy)
        await visit.press("Stand for election")
        await visit.page.locator("#statement").fill(f"I am {person.name}.\n\nI listen.")
        await visit.press("See how it will look")
        await visit.sees("This is how voters will see it")
        if number == 0:
            await visit.looks_right("election-statement")
        await visit.press("I will stand")
        await visit.sees("You stand.")
    await _put_forward(stage, cast.voters[0], third, vacancy)


async def _put_forward(stage: Stage, by: Actor, whom: Actor, vacancy: str) -> None:
    friend = await stage.visit(by)
    await friend.open(f"{vacancy}/nominate")
    await friend.looks_right("election-nominate")
    await friend.page.locator("#name").fill(whom.name)
    await friend.page.locator("#email").fill(str(await db.value("SELECT email FROM person WHERE id = $1", whom.id)))
    await friend.press("Ask them to stand")
    await friend.sees("They have been asked")
    asked = await stage.visit(whom)
    await asked.open(vacancy)
    await asked.looks_right("election-put-forward")
    await asked.press("Yes, I will stand")
    await asked.page.locator("#statement").fill("Since you ask.")
    await asked.press("I will stand")
    await asked.sees("You stand.")


async def _open(clerk: Visit, vacancy: str) -> str:
    await clerk.open(f"{vacancy}/close-nominations")
    await clerk.press("Close nominations", exact=True)
    await clerk.sees("Nominations are closed.")
    await clerk.press("Open the vote")
    await clerk.looks_right("election-settle")
    await clerk.press("Open the vote")
    await clerk.sees("The vote is open.")
    return re.sub(r"^https?://[^/]+|\?.*$", "", clerk.page.url)


async def _rank(voter: Visit, *names: str) -> None:
    for place, name in enumerate(names, start=1):
        await voter.page.get_by_label(f"Place of {name}").select_option(str(place))


async def _vote(stage: Stage, cast: Cast, poll: str) -> str:
    voter = await stage.visit(cast.voters[0])
    await voter.open(poll)
    await voter.looks_right("election-ballot")
    await _rank(voter, "Cem Demir", "Ada Bell")
    await voter.page.get_by_label("Place of Ada Bell").select_option("1")
    await voter.press("Look at my ballot before I cast it")
    await voter.sees("each place once")
    await voter.looks_right("election-ballot-fault")
    await _rank(voter, "Cem Demir", "Ada Bell")
    await voter.press("Look at my ballot before I cast it")
    await voter.sees("Without a mark: Bola Cole.")
    await voter.looks_right("election-preview")
    await voter.press("Change it")
    await voter.press("Look at my ballot before I cast it")
    await voter.press("Cast my vote")
    await voter.sees("Your vote is in")
    await voter.looks_right("election-cast")
    receipt = await voter.page.locator(".q-receipt__value").first.inner_text()
    other = await stage.visit(cast.voters[1])
    await other.open(poll)
    await _rank(other, "Ada Bell", "Cem Demir", "Bola Cole")
    await other.press("Look at my ballot before I cast it")
    await other.press("Cast my vote")
    await other.sees("Your vote is in")
    return receipt


async def _on_paper(clerk: Visit, cast: Cast, poll: str) -> None:
    for number, voter in enumerate(cast.voters[2:]):
        await clerk.open(f"{poll}/papers")
        await clerk.page.locator("#name").fill(voter.name)
        await clerk.press("Find")
        if number == 0:
            await clerk.looks_right("paper-desk")
        await clerk.press("Look up")
        await clerk.press("Give out a paper ballot")
        await clerk.sees("marked as given out")
    await clerk.open(f"{poll}/papers/blank")
    await clerk.looks_right("paper-blank")


async def _key_twice(stage: Stage, clerk: Visit, cast: Cast, poll: str) -> None:
    await clerk.open(f"{poll}/bundles")
    await clerk.page.locator("#papers").fill("2")
    await clerk.press("Enter this bundle")
    officer = await stage.visit(cast.officer)
    for number, visit in enumerate((clerk, officer)):
        await visit.open(f"{poll}/bundles")
        await visit.press("Bundle 1")
        await visit.page.locator("#ballots").fill("1 2\n3 9" if number else "1 2\n3 1")
        if number:
            await visit.press("I have keyed them all")
            await visit.sees("There is a problem")
            await visit.looks_right("paper-keying-fault")
            await visit.page.locator("#ballots").fill("1 2\n3 1")
        await visit.press("I have keyed them all")
    await officer.sees("The bundle is agreed.")
    await officer.open(f"{poll}/bundles")
    await officer.looks_right("paper-bundles")
    await officer.press("Everything agrees: go on to the count")


async def _take_away(clerk: Visit, poll: str, receipt: str, tmp_path: Path) -> None:
    for name in ("The full bundle, with every ballot", "The declaration to print and sign (PDF)"):
        async with clerk.page.expect_download() as download:
            await clerk.page.get_by_role("link", name=name).click()
        await (await download.value).save_as(tmp_path / name)
    assert "Your receipt is among them." in verify.verify(
        str(tmp_path / "The full bundle, with every ballot"), receipt=receipt
    )
    assert (tmp_path / "The declaration to print and sign (PDF)").read_bytes().startswith(b"%PDF")
    await clerk.press("Count it again", exact=True)
    await clerk.sees("the same result came out")
    await clerk.looks_right("election-recount")
