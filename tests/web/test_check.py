"""`quorate check` says what is wrong and how to mend it."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import asyncpg
import pytest
from click.testing import CliRunner

from common.settings import settings
from tests.conftest import free_port, fresh_database
from web import check
from web.cli import main


async def _wrong(config: object) -> str:
    findings = await check.inspect(config)  # type: ignore[arg-type]
    return "\n".join(finding.text for finding in findings if not finding.good)


async def test_a_working_deployment_has_nothing_wrong_but_an_unnamed_lead(database: str) -> None:
    connection = await asyncpg.connect(database)
    schools = await connection.fetchval("SELECT count(*) FROM school")
    await connection.close()
    wrong = await _wrong(dataclasses.replace(settings(), database_url=database))
    assert wrong == "" if schools == 0 else "safeguarding lead" in wrong


async def test_missing_tables_are_told_with_the_command_that_makes_them() -> None:
    url = await fresh_database("quorate_test_check")
    assert "quorate migrate" in await _wrong(dataclasses.replace(settings(), database_url=url))


async def test_a_database_that_does_not_answer_is_told(database: str) -> None:
    nowhere = f"postgresql://postgres@127.0.0.1:{free_port()}/none"
    wrong = await _wrong(dataclasses.replace(settings(), database_url=nowhere))
    assert "does not answer" in wrong
    assert "DATABASE_URL" in wrong


async def test_a_mail_server_that_does_not_answer_is_told(database: str) -> None:
    config = dataclasses.replace(
        settings(), database_url=database, smtp_host="127.0.0.1", smtp_port=free_port(), smtp_security="none"
    )
    assert "QUORATE_SMTP_" in await _wrong(config)


async def test_keys_that_others_may_read_are_told(
    database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = dataclasses.replace(settings(), database_url=database, data_dir=tmp_path)
    monkeypatch.setattr("common.sealing.settings", lambda: config)
    (tmp_path / "keys").mkdir(mode=0o755)
    (tmp_path / "keys" / "signing.key").write_bytes(bytes(32))
    (tmp_path / "keys" / "signing.key").chmod(0o644)
    assert "chmod" in await _wrong(config)


def test_wrong_settings_are_all_named_and_the_exit_status_is_one() -> None:
    answer = CliRunner().invoke(main, ["check"], env={"QUORATE_PORT": "x", "QUORATE_POOL_SIZE": "0"})
    assert answer.exit_code == 1
    assert "QUORATE_PORT" in answer.output
    assert "QUORATE_POOL_SIZE" in answer.output


def test_a_command_that_does_not_exist_is_a_usage_error() -> None:
    assert CliRunner().invoke(main, ["divine"]).exit_code == 2
