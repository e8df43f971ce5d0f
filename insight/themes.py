"""Themes: which of a school's themes a comment speaks of, where, and how it feels about each."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from insight.evidence import ENOUGH, WEIGHT, Evidence, Theme, default_themes, evidence, strength
from insight.intent import is_non_answer
from insight.reading import Clause, Token, clauses, tokens
from insight.sentiment import Sentiment, judge

__all__ = ["MOST_THEMES", "Theme", "ThemeHit", "default_themes", "themes"]

MOST_THEMES = 4
"""People who code comments by hand give each at most this many themes."""


@dataclass(frozen=True, slots=True)
class ThemeHit:
    """A theme spoken of in text[start:end], with the sentiment of what is said about it there."""

    theme: str
    start: int
    end: int
    sentiment: Sentiment


@dataclass(frozen=True, slots=True)
class _Found:
    """The themes of one text, strongest first, and the clause of it that says most about each."""

    text: str
    places: tuple[tuple[str, Clause], ...]


@dataclass(frozen=True, slots=True)
class _Draft:
    """A text's themes, strongest first, with what the phrase lists find for each, before their clauses are chosen."""

    text: str
    held: Mapping[str, Evidence]
    ids: Sequence[str]
    parts: Sequence[Clause]

    @classmethod
    def of(cls, text: str, chosen: tuple[Theme, ...]) -> "_Draft":
        held = evidence(text, chosen)
        ids = _taken(text, likely(text), held, chosen)
        parts = clauses(text) if ids else []
        return cls(text, held, ids if parts else (), parts)

    def places(self) -> tuple[tuple[str, Clause], ...]:
        words = tokens(self.text)
        return tuple((theme, self._place(theme, self.held.get(theme, []), words)) for theme in self.ids)

    def _place(self, theme: str, matches: Evidence, words: Sequence[Token]) -> Clause:
        """The clause with the most evidence; where no phrase was found, the likeliest one."""
        from insight.model import readings

        if len(self.parts) == 1:
            return self.parts[0]
        if matches:
            return max(
                self.parts,
                key=lambda part: sum(
                    WEIGHT[match.value[1]] for match in matches if part.start <= words[match.first].start < part.end
                ),
            )
        [reading] = readings([self.text])
        return self.parts[min(reading.clause(theme), len(self.parts) - 1)]


def themes(texts: Iterable[str], themes: Sequence[Theme] | None = None) -> list[list[ThemeHit]]:
    """For each text the themes it speaks of, none to MOST_THEMES, strongest first.

    `themes` are the school's own; without them the default ones. Those that the school shares with the default list
    are read by the fitted model; a phrase that the school added, and a theme of its own, are found by their words. A
    theme with no phrases is never found.
    """
    from insight.model import readings  # numpy and scipy take their time to import

    rows = list(texts)
    chosen = default_themes() if themes is None else tuple(themes)
    readings(rows)
    found = [_Found(text, _Draft.of(text, chosen).places()) for text in rows]
    readings([part for one in found for part in _parts_to_judge(one)])
    return [[_hit(one.text, theme, part) for theme, part in one.places] for one in found]


def about(texts: Sequence[str], theme: str) -> list[float]:
    """How clearly each text speaks of a theme of the default list: 1 or more where it does by itself; 1 for a theme
    that the model does not know."""
    from insight.model import knows, readings, threshold

    if not knows(theme):
        return [1.0] * len(texts)
    return [reading.themes[theme] / threshold(theme) for reading in readings(texts)]


def spoken_of(text: str, chances: Mapping[str, float], themes: Sequence[Theme]) -> list[str]:
    """The ids of the themes that the text speaks of, by what `likely` said of it: without the model, so that a school
    sees at once what other themes would find."""
    return _taken(text, chances, evidence(text, tuple(themes)), themes)


def _taken(text: str, chances: Mapping[str, float], held: Mapping[str, Evidence], chosen: Sequence[Theme]) -> list[str]:
    """The themes that are certain enough, strongest first."""
    if is_non_answer(text):
        return []
    scored = [(-_certainty(theme, held.get(theme.id, []), chances), place) for place, theme in enumerate(chosen)]
    taken = sorted((score, place) for score, place in scored if score <= -ENOUGH)[:MOST_THEMES]
    return [chosen[place].id for _, place in taken]


def likely(text: str) -> dict[str, float]:
    """By theme of the model its likelihood over its threshold."""
    import numpy as np

    from insight.heads import lifted
    from insight.model import readings, threshold

    chances = readings([text])[0].themes
    found = lifted(np.asarray([list(chances.values())]), np.asarray([threshold(theme) for theme in chances]))
    return dict(zip(chances, found[0].tolist(), strict=True))


def _certainty(theme: Theme, matches: Evidence, chances: Mapping[str, float]) -> float:
    """ENOUGH or more where the theme is spoken of."""
    if not theme.phrases:
        return 0.0
    if theme.id not in chances or theme.id not in _usual():
        return strength(matches)
    chance = chances[theme.id]
    usual = _usual()[theme.id]
    if theme.phrases != usual.phrases:
        added = [match for match in matches if match.phrase not in {*usual.phrases, *usual.cues}]
        chance = max(chance, strength(added))
    return chance


@cache
def _usual() -> dict[str, Theme]:
    return {theme.id: theme for theme in default_themes()}


def _parts_to_judge(found: _Found) -> list[str]:
    """The clauses whose own sentiment is wanted: those of a comment that says both good and bad."""
    if not found.places or judge(found.text).label != "mixed":
        return []
    return [found.text[part.start : part.end] for _, part in found.places]


def _hit(text: str, theme: str, part: Clause) -> ThemeHit:
    """The hit with the comment's sentiment, or, where the comment is mixed, with the clause's unless that is flat."""
    sentiment = judge(text)
    if sentiment.label == "mixed":
        own = judge(text[part.start : part.end])
        sentiment = sentiment if own.label == "neutral" else own
    return ThemeHit(theme, part.start, part.end, sentiment)
