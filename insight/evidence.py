"""Evidence: which words of a text speak for which theme, by the phrase lists. What the fitted themes build upon."""

from dataclasses import dataclass
from functools import cache
from typing import Literal

from insight.lexicon import Match, PhraseTable, load, longest
from insight.memory import remembered
from insight.reading import tokens

Kind = Literal["phrase", "cue", "exclusion"]
Evidence = list[Match[tuple[str, Kind]]]
WEIGHT: dict[Kind, float] = {"phrase": 1.0, "cue": 0.5, "exclusion": 0.0}
ENOUGH = 1.0
"""The strength from which the lists alone would assign a theme."""


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


def evidence(text: str, chosen: tuple[Theme, ...]) -> dict[str, Evidence]:
    """The matches that count, by theme id; only themes with any."""
    return _usual_evidence(text) if chosen is default_themes() else _evidence(text, chosen)


@remembered
def _usual_evidence(text: str) -> dict[str, Evidence]:
    return _evidence(text, default_themes())


def _evidence(text: str, chosen: tuple[Theme, ...]) -> dict[str, Evidence]:
    by_theme: dict[str, Evidence] = {}
    for match in _table(chosen).find(tokens(text)):
        by_theme.setdefault(match.value[0], []).append(match)
    counted = {theme: _counted(matches) for theme, matches in by_theme.items()}
    return {theme: matches for theme, matches in counted.items() if matches}


def strength(matches: Evidence) -> float:
    """How much the matches weigh; the same phrase twice says nothing more."""
    return sum({match.phrase: WEIGHT[match.value[1]] for match in matches}.values())


@cache
def _table(chosen: tuple[Theme, ...]) -> PhraseTable[tuple[str, Kind]]:
    entries: list[tuple[str, tuple[str, Kind]]] = []
    for theme in chosen:
        entries.extend((phrase, (theme.id, "phrase")) for phrase in theme.phrases)
        entries.extend((phrase, (theme.id, "cue")) for phrase in theme.cues)
        entries.extend((phrase, (theme.id, "exclusion")) for phrase in theme.exclusions)
    return PhraseTable(entries)


def _counted(matches: Evidence) -> Evidence:
    """The matches that are evidence: no exclusion covers them, and no longer phrase already used their
    words."""
    excluded = {index for match in matches if match.value[1] == "exclusion" for index in range(match.first, match.last)}
    return longest(
        match
        for match in matches
        if match.value[1] != "exclusion" and excluded.isdisjoint(range(match.first, match.last))
    )
