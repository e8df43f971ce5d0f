"""Chromium for the journeys: axe on every page, and pictures at the width of a phone and of a desk."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

from tests.browser import ADVICE, chromium

SHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="session")
async def browser() -> AsyncIterator[Browser]:
    """Chromium."""
    path = chromium()
    if path is None:
        pytest.fail(ADVICE)
    async with async_playwright() as playwright:
        started = await playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        yield started
        await started.close()


async def no_violations(page: Page) -> None:
    """Fails with what axe has to say about the page as it stands, or when it is wider than its window."""
    found = await Axe().run(page)
    told = [
        f"{violation['id']}: {violation['help']} {[node['html'][:150] for node in violation['nodes'][:3]]}"
        for violation in found.response["violations"]
    ]
    assert not told, f"{page.url}\n" + "\n".join(told)
    wide = await page.locator("html").evaluate("e => e.scrollWidth - e.clientWidth")
    assert wide <= 0, f"{page.url} is {wide} px wider than its window"


async def picture(page: Page, name: str) -> None:
    """The page at the width of a phone and of a desk, in build/screenshots."""
    SHOTS.mkdir(parents=True, exist_ok=True)
    before = page.viewport_size
    for size, word in ((PHONE, "390"), (DESK, "1280")):
        await page.set_viewport_size(size)
        await page.screenshot(path=str(SHOTS / f"{name}-{word}.png"), full_page=True)
    if before:
        await page.set_viewport_size(before)
