"""A confidential survey: a letter in Polish, answered on a phone; the reminder skips whoever has answered."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from uuid import UUID

import pytest
from playwright.async_api import Browser, Page

import surveys.inviting.letters  # noqa: F401 - registers the letters
from common import db
from surveys.inviting.services import send_invitations, send_reminders
from tests.cast import a_head_teacher, a_parent, a_school
from tests.journeys.stage import Stage, Visit, running

pytestmark = pytest.mark.browser


@pytest.fixture
async def stage(browser: Browser) -> AsyncIterator[Stage]:
    """A running site with a worker."""
    async with running("quorate_invitation", browser, javascript=True) as opened:
        yield opened


async def _at_noon(school: UUID) -> None:
    """The school stands where it is about noon now: letters leave by day only."""
    behind = datetime.now(UTC).hour - 12
    await db.rows("UPDATE school SET timezone = $2 WHERE id = $1", school, f"Etc/GMT{behind:+d}" if behind else "UTC")


async def _letter(kind: str, address: str | None) -> str:
    """The words of a letter, as soon as the worker has sent it."""
    for _ in range(100):
        found = await db.value(
            "SELECT shown_body FROM outbox_mail WHERE kind = $1 AND address = $2 AND shown_body IS NOT NULL",
            kind,
            address,
        )
        if found:
            return str(found)
        await _wait()
    raise AssertionError(f"no {kind} for {address}")


async def _reminded() -> set[UUID]:
    """Who got a reminder, as soon as none waits in the outbox any more. This demonstration keeps what it sent."""
    for _ in range(100):
        lines = await db.rows("SELECT person, state FROM outbox_mail WHERE kind = 'survey_reminder'")
        if all(line["state"] == "sent" for line in lines):
            return {line["person"] for line in lines}
        await _wait()
    raise AssertionError("a reminder waits still")


async def _wait() -> None:
    await db.rows("SELECT pg_sleep(0.2)")


def _link(letter: str) -> str:
    found = re.search(r"(/i/[\w-]{43})\n", letter)
    assert found is not None
    return found[1]


async def _fill_in(parent: Visit) -> None:
    while parent.page.url.rsplit("/", 1)[-1].isdigit():
        await _choose_first(parent.page)
        await parent.press("Zapisz i przejdź dalej")


async def _choose_first(page: Page) -> None:
    names = await page.locator("main input[type=radio]").evaluate_all("all => [...new Set(all.map(one => one.name))]")
    for name in names:
        await page.locator(f'main input[name="{name}"]').first.check(force=True)


async def _made_by_the_head(head: Visit) -> UUID:
    await head.open("/surveys/new")
    await head.looks_right("survey-new")
    await head.page.locator("#title").fill("Autumn parent survey")
    await head.page.get_by_label("Confidential: a personal link for each family").check()
    await head.press("Make the survey")
    survey = UUID(re.sub(r".*/surveys/([0-9a-f-]+).*", r"\1", head.page.url))
    await head.looks_right("survey-confidential")
    await head.press("Choose who is invited")
    await head.page.locator("#remind_after").fill("5")
    await head.press("Save and show the numbers")
    await head.sees("These are the numbers on today’s roll.")
    await head.looks_right("invitations-plan")
    await db.rows("UPDATE survey SET languages = $2 WHERE id = $1", survey, ["en", "pl"])
    await head.open(f"/surveys/{survey}")
    await head.press("Open the survey")
    return survey


async def test_a_letter_in_polish_is_answered_on_a_phone_and_the_reminder_skips_it(stage: Stage) -> None:
    school = await a_school()
    await _at_noon(school)
    ola, other = await a_parent(school, "Ola Nowak"), await a_parent(school, "Sam Silent")
    await db.rows("UPDATE person SET language = 'pl' WHERE id = $1", ola.id)
    emails = {line["id"]: line["email"] for line in await db.rows("SELECT id, email FROM person")}
    head = await stage.visit(await a_head_teacher(school))
    survey = await _made_by_the_head(head)
    await send_invitations()
    letter = await _letter("survey_invitation", emails[ola.id])
    assert "Dzień dobry, Ola Nowak!" in letter

    stage.javascript = False
    parent = await stage.visit()
    await parent.open(_link(letter))
    await parent.sees("Twoja odpowiedź jest poufna")
    await parent.press("Zacznij")
    await _fill_in(parent)
    await parent.press("Wyślij moją odpowiedź")
    await parent.sees("Odpowiedź została wysłana. Dziękujemy!")

    await head.open(f"/surveys/{survey}/invitations")
    await head.looks_right("invitations-progress")
    await head.press("Remind those who have not answered")
    await head.sees("The reminder is on its way")
    await send_reminders()
    reminder = await _letter("survey_reminder", emails[other.id])
    assert await _reminded() == {other.id}

    again = await stage.visit()
    await again.open(_link(letter))
    await again.sees("Z tego linku wysłano już odpowiedź")
    silent = await stage.visit()
    await silent.open(f"{_link(reminder)}/stop")
    await silent.press("Send me no more letters about surveys")
    await silent.sees("You get no more letters about surveys")
    stage.javascript = True
    await _looked_at(await stage.visit(), _link(reminder), survey)


async def _looked_at(reader: Visit, link: str, survey: UUID) -> None:
    """What parents see along the way, through axe and at two widths."""
    await reader.open(link)
    await reader.looks_right("invited-start")
    await reader.open(f"{link}/stop")
    await reader.looks_right("invited-stop")
    await reader.context.clear_cookies()
    code = await db.value("SELECT code FROM survey WHERE id = $1", survey)
    await reader.open(f"/s/{code}")
    await reader.sees("This survey needs a personal link")
    await reader.looks_right("invited-no-pass")
