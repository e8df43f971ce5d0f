"""Reads for those who review names. The original text is read for one comment at a time, by a service that notes it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from common import db
from common.errors import NotFound
from insight import redactions
from insight.redaction import corrected, parts_of_names
from insight.suppression import TEXT_THRESHOLD
from surveys.comments.names.rules import Piece, may_be_names, pieces
from surveys.comments.queries import correction_of, history, names_everywhere
from surveys.comments.rules import Aspect, Entry, HistoryLine
from surveys.results.rules import PAGE, Paged

TAKEN_OUT, MAY_BE_MISSED = "taken-out", "missed"
LOOK_LASTS = timedelta(minutes=15)
"""So long an original can be shown again, after a step back or a reload, without being noted once more."""


@dataclass(frozen=True)
class NameLine:
    """A comment as readers see it, and the words in it that may be names."""

    id: UUID
    text: str
    suspects: tuple[str, ...]


@dataclass(frozen=True)
class Original:
    """A comment with its names. `hidden`: all that is taken out of it; `everywhere`: what holds in all comments."""

    id: UUID
    survey_title: str
    pieces: tuple[Piece, ...]
    hidden: tuple[str, ...]
    suspects: tuple[str, ...]
    history: tuple[HistoryLine, ...]
    everywhere: tuple[Entry, ...]


_LAST = """
(SELECT DISTINCT ON (a.question) a.id FROM comment_analysis a JOIN survey_question q ON q.id = a.question
  WHERE a.school = $1 AND a.state = 'done' AND q.survey = $2 AND a.comments >= $3
  ORDER BY a.question, a.asked_at DESC, a.id)
"""


async def surveys_with_comments(school: UUID) -> dict[UUID, str]:
    """The surveys with enough comments that were read, the newest first."""
    found = await db.rows(
        "SELECT s.id, s.title FROM survey s WHERE s.school = $1 AND EXISTS (SELECT 1 FROM comment_analysis a"
        " JOIN survey_question q ON q.id = a.question WHERE q.survey = s.id AND a.state = 'done' AND a.comments >= $2)"
        " ORDER BY s.created_at DESC, s.id",
        school,
        TEXT_THRESHOLD,
    )
    return {line["id"]: line["title"] for line in found}


async def comments_with_names(school: UUID, survey: UUID, which: str, page: int) -> tuple[list[NameLine], Paged]:
    """The comments of a survey out of which something was taken, or in which a name may stand still, PAGE at a time.

    Raises NotFound for a page that is not there.
    """
    pattern = r"\[(name|email|phone|address)\]" if which == TAKEN_OUT else ""
    found = await db.rows(
        f"SELECT r.comment AS id, r.shown FROM comment_reading r WHERE r.analysis IN {_LAST} AND r.shown ~ $4"  # noqa: S608
        " ORDER BY r.comment",
        school,
        survey,
        TEXT_THRESHOLD,
        pattern,
    )
    suspects = await asyncio.to_thread(lambda: [may_be_names(line["shown"]) for line in found])
    lines = [NameLine(line["id"], line["shown"], words) for line, words in zip(found, suspects, strict=True)]
    if which == MAY_BE_MISSED:
        lines = [line for line in lines if line.suspects]
    paged = Paged(page, len(lines))
    if page > paged.pages:
        raise NotFound()
    return lines[paged.offset : paged.offset + PAGE], paged


async def looked_lately(school: UUID, comment: UUID, person: UUID) -> bool:
    """Whether the audit log has noted of late that the person reads a comment with its names: the same look still."""
    return bool(
        await db.value(
            "SELECT EXISTS (SELECT 1 FROM audit_entry WHERE school = $1 AND actor = $2 AND action = 'read_original'"
            " AND subject = $3 AND at > now() - $4::interval)",
            school,
            person,
            str(comment),
            LOOK_LASTS,
        )
    )


async def original(school: UUID, comment: UUID) -> Original:
    """A comment with its names, for a service to hand out. Raises NotFound, also for what the leads were given."""
    found = await db.row(
        "SELECT c.text, s.title FROM comment c JOIN survey s ON s.id = c.survey WHERE c.school = $1 AND c.id = $2"
        " AND EXISTS (SELECT 1 FROM comment_reading r JOIN comment_analysis a ON a.id = r.analysis"
        "              WHERE r.comment = c.id AND a.comments >= $3)",
        school,
        comment,
        TEXT_THRESHOLD,
    )
    if found is None:
        raise NotFound()
    text = found["text"]
    known = await correction_of(school, comment, text)
    roll = await db.rows("SELECT DISTINCT name FROM person WHERE school = $1 ORDER BY name", school)
    machine = await asyncio.to_thread(redactions, text, parts_of_names([line["name"] for line in roll]))
    shown = pieces(text, corrected(text, machine, known.hidden, known.plain))
    said = [line for line in await history(school, comment, names=True) if line.entry.aspect is Aspect.NAME]
    return Original(
        id=comment,
        survey_title=found["title"],
        pieces=shown,
        hidden=tuple(dict.fromkeys(piece.text for piece in shown if piece.taken_out)),
        suspects=may_be_names("".join("[name]" if piece.taken_out else piece.text for piece in shown)),
        history=tuple(said),
        everywhere=tuple(e for e in await names_everywhere(school) if _stands_in(e, [text])),
    )


def _stands_in(entry: Entry, texts: Sequence[str]) -> bool:
    return any(entry.subject.casefold() in text.casefold() for text in texts)
