"""Which words of a redacted text may be names that were missed, and a text in the pieces that it is shown in. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from insight import Span
from insight.naming import in_doubt
from insight.redaction import blank_out, corrected
from insight.vocabulary import is_english

_INSIDE = re.compile(r"(?<=[^.!?\s] )[^\W\d_a-z][^\W\d_A-Z’'-]{2,}[\w’'-]*")
"""A word with a capital that no sentence begins with."""
_USUAL = """
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august
september october november december reception nursery year english maths easter christmas ramadan eid diwali
ofsted teams whatsapp facebook parentmail london covid
"""


@dataclass(frozen=True)
class Piece:
    """A stretch of a comment; `taken_out` when readers see a stand-in for it."""

    text: str
    taken_out: bool


def may_be_names(shown: str) -> tuple[str, ...]:
    """The words of a redacted text that look like names: a capital inside a sentence, and no English word; and first
    names, whatever their letters, where somebody may be meant."""
    strange = [match[0] for match in _INSIDE.finditer(shown) if not is_english(match[0].lower())]
    return tuple(dict.fromkeys(w for w in [*strange, *in_doubt(shown)] if w.lower() not in _USUAL.split()))


def pieces(text: str, spans: Sequence[Span]) -> tuple[Piece, ...]:
    """The text from its beginning to its end."""
    found = []
    place = 0
    for span in spans:
        found += [Piece(text[place : span.start], taken_out=False), Piece(text[span.start : span.end], taken_out=True)]
        place = span.end
    return tuple(piece for piece in (*found, Piece(text[place:], taken_out=False)) if piece.text)


def without(text: str, words: Iterable[str]) -> str:
    """The text with every place where one of `words` stands put aside."""
    return blank_out(text, corrected(text, [], words, ()))
