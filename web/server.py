"""Running the site: granian for the web, a worker for jobs, both together for the demonstration."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
import time
from contextlib import suppress

import click
import structlog
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

import insight
from common import db, jobs
from common.settings import Settings
from web import logs

PAUSE = 1.0
TRIES = 20
log = structlog.get_logger("worker")


def _share_database(config: Settings) -> None:
    """Starts the embedded PostgreSQL, if it is ours to start, and tells child processes where it is.

    One that was killed lets go of its memory only when its last process has ended, so it may take a few tries.
    """
    for patience in reversed(range(TRIES)):
        try:
            os.environ["DATABASE_URL"] = db.database_url(config)
            return
        except db.DatabaseLost:
            if not patience:
                raise
            time.sleep(PAUSE)


def serve_site(config: Settings, workers: int | None = None) -> None:
    """Serves until told to stop."""
    _share_database(config)
    Granian(
        "web.asgi:app",
        address=config.host,
        port=config.port,
        interface=Interfaces.ASGI,
        workers=workers or config.workers,
        log_level=LogLevels.warning,
        websockets=False,
        respawn_failed_workers=True,
    ).serve()


async def run_worker(config: Settings) -> None:
    """Runs background jobs until told to stop; what was under way is taken up again by the next worker.

    When the database goes away it comes back by itself, and starts the embedded server again if that one died.
    """
    import web.jobs  # noqa: F401 - registers every job and timetable

    logs.configure(config.log_level)
    stop = asyncio.Event()
    warming = asyncio.create_task(asyncio.to_thread(insight.warm))
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    while not stop.is_set():
        try:
            async with db.connected(config):
                await jobs.work(stop)
        except (*db.LOST, db.DatabaseLost) as fault:
            log.warning("database_lost", because=f"{type(fault).__name__}: {fault}")
            with suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), PAUSE)
    await warming


def _worker_process(config: Settings) -> None:
    with suppress(KeyboardInterrupt):
        asyncio.run(run_worker(config))


def serve_demo(config: Settings, *, fresh: bool) -> None:
    """Makes the demonstration school if it is not there, then serves it with a worker beside."""
    from web.demo.school import make_demo

    _share_database(config)
    shared = config.with_database(os.environ["DATABASE_URL"])
    asyncio.run(make_demo(shared, fresh=fresh))
    # Not told where the database is, so that it starts an embedded one again that died.
    worker = multiprocessing.get_context("spawn").Process(target=_worker_process, args=(config,), daemon=True)
    worker.start()
    click.echo(f"\nThe demonstration is at {config.base_url}/demo/cast (Ctrl-C ends it)\n", err=True)
    try:
        serve_site(shared)
    finally:
        worker.terminate()
        worker.join(10)
