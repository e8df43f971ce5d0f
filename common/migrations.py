"""Raw SQL in migrations: the constraints that the table classes cannot say."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence

from common.db import DB


def run_all(statements: Sequence[str]) -> Callable[[], Awaitable[None]]:
    """A migration step that runs `statements` one after the other."""

    async def run() -> None:
        for statement in statements:
            await DB.run_ddl(statement)

    return run
