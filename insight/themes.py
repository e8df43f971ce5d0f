"""Themes: which of a school's themes a comment speaks of, where, and how it feels about each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

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
    found = [_found(text, chosen) for text in rows]
    readings([part for one in found for part in _parts_to_judge(one)])
    return [[_hit(one.text, theme, part) for theme, part in one.places] for one in found]


def likelihood(text: str, theme: str) -> float:
    """How likely the text speaks of a theme of the default list, 0 to 1; 0 for a theme that the model does not know."""
    from insight.model import readings

    return readings([text])[0].themes.get(theme, 0.0)


def _found(text: str, chosen: tuple[Theme, ...]) -> _Found:
    if is_non_answer(text):
        return _Found(text, ())
    words = tokens(text)
    held = evidence(words, chosen)
    scored = [(-_certainty(text, theme, held.get(theme.id, [])), place) for place, theme in enumerate(chosen)]
    taken = sorted((score, place) for score, place in scored if score <= -ENOUGH)[:MOST_THEMES]
    parts = clauses(text) if taken else []
    if not parts:
        return _Found(text, ())
    ids = [chosen[place].id for _, place in taken]
    return _Found(text, tuple((theme, _place(text, theme, held.get(theme, []), words, parts)) for theme in ids))


def _certainty(text: str, theme: Theme, matches: Evidence) -> float:
    """ENOUGH or more where the theme is spoken of."""
    from insight.model import knows, threshold

    if not theme.phrases:
        return 0.0
    by_words = strength(matches)
    usual = _usual().get(theme.id)
    if usual is None or not knows(theme.id):
        return by_words
    if theme.phrases != usual.phrases:
        matches = [match for match in matches if match.phrase not in {*usual.phrases, *usual.cues}]
        by_words = strength(matches)
        return max(by_words if by_words >= ENOUGH else 0.0, likelihood(text, theme.id) / threshold(theme.id))
    return likelihood(text, theme.id) / threshold(theme.id)


def _usual() -> dict[str, Theme]:
    return {theme.id: theme for theme in default_themes()}


def _place(text: str, theme: str, matches: Evidence, words: Sequence[Token], parts: list[Clause]) -> Clause:
    """The clause with the most evidence; where no phrase was found, the likeliest one."""
    if len(parts) == 1:
        return parts[0]
    if matches:
        return max(
            parts,
            key=lambda part: sum(
                WEIGHT[match.value[1]] for match in matches if part.start <= words[match.first].start < part.end
            ),
        )
    return max(parts[:12], key=lambda part: likelihood(text[part.start : part.end], theme))


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
