"""Background jobs on PostgreSQL (pgqueuer): enqueued with the work that needs them, run by any worker, retried.

A job is an async function of one dictionary, safe to run twice. `@job("name")` registers it, `enqueue` writes it
in the caller's own transaction, `run_worker` runs them all. See docs/adr/004-jobs.md.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from uuid import uuid4

import structlog
from pgqueuer import PgQueuer
from pgqueuer.core.executors import DatabaseRetryEntrypointExecutor, EntrypointExecutorParameters
from pgqueuer.db import AsyncpgDriver
from pgqueuer.domain.types import QueueEntrypoint, QueueManagerId
from pgqueuer.models import Job, Schedule
from pgqueuer.ports.repository import EntrypointExecutionParameter
from pgqueuer.queries import Queries

from common import db

Payload = dict[str, object]
JobFunction = Callable[[Payload], Awaitable[None]]

WINDING_UP = 10.0
log = structlog.get_logger("jobs")
_jobs: dict[str, JobFunction] = {}
_schedules: dict[str, tuple[str, Callable[[], Awaitable[None]]]] = {}


def job(name: str) -> Callable[[JobFunction], JobFunction]:
    """Registers a function to be run by workers. It must be safe to repeat: a worker that dies is replaced."""

    def register(function: JobFunction) -> JobFunction:
        if name in _jobs:
            raise ValueError(f"two jobs are called {name}")
        _jobs[name] = function
        return function

    return register


def every(name: str, crontab: str) -> Callable[[Callable[[], Awaitable[None]]], Callable[[], Awaitable[None]]]:
    """Registers a function to be run on a timetable by one worker at a time."""

    def register(function: Callable[[], Awaitable[None]]) -> Callable[[], Awaitable[None]]:
        _schedules[name] = (crontab, function)
        return function

    return register


async def enqueue(name: str, *, after: timedelta | None = None, once_key: str | None = None, **payload: object) -> None:
    """Writes a job in the current transaction: it exists exactly if the rest of the transaction does.

    `once_key`: while such a job waits or runs, another is not added. Payloads hold ids, never secrets.
    """
    if name not in _jobs:
        raise ValueError(f"no job is called {name}")
    body = json.dumps(payload, default=str).encode()
    async with db.transaction() as connection:
        await Queries(AsyncpgDriver(connection)).enqueue(
            [name],
            [body],
            [0],
            # A second ago: due even inside the transaction that writes it, where the database's clock stands still.
            execute_after=[after or timedelta(seconds=-1)],
            dedupe_key=[f"{name}:{once_key}" if once_key else None],
            on_conflict="skip",
        )


def _runner(name: str, function: JobFunction) -> Callable[[Job], Awaitable[None]]:
    async def run(job_row: Job) -> None:
        payload = json.loads(job_row.payload or b"{}")
        try:
            await function(payload)
        except Exception:
            log.exception("job_failed", job=name, attempts=job_row.attempts)
            raise

    return run


def _with_retries(parameters: EntrypointExecutorParameters) -> DatabaseRetryEntrypointExecutor:
    return DatabaseRetryEntrypointExecutor(
        parameters=parameters,
        max_attempts=12,
        initial_delay=timedelta(seconds=2),
        max_delay=timedelta(minutes=30),
    )


def _scheduled(function: Callable[[], Awaitable[None]]) -> Callable[[Schedule], Awaitable[None]]:
    async def run(schedule: Schedule) -> None:
        try:
            await function()
        except Exception:
            log.exception("schedule_failed", job=schedule.entrypoint)

    return run


async def install_schema() -> None:
    """Creates the queue's own tables, or brings them up to the installed version."""
    if db.DB.pool is None:
        raise RuntimeError("The database pool is not open: use common.db.connected()")
    async with db.DB.pool.acquire() as connection:
        queries = Queries(AsyncpgDriver(connection))
        if await queries.schema_is_installed():
            await queries.upgrade()
        else:
            await queries.install()


def build_worker() -> PgQueuer:
    """A worker over the open pool, with every registered job and timetable. `await worker.run()` runs it."""
    if db.DB.pool is None:
        raise RuntimeError("The database pool is not open: use common.db.connected()")
    worker = PgQueuer.from_asyncpg_pool(db.DB.pool)
    for name, function in _jobs.items():
        worker.entrypoint(name, executor_factory=_with_retries, on_failure="hold")(_runner(name, function))
    for name, (crontab, scheduled) in _schedules.items():
        worker.schedule(name, crontab)(_scheduled(scheduled))
    return worker


async def work(stop: asyncio.Event) -> None:
    """Runs every registered job and timetable over the open pool, until `stop` is set or the database goes away.

    Raises DatabaseLost then. The queue listens on one connection, which nothing would open again; whoever calls
    opens the pool anew and comes back. What was under way is taken up again when its heartbeat is half a minute old.
    """
    async with db.watched() as gone:
        worker = build_worker()
        running = asyncio.create_task(worker.run())
        signals = [asyncio.create_task(event.wait()) for event in (stop, gone)]
        await asyncio.wait([running, *signals], return_when=asyncio.FIRST_COMPLETED)
        for signal in signals:
            signal.cancel()
        worker.shutdown.set()
        try:
            async with asyncio.timeout(WINDING_UP if gone.is_set() else None):
                await running
        except (*db.LOST, TimeoutError) as fault:
            raise db.DatabaseLost() from fault
        if gone.is_set():
            raise db.DatabaseLost()


async def run_pending() -> int:
    """Runs every job that is due, here and now, until none is left; how many ran. For commands and tests.

    Each job is claimed as a worker claims it. A job's exception leaves this function; the job stays claimed until
    a worker finds that its heartbeat has stopped.
    """
    ran = 0
    entrypoints = {QueueEntrypoint(name): EntrypointExecutionParameter(concurrency_limit=0) for name in _jobs}
    while True:
        async with db.transaction() as connection:
            due = await Queries(AsyncpgDriver(connection)).dequeue(
                batch_size=10,
                entrypoints=entrypoints,
                queue_manager_id=QueueManagerId(uuid4()),
                global_concurrency_limit=None,
                heartbeat_timeout=timedelta(seconds=30),
            )
        if not due:
            return ran
        for found in due:
            await _jobs[found.entrypoint](json.loads(found.payload or b"{}"))
            async with db.transaction() as connection:
                await Queries(AsyncpgDriver(connection)).log_jobs([(found, "successful", None)])
            ran += 1
