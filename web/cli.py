"""The `quorate` command: what each word on the command line calls."""

from __future__ import annotations

import asyncio
import gc
import os
import sys
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import click

from common.settings import Settings, SettingsFault, load_settings, settings
from votes.count import RANKED_RULES, Rule
from web import count_command

os.environ.setdefault("PICCOLO_CONF", "piccolo_conf")
# What takes long to import is imported by the commands that need it, so that a count starts at once.


def _settings() -> Settings:
    try:
        return settings()
    except SettingsFault as fault:
        raise click.ClickException(str(fault)) from fault


def _run(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Runs `work` with the pool open."""
    from common import db

    config = _settings()

    async def with_pool() -> None:
        async with db.connected(config):
            await work()

    asyncio.run(with_pool())


@click.group()
def main() -> None:
    """Quorate: parent surveys and advisory-board governance for schools."""


@main.command()
@click.argument("name")
@click.argument("hosts", nargs=-1, required=True)
def trust(name: str, hosts: tuple[str, ...]) -> None:
    """Put the schools at these HOSTS together as the trust NAME. Each school then says whether it shares."""
    from web.trust_command import put_together

    _run(lambda: put_together(name, hosts))


@main.command()
def migrate() -> None:
    """Bring the database's tables up to this version."""
    from web.migrate import migrate_all

    _run(migrate_all)
    click.echo("The database is up to date.", err=True)


@main.command()
@click.option("--workers", type=click.IntRange(1, 64), help="Web processes (QUORATE_WORKERS).")
def serve(workers: int | None) -> None:
    """Serve the site. Background jobs run with `quorate worker`."""
    from web.server import serve_site

    serve_site(_settings(), workers)


@main.command()
def worker() -> None:
    """Run background jobs: mail, opening of answers, counts, analysis."""
    from web.server import run_worker

    asyncio.run(run_worker(_settings()))


@main.command()
@click.option("--fresh", is_flag=True, help="Throw the old demonstration away first.")
def demo(fresh: bool) -> None:
    """Serve a demonstration school, with jobs, in one go. No mail leaves this machine."""
    from web.server import serve_demo

    os.environ["QUORATE_ENVIRONMENT"] = "demo"
    serve_demo(_settings(), fresh=fresh)


@main.command("check")
def check_command() -> None:
    """Look at configuration, database, mail and keys; say what is wrong and how to mend it."""
    try:
        config = load_settings()
    except SettingsFault as fault:
        for problem in fault.problems:
            click.echo(f"WRONG  {problem}", err=True)
        sys.exit(1)
    from web import check

    findings = asyncio.run(check.inspect(config))
    for finding in findings:
        click.echo(f"{'ok   ' if finding.good else 'WRONG'}  {finding.text}", err=not finding.good)
    sys.exit(0 if all(finding.good for finding in findings) else 1)


@main.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--column", default="comment", show_default=True, help="The column that holds the comments.")
@click.option(
    "--id", "id_column", help="The column that names each comment (“id” if there is one, else the row's number)."
)
@click.option("--group", "group_column", help="The column to compare groups by (year, class …).")
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line.")
@click.option("--html", type=click.Path(path_type=Path), help="Write a report to this file, to be read and printed.")
def analyse(
    file: Path, column: str, id_column: str | None, group_column: str | None, as_json: bool, html: Path | None
) -> None:
    """Read the comments of a CSV file: themes, sentiment, quotes. Needs no server."""
    from web import analyse_csv, analyse_report, analyse_text
    from web.comment_file import CsvFault

    gc.disable()  # much is made and hardly a circle: looking for circles takes a tenth of the time
    try:
        if html:
            analyse_report.check_target(html, file)
        reading = analyse_csv.read_file(file, column, id_column, group_column)
        if html:
            analyse_report.write_report(reading, html)
        if as_json or not html:
            analyse_text.print_analysis(reading, as_json=as_json)
        else:
            analyse_text.say_beside_report(reading)
    except CsvFault as fault:
        raise click.ClickException(analyse_text.printable(str(fault))) from fault


@main.command("count")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--rule", required=True, type=click.Choice([rule.value for rule in RANKED_RULES]), help="How to count.")
@click.option("--seats", type=click.IntRange(1, 1000), help="Seats to fill (those of the file if not given).")
@click.option("--lot-seed", help="The text that ties are drawn by lot with, where no earlier stage settles them.")
@click.option("--ron", type=click.IntRange(1), help="The candidate who is “re-open nominations”, if so.")
@click.option("--json", "as_json", is_flag=True, help="The count as one JSON object.")
def count_election(
    file: Path, rule: str, seats: int | None, lot_seed: str | None, ron: int | None, as_json: bool
) -> None:
    """Count the election in a .blt ballot file. Needs no server."""
    try:
        count_command.run(count_command.CountOrder(file, Rule(rule), seats, lot_seed, ron), as_json=as_json)
    except count_command.CountFault as fault:
        raise click.ClickException(str(fault)) from fault


@main.command()
@click.argument("bundle", type=click.Path(path_type=Path))
@click.option("--key", default="", help="The public key that you were given by another way.")
@click.option("--root", default="", help="The fingerprint of the box that was mailed at the close.")
@click.option("--receipt", default="", help="Your own receipt.")
def verify(bundle: Path, key: str, root: str, receipt: str) -> None:
    """Count a published result again, from its bundle alone. Needs no database and no server."""
    from votes.verify import Fault
    from votes.verify import verify as check_bundle

    try:
        click.echo(check_bundle(str(bundle), key, root, receipt))
    except Fault as fault:
        raise click.ClickException(str(fault)) from fault


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(file: Path) -> None:
    """Write the whole database into FILE, while people go on working. Keys are never in it."""
    from web import backup_command

    asyncio.run(backup_command.backup(_settings(), file))


@main.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--replace", is_flag=True, help="Throw away what the database holds now.")
@click.option("--yes", "sure", is_flag=True, help="Do not ask before replacing (for scripts).")
def restore(file: Path, replace: bool, sure: bool) -> None:
    """Bring the database of a backup back, and say which key files it misses. Stop the site first."""
    from web import backup_command

    asyncio.run(backup_command.restore_backup(_settings(), file, replace=replace, sure=sure))


@main.command("import-responses")
@click.argument("survey")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Say what would happen and write nothing.")
@click.option("--question", help="The key of the free-text question (the survey's last one if not given).")
@click.option("--column", default="comment", show_default=True, help="The column that holds the comments.")
@click.option("--id", "id_column", help="The column that names each row (“id” if there is one).")
@click.option("--json", "as_json", is_flag=True, help="The counts as JSON on standard output.")
def import_responses(
    survey: str, file: Path, dry_run: bool, question: str | None, column: str, id_column: str | None, as_json: bool
) -> None:
    """Bring the comments of a CSV file into SURVEY (its code, id or exact title). Safe to repeat."""
    from web import import_command

    order = import_command.ImportOrder(survey, file, question, column, id_column, dry_run, as_json)
    _run(lambda: import_command.run(order))
