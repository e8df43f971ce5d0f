"""`quorate import-responses`: bringing a file of comments in from the command line, with progress and plain words."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

from common import db
from surveys.importing.queries import ImportTarget, TargetFault, import_target
from surveys.importing.rules import DEFAULT_ID, FileFault, ImportRow, RowsFault, read_rows
from surveys.importing.services import ImportCounts, import_comments
from surveys.results.services import analyse_comments

MOST_FAULTS_SHOWN = 20


@dataclass(frozen=True)
class ImportOrder:
    """What was typed on the command line."""

    survey: str
    file: Path
    question: str | None
    column: str
    id_column: str | None
    dry_run: bool
    as_json: bool


async def run(order: ImportOrder) -> None:
    """Does what was ordered and says so: on standard error, and with --json the counts on standard output.

    Raises ClickException (exit status 1) with everything that is wrong; nothing is written then.
    """
    rows = _rows(order)
    console = Console(stderr=True)
    try:
        target = await import_target(order.survey, order.question)
        counts = await _with_progress(console, order, target, rows)
    except TargetFault as fault:
        raise click.ClickException(str(fault)) from fault
    except RowsFault as fault:
        raise click.ClickException(_all_faults(order.file, fault)) from fault
    state = await _read_now(console, counts.analysis) if counts.analysis else None
    _say(order, target, counts, state)


def _rows(order: ImportOrder) -> list[ImportRow]:
    try:
        return read_rows(order.file.read_bytes(), order.column, order.id_column)
    except OSError as fault:
        raise click.ClickException(f"{order.file}: {fault.strerror or fault}.") from fault
    except FileFault as fault:
        raise click.ClickException(f"{order.file}: {fault}") from fault
    except RowsFault as fault:
        raise click.ClickException(_all_faults(order.file, fault)) from fault


def _all_faults(file: Path, fault: RowsFault) -> str:
    shown = [f"  line {f.line}, column {f.column}: {f.problem}" for f in fault.faults[:MOST_FAULTS_SHOWN]]
    more = len(fault.faults) - len(shown)
    if more:
        shown.append(f"  … and {more:,} more")
    rows = len({f.line for f in fault.faults})
    heading = f"{file}: {rows:,} {'row is' if rows == 1 else 'rows are'} wrong, so nothing was imported."
    return "\n".join([heading, *shown, "Mend these rows and repeat: what is good will then be imported once."])


async def _with_progress(
    console: Console, order: ImportOrder, target: ImportTarget, rows: list[ImportRow]
) -> ImportCounts:
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, console=console, transient=True) as progress:
        task = progress.add_task("Checking" if order.dry_run else "Importing", total=len(rows))
        return await import_comments(
            target,
            rows,
            id_column=order.id_column or DEFAULT_ID,
            dry_run=order.dry_run,
            progress=lambda done: progress.advance(task, done),
        )


async def _read_now(console: Console, analysis: UUID) -> str:
    """Reads the comments here and now, unless a worker is at it already; how far the reading is."""
    with console.status("Reading the comments …"):
        await analyse_comments({"analysis": analysis})
    return str(await db.value("SELECT state FROM comment_analysis WHERE id = $1", analysis))


def _say(order: ImportOrder, target: ImportTarget, counts: ImportCounts, state: str | None) -> None:
    where = f"{target.survey_title}, question “{target.question_key}”"
    if order.dry_run:
        text = f"Would import {counts.imported:,} of {counts.rows:,} rows into {where}. Nothing was written."
    else:
        text = f"Imported {counts.imported:,} of {counts.rows:,} rows into {where}."
    click.echo(f"{text} Already there: {counts.already_there:,}.", err=True)
    words = {
        "done": "The comments have been read; see the survey's results.",
        "failed": "The comments could not be read; the survey's results page says why and lets you try again.",
    }
    if state:
        click.echo(words.get(state, "A worker is reading the comments."), err=True)
    if order.as_json:
        click.echo(
            json.dumps(
                {
                    "survey": str(target.survey),
                    "question": target.question_key,
                    "dry_run": order.dry_run,
                    "rows": counts.rows,
                    "imported": counts.imported,
                    "already_there": counts.already_there,
                    "analysis": state,
                }
            )
        )
