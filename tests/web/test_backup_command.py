"""Backup and restore on the command line: no key travels, the count goes on with the keys, missing ones are named."""

from __future__ import annotations

import asyncio
import base64
import io
import os
import re
import subprocess
import zipfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, redirect_stdout
from itertools import pairwise
from pathlib import Path
from unittest.mock import ANY
from uuid import UUID

import click
import pytest
from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager
from piccolo.conf.apps import Finder

from common import backup, db, jobs, sealing
from common.settings import Settings, load_settings
from people.services import start_session
from tests.cast import a_parent, a_school
from tests.conftest import fresh_database
from tests.journeys.site import QUORATE
from tests.pools import no_pool, pool_on
from tests.votes.stage import TITLE, a_poll, an_open_poll, cast_all, declare
from votes.custody.rules import Holder
from votes.custody.services import make_sheets, open_under_sheets
from votes.keys import key_name
from votes.queries import poll_facts
from votes.rules import Choice, Custody
from web import backup_command
from web.migrate import migrate_all

pytestmark = pytest.mark.slow

HOLDERS = [Holder(name, None) for name in ("Ruth", "Sam", "Tess")]


@asynccontextmanager
async def _database(url: str) -> AsyncIterator[None]:
    """The pool on another database for a while."""
    async with pool_on(url, pool_size=4):
        yield


@asynccontextmanager
async def _no_pool() -> AsyncIterator[None]:
    with no_pool():
        yield


def _settings(url: str) -> Settings:
    return load_settings(os.environ | {"DATABASE_URL": url})


async def _voted(school: UUID, voters: int = 3) -> UUID:
    persons = [(await a_parent(school, f"Parent {number}")).id for number in range(voters)]
    poll = await an_open_poll(school, persons)
    await cast_all(school, poll, dict.fromkeys(persons, Choice.FOR))
    return poll


@pytest.fixture
async def source() -> str:
    """A migrated database, empty otherwise."""
    url = await fresh_database("quorate_test_from")
    async with _database(url):
        await migrate_all()
    return url


@pytest.fixture
async def target() -> str:
    """An empty database."""
    return await fresh_database("quorate_test_to")


async def test_a_backup_holds_neither_a_key_nor_a_word_of_a_sheet(source: str, tmp_path: Path) -> None:
    async with _database(source):
        school = await a_school()
        poll = await _voted(school)
        secret = await a_poll(school, [(await a_parent(school)).id], custody=Custody.SECRET)
        by = (await a_parent(school)).id
        key = await make_sheets(school, secret, by, HOLDERS)
        await open_under_sheets(school, secret, by, key.fingerprint)
        public = bytes(await db.value("SELECT public_key FROM poll WHERE id = $1", poll))
        private, signing = sealing.private_key(key_name(poll)), bytes(sealing.signing_key())
        await backup_command.backup(_settings(source), tmp_path / "b")
        sealing.destroy_key(key_name(poll))
    held = await asyncio.to_thread(_everything, tmp_path / "b")
    for name, secret_bytes in (("poll", private), ("signing", signing), ("secret", _settings(source).secret_key)):
        assert not _found(secret_bytes, held), name
    for sheet in key.sheets:
        for pair in pairwise(sheet):
            assert not re.search(rb"[^a-z]{1,4}".join(word.encode() for word in pair), held), pair
    # The search does find what is there.
    assert _found(public, held)
    assert _found(TITLE, held)


def _everything(path: Path) -> bytes:
    """The file as it is, its entries, and all that PostgreSQL's own program makes of the dump."""
    with zipfile.ZipFile(path) as archive:
        entries = [archive.read(name) for name in archive.namelist()]
        archive.extract(backup.DUMP, path.parent)
    command = [str(backup.program("pg_restore")), "--file=-", str(path.parent / backup.DUMP)]
    plain = subprocess.run(command, capture_output=True, check=True).stdout  # noqa: S603
    return b"\n".join([path.read_bytes(), *entries, plain])


def _found(secret: bytes | str, held: bytes) -> bool:
    if isinstance(secret, str):
        return secret.encode() in held
    spelt = [secret.hex(), base64.b64encode(secret).decode(), base64.urlsafe_b64encode(secret).decode()]
    return any(form in held for form in (secret, *(word.rstrip("=").encode() for word in spelt)))


async def test_with_the_key_files_the_count_goes_on_where_it_was_restored(
    source: str, target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with _database(source):
        school = await a_school()
        poll = await _voted(school)
        session = await start_session(school, (await a_parent(school)).id)
    await backup_command.backup(_settings(source), tmp_path / "b")
    async with _no_pool():
        await backup_command.restore_backup(_settings(target), tmp_path / "b", replace=False, sure=False)
    assert "KEY MISSING" not in capsys.readouterr().err
    async with _database(target):
        assert session and await db.value("SELECT count(*) FROM signed_in_session") == 0
        await declare(school, poll)
        facts = await poll_facts(school, poll)
        assert facts.cast == 3
        assert facts.result is not None
        assert facts.result.for_ == 3


async def test_missing_keys_are_named_with_what_to_do(
    source: str, target: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    async with _database(source):
        school = await a_school()
        poll = await _voted(school)
        counted = await _voted(school)
        await declare(school, counted)
        secret = await a_poll(school, [(await a_parent(school)).id], custody=Custody.SECRET)
        by = (await a_parent(school)).id
        await open_under_sheets(school, secret, by, (await make_sheets(school, secret, by, HOLDERS)).fingerprint)
    await backup_command.backup(_settings(source), tmp_path / "b")
    private = sealing.private_key(key_name(poll))
    sealing.destroy_key(key_name(poll))
    async with _no_pool():
        await backup_command.restore_backup(_settings(target), tmp_path / "b", replace=False, sure=False)
    told = capsys.readouterr().err
    (missing,) = [line for line in told.splitlines() if line.startswith("KEY MISSING")]
    assert f"“{TITLE}” ({poll})" in missing
    assert f"{key_name(poll)}.key" in missing
    assert str(_settings(target).keys_dir) in told
    (waiting,) = [line for line in told.splitlines() if line.startswith("NEEDS SHEETS")]
    assert str(secret) in waiting
    assert str(counted) not in told
    # Brought as the message says, the key opens the box.
    sealing._write(sealing._path(key_name(poll)), private)
    async with _database(target):
        await declare(school, poll)
        assert (await poll_facts(school, poll)).cast == 3


async def test_an_older_backup_is_brought_up_to_date(target: str, tmp_path: Path) -> None:
    source = await fresh_database("quorate_test_from")
    *others, (package, names) = [
        (app, sorted(name for known, name in backup_command.known_migrations() if known == app))
        for app in Finder().get_sorted_app_names()
    ]
    async with _database(source):
        # As an older program made it: without the newest migration of the last package, and with a school.
        for app, upto in [*((app, "all") for app, _ in others), (package, names[-2])]:
            with redirect_stdout(io.StringIO()):
                assert (await ForwardsMigrationManager(app_name=app, migration_id=upto).run()).success
        await jobs.install_schema()
        school = await a_school()
        objects = await _objects()
    written = await backup.write_backup(source, tmp_path / "b")
    assert (package, names[-1]) not in written.migrations
    async with _no_pool():
        await backup_command.restore_backup(_settings(target), tmp_path / "b", replace=False, sure=False)
    async with _database(target):
        assert await db.value("SELECT count(*) FROM migration WHERE app_name = $1 AND name = $2", package, names[-1])
        assert await db.value("SELECT id FROM school") == school
        assert await _objects() > objects


async def _objects() -> int:
    """Constraints, indexes, triggers and columns of our own tables."""
    return int(
        await db.value(
            "SELECT (SELECT count(*) FROM pg_constraint) + (SELECT count(*) FROM pg_indexes) + (SELECT count(*) FROM"
            " pg_trigger) + count(*) FROM information_schema.columns WHERE table_schema = 'public'"
        )
    )


async def test_replacing_asks_for_a_typed_word(
    source: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    async with _database(source):
        await a_school()
    await backup_command.backup(_settings(source), tmp_path / "b")
    async with _database(source):
        await db.rows("UPDATE school SET name = 'Newer than the backup'")
    for typed, name in (("yes", "Newer than the backup"), ("Replace", "restored")):
        monkeypatch.setattr(click, "prompt", lambda *_, typed=typed, **__: typed)
        async with _no_pool():
            order = backup_command.restore_backup(_settings(source), tmp_path / "b", replace=True, sure=False)
            if typed == "yes":
                with pytest.raises(click.ClickException, match="Nothing was changed"):
                    await order
            else:
                await order
        async with _database(source):
            assert (await db.value("SELECT name FROM school") == "Newer than the backup") == (name != "restored")
        assert "The database holds Newer than the backup" in capsys.readouterr().err


async def _command(url: str, *words: str, typed: bytes = b"") -> tuple[int | None, str, str]:
    process = await asyncio.create_subprocess_exec(
        str(QUORATE),
        *words,
        env=os.environ | {"DATABASE_URL": url},
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate(typed)
    return process.returncode, out.decode(), err.decode()


async def test_the_commands_say_what_happened_and_leave_with_the_status_that_scripts_read(
    source: str, target: str, tmp_path: Path
) -> None:
    path = str(tmp_path / "b")
    assert await _command(source, "backup", path) == (0, "", ANY)
    assert await _command(target, "restore", path) == (0, "", ANY)
    status, _, err = await _command(target, "restore", path)
    assert status == 1
    assert "not empty" in err
    status, _, err = await _command(target, "restore", path, "--replace", typed=b"no\n")
    assert status == 1
    assert "Nothing was changed" in err
    assert (await _command(target, "restore", path, "--replace", typed=b"replace\n"))[0] == 0
    assert (await _command(target, "restore", path, "--replace", "--yes"))[0] == 0
    status, _, err = await _command(target, "restore", str(tmp_path / "nothing"), "--replace", "--yes")
    assert status == 1
    assert "nothing cannot be read" in err
    assert (await _command(target, "restore"))[0] == 2
