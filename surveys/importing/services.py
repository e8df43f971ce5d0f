"""Bringing comments in from a file: all of its rows or none, each once however often it is repeated."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID

import insight
from common import audit, db
from surveys.concerns.services import Disclosure, raise_concerns
from surveys.importing.queries import ImportTarget, already_there
from surveys.importing.rules import ImportRow, RowsFault, against_known
from surveys.results.services import ask_analysis

Progress = Callable[[int], None]
SCREENED_AT_ONCE = 200


@dataclass(frozen=True)
class ImportCounts:
    """What an import did, or would do. Rows put before the safeguarding lead count like all others."""

    rows: int
    imported: int
    already_there: int
    analysis: UUID | None = None


async def import_comments(
    target: ImportTarget,
    rows: Sequence[ImportRow],
    *,
    id_column: str = "id",
    dry_run: bool = False,
    progress: Progress = lambda done: None,
) -> ImportCounts:
    """Brings `rows` in as comments on the target's question and asks for their reading.

    Texts that a safeguarding lead should see go to the leads' own queue instead. Repeated, it writes nothing twice.
    A dry run writes nothing at all. Raises RowsFault when a row's name is already there with another text.
    """
    known = await already_there(target.question, [row.external_id for row in rows])
    faults = against_known(rows, known, id_column)
    if faults:
        raise RowsFault(faults)
    fresh = [row for row in rows if row.external_id not in known]
    progress(len(rows) - len(fresh))
    if dry_run or not fresh:
        return ImportCounts(len(rows), len(fresh), len(known))
    flags = await _screened(fresh, progress)
    async with db.transaction():
        await _write(target, fresh, flags)
        await audit.record(
            school=target.school,
            actor=None,
            action="import_comments",
            kind="survey",
            subject=target.survey,
            rows=len(fresh),
        )
        analysis = await ask_analysis(target.school, target.question)
    return ImportCounts(len(rows), len(fresh), len(known), analysis)


async def _screened(rows: Sequence[ImportRow], progress: Progress) -> list[insight.Flag]:
    flags: list[insight.Flag] = []
    for start in range(0, len(rows), SCREENED_AT_ONCE):
        part = [row.text for row in rows[start : start + SCREENED_AT_ONCE]]
        flags += await asyncio.to_thread(insight.safeguarding, part)
        progress(len(part))
    return flags


async def _write(target: ImportTarget, rows: Sequence[ImportRow], flags: Sequence[insight.Flag]) -> None:
    plain = [row for row, flag in zip(rows, flags, strict=True) if not flag.flag]
    await db.rows(
        "INSERT INTO comment (id, school, survey, question, channel, text, external_id)"
        " SELECT gen_random_uuid(), $1, $2, $3, 'import', t.text, t.name"
        " FROM unnest($4::text[], $5::text[]) AS t(text, name)"
        " ON CONFLICT (question, external_id) WHERE external_id IS NOT NULL DO NOTHING",
        target.school,
        target.survey,
        target.question,
        [row.text for row in plain],
        [row.external_id for row in plain],
    )
    await raise_concerns(
        school=target.school,
        survey=target.survey,
        question=target.question,
        disclosures=[
            Disclosure(row.text, flag.reasons, row.external_id)
            for row, flag in zip(rows, flags, strict=True)
            if flag.flag
        ],
    )
