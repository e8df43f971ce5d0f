"""`make bench`, surveys: what an answer costs, its results as they grow, and the first page on a slow phone.

Processor time is the server's and PostgreSQL's together, client excluded. Ratios travel between machines; times do not.
"""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import dataclass
from functools import partial
from uuid import UUID

from playwright.async_api import async_playwright

import insight
from common import db
from people.rules import Role
from people.services import start_session
from tests.bench import Measured, measured, measuring, respond
from tests.bench_answers import BY_GROUP, a_closed_survey, declare, forget_shown
from tests.bench_school import BenchSchool, prepare
from tests.browser import chromium
from tests.cast import a_person
from tests.journeys.conftest import FLAGS
from tests.journeys.first_page import first_page
from tests.load import Meter, Visitor, requests_a_second

RESPONSES = 96
"""Each of five times: more new drafts than 600 from one address within an hour are refused."""
SIZES = (1_000, 5_000, 25_000, 100_000)
LOOKS = 5
say = sys.stdout.write


@dataclass(frozen=True)
class Prepared:
    """A school with an open survey, a head teacher at a browser, and closed surveys by how many answered."""

    school: BenchSchool
    head: str
    closed: dict[int, UUID]


async def _prepare() -> Prepared:
    school = await prepare(1)
    head = await a_person(school.id, "Hana Head", Role.LEADERSHIP)
    sizes = [size for size in SIZES if "--quick" not in sys.argv or size <= 5_000]
    closed = {size: await a_closed_survey(school.id, size) for size in sizes}
    return Prepared(school, await start_session(school.id, head.id), closed)


async def main() -> None:
    """Prepares surveys of its own, measures, prints. `--quick` leaves the large ones out."""
    async with measuring("quorate_bench_surveys", _prepare) as (stage, prepared):
        await _responses(stage, prepared.school)
        await db.connect(stage.site.environ["DATABASE_URL"])
        await _results(stage, prepared)
        await db.disconnect()
        await _first_page(stage, prepared.school)
        say(f"memory of the web processes     {stage.meter.memory():8.0f} MiB\n")


async def _responses(stage: Measured, school: BenchSchool) -> None:
    for scripted, at_once, writing in (
        (False, 1, True),
        (True, 1, True),
        (True, 8, True),
        (True, 32, True),
        (True, 1, False),
    ):
        one = partial(_respond, stage.site.url, school.survey_code, scripted, writing)
        asked, greeted = await one(0), await stage.greeted()
        # Twice, and the better of the two: what else the machine does only ever adds.
        spent = min([await measured(stage.meter, RESPONSES // 2, one, at_once=at_once) for _ in range(2)])
        what = "a response" if writing else "a response with empty boxes"
        said = f"{what} with{'' if scripted else 'out'} JavaScript, {at_once} at once"
        say(f"{said:<62}{spent:6.2f} ms in {asked} requests, {spent / greeted:.0f} hellos\n")
    insight.warm()
    greeted = await stage.greeted()
    spent = min(_screened(number) for number in range(LOOKS))
    say(f"{'of it screening its two comments, by itself':<62}{spent:6.2f} ms, {spent / greeted:.0f} hellos\n")


async def _respond(url: str, code: str, scripted: bool, writing: bool, number: int) -> int:
    # No two say the same: the same words twice would be read once.
    return await respond(url, code, Visitor(url, scripted=scripted), _words(number) if writing else "")


def _words(number: int) -> str:
    return f"My son likes his class, but more notice of trips and closing days would help us, says number {number}."


def _screened(number: int) -> float:
    """Milliseconds of processor that screening the comments of one answer takes, on average of twenty."""
    started = time.process_time()
    for again in range(20):
        insight.safeguarding([_words(100 * number + again), _words(-100 * number - again)], remember=False)
    return (time.process_time() - started) * 1000 / 20


async def _results(stage: Measured, prepared: Prepared) -> None:
    visitor = Visitor(stage.site.url)
    visitor.cookies["quorate_session"] = prepared.head
    for breakdowns in ([], BY_GROUP):
        for size, survey in prepared.closed.items():
            await declare(survey, breakdowns)
            path = f"/surveys/{survey}/results"
            first = min([await _look(visitor, path, stage.meter, fresh=survey) for _ in range(LOOKS)])
            again = min([await _look(visitor, path, stage.meter) for _ in range(LOOKS)])
            what = f"results of {size:,} answers{' by two groups' if breakdowns else ''}"
            say(f"{what:<62}first {_told(first)}, again {_told(again)}\n")
    visitor.close()


async def _look(visitor: Visitor, path: str, meter: Meter, *, fresh: UUID | None = None) -> tuple[float, float]:
    """Milliseconds to the answer, and of processor; `fresh`: the survey is looked at for the first time."""
    if fresh is not None:
        await forget_shown(fresh)
    before, started = meter.seconds(), time.perf_counter()
    answer = await visitor.get(path)
    waited = (time.perf_counter() - started) * 1000
    if answer.status != 200 or b"What families ticked" not in answer.body:
        raise RuntimeError(f"{path} answered {answer.status}")
    return waited, (meter.seconds() - before) * 1000


def _told(times: tuple[float, float]) -> str:
    return f"{times[0]:5.0f} ms ({times[1]:.0f} of processor)"


async def _first_page(stage: Measured, school: BenchSchool) -> None:
    path = f"/s/{school.survey_code}"
    page = await requests_a_second(stage.site.url, path, visitors=8, seconds=4)
    plain = await requests_a_second(stage.hello, "/", visitors=8, seconds=4)
    say(f"the survey's first page         {page:8.0f} requests a second; hello {plain / page:.1f} times as many\n")
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium(), headless=True, args=FLAGS)
        seen = [await first_page(browser, f"{stage.site.url}{path}") for _ in range(LOOKS)]
        await browser.close()
    best = min(seen, key=lambda one: one.painted)
    say(
        f"the first page on a slow phone, empty cache  {best.requests} requests, {best.bytes / 1000:.0f} kB,"
        f" something seen after {best.painted:.2f} s\n"
    )


if __name__ == "__main__":
    asyncio.run(main())
