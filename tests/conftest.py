"""The stage for every test: one real PostgreSQL, one empty database a process, one rolled-back transaction a test."""

from __future__ import annotations

import os
import socket
from collections.abc import AsyncIterator
from pathlib import Path

os.environ.setdefault("PICCOLO_CONF", "piccolo_conf")
os.environ["QUORATE_ENVIRONMENT"] = "test"
_WORKER = os.environ.get("PYTEST_XDIST_WORKER", "main")
VAR = Path(__file__).resolve().parent.parent / "var" / "test"
os.environ["QUORATE_DATA_DIR"] = str(VAR / _WORKER)
os.environ["QUORATE_BASE_URL"] = "http://testserver.local"

import asyncpg  # noqa: E402
import pytest  # noqa: E402
from httpx import ASGITransport, AsyncClient  # noqa: E402

from common import db  # noqa: E402
from people.identity import forget_schools  # noqa: E402


def server_url() -> str:
    """The test server's own database, on the configured or the embedded PostgreSQL."""
    return os.environ.get("DATABASE_URL") or db.start_embedded(VAR)


def url_of(name: str) -> str:
    """The address of the database `name` on the test server."""
    head, _, tail = server_url().partition("?")
    base = head.rsplit("/", 1)[0]
    return f"{base}/{name}" + (f"?{tail}" if tail else "")


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def fresh_database(name: str) -> str:
    """Drops and makes the database `name`; its address."""
    connection = await asyncpg.connect(server_url())
    try:
        await connection.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        await connection.execute(f'CREATE DATABASE "{name}"')
    finally:
        await connection.close()
    return url_of(name)


@pytest.fixture(scope="session")
async def database() -> AsyncIterator[str]:
    """An empty, migrated database with the pool open. What a test commits itself, it must take away."""
    from web.migrate import migrate_all

    url = await fresh_database(f"quorate_test_{_WORKER}")
    await db.connect(url, pool_size=10)
    await migrate_all()
    yield url
    await db.disconnect()


class _RolledBack(Exception):
    pass


@pytest.fixture
async def rollback(database: str) -> AsyncIterator[None]:
    """A transaction around the test that leaves nothing. Requests through the client run in it too."""
    forget_schools()
    try:
        async with db.transaction():
            yield
            raise _RolledBack
    except _RolledBack:
        pass


@pytest.fixture(scope="session")
def site() -> ASGITransport:
    """The site, in this process: made once, for it keeps nothing between requests."""
    from web.app import create_app

    return ASGITransport(create_app(), raise_app_exceptions=False)  # type: ignore[arg-type]


@pytest.fixture
async def client(rollback: None, site: ASGITransport) -> AsyncIterator[AsyncClient]:
    """A browser without JavaScript, at a site whose database is rolled back afterwards."""
    async with AsyncClient(transport=site, base_url="http://testserver.local") as browser:
        yield browser
