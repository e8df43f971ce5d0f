"""Writes of what people say of comments: added to, never changed. Each has the findings brought up to date."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from common import audit, db
from common.errors import NotFound
from surveys.comments.quotations import take_out_quotations
from surveys.comments.rules import AS_READ, BARRED, Aspect, Entry
from surveys.results.services import ask_analysis


async def correct(school: UUID, comment: UUID, by: UUID, entries: Sequence[Entry]) -> int:
    """Adds what a person said of a comment; how many entries were new. What holds already is not said twice.

    Of two people the later one holds, and what both said is kept. Drafts follow with the next reading and published
    findings stay; but what is not to be quoted goes out of all of them in this very transaction. Raises NotFound.
    """
    async with db.transaction():
        question = await locked(school, comment)
        last = {
            (line["aspect"], line["subject"]): line["value"]
            for line in await db.rows(
                "SELECT DISTINCT ON (aspect, subject) aspect, subject, value FROM comment_correction"
                " WHERE comment = $1 ORDER BY aspect, subject, made_at DESC, id",
                comment,
            )
        }
        new = [entry for entry in entries if last.get((entry.aspect.value, entry.subject), "") != entry.value]
        if new:
            await add(school, comment, by, new)
            if any((entry.aspect, entry.value) == (Aspect.QUOTE, BARRED) for entry in new):
                await take_out_quotations(school, comment)
            await audit.record(school=school, actor=by, action="correct_reading", kind="comment", subject=comment)
            await ask_analysis(school, question)
    return len(new)


async def add(school: UUID, comment: UUID | None, by: UUID, entries: Sequence[Entry]) -> None:
    """Writes entries, in the current transaction, in which their comment is locked."""
    await db.insert_many(
        "INSERT INTO comment_correction (id, school, comment, aspect, subject, value, made_by, made_at)"
        " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, clock_timestamp())",
        [(school, comment, entry.aspect.value, entry.subject, entry.value, by) for entry in entries],
    )


async def translate(school: UUID, comment: UUID, by: UUID, text: str, seen: UUID | None = None) -> bool:
    """Adds a comment's English, which from then on is read in its place. What others gave is kept beside it.

    Whether somebody else gave theirs after the translation that the writer had `seen`. Raises NotFound.
    """
    async with db.transaction():
        question = await locked(school, comment)
        last = await db.row(
            "SELECT id, text, made_by FROM comment_translation WHERE comment = $1 ORDER BY made_at DESC, id LIMIT 1",
            comment,
        )
        if last and last["text"] == text:
            return False
        await db.rows(
            "INSERT INTO comment_translation (id, school, comment, text, made_by, made_at)"
            " VALUES (gen_random_uuid(), $1, $2, $3, $4, clock_timestamp())",
            school,
            comment,
            text,
            by,
        )
        await audit.record(school=school, actor=by, action="translate_comment", kind="comment", subject=comment)
        await ask_analysis(school, question)
    return last is not None and last["id"] != seen and last["made_by"] != by


async def locked(school: UUID, comment: UUID) -> UUID:
    """The question of a comment, which nobody else changes until the transaction ends. Raises NotFound."""
    question = await db.value(
        "SELECT question FROM comment WHERE school = $1 AND id = $2 FOR NO KEY UPDATE", school, comment
    )
    if question is None:
        raise NotFound()
    return UUID(str(question))


async def take_back(school: UUID, comment: UUID, by: UUID) -> int:
    """Leaves everything about a comment to the machine again, names and its language excepted; how much that was."""
    said = await db.rows(
        "SELECT DISTINCT aspect, subject FROM comment_correction WHERE school = $1 AND comment = $2"
        " AND aspect NOT IN ('name', 'language', 'checked') ORDER BY aspect, subject",
        school,
        comment,
    )
    return await correct(
        school, comment, by, [Entry(Aspect(line["aspect"]), line["subject"], AS_READ) for line in said]
    )
