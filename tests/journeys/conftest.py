"""A real site for the journeys: web and worker as processes of their own, and Chromium at the width of a phone."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from axe_playwright_python.async_playwright import Axe
from playwright.async_api import Browser, Page, async_playwright

from tests.browser import ADVICE, chromium
from tests.conftest import VAR, free_port, fresh_database

SHOTS = Path(__file__).resolve().parents[2] / "build" / "screenshots"
QUORATE = Path(sys.executable).parent / "quorate"
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1280, "height": 900}


@dataclass
class Site:
    """A running site, and how to run a command beside it."""

    url: str
    environ: dict[str, str]

    def start(self, *words: str) -> subprocess.Popen[bytes]:
        """A `quorate` command as a process of its own."""
        return subprocess.Popen([str(QUORATE), *words], env=self.environ, start_new_session=True)  # noqa: S603

    async def run(self, *words: str) -> str:
        """A `quorate` command to its end; what it said on standard output."""
        process = await asyncio.create_subprocess_exec(
            str(QUORATE), *words, env=self.environ, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
        )
        out, err = await process.communicate()
        assert process.returncode == 0, err.decode()
        return out.decode()

    async def answers(self) -> None:
        """Waits until the site is ready."""
        async with httpx.AsyncClient() as client, asyncio.timeout(60):
            while True:
                try:
                    if (await client.get(f"{self.url}/readyz")).status_code == 200:
                        return
                except httpx.TransportError:
                    pass
                await asyncio.sleep(0.1)


async def make_site(name: str) -> Site:
    """A site with an empty, migrated database of its own; nothing runs yet."""
    port = free_port()
    environ = os.environ | {
        "DATABASE_URL": await fresh_database(name),
        "QUORATE_ENVIRONMENT": "demo",
        "QUORATE_DATA_DIR": str(VAR / name),
        "QUORATE_PORT": str(port),
        "QUORATE_BASE_URL": f"http://127.0.0.1:{port}",
        "QUORATE_LOG_LEVEL": "warning",
    }
    site = Site(f"http://127.0.0.1:{port}", environ)
    await site.run("migrate")
    return site


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
