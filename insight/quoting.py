"""Quoting: which sentences of the comments on a theme are shown for it, names put aside."""

from collections import Counter
from collections.abc import Container, Sequence
from dataclasses import dataclass
from typing import TypeVar

from insight.intent import asks
from insight.polarity import Label, Sentiment
from insight.quotable import blames_somebody, is_of_length, stands_alone, tells_who
from insight.quotes import quotes
from insight.reading import sentences
from insight.redaction import Span, blank_out
from insight.sentiment import sentiment
from insight.suggestion import suggestions
from insight.terms import holding
from insight.themes import ThemeHit, about, default_themes

Row = TypeVar("Row")

_QUOTES = 3
_LOOKED_THROUGH = 600
"""Of a theme's comments, how many are looked through for quotes."""
_ASKED = 2
_ASKING = 16
"""Of a theme's requests, how many are weighed."""
_CONSIDERED = 40
"""Of a theme's sentences, how many are weighed as quotes."""
_CLEARLY, _SURELY = 1.5, 1.8
"""How far over a theme's threshold a sentence must come by itself to be shown for it, and to be preferred."""
_BEST, _APT = 5, 3
"""Of quotable length (2), clear by itself (1), and, best, surely of the theme (2)."""


@dataclass(frozen=True, slots=True)
class Material:
    """One answered, unflagged comment as the summary sees it; what is `barred` counts and is not quoted, what is
    `alone` is a voice of its own whatever it says, `corrected` was looked at by a person."""

    id: str
    text: str
    sentiment: Sentiment
    suggestion: bool
    themes: tuple[ThemeHit, ...]
    redactions: tuple[Span, ...]
    barred: bool = False
    alone: bool = False
    corrected: bool = False


@dataclass(frozen=True, slots=True)
class Quote:
    """What one comment says, word for word with names put aside; it stands at original[start:end]."""

    comment_id: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Voice:
    """A comment's part in one finding."""

    material: Material
    label: Label
    start: int
    end: int


def some(rows: Sequence[Row], most: int = _LOOKED_THROUGH) -> Sequence[Row]:
    """All rows, or as many as `most` in even steps through them."""
    return rows if len(rows) <= most else [rows[len(rows) * place // most] for place in range(most)]


def quotes_of(voices: Sequence[Voice], theme: str, named: Sequence[str] = ()) -> tuple[Quote, ...]:
    """Up to three sentences that speak of the theme by themselves and are of the prevailing feeling, of quotable length
    where there are such; none rather than one that is about something else. Where no feeling prevails, the third is of
    the next most frequent one. What no fitted theme is about is known by the phrases that it is `named` by."""
    ranked = Counter(v.label for v in voices).most_common(2)
    mood, count = ranked[0]
    whole, voices = len(voices), some(voices)
    if 2 * count > whole or len(ranked) < 2:
        return _of_mood(voices, theme, named, mood)
    first = _of_mood(voices, theme, named, mood)
    heard = {quote.comment_id for quote in first}
    second = [
        quote for quote in _of_mood(voices, theme, named, ranked[1][0], strict=True) if quote.comment_id not in heard
    ]
    return (*first[: _QUOTES - 1], *second[:1]) if second else first


def asked_of(
    voices: Sequence[Voice], theme: str, quoted: Container[str], named: Sequence[str] = ()
) -> tuple[Quote, ...]:
    """Up to two sentences that by themselves ask for something of the theme, of comments not `quoted` already."""
    asking = [v for v in voices if v.material.suggestion and not v.material.barred and v.material.id not in quoted]
    order = sorted(some(asking), key=lambda v: len(sentences(v.material.text)) > 1)
    candidates = [quote for voice in order[:_ASKING] for quote in _quotable(voice)][:_ASKING]
    candidates = [quote for quote in candidates if is_of_length(quote.text) and stands_alone(quote.text)]
    texts = [quote.text for quote in candidates]
    pool = [
        quote
        for clear, wanted, felt, quote in zip(
            _clear(texts, theme, named), suggestions(texts, surely=True), sentiment(texts), candidates, strict=True
        )
        # Who thanks "would like to" as well, so that the words must ask too, and not be glad.
        if clear >= _CLEARLY and wanted and felt.label != "positive" and asks(quote.text)
    ]
    chosen: dict[str, Quote] = {}
    for place in quotes([quote.text for quote in pool], _QUOTES):
        chosen.setdefault(pool[place].comment_id, pool[place])
    return tuple(chosen.values())[:_ASKED]


def _of_mood(
    voices: Sequence[Voice], theme: str, named: Sequence[str], mood: Label, strict: bool = False
) -> tuple[Quote, ...]:
    order = sorted(
        (v for v in voices if not v.material.barred and (v.label == mood or not strict)),
        key=lambda v: (v.label != mood, len(sentences(v.material.text)) > 1),
    )
    candidates = [quote for voice in order[:_CONSIDERED] for quote in _quotable(voice)][:_CONSIDERED]
    texts = [quote.text for quote in candidates]
    rated = [
        (2 * (clear >= _SURELY) + 2 * is_of_length(text) + stands_alone(text), quote)
        for clear, felt, text, quote in zip(
            _clear(texts, theme, named), sentiment(texts), texts, candidates, strict=True
        )
        if clear >= _CLEARLY and mood in (felt.label, "mixed") and not blames_somebody(text, felt.label)
    ]
    pool = [quote for points, quote in rated if points == _BEST]
    if len({quote.comment_id for quote in pool}) < _QUOTES:
        best = sorted((pair for pair in rated if pair[0] >= _APT or not strict), key=lambda pair: -pair[0])
        pool = [quote for _, quote in best[: 2 * _QUOTES]]
    chosen: dict[str, Quote] = {}
    for place in quotes([quote.text for quote in pool], 2 * _QUOTES):
        chosen.setdefault(pool[place].comment_id, pool[place])
    return tuple(chosen.values())[:_QUOTES]


def _clear(texts: Sequence[str], theme: str, named: Sequence[str]) -> list[float]:
    """How clearly each text speaks of the theme. A theme of the school's own is found by its phrases, which stand in
    the clause that is quoted."""
    if theme in {usual.id for usual in default_themes()}:
        return about(texts, theme)
    return [_SURELY if not named or holding([text], named) else 0.0 for text in texts]


def _quotable(voice: Voice) -> list[Quote]:
    """The voice's sentences about its theme that no redaction cuts in two and that give nobody away."""
    m = voice.material
    found = [
        Quote(m.id, part.start, part.end, said_in(m, part.start, part.end))
        for part in sentences(m.text)
        if part.end > voice.start
        and part.start < voice.end
        and not any(s.start < edge < s.end for s in m.redactions for edge in (part.start, part.end))
    ]
    return [quote for quote in found if not tells_who(quote.text)]


def said_in(m: Material, start: int, end: int) -> str:
    """The comment's words from start to end, names and addresses put aside."""
    inside = [s for s in m.redactions if s.start >= start and s.end <= end]
    return blank_out(m.text[start:end], [Span(s.start - start, s.end - start, s.type) for s in inside])
