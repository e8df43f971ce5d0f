"""Themes: which of a school's themes a comment speaks of, where, and how it feels about each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from insight.lexicon import Match, PhraseTable, load, longest
from insight.reading import Clause, Token, clauses, tokens
from insight.sentiment import Sentiment, judge

MOST_THEMES = 4
"""People who code comments by hand give each at most this many themes."""

Kind = Literal["phrase", "cue", "exclusion"]
_WEIGHT: dict[Kind, float] = {"phrase": 1.0, "cue": 0.5, "exclusion": 0.0}


@dataclass(frozen=True, slots=True)
class Theme:
    """What a school wants to hear about. Phrase spelling: see insight.lexicon.

    One of `phrases` is enough to assign the theme, of `cues` two different ones are needed, and words
    inside one of
    `exclusions` count for nothing.
    """

    id: str
    name: str
    definition: str
    heading: str
    phrases: tuple[str, ...]
    cues: tuple[str, ...] = ()
    exclusions: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ThemeHit:
    """A theme spoken of in text[start:end], with the sentiment of what is said about it there."""

    theme: str
    start: int
    end: int
    sentiment: Sentiment


@cache
def default_themes() -> tuple[Theme, ...]:
    """The themes that a school starts with (insight/data/themes.toml)."""
    return tuple(
        Theme(
            id=row["id"],
            name=row["name"],
            definition=row["definition"],
            heading=row["heading"],
            phrases=tuple(row["phrases"]),
            cues=tuple(row.get("cues", ())),
            exclusions=tuple(row.get("exclusions", ())),
        )
        for row in load("themes")["theme"]
    )


def themes(texts: Iterable[str], themes: Sequence[Theme] | None = None) -> list[list[ThemeHit]]:
    """For each text the themes it speaks of, none to MOST_THEMES, strongest first.

    `themes` are the school's own; without them the default ones. A theme with no phrases is never found.
    """
    chosen = default_themes() if themes is None else tuple(themes)
    table = _table(chosen)
    order = {theme.id: place for place, theme in enumerate(chosen)}
    return [_hits(text, table, order) for text in texts]


@cache
def _table(chosen: tuple[Theme, ...]) -> PhraseTable[tuple[str, Kind]]:
    entries: list[tuple[str, tuple[str, Kind]]] = []
    for theme in chosen:
        entries.extend((phrase, (theme.id, "phrase")) for phrase in theme.phrases)
        entries.extend((phrase, (theme.id, "cue")) for phrase in theme.cues)
        entries.extend((phrase, (theme.id, "exclusion")) for phrase in theme.exclusions)
    return PhraseTable(entries)


def _hits(text: str, table: PhraseTable[tuple[str, Kind]], order: dict[str, int]) -> list[ThemeHit]:
    found = tokens(text)
    by_theme: dict[str, list[Match[tuple[str, Kind]]]] = {}
    for match in table.find(found):
        by_theme.setdefault(match.value[0], []).append(match)
    scored = []
    for theme, matches in by_theme.items():
        counted = _counted(matches)
        score = sum({match.phrase: _WEIGHT[match.value[1]] for match in counted}.values())
        if score >= 1:
            scored.append((-score, order[theme], theme, counted))
    scored.sort(key=lambda row: row[:2])
    parts = clauses(text) if scored else []
    return [_hit(text, theme, counted, found, parts) for _, _, theme, counted in scored[:MOST_THEMES]]


def _counted(matches: list[Match[tuple[str, Kind]]]) -> list[Match[tuple[str, Kind]]]:
    """The matches that are evidence: no exclusion covers them, and no longer phrase already used their
    words."""
    excluded = {index for match in matches if match.value[1] == "exclusion" for index in range(match.first, match.last)}
    return longest(
        match
        for match in matches
        if match.value[1] != "exclusion" and excluded.isdisjoint(range(match.first, match.last))
    )


def _hit(
    text: str, theme: str, counted: list[Match[tuple[str, Kind]]], found: Sequence[Token], parts: list[Clause]
) -> ThemeHit:
    """The hit at the clause that says most about the theme; where that clause is flat, the whole
    comment's sentiment."""

    def evidence(part: Clause) -> float:
        return sum(_WEIGHT[match.value[1]] for match in counted if part.start <= found[match.first].start < part.end)

    best = max(parts, key=evidence)
    sentiment = judge(text[best.start : best.end])
    if sentiment.label == "neutral":
        sentiment = judge(text)
    return ThemeHit(theme, best.start, best.end, sentiment)
