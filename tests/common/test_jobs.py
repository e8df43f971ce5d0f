"""Background jobs: written with the work, run by any worker, taken over from a worker that died."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import time
from uuid import uuid4

import pytest

from common import db, jobs
from tests.conftest import fresh_database

_ran: list[str] = []


@jobs.job("test_note")
async def _note(payload: jobs.Payload) -> None:
    _ran.append(str(payload["word"]))


@jobs.job("test_slow")
async def _slow(payload: jobs.Payload) -> None:
    await db.rows("INSERT INTO rate_limit (key, window_number, used, ends_at) VALUES ($1, 0, 1, now())", str(uuid4()))
    if os.environ.get("TEST_DIES"):
        time.sleep(60)  # noqa: ASYNC251 - a worker that hangs, to be killed
    await db.rows("UPDATE rate_limit SET used = 100 WHERE window_number = 0")


async def test_a_job_exists_exactly_if_the_work_does(rollback: None) -> None:
    _ran.clear()
    with pytest.raises(ZeroDivisionError):
        async with db.transaction():
            await jobs.enqueue("test_note", word="undone")
            raise ZeroDivisionError
    await jobs.enqueue("test_note", word="done")
    assert await jobs.run_pending() == 1
    assert _ran == ["done"]


async def test_a_once_key_keeps_a_second_job_out_while_the_first_waits(rollback: None) -> None:
    _ran.clear()
    for _ in range(3):
        await jobs.enqueue("test_note", once_key="one", word="once")
    assert await jobs.run_pending() == 1
    await jobs.enqueue("test_note", once_key="one", word="again")
    assert await jobs.run_pending() == 1


async def test_a_job_that_nobody_registered_is_refused_when_it_is_written(rollback: None) -> None:
    with pytest.raises(ValueError, match="no job is called"):
        await jobs.enqueue("test_nobody")


async def test_two_workers_share_the_work_and_run_each_job_once(database: str) -> None:
    _ran.clear()
    for number in range(40):
        await jobs.enqueue("test_note", word=str(number))
    workers = [jobs.build_worker() for _ in range(2)]
    running = [asyncio.create_task(worker.run()) for worker in workers]
    async with asyncio.timeout(20):
        while len(_ran) < 40:
            await asyncio.sleep(0.05)
    for worker in workers:
        worker.shutdown.set()
    await asyncio.gather(*running)
    assert sorted(_ran, key=int) == [str(number) for number in range(40)]


async def test_work_ends_when_the_database_goes_away_so_that_whoever_runs_it_comes_back(database: str) -> None:
    working = asyncio.create_task(jobs.work(asyncio.Event()))
    async with asyncio.timeout(30):
        while not await db.value("SELECT count(*) FROM pg_stat_activity WHERE query ILIKE 'listen%'"):
            await asyncio.sleep(0.05)
        others = (
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
        await db.rows(others)
        with pytest.raises(db.DatabaseLost):
            await working
    # The pool itself has got over it: the next one works.
    _ran.clear()
    await jobs.enqueue("test_note", word="after")
    stop = asyncio.Event()
    again = asyncio.create_task(jobs.work(stop))
    async with asyncio.timeout(20):
        while not _ran:
            await asyncio.sleep(0.05)
    stop.set()
    await again


def _die_at_work(url: str) -> None:
    os.environ["TEST_DIES"] = "yes"

    async def work() -> None:
        await db.connect(url)
        await jobs.build_worker().run()

    asyncio.run(work())


@pytest.mark.crash
async def test_a_job_of_a_killed_worker_is_taken_over_by_the_next() -> None:
    url = await fresh_database("quorate_test_jobs")
    started = time.monotonic()
    process = multiprocessing.get_context("spawn").Process(target=_prepare_and_die, args=(url,), daemon=True)
    process.start()
    done = await asyncio.to_thread(_wait_until_claimed, url, 60)
    assert done, "the worker never took the job"
    process.kill()
    process.join()
    finisher = multiprocessing.get_context("spawn").Process(target=_finish, args=(url,), daemon=True)
    finisher.start()
    await asyncio.to_thread(finisher.join, 90)
    assert finisher.exitcode == 0, "the job was not taken over"
    assert time.monotonic() - started < 120


def _prepare_and_die(url: str) -> None:
    from web.migrate import migrate_all

    async def prepare() -> None:
        await db.connect(url)
        await migrate_all()
        await jobs.enqueue("test_slow")
        await db.disconnect()

    asyncio.run(prepare())
    _die_at_work(url)


def _wait_until_claimed(url: str, seconds: float) -> bool:
    async def look() -> bool:
        import asyncpg

        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            connection = await asyncpg.connect(url)
            try:
                there = await connection.fetchval("SELECT to_regclass('public.rate_limit') IS NOT NULL")
                if there and await connection.fetchval("SELECT count(*) FROM rate_limit"):
                    return True
            finally:
                await connection.close()
            await asyncio.sleep(0.1)
        return False

    return asyncio.run(look())


def _finish(url: str) -> None:
    async def work() -> None:
        await db.connect(url)
        worker = jobs.build_worker()
        running = asyncio.create_task(worker.run())
        async with asyncio.timeout(80):
            while not await db.value("SELECT count(*) FROM rate_limit WHERE used = 100"):
                await asyncio.sleep(0.2)
        worker.shutdown.set()
        await running

    asyncio.run(work())
