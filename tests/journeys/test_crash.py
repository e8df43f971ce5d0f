"""`kill -9` while people answer, vote and are counted: what was acknowledged is there, once, and is counted."""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import suppress
from pathlib import Path

import pytest

from common import db
from tests.bench import respond, vote
from tests.bench_school import BenchSchool, prepare
from tests.journeys.site import Site, make_site
from tests.load import Visitor
from tests.pools import pool_on

pytestmark = pytest.mark.crash
PEOPLE, PATIENCE = 24, 150
ROOT = Path(__file__).resolve().parents[2]
TROUBLE = (OSError, asyncio.IncompleteReadError, asyncio.TimeoutError, EOFError)


@pytest.fixture
async def site() -> AsyncIterator[Site]:
    """A site whose database this test reads beside it."""
    made = await make_site("quorate_test_crash")
    async with pool_on(made.environ["DATABASE_URL"]):
        yield made


def _kill(process: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


async def _until_acknowledged(act: Callable[[], Awaitable[object]]) -> None:
    """Tries as a person would: again, with the same browser, until the site has said that it is done."""
    async with asyncio.timeout(PATIENCE):
        while True:
            try:
                async with asyncio.timeout(10):
                    await act()
                    return
            except TROUBLE:
                await asyncio.sleep(0.1)


async def _answer(url: str, code: str) -> None:
    visitor = Visitor(url)

    async def try_once() -> None:
        visitor.close()
        await respond(url, code, visitor)

    await _until_acknowledged(try_once)


async def _everybody(site: Site, school: BenchSchool) -> None:
    people = [_answer(site.url, school.survey_code) for _ in range(PEOPLE)]
    people += [
        _until_acknowledged(lambda session=session: vote(site.url, school.poll, session))  # type: ignore[misc]
        for session in school.sessions
    ]
    await asyncio.gather(*people)


async def test_what_was_acknowledged_survives_killing_the_server_and_the_worker(site: Site) -> None:
    chance = random.Random(7)  # noqa: S311
    school = await prepare(PEOPLE)
    server = site.start("serve")
    await site.answers()
    everybody = asyncio.create_task(_everybody(site, school))
    try:
        for _ in range(4):
            await asyncio.sleep(chance.uniform(0.2, 0.9))
            _kill(server)
            server = site.start("serve")
            await site.answers()
        await asyncio.wait_for(everybody, PATIENCE)
    finally:
        everybody.cancel()
        _kill(server)
    assert await db.value("SELECT count(*) FROM spent_device") == PEOPLE
    assert await db.value("SELECT sum(arrived) FROM answer_batch") == PEOPLE
    assert await db.value("SELECT count(*) FROM envelope") == PEOPLE
    await _close_everything()
    await _work_while_being_killed(site, chance)
    assert await db.value("SELECT count(*) FROM response") == PEOPLE
    assert await db.value("SELECT sum(ballots) FROM tallied_ballot") == PEOPLE
    assert await db.value("SELECT count(*) FROM envelope") == 0


async def test_a_dozen_kills_of_web_worker_and_postgresql_lose_no_vote_and_count_none_twice() -> None:
    # More kills, by hand: python -m tests.journeys.crash_many --kills 50
    assert "12 kills" in await _played("crash_many", 12)


async def test_what_thirty_two_people_answered_is_there_once_though_web_worker_and_postgresql_were_killed() -> None:
    # More kills, by hand: python -m tests.journeys.crash_surveys --kills 20
    assert "each once" in await _played("crash_surveys", 4)


async def _played(play: str, kills: int) -> str:
    """What a play said, in a process of its own, since its folder of keys and its database server are its own."""
    command = [sys.executable, "-m", f"tests.journeys.{play}", "--kills", str(kills)]
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT
    )
    said, _ = await asyncio.wait_for(process.communicate(), 600)
    print(said.decode())  # noqa: T201 - the seed, to play it again
    assert process.returncode == 0, said.decode()
    return said.decode()


async def _close_everything() -> None:
    await db.rows("UPDATE poll SET opens_at = now() - interval '2 hours', closes_at = now() - interval '1 second'")
    await db.rows("UPDATE survey SET closes_at = now() - interval '1 second'")
    # Timetables fire on the minute; the test does not wait for one.
    from surveys.building.services import close_due_surveys
    from votes.services import close_due_polls

    await close_due_polls()
    await close_due_surveys()


async def _work_while_being_killed(site: Site, chance: random.Random) -> None:
    for _ in range(3):
        worker = site.start("worker")
        await asyncio.sleep(chance.uniform(0.8, 2.0))
        _kill(worker)
    worker = site.start("worker")
    try:
        # A job of a killed worker is taken over when its heartbeat is half a minute old.
        async with asyncio.timeout(120):
            while not await db.value(
                "SELECT (SELECT state FROM poll) = 'declared' AND NOT EXISTS (SELECT 1 FROM sealed_answer)"
            ):
                await asyncio.sleep(0.3)
    finally:
        _kill(worker)
