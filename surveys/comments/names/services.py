"""Writes of those who review names: reading an original, which is noted, and saying what is a name and what is none."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from common import audit, db
from surveys.comments.names.queries import original
from surveys.comments.names.rules import without
from surveys.comments.quotations import Part, alter_findings
from surveys.comments.rules import HIDE, Aspect, Entry
from surveys.comments.services import add, locked
from surveys.results.services import ask_analyses, ask_analysis


async def note_look(school: UUID, comment: UUID, by: UUID) -> None:
    """Has the audit log learn who reads a comment with its names, which may then be shown. Raises NotFound."""
    async with db.transaction():
        await original(school, comment)
        await audit.record(school=school, actor=by, action="read_original", kind="comment", subject=comment)


async def say_of_name(school: UUID, comment: UUID, by: UUID, words: str, value: str, *, everywhere: bool) -> None:
    """Says that words are to be taken out, are no name, or are left to the machine again, here or in all comments.

    What is taken out is taken out of everything shown in this very transaction, published findings included; the rest
    follows with the next reading. The audit log learns that something was said, never the words. Raises NotFound.
    """
    async with db.transaction():
        question = await locked(school, comment)
        entry = Entry(Aspect.NAME, words, value)
        last = await db.value(
            "SELECT value FROM comment_correction WHERE school = $1 AND comment IS NOT DISTINCT FROM $2"
            " AND aspect = 'name' AND subject = $3 ORDER BY made_at DESC, id LIMIT 1",
            school,
            None if everywhere else comment,
            words,
        )
        if (last or "") == value:
            return
        await add(school, None if everywhere else comment, by, [entry])
        if value == HIDE:
            await _take_out(school, None if everywhere else comment, words)
        await audit.record(school=school, actor=by, action="correct_names", kind="comment", subject=comment)
        if everywhere:
            for line in await db.rows("SELECT id FROM survey WHERE school = $1 ORDER BY id", school):
                await ask_analyses(school, line["id"])
        else:
            await ask_analysis(school, question)


async def _take_out(school: UUID, comment: UUID | None, words: str) -> None:
    """Out of every reading, translation and finding that shows the words."""
    for table, key, column in (
        ("comment_reading", "comment", "shown"),
        ("comment_reading", "comment", "english"),
        ("comment_translation", "comment", "text"),
    ):
        found = await db.rows(
            f"SELECT id, {column} AS text FROM {table} WHERE school = $1 AND ($2::uuid IS NULL OR {key} = $2)"  # noqa: S608
            f" AND position(lower($3) IN lower({column})) > 0",
            school,
            comment,
            words,
        )
        await db.insert_many(
            f"UPDATE {table} SET {column} = $2 WHERE id = $1",  # noqa: S608 - names of our own
            [(line["id"], without(line["text"], [words])) for line in found],
        )
    await _out_of_findings(school, comment, words)


async def _out_of_findings(school: UUID, comment: UUID | None, words: str) -> None:
    """Out of quotations, and out of the sentences that hold one: those that rest on one comment alone."""
    only = None if comment is None else str(comment)

    def blanked(said: Part, of: Sequence[str]) -> Part:
        is_quoted = len(of) == 1 and only in (None, of[0])
        return {**said, "text": without(said["text"], [words])} if is_quoted else said

    await alter_findings(
        school,
        None if comment is None else [comment],
        lambda quotation: blanked(quotation, [quotation["comment"]]),
        lambda sentence: blanked(sentence, sentence["comments"]),
    )
