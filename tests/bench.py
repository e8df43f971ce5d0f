"""`make bench`: what a vote costs, beside a plain "hello" in the same run; surveys are in `tests.bench_surveys`.

Processor time is the server's and PostgreSQL's together, client excluded. Ratios travel between machines; times do not.
"""

from __future__ import annotations

import asyncio
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from html import unescape
from pathlib import Path
from typing import TypeVar
from uuid import UUID

import psutil

from common import db
from tests import conftest
from tests.bench_school import BenchSchool, counted, prepare
from tests.journeys.site import Site, make_site
from tests.load import Answer, Meter, Visitor, over, percentile, requests_a_second

VOTES, CROWD = 200, 500
HELLO = "tests.hello:app"
T = TypeVar("T")


def fields_of(page: str, *, words: str) -> dict[str, str]:
    """A way to fill the first posting form of a page that is not the sign-out: first options, `words` in the boxes."""
    form = next(f for f in re.findall(r"<form[^>]*method=\"post\".*?</form>", page, re.S) if "/sign-out" not in f)
    found: dict[str, str] = {}
    for tag in re.findall(r"<input[^>]*>", form):
        name, value = _attribute(tag, "name"), _attribute(tag, "value")
        kind = _attribute(tag, "type")
        if name and name != "_csrf_token" and (kind == "hidden" or (kind == "radio" and name not in found)):
            found[name] = value
    for tag in re.findall(r"<textarea[^>]*>", form):
        found[_attribute(tag, "name")] = words
    return found


def _attribute(tag: str, name: str) -> str:
    found = re.search(rf'\b{name}="([^"]*)"', tag)
    return unescape(found.group(1)) if found else ""


def action_of(page: str, default: str) -> str:
    """Where the first posting form of a page that is not the sign-out goes."""
    actions = re.findall(r'<form[^>]*method="post"[^>]*>', page)
    found = [_attribute(tag, "action") or default for tag in actions]
    return next(action for action in found if action != "/sign-out")


async def respond(
    url: str, code: str, visitor: Visitor | None = None, words: str = "More notice of trips would help us all."
) -> int:
    """One parent answers a whole survey, page by page, `words` in every box; how many requests it took."""
    visitor, path = visitor or Visitor(url), f"/s/{code}"
    answer = await visitor.get(path)
    for asked in range(1, 30):
        path = answer.headers.get("hx-push-url", path)
        if "/done" in path and answer.status == 200:
            visitor.close()
            return asked
        if answer.status == 200:
            forms = [f for f in re.findall(r'<form[^>]*method="post"', answer.body.decode()) if f]
            if forms:
                page = answer.body.decode()
                path = action_of(page, path)
                answer = await visitor.post(path, fields_of(page, words=words))
            else:
                path = _next_link(answer, path)
                answer = await visitor.get(path)
        elif answer.status == 303:
            path = answer.headers["location"]
            answer = await visitor.get(path)
        else:
            raise RuntimeError(f"{path} answered {answer.status}")
    raise RuntimeError("the survey does not end")


def _next_link(answer: Answer, path: str) -> str:
    links = re.findall(r'href="(/s/[^"]+)"', answer.body.decode())
    return next(link for link in links if link != path)


async def vote(url: str, poll: UUID, session: str) -> float:
    """One voter reads the poll and casts a ballot; the seconds from pressing the button to the answer."""
    visitor = Visitor(url)
    visitor.cookies["quorate_session"] = session
    page = (await visitor.get(f"/polls/{poll}")).body.decode()
    started = time.perf_counter()
    answer = await visitor.post(action_of(page, f"/polls/{poll}/ballots"), fields_of(page, words=""))
    if answer.status != 303:
        raise RuntimeError(f"the vote was answered {answer.status}")
    visitor.close()
    return time.perf_counter() - started


async def measured(meter: Meter, times: int, act: Callable[[int], Awaitable[object]], *, at_once: int = 1) -> float:
    """Processor milliseconds of one `act`, after one to warm up."""
    await act(0)
    before = meter.seconds()
    for start in range(1, times + 1, at_once):
        await asyncio.gather(*(act(number) for number in range(start, min(start + at_once, times + 1))))
    return (meter.seconds() - before) * 1000 / times


def postgres_pid() -> int:
    """The process of the embedded PostgreSQL that the tests use."""
    return int((conftest.VAR / "postgres" / "postmaster.pid").read_text().split()[0])


@dataclass(frozen=True)
class Measured:
    """A running site with a database server of its own, a plain "hello", and the processor time of both."""

    site: Site
    hello: str
    meter: Meter
    hello_meter: Meter

    async def greeted(self) -> float:
        """Milliseconds of processor that a hello costs at this moment: more, when the machine is busy."""
        return await measured(self.hello_meter, 1000, lambda _: _hello(self.hello))


@asynccontextmanager
async def measuring(name: str, prepare: Callable[[], Awaitable[T]]) -> AsyncIterator[tuple[Measured, T]]:
    """A site over the database `name`, filled by `prepare`, whose result comes along."""
    # A database server of its own, so that nobody else's work is in the figures.
    conftest.VAR = conftest.VAR.parent / "bench"
    os.environ.pop("DATABASE_URL", None)
    site = await make_site(name)
    await db.connect(site.environ["DATABASE_URL"])
    prepared = await prepare()
    await db.disconnect()
    server, port = site.start("serve"), conftest.free_port()
    granian = [Path(sys.executable).parent / "granian", "--interface", "asgi", "--port", str(port)]
    hello = subprocess.Popen([*granian, "--log-level", "warning", HELLO], env=os.environ, start_new_session=True)  # noqa: S603, ASYNC220
    try:
        await site.answers()
        meters = Meter([server.pid, postgres_pid()]), Meter([hello.pid])
        stage = Measured(site, f"http://127.0.0.1:{port}", *meters)
        sys.stdout.write(f"{psutil.cpu_count()} cores, {psutil.virtual_memory().total / 2**30:.0f} GiB\n")
        sys.stdout.write(f"hello (Litestar, same run)      {await stage.greeted():8.2f} ms of processor a request\n")
        yield stage, prepared
    finally:
        for process in (server, hello):
            os.killpg(process.pid, signal.SIGTERM)
            process.wait(20)


async def main() -> None:
    """Prepares a school of its own, measures, prints."""
    async with measuring("quorate_bench", partial(prepare, VOTES + 2, CROWD)) as (stage, school):
        await _report(stage, school)


async def _report(stage: Measured, school: BenchSchool) -> None:
    say, site, meter = sys.stdout.write, stage.site, stage.meter
    for at_once, first in ((1, 0), (8, VOTES // 2)):
        greeted = await stage.greeted()
        spent = await measured(
            meter,
            VOTES // 2 - 1,
            lambda number, first=first: vote(site.url, school.poll, school.sessions[first + number]),  # type: ignore[misc]
            at_once=at_once,
        )
        say(f"a vote, {at_once} at once               {spent:8.2f} ms in 2 requests, {spent / greeted:.0f} hellos\n")
    for seconds in (60, 0):
        say(await _crowd(site, school, meter, seconds))
    say(await _recorded(site, school))
    plain = await requests_a_second(stage.hello, "/", visitors=8, seconds=4)
    say(f"hello                           {plain:8.0f} requests a second\n")
    say(f"memory of the web processes     {meter.memory():8.0f} MiB\n")


async def _crowd(site: Site, school: BenchSchool, meter: Meter, seconds: int) -> str:
    """Everybody votes within so many seconds: how long each waited, and what it cost."""
    pressed: list[float] = []

    async def one(session: str) -> None:
        pressed.append(await vote(site.url, school.crowd_poll, session))

    before = meter.seconds()
    whole = await over(seconds, [partial(one, session) for session in school.crowd])
    spent = (meter.seconds() - before) * 1000 / len(whole)
    said = f"{len(whole)} voters " + (f"in {seconds} s" if seconds else "at the same instant, again")
    waited = f"casting p95 {percentile(pressed, 0.95) * 1000:.0f} ms, page and casting p95"
    return f"{said}: {waited} {percentile(whole, 0.95) * 1000:.0f} ms; {spent:.2f} ms of processor a vote\n"


async def _recorded(site: Site, school: BenchSchool) -> str:
    """Whether all of the crowd's votes are in the box, and in the result."""
    await db.connect(site.environ["DATABASE_URL"])
    try:
        recorded = await db.value("SELECT count(*) FROM envelope WHERE poll = $1", school.crowd_poll)
        return f"recorded {recorded}, counted {await counted(school.id, school.crowd_poll)} of {len(school.crowd)}\n"
    finally:
        await db.disconnect()


async def _hello(url: str) -> None:
    visitor = Visitor(url)
    await visitor.get("/")
    visitor.close()


if __name__ == "__main__":
    asyncio.run(main())
