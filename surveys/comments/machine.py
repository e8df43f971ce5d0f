"""The machine's own reading of each comment, kept so that only what changed is read again."""

from __future__ import annotations

import asyncio
import hashlib
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any
from uuid import UUID

import insight
from common import db
from insight import CommentAnalysis, Flag, Sentiment, Span, Theme, ThemeHit
from insight.redaction import parts_of_names
from insight.themes import likely

_METHOD = "3"
"""Counted up when the same comments would be read otherwise by other code, so that they are read again."""


_WORD = re.compile(r"[^\W_]+")


@cache
def method() -> str:
    """What tells readings apart that other code or another model made."""
    found = hashlib.sha256(_METHOD.encode())
    for file in sorted(resources.files("insight").joinpath("data").iterdir(), key=lambda one: one.name):
        if file.is_file():
            found.update(file.read_bytes())
    return found.hexdigest()[:16]


@dataclass(frozen=True)
class Kept:
    """What the machine read in one comment, and how likely it found each theme."""

    reading: CommentAnalysis
    chances: Mapping[str, float]


async def machine_readings(
    school: UUID, question: UUID, comments: Sequence[insight.Comment], themes: Sequence[Theme], names: Sequence[str]
) -> list[CommentAnalysis]:
    """The readings of `comments` (of one question) in order. What is kept and still true is not read again; what had to
    be read is kept, in the current transaction."""
    # What a theme is called changes nothing of what is found.
    context = _hash(method(), repr([(t.id, t.phrases, t.cues, t.exclusions) for t in themes]))
    roll = parts_of_names(names)
    by_word = _by_word(roll)
    wanted = {c.id: _hash(context, c.question, c.text, *_said_in(c.text, by_word)) for c in comments}
    found = await db.rows(
        "SELECT m.comment::text AS comment, m.made_from, m.read FROM machine_reading m"
        " JOIN comment c ON c.id = m.comment WHERE m.school = $1 AND c.question = $2",
        school,
        question,
    )
    known = {
        line["comment"]: reading_of(line["comment"], line["read"])
        for line in found
        if wanted.get(line["comment"]) == line["made_from"]
    }
    missing = [comment for comment in comments if comment.id not in known]
    fresh = await asyncio.to_thread(_read, missing, themes, roll) if missing else []
    await db.rows(
        "INSERT INTO machine_reading (comment, school, made_from, read)"
        " SELECT (r->>'comment')::uuid, $1, r->>'made_from', r->'read' FROM jsonb_array_elements($2) AS r"
        " ON CONFLICT (comment) DO UPDATE SET made_from = EXCLUDED.made_from, read = EXCLUDED.read",
        school,
        [{"comment": k.reading.id, "made_from": wanted[k.reading.id], "read": as_json(k)} for k in fresh],
    )
    known |= {kept.reading.id: kept for kept in fresh}
    return [known[comment.id].reading for comment in comments]


def _read(comments: Sequence[insight.Comment], themes: Sequence[Theme], names: Sequence[str]) -> list[Kept]:
    found = insight.read(comments, themes, names)
    return [Kept(reading, likely(comment.text)) for comment, reading in zip(comments, found, strict=True)]


def _by_word(roll: Sequence[str]) -> dict[str, set[str]]:
    """The names of a roll by the word that each begins with."""
    found: defaultdict[str, set[str]] = defaultdict(set)
    for name in roll:
        for word in _WORD.findall(name.casefold())[:1]:
            found[word].add(name)
    return found


def _said_in(text: str, by_word: Mapping[str, set[str]]) -> list[str]:
    """The names that may stand in a text. Somebody new on the roll has nothing read again that cannot name them."""
    return sorted({name for word in set(_WORD.findall(text.casefold())) for name in by_word.get(word, ())})


def _hash(*parts: str) -> str:
    return hashlib.sha256("\0".join(parts).encode("utf-8", "surrogatepass")).hexdigest()


def as_json(kept: Kept) -> dict[str, Any]:
    """What is kept, in plain values."""
    read = kept.reading
    return {
        "language": read.language,
        "non_answer": read.non_answer,
        "suggestion": read.suggestion,
        "sentiment": [read.sentiment.label, read.sentiment.score, list(read.sentiment.because)],
        "themes": [
            [h.theme, h.start, h.end, h.sentiment.label, h.sentiment.score, list(h.sentiment.because)]
            for h in read.themes
        ],
        "safeguarding": [read.safeguarding.flag, list(read.safeguarding.reasons)],
        "redactions": [[span.start, span.end, span.type] for span in read.redactions],
        "chances": {theme: round(chance, 4) for theme, chance in kept.chances.items()},
    }


def reading_of(comment: str, kept: Mapping[str, Any]) -> Kept:
    """The same again."""
    label, score, because = kept["sentiment"]
    flag, reasons = kept["safeguarding"]
    reading = CommentAnalysis(
        id=comment,
        language=kept["language"],
        non_answer=kept["non_answer"],
        suggestion=kept["suggestion"],
        sentiment=Sentiment(label, score, tuple(because)),
        themes=tuple(
            ThemeHit(theme, start, end, Sentiment(felt, strong, tuple(why)))
            for theme, start, end, felt, strong, why in kept["themes"]
        ),
        safeguarding=Flag(flag, tuple(reasons)),
        redactions=tuple(Span(start, end, kind) for start, end, kind in kept["redactions"]),
        checked=kept["language"] == "en",
    )
    return Kept(reading, kept["chances"])
