"""From a backup to a database: into a schema of its own first, brought up to date there, then in place of the old one.

Until the last short transaction the old data is whole; a failure at any moment leaves it as it was.
"""

from __future__ import annotations

import asyncio
import os
import subprocess
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import asyncpg

from common import db
from common.backup import BackupFault, Manifest, Migration, address, last_words, program, read_backup

INCOMING, ASIDE = "quorate_incoming", "quorate_aside"
# pg_dump names the schema public in every line: for a moment, which nobody else sees, the old one steps aside.
STEP_ASIDE = f"DROP SCHEMA IF EXISTS {INCOMING} CASCADE; ALTER SCHEMA public RENAME TO {ASIDE}"
STEP_BACK = f"ALTER SCHEMA public RENAME TO {INCOMING}; ALTER SCHEMA {ASIDE} RENAME TO public"
SWAP = f"DROP SCHEMA public CASCADE; ALTER SCHEMA {INCOMING} RENAME TO public"
# Servers before 17 do not know it, and it is off anyway.
UNKNOWN_TO_OLD_SERVERS = b"SET transaction_timeout = 0;\n"
_HEAD = 4096

TABLES_SQL = "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'"
EXTENSIONS_SQL = (
    "SELECT extname FROM pg_extension e JOIN pg_namespace n ON n.oid = e.extnamespace WHERE n.nspname = 'public'"
)
AT_WORK_SQL = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND application_name = 'quorate'"
)


class NotEmpty(BackupFault):
    """The database holds something, and nobody said that it may go."""


class Restored:
    """A backup that stands ready beside the old data: `migrate` it, then `swap`."""

    def __init__(self, url: str, manifest: Manifest) -> None:
        self.url, self.manifest = url, manifest

    async def migrate(self, migrate_all: Callable[[], Awaitable[None]]) -> None:
        """Runs `migrate_all` with the pool open on the restored tables alone. Raises BackupFault."""
        parts = urlsplit(self.url)
        query = "&".join(part for part in (parts.query, urlencode({"search_path": INCOMING})) if part)
        await db.connect(parts._replace(query=query).geturl(), pool_size=2)
        try:
            await migrate_all()
        except Exception as fault:
            raise BackupFault(f"The backup could not be brought up to this version: {fault}") from fault
        finally:
            await db.disconnect()

    async def swap(self) -> None:
        """Puts the restored tables in the place of the old ones: both, or neither. Raises BackupFault."""
        connection = await _connection(self.url)
        try:
            async with connection.transaction():
                await connection.execute("SET LOCAL lock_timeout = '30s'")
                await connection.execute(SWAP)
        except asyncpg.PostgresError as fault:
            raise BackupFault(f"The old tables could not be replaced: {fault}. They are as they were.") from fault
        finally:
            await connection.close()

    async def give_up(self) -> None:
        """Takes what was restored away again."""
        connection = await _connection(self.url)
        try:
            await connection.execute(f"DROP SCHEMA IF EXISTS {INCOMING} CASCADE")
        finally:
            await connection.close()


async def prepare(url: str, path: Path, known: frozenset[Migration], *, replace: bool) -> Restored:
    """Restores the backup in `path` beside what the database at `url` holds.

    `known` are the migrations of this program. Raises NotEmpty unless the database is empty or `replace` says that
    what it holds may go; BackupFault for a file or a database that cannot be used. The old data is untouched.
    """
    with tempfile.TemporaryDirectory(prefix="quorate-restore-") as folder:
        dump, script = Path(folder) / "dump", Path(folder) / "script.sql"
        manifest = await asyncio.to_thread(read_backup, path, dump)
        _refuse_newer(path, manifest, known)
        await _refuse_unfit(url, replace=replace)
        await asyncio.to_thread(_spell_out, dump, script)
        await asyncio.to_thread(_run_script, url, script)
    return Restored(url, manifest)


def _refuse_newer(path: Path, manifest: Manifest, known: frozenset[Migration]) -> None:
    if unknown := manifest.unknown_to(known):
        package, name = unknown[-1]
        raise BackupFault(
            f"{path} was written by a newer Quorate: this one does not know the migration {name} of {package}."
            " Update Quorate first."
        )


async def _connection(url: str) -> asyncpg.Connection:
    try:
        return await asyncpg.connect(url, timeout=10, server_settings={"application_name": "quorate restore"})
    except (OSError, asyncpg.PostgresError, TimeoutError) as fault:
        raise BackupFault(f"The database does not answer: {fault}") from fault


async def _refuse_unfit(url: str, *, replace: bool) -> None:
    connection = await _connection(url)
    try:
        if at_work := await connection.fetchval(AT_WORK_SQL):
            raise BackupFault(
                f"Quorate is at work on this database ({at_work} connections)."
                " Stop `quorate serve` and `quorate worker` first."
            )
        if extensions := [line["extname"] for line in await connection.fetch(EXTENSIONS_SQL)]:
            raise BackupFault(
                f"The schema public of this database holds extensions ({', '.join(extensions)}), which would go with"
                " the old tables. Use a database of Quorate's own, or move them to another schema."
            )
        if await connection.fetchval(TABLES_SQL) and not replace:
            raise NotEmpty("The database is not empty. With --replace, what it holds is thrown away.")
    finally:
        await connection.close()


def _spell_out(dump: Path, script: Path) -> None:
    """Turns the dump into SQL, whole, before a line of it is run."""
    command = [str(program("pg_restore")), "--no-owner", "--no-privileges", "--file=-", str(dump)]
    with script.open("wb") as target:
        done = subprocess.run(command, stdout=target, stderr=subprocess.PIPE)  # noqa: S603 - words of our own
    if done.returncode != 0:
        raise BackupFault(f"pg_restore could not read the dump: {last_words(done.stderr)}")
    with script.open("r+b") as file:
        head = file.read(_HEAD)
        file.seek(0)
        file.write(head.replace(UNKNOWN_TO_OLD_SERVERS, b" " * (len(UNKNOWN_TO_OLD_SERVERS) - 1) + b"\n", 1))


def _run_script(url: str, script: Path) -> None:
    where, environ = address(url)
    words = ["--no-psqlrc", "--quiet", "--output=/dev/null", "--set=ON_ERROR_STOP=1", "--single-transaction"]
    acts = [f"--command={STEP_ASIDE}", f"--file={script}", f"--command={STEP_BACK}"]
    command = [str(program("psql")), *words, *acts, f"--dbname={where}"]
    # psql tells of every table that goes with a left-over schema; what is wrong comes last.
    quiet = {"PGOPTIONS": "-c client_min_messages=warning", "PGAPPNAME": "quorate restore"}
    done = subprocess.run(command, stderr=subprocess.PIPE, env=os.environ | quiet | environ)  # noqa: S603
    if done.returncode != 0:
        raise BackupFault(f"The backup could not be restored: {last_words(done.stderr)} Nothing was changed.")
