"""Raw SQL in migrations: the constraints that the table classes cannot say."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Sequence

from common.db import DB


def run_all(statements: Sequence[str]) -> Callable[[], Awaitable[None]]:
    """A migration step that runs `statements` one after the other."""

    async def run() -> None:
        for statement in statements:
            await DB.run_ddl(statement)

    return run


def known(table: str, column: str, words: Iterable[str]) -> str:
    """The statement that lets `column` hold only `words` (or NULL, where it may)."""
    listed = ", ".join(f"'{word}'" for word in sorted(str(word) for word in words))
    return f"ALTER TABLE {table} ADD CONSTRAINT {table}_{column}_known CHECK ({column} IN ({listed}))"


def unique(table: str, *columns: str) -> str:
    """The statement that lets a combination of columns stand once."""
    return f"ALTER TABLE {table} ADD CONSTRAINT {table}_once_{'_'.join(columns)} UNIQUE ({', '.join(columns)})"


def index(table: str, *columns: str) -> str:
    """The statement that makes an index."""
    return f"CREATE INDEX {table}_by_{'_'.join(columns)} ON {table} ({', '.join(columns)})"
