"""Corrections: what people changed in the machine's readings. They are input to the next run, and always win."""

from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from insight.polarity import Label, Sentiment
from insight.statistics import Mean, mean_of
from insight.themes import ThemeHit

_SCORES: Mapping[Label, float] = {"positive": 0.6, "negative": -0.6, "mixed": 0.0, "neutral": 0.0}
"""What stands for a stance that a person gave without saying how strong it is."""


@dataclass(frozen=True, slots=True)
class Correction:
    """What a person said of one comment; what is left out stays as the machine read it.

    `added` and `removed` are theme ids; one that is in both is added. `barred` comments are counted, never quoted.
    `hidden` are words that tell who is meant wherever they stand in the comment, `plain` spans that the machine would
    hide and that tell nothing. `checked`: somebody who knows the comment's language found that it was read rightly,
    or gave its English, which is then the text that is read. `alone`: it counts by itself, though others say the same
    in the same words.
    """

    added: frozenset[str] = frozenset()
    removed: frozenset[str] = frozenset()
    sentiment: Label | None = None
    barred: bool = False
    suggestion: bool | None = None
    non_answer: bool | None = None
    language: str | None = None
    checked: bool = False
    hidden: frozenset[str] = frozenset()
    plain: frozenset[str] = frozenset()
    alone: bool = False


NONE = Correction()


def corrected_sentiment(read: Sentiment, correction: Correction) -> Sentiment:
    """The person's stance where they gave one."""
    if correction.sentiment is None or correction.sentiment == read.label:
        return read
    return Sentiment(correction.sentiment, _SCORES[correction.sentiment])


def corrected_themes(
    text: str, hits: Sequence[ThemeHit], sentiment: Sentiment, correction: Correction
) -> tuple[ThemeHit, ...]:
    """The machine's themes without those removed, then those added, which speak of the whole comment; all in
    `sentiment` where a person gave it."""
    kept = [hit for hit in hits if hit.theme not in correction.removed or hit.theme in correction.added]
    if correction.sentiment is not None:
        kept = [ThemeHit(hit.theme, hit.start, hit.end, sentiment) for hit in kept]
    there = {hit.theme for hit in kept}
    more = (ThemeHit(theme, 0, len(text), sentiment) for theme in sorted(correction.added - there))
    return (*kept, *more)


def agreement(pairs: Sequence[tuple[AbstractSet[str], AbstractSet[str]]]) -> Mean:
    """How far the machine's themes agree with people's: the mean over comments of F1 (2 × those in both over those in
    each; none in either is 1), with its interval. `pairs` are (people's, the machine's), a comment each.

    Raises ValueError with fewer than two comments.
    """
    return mean_of([2 * len(a & b) / (len(a) + len(b)) if a or b else 1.0 for a, b in pairs])
