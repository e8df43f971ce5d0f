"""Another database than the tests' own, for a while: what the pool was and where it led is put back afterwards."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

from common import db


@contextmanager
def no_pool() -> Iterator[None]:
    """The tests' own pool steps aside, as when a command starts."""
    kept = (db.DB.pool, db.DB.config["dsn"])
    db.DB.pool = None
    try:
        yield
    finally:
        db.DB.pool, db.DB.config["dsn"] = kept


@asynccontextmanager
async def pool_on(url: str, pool_size: int = 10) -> AsyncIterator[None]:
    """The pool on another database."""
    with no_pool():
        await db.connect(url, pool_size=pool_size)
        try:
            yield
        finally:
            await db.disconnect()
