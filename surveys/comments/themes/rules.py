"""How the school's themes follow from the usual ones and from what the school said of them. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, replace
from functools import cache

from insight import Theme, default_themes
from insight.themes import spoken_of

OWN = "own-"
"""How the ids of themes begin that only this school has."""
MOST_PHRASES, LONGEST_PHRASE, MOST_OWN = 60, 60, 20
_PHRASE = re.compile(r"[^\W\d_][\w'’-]*\*?(?: [\w'’-]+\*?)*")


@dataclass(frozen=True)
class Wanted:
    """A theme as the school wants it. `phrases` are the school's own, beside those of the usual theme."""

    theme: str
    name: str
    phrases: tuple[str, ...]
    active: bool

    @property
    def own(self) -> bool:
        """Whether only this school has it."""
        return self.theme.startswith(OWN)


@dataclass(frozen=True)
class Move:
    """A comment that would be read otherwise: the themes that it would have more and no longer."""

    comment: str
    more: tuple[str, ...]
    less: tuple[str, ...]


@dataclass(frozen=True)
class Preview:
    """What other themes would change: comments by theme before and after, and which comments move."""

    before: Mapping[str, int]
    after: Mapping[str, int]
    moves: tuple[Move, ...]


def is_topic(theme: str) -> bool:
    """Whether it is no theme of the school but came up by itself in comments that no theme took."""
    return theme not in usual() and not theme.startswith(OWN)


@cache
def usual() -> dict[str, Wanted]:
    """The themes that every school starts with."""
    return {theme.id: Wanted(theme.id, theme.name, (), active=True) for theme in default_themes()}


def as_themes(wanted: Iterable[Wanted]) -> tuple[Theme, ...]:
    """The themes to be looked for: where the school changed nothing, the usual ones themselves, for speed."""
    known = {theme.id: theme for theme in default_themes()}
    themes = []
    for one in wanted:
        if not one.active:
            continue
        theme = known.get(one.theme) or Theme(one.theme, one.name, "", "", ())
        if (theme.name, ()) != (one.name, one.phrases):
            theme = replace(theme, name=one.name, phrases=(*theme.phrases, *one.phrases))
        themes.append(theme)
    found = tuple(themes)
    return default_themes() if found == default_themes() else found


def preview(
    comments: Mapping[str, tuple[str, Mapping[str, float]]],
    now: Sequence[Theme],
    then: Sequence[Theme],
    kept: Mapping[str, tuple[AbstractSet[str], AbstractSet[str]]],
) -> Preview:
    """How `comments` (text and the model's chances, by id) would be read by the themes `then` instead of `now`; `kept`
    are the themes that people added and removed, which stay as they are."""
    before: dict[str, int] = {}
    after: dict[str, int] = {}
    moves = []
    for comment, (text, chances) in comments.items():
        added, removed = kept.get(comment, (frozenset(), frozenset()))
        has = (set(spoken_of(text, chances, now)) - removed) | added
        will = (set(spoken_of(text, chances, then)) - removed) | added
        for counts, found in ((before, has), (after, will)):
            for theme in found:
                counts[theme] = counts.get(theme, 0) + 1
        if has != will:
            moves.append(Move(comment, tuple(sorted(will - has)), tuple(sorted(has - will))))
    return Preview(before, after, tuple(moves))


def phrase_fault(phrase: str) -> str | None:
    """What is wrong with a phrase, as a gettext key; None when it can be looked for."""
    if len(phrase) > LONGEST_PHRASE:
        return "too_long"
    if phrase[:1].isdigit():
        return "number_first"
    if not _PHRASE.fullmatch(phrase):
        return "not_words"
    if any(word.endswith("*") and len(word) < 4 for word in phrase.split()):
        return "too_short"
    return None
