"""Reads of what people said of comments: what holds, who said it, and what is to be read in the comment's place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common import db
from insight import Correction
from surveys.comments.rules import AS_READ, Aspect, Entry, HistoryLine, correction

_LAST = """
SELECT DISTINCT ON (o.comment, o.aspect, o.subject) o.comment, o.aspect, o.subject, o.value
  FROM comment_correction o
"""
_IN_ORDER = " ORDER BY o.comment, o.aspect, o.subject, o.made_at DESC, o.id"


@dataclass(frozen=True)
class Translation:
    """A comment's English, and who gave it when."""

    id: UUID
    text: str
    made_by: str | None
    made_at: datetime


def _entry(line: db.Row) -> Entry:
    return Entry(Aspect(line["aspect"]), line["subject"], line["value"])


async def names_everywhere(school: UUID) -> list[Entry]:
    """What people said of names in all comments of the school: to be hidden, or no names."""
    found = await db.rows(f"{_LAST} WHERE o.school = $1 AND o.comment IS NULL{_IN_ORDER}", school)
    return [_entry(line) for line in found if line["value"] != AS_READ]


async def corrections_of_question(
    school: UUID, question: UUID, texts: Mapping[UUID, str], translated: Iterable[UUID]
) -> dict[str, Correction]:
    """What holds of every comment on a question that somebody said something of, by the comment's id."""
    found = await db.rows(
        f"{_LAST} JOIN comment c ON c.id = o.comment WHERE o.school = $1 AND c.question = $2{_IN_ORDER}",
        school,
        question,
    )
    said: defaultdict[UUID, list[Entry]] = defaultdict(list)
    for line in found:
        said[line["comment"]].append(_entry(line))
    english = frozenset(translated)
    everywhere = await names_everywhere(school)
    for comment, text in texts.items():
        folded = text.casefold() if everywhere else ""
        own = [entry for entry in everywhere if entry.subject.casefold() in folded]
        if own or comment in english:
            said[comment] = [*own, *said[comment]]
    return {str(comment): correction(entries, translated=comment in english) for comment, entries in said.items()}


async def correction_of(school: UUID, comment: UUID, text: str) -> Correction:
    """What holds of one comment."""
    found = await db.rows(f"{_LAST} WHERE o.school = $1 AND o.comment = $2{_IN_ORDER}", school, comment)
    own = [e for e in await names_everywhere(school) if e.subject.casefold() in text.casefold()]
    english = await db.value("SELECT count(*) FROM comment_translation WHERE comment = $1", comment)
    return correction([*own, *(_entry(line) for line in found)], translated=bool(english))


async def history(school: UUID, comment: UUID, *, names: bool = False) -> list[HistoryLine]:
    """All that was said of a comment, the latest first; of names only for those who may see them."""
    found = await db.rows(
        "SELECT o.aspect, o.subject, o.value, o.made_at, p.name FROM comment_correction o"
        " LEFT JOIN person p ON p.id = o.made_by WHERE o.school = $1 AND o.comment = $2 AND ($3 OR o.aspect <> 'name')"
        " ORDER BY o.made_at DESC, o.id",
        school,
        comment,
        names,
    )
    return [HistoryLine(_entry(line), line["name"], line["made_at"]) for line in found]


async def translations(school: UUID, comment: UUID) -> list[Translation]:
    """All translations of a comment, the one that holds first."""
    found = await db.rows(
        "SELECT t.id, t.text, p.name AS made_by, t.made_at FROM comment_translation t"
        " LEFT JOIN person p ON p.id = t.made_by WHERE t.school = $1 AND t.comment = $2 ORDER BY t.made_at DESC, t.id",
        school,
        comment,
    )
    return [Translation(**line) for line in found]


async def translations_of_question(school: UUID, question: UUID) -> dict[UUID, str]:
    """The English of every comment on a question that has one."""
    found = await db.rows(
        "SELECT DISTINCT ON (t.comment) t.comment, t.text FROM comment_translation t JOIN comment c ON c.id = t.comment"
        " WHERE t.school = $1 AND c.question = $2 ORDER BY t.comment, t.made_at DESC, t.id",
        school,
        question,
    )
    return {line["comment"]: line["text"] for line in found}
