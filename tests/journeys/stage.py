"""The journeys' stage: people at a browser each, and the small acts that every journey is made of."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass

from playwright.async_api import Browser, BrowserContext, Page
from playwright.async_api import TimeoutError as NotThere

from common import db
from people.identity import SESSION_COOKIE
from people.rules import Actor
from people.services import start_session
from tests.journeys.conftest import PHONE, no_violations, picture
from tests.journeys.site import Site, make_site
from tests.pools import pool_on

PATIENCE = 20_000
"""Milliseconds for a page, a press, a file or a text: what takes one second here takes several on a busy machine."""


@asynccontextmanager
async def database_of(site: Site) -> AsyncIterator[None]:
    """The site's own database in place of the tests', for preparing and for looking."""
    async with pool_on(site.environ["DATABASE_URL"]):
        yield


@dataclass
class Visit:
    """One person at one browser, at the width of a phone."""

    site: Site
    context: BrowserContext
    page: Page
    javascript: bool

    async def open(self, path: str) -> None:
        """Goes to a page, by its address."""
        await self.page.goto(f"{self.site.url}{path}")

    async def press(self, name: str, *, exact: bool = False) -> None:
        """Presses the first button or link of that name in the page's own part.

        Waits for the page that it leads to. Where only a part is exchanged, as while answering, `sees` waits for that.
        """
        body = self.page.locator("main")
        button = body.get_by_role("button", name=name, exact=exact)
        link = body.get_by_role("link", name=name, exact=exact)
        try:
            await button.or_(link).first.click()
        except NotThere as fault:
            raise await self.told(f"nothing is called {name!r}") from fault
        await self.page.wait_for_load_state()

    async def told(self, fault: str) -> AssertionError:
        """A failure with what the page says."""
        return AssertionError(f"{self.page.url}: {fault}\n{await self.page.locator('main').inner_text()}")

    async def sees(self, text: str) -> None:
        """Waits until the page shows `text`; says what it shows instead."""
        try:
            await self.page.get_by_text(text).first.wait_for(timeout=PATIENCE)
        except NotThere as fault:
            raise await self.told(f"{text!r} is not there") from fault

    async def eventually(self, text: str, *, reload: bool, seconds: int = 30) -> None:
        """Waits for something that happens in the background; without JavaScript the page is read again."""
        if not reload:
            await self.page.get_by_text(text).first.wait_for(timeout=seconds * 1000)
            return
        for _ in range(seconds * 2):
            if await self.page.get_by_text(text).count():
                return
            await self.page.wait_for_timeout(500)
            await self.page.reload()
        raise AssertionError(f"{text!r} never stood on {self.page.url}")

    async def looks_right(self, name: str) -> None:
        """Axe finds nothing, nothing is wider than the window, and a picture is taken.

        Without JavaScript axe cannot run either; the page is the same, and was looked at with it.
        """
        if self.javascript:
            await no_violations(self.page)
            await picture(self.page, name)


async def comes_true(sql: str, *arguments: object, seconds: float = 60) -> None:
    """Returns once `sql` is true: a worker does its work in its own time."""
    try:
        async with asyncio.timeout(seconds):
            while not await db.value(sql, *arguments):
                await asyncio.sleep(0.2)
    except TimeoutError as fault:
        raise AssertionError(f"never true: {sql}") from fault


@asynccontextmanager
async def running(name: str, browser: Browser, *, javascript: bool, worker: bool = True) -> AsyncIterator[Stage]:
    """A running site with an empty database of its own, a worker beside it where one is needed, and browsers."""
    site = await make_site(name)
    processes = [site.start(word) for word in (("serve", "worker") if worker else ("serve",))]
    opened = Stage(site, browser, javascript=javascript)
    try:
        await site.answers()
        async with database_of(site):
            yield opened
    finally:  # a journey that failed leaves nobody behind who takes the next one's time
        await opened.close()
        for process in processes:
            os.killpg(process.pid, signal.SIGTERM)
        for process in processes:
            process.wait(60)


class Stage:
    """Opens browsers for people."""

    def __init__(self, site: Site, browser: Browser, *, javascript: bool) -> None:
        self.site, self.browser, self.javascript = site, browser, javascript
        self.visits: list[Visit] = []

    async def visit(self, person: Actor | None = None) -> Visit:
        """A browser of its own, signed in as `person` if there is one."""
        context = await self.browser.new_context(viewport=PHONE, java_script_enabled=self.javascript)  # type: ignore[arg-type]
        context.set_default_timeout(PATIENCE)
        if person is not None:
            session = await start_session(person.school, person.id)
            await context.add_cookies([{"name": SESSION_COOKIE, "value": session, "url": self.site.url}])
        visit = Visit(self.site, context, await context.new_page(), javascript=self.javascript)
        self.visits.append(visit)
        return visit

    async def close(self) -> None:
        """Closes all of them."""
        for visit in self.visits:
            await visit.context.close()
