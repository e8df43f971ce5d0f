"""Quotes: which few sentences best stand for many, in their own words and not all saying the same."""

import math
from collections import defaultdict
from collections.abc import Sequence

from insight.reading import comparable, words
from insight.terms import Vector, cosine, shared, unit

_SAMENESS = 0.8
"""How much likeness to a sentence already chosen counts against another."""
_BEST_LENGTH = 11
"""Words: long enough to say something, short enough to be read at a glance."""


def quotes(sentences: Sequence[str], n: int) -> list[int]:
    """The places of up to n sentences, best first: near what all say, unlike each other, neither
    fragments nor speeches.

    Deterministic. Sentences that say the same word for word are chosen once.
    """
    vectors = shared(sentences)
    middle = _middle(vectors)
    central = [cosine(vector, middle) * _length_fits(text) for text, vector in zip(sentences, vectors, strict=True)]
    first: dict[str, int] = {}
    for place, text in enumerate(sentences):
        first.setdefault(comparable(text), place)
    left = list(first.values())
    chosen: list[int] = []
    likeness = [0.0] * len(sentences)
    while left and len(chosen) < n:
        best = max(left, key=lambda i: (central[i] * (1 - _SAMENESS * likeness[i]), -i))
        chosen.append(best)
        left.remove(best)
        for place in left:
            likeness[place] = max(likeness[place], cosine(vectors[best], vectors[place]))
    return chosen


def _middle(vectors: Sequence[Vector]) -> Vector:
    total: defaultdict[str, float] = defaultdict(float)
    for vector in vectors:
        for term, value in vector.items():
            total[term] += value
    return unit(dict(total))


def _length_fits(text: str) -> float:
    """1 for a sentence of quotable length, less the shorter or longer it is by proportion."""
    return math.exp(-(math.log((len(words(text)) + 1) / _BEST_LENGTH) ** 2))
