"""Quotations in findings, drafts and published ones: words are taken out of them, or they go altogether, at once."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any
from uuid import UUID

from common import db
from surveys.comments.rules import quotes

Part = dict[str, Any]
"""A stored quotation {comment, text} or sentence {text, comments}."""
Alter = Callable[[Part], Part | None]
"""What is to stand in a part's place: itself, another, or None for nothing."""


async def alter_findings(school: UUID, comments: Collection[UUID] | None, quotation: Alter, sentence: Alter) -> None:
    """Has `quotation` and `sentence` say what is shown of the findings that rest on `comments` (None: of all), in the
    current transaction: of the words that stand, the machine's, and every version that people made of them."""
    found = await db.rows(
        "SELECT f.id, f.quotes, f.sentences, f.machine FROM finding f WHERE f.school = $1 AND ($2::uuid[] IS NULL"
        " OR EXISTS (SELECT 1 FROM finding_comment c WHERE c.finding = f.id AND c.comment = ANY($2))) ORDER BY f.id"
        " FOR NO KEY UPDATE",
        school,
        None if comments is None else list(comments),
    )
    edits = await db.rows(
        "SELECT e.id, e.sentences FROM finding_edit e WHERE e.finding = ANY($1)", [line["id"] for line in found]
    )
    await db.insert_many(
        "UPDATE finding SET quotes = $2, sentences = $3, machine = $4 WHERE id = $1",
        [
            (
                line["id"],
                _altered(line["quotes"], quotation),
                _altered(line["sentences"], sentence),
                {**line["machine"], "sentences": _altered(line["machine"].get("sentences", []), sentence)},
            )
            for line in found
        ],
    )
    await db.insert_many(
        "UPDATE finding_edit SET sentences = $2 WHERE id = $1",
        [(line["id"], _altered(line["sentences"], sentence)) for line in edits],
    )


def _altered(parts: Iterable[Part], alter: Alter) -> list[Part]:
    return [new for new in map(alter, parts) if new is not None]


async def take_out_quotations(school: UUID, comment: UUID) -> None:
    """Takes every quotation of a comment out of all findings, and of those that say the same: of a text that was sent
    more than once, none may be quoted where one may not."""
    same = await _of_one_voice(comment)
    texts = await _shown_texts(same)
    ids = {str(one) for one in same}

    def quotation(said: Part) -> Part | None:
        return None if said["comment"] in ids else said

    def sentence(said: Part) -> Part | None:
        alone = len(said["comments"]) == 1 and said["comments"][0] in ids
        return None if quotes(said["text"], texts, alone=alone) else said

    await alter_findings(school, same, quotation, sentence)


async def _of_one_voice(comment: UUID) -> list[UUID]:
    """The comment and those that said the same in any reading that is kept: published findings rest on older ones."""
    readings: Sequence[Mapping[str, Any]] = await db.rows(
        "SELECT a.summary FROM comment_analysis a JOIN comment_reading r ON r.analysis = a.id WHERE r.comment = $1"
        " AND a.state = 'done'",
        comment,
    )
    groups = (group for line in readings for group in (line["summary"] or {}).get("campaigns", ()))
    same = {str(comment)}.union(*(group for group in groups if str(comment) in group))
    return [UUID(one) for one in sorted(same)]


async def _shown_texts(comments: Sequence[UUID]) -> list[str]:
    found = await db.rows(
        "SELECT DISTINCT shown, coalesce(english, '') AS english FROM comment_reading WHERE comment = ANY($1)",
        list(comments),
    )
    return [text for line in found for text in (line["shown"], line["english"]) if text]
