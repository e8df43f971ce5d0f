"""Running the site: granian for the web, a worker for jobs, both together for the demonstration."""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import signal
from contextlib import suppress

import click
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from common import db, jobs
from common.settings import Settings
from web import logs


def _share_database(config: Settings) -> None:
    """Starts the embedded PostgreSQL, if it is ours to start, and tells child processes where it is."""
    os.environ["DATABASE_URL"] = db.database_url(config)


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
    """Runs background jobs until told to stop; what was under way is taken up again by the next worker."""
    import web.jobs  # noqa: F401 - registers every job and timetable

    logs.configure(config.log_level)
    async with db.connected(config):
        worker = jobs.build_worker()
        loop = asyncio.get_running_loop()
        for number in (signal.SIGINT, signal.SIGTERM):
            loop.add_signal_handler(number, worker.shutdown.set)
        await worker.run()


def _worker_process(config: Settings) -> None:
    with suppress(KeyboardInterrupt):
        asyncio.run(run_worker(config))


def serve_demo(config: Settings, *, fresh: bool) -> None:
    """Makes the demonstration school if it is not there, then serves it with a worker beside."""
    from web.demo.school import make_demo

    _share_database(config)
    shared = config.with_database(os.environ["DATABASE_URL"])
    asyncio.run(make_demo(shared, fresh=fresh))
    worker = multiprocessing.get_context("spawn").Process(target=_worker_process, args=(shared,), daemon=True)
    worker.start()
    click.echo(f"\nThe demonstration is at {config.base_url}/demo/cast (Ctrl-C ends it)\n", err=True)
    try:
        serve_site(shared)
    finally:
        worker.terminate()
        worker.join(10)
