"""A site that is killed on purpose: web, worker and a PostgreSQL of its own, each brought back as in real life.

Web and worker are started again at once, as a service manager does; PostgreSQL is left to the product.
"""

from __future__ import annotations

import asyncio
import os
import random
import shutil
import signal
import subprocess
from collections.abc import Awaitable, Callable, Coroutine
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar

from common import db
from tests.conftest import free_port
from tests.journeys.site import Site
from tests.load import Answer, Visitor

T = TypeVar("T")
TROUBLE = (asyncio.IncompleteReadError, asyncio.TimeoutError, EOFError, db.DatabaseLost, *db.LOST)
"""What a person or a program beside meets while something is down: they try again."""


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """`kill -9` for a command and all its children."""
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class Troupe:
    """The three who are killed."""

    def __init__(self, folder: Path) -> None:
        self.folder, port = folder, free_port()
        environ = {name: text for name, text in os.environ.items() if name != "DATABASE_URL"} | {
            "QUORATE_ENVIRONMENT": "demo",
            "QUORATE_DATA_DIR": str(folder),
            "QUORATE_PORT": str(port),
            "QUORATE_BASE_URL": f"http://127.0.0.1:{port}",
            "QUORATE_LOG_LEVEL": "error",
        }
        self.site = Site(f"http://127.0.0.1:{port}", environ)
        self.log = folder.with_suffix(".log").open("wb")
        self.running: dict[str, subprocess.Popen[bytes]] = {}
        self.killed: list[str] = []

    async def begin(self) -> None:
        """Makes the database and starts everybody."""
        await self.site.run("migrate")
        for name in ("web", "worker"):
            self._start(name)
        await self.site.answers()

    def _start(self, name: str) -> None:
        word = "serve" if name == "web" else "worker"
        self.running[name] = self.site.start(word, log=self.log)

    def kill(self, victim: str, why: str) -> None:
        """Kills one of them; web and worker are there again a moment later."""
        self.killed.append(f"{victim} while {why}")
        if victim == "PostgreSQL":
            with suppress(ProcessLookupError, FileNotFoundError, IndexError):
                os.kill(self._postmaster(), signal.SIGKILL)
            return
        kill_group(self.running[victim])
        self._start(victim)

    def _postmaster(self) -> int:
        return int((self.folder / "postgres" / "postmaster.pid").read_text().split()[0])

    def end(self) -> None:
        """Ends everybody and throws their data away."""
        for process in self.running.values():
            kill_group(process)
        with suppress(ProcessLookupError, FileNotFoundError, IndexError):
            os.kill(self._postmaster(), signal.SIGQUIT)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    async def while_killing(
        self, work: Coroutine[Any, Any, T], victim: str | None, why: str, within: float, chance: random.Random
    ) -> T:
        """Does `work`, and kills `victim` at a random moment of its first `within` seconds."""
        doing = asyncio.ensure_future(work)
        try:
            if victim is not None:
                await asyncio.sleep(chance.uniform(0, within))
                self.kill(victim, why)
            return await doing
        finally:
            doing.cancel()


async def insist(act: Callable[[], Awaitable[T]], seconds: float = 240) -> T:
    """Tries as a person would: again, until it was answered."""
    async with asyncio.timeout(seconds):
        while True:
            try:
                async with asyncio.timeout(15):
                    return await act()
            except TROUBLE:
                await asyncio.sleep(0.1)


class Unanswered(OSError):
    """The site answered that something is wrong on its side, which says nothing about what was done."""


class Guest:
    """Somebody signed in at a browser, who presses a button again when the site does not answer."""

    def __init__(self, url: str, session: str) -> None:
        self.url, self.session = url, session

    async def press(self, page: str, action: str, fields: dict[str, str]) -> Answer:
        """Reads `page` and posts `fields` to `action`, once. Raises Unanswered for a fault of the site's."""
        visitor = Visitor(self.url)
        visitor.cookies["quorate_session"] = self.session
        try:
            for answer in (await visitor.get(page), await visitor.post(action, fields)):
                if answer.status >= 500:
                    raise Unanswered(answer.status)
            return answer
        finally:
            visitor.close()


async def connect_own(url: str) -> None:
    """The pool of this process, which sees the server die too; small, and opened again by itself."""
    await db.connect(url, pool_size=4)


async def ask(sql: str, *arguments: object) -> Any:
    """One value from the site's database, as soon as it answers."""
    return await insist(lambda: db.value(sql, *arguments))


async def wait_for(sql: str, *arguments: object, seconds: float = 400) -> None:
    """Returns once `sql` is true."""
    async with asyncio.timeout(seconds):
        while not await ask(sql, *arguments):
            await asyncio.sleep(0.2)
