"""`quorate backup` and `quorate restore`: what they ask, what they say, and which keys a restored database misses."""

from __future__ import annotations

import asyncio
import contextlib
import io
from dataclasses import dataclass
from pathlib import Path

import asyncpg
import click
from piccolo.apps.migrations.commands.base import BaseMigrationManager
from piccolo.conf.apps import Finder

from common import db, restore, sealing
from common.backup import BackupFault, Migration, write_backup
from common.settings import Settings
from people.services import sign_everybody_out
from surveys.batches.services import key_name as batch_key_name
from votes.keys import key_name
from web.migrate import migrate_all

WHAT_IS_THERE = """
SELECT (SELECT string_agg(name, ', ' ORDER BY name) FROM school) AS schools, (SELECT count(*) FROM person) AS people
"""
POLLS_UNDER_KEYS = (
    "SELECT id, title FROM poll WHERE custody = 'confidential' AND state IN ('open', 'closed', 'reconciled')"
    " ORDER BY title, id"
)
POLLS_UNDER_SHEETS = (
    "SELECT id, title FROM poll WHERE custody = 'secret' AND state IN ('open', 'closed', 'reconciled')"
    " ORDER BY title, id"
)
BATCHES = (
    "SELECT b.id, s.title FROM answer_batch b JOIN survey s ON s.id = b.survey"
    " WHERE b.state NOT IN ('opened', 'too_few') ORDER BY s.title"
)
CONFIRMATION = "replace"


@dataclass(frozen=True)
class Sealed:
    """What a database holds sealed: votes and surveys whose key file is not here, and votes that need sheets."""

    polls_without_key: tuple[asyncpg.Record, ...]
    secret_polls: tuple[asyncpg.Record, ...]
    surveys_without_key: tuple[str, ...]


def known_migrations() -> frozenset[Migration]:
    """Every migration of this program, by package."""
    finder, manager = Finder(), BaseMigrationManager()
    found: set[Migration] = set()
    for app in finder.get_sorted_app_names():
        modules = manager.get_migration_modules(finder.get_app_config(app).resolved_migrations_folder_path)
        found.update((app, name) for name in modules)
    return frozenset(found)


async def backup(config: Settings, path: Path) -> None:
    """Writes a backup and says what is in it, on standard error. Raises ClickException."""
    try:
        written = await write_backup(db.database_url(config), path)
    except BackupFault as fault:
        raise click.ClickException(str(fault)) from fault
    size = f"{written.size / 2**20:.1f} MiB"
    click.echo(f"{path}: {size}, the database as it was at {written.made_at:%Y-%m-%d %H:%M:%S %Z}.", err=True)
    click.echo(f"It holds no keys: those are in {config.keys_dir} and belong nowhere near it.", err=True)


async def restore_backup(config: Settings, path: Path, *, replace: bool, sure: bool) -> None:
    """Restores a backup, and says which keys are missing. `sure`: no question is asked. Raises ClickException."""
    url = db.database_url(config)
    try:
        if replace and not sure:
            await _ask(url)
        restored = await restore.prepare(url, path, known_migrations(), replace=replace)
        try:
            await restored.migrate(_bring_up_to_date)
            await restored.swap()
        except BackupFault:
            await restored.give_up()
            raise
    except BackupFault as fault:
        raise click.ClickException(str(fault)) from fault
    made_at = restored.manifest.made_at
    click.echo(f"Restored: the database is as it was at {made_at:%Y-%m-%d %H:%M:%S %Z}.", err=True)
    for line in told(config, await sealed_in(url)):
        click.echo(line, err=True)


async def _bring_up_to_date() -> None:
    """Also signs everybody out: whoever left or signed out since the backup was made must not be back in."""
    with contextlib.redirect_stdout(io.StringIO()):
        await migrate_all()
    await sign_everybody_out()


async def _ask(url: str) -> None:
    """Asks the person to type a word, after telling what is there; a database without our tables needs no question."""
    connection = await asyncpg.connect(url, timeout=10)
    try:
        found = await connection.fetchrow(WHAT_IS_THERE)
    except asyncpg.UndefinedTableError:
        return
    finally:
        await connection.close()
    assert found is not None
    schools = found["schools"] or "no school"
    click.echo(f"The database holds {schools} with {found['people']} people. All of it will be gone.", err=True)
    typed = await asyncio.to_thread(click.prompt, f"Type “{CONFIRMATION}” to go on", default="", err=True)
    if typed.strip().lower() != CONFIRMATION:
        raise click.ClickException("Nothing was changed.")


async def sealed_in(url: str) -> Sealed:
    """What is sealed in the database at `url`, set beside the key files that are here."""
    kept = sealing.key_names()
    connection = await asyncpg.connect(url, timeout=10)
    try:
        polls = await connection.fetch(POLLS_UNDER_KEYS)
        secret = await connection.fetch(POLLS_UNDER_SHEETS)
        batches = await connection.fetch(BATCHES)
    finally:
        await connection.close()
    without = [line["title"] for line in batches if batch_key_name(line["id"]) not in kept]
    return Sealed(
        tuple(line for line in polls if key_name(line["id"]) not in kept),
        tuple(secret),
        tuple(dict.fromkeys(without)),
    )


def told(config: Settings, sealed: Sealed) -> list[str]:
    """What the person has to know and do about keys, a line each."""
    lines = [
        f"KEY MISSING  the vote “{line['title']}” ({line['id']}) cannot be counted without {key_name(line['id'])}.key"
        for line in sealed.polls_without_key
    ]
    lines += [f"KEY MISSING  answers to “{title}” that are still sealed" for title in sealed.surveys_without_key]
    if lines:
        lines.append(
            f"Copy these key files into {config.keys_dir} from the machine that this database came from (mode 0600,"
            " owned by the user that runs Quorate) before the worker starts. A vote whose key no longer exists"
            " must be given up on its page, and run again."
        )
    lines += [
        f"NEEDS SHEETS  the vote “{line['title']}” ({line['id']}) is opened with two of its three sheets, as before."
        for line in sealed.secret_polls
    ]
    return lines
