"""Quotes: which few sentences best stand for many, in their own words and not all saying the same."""

from collections import defaultdict
from collections.abc import Sequence

from insight.reading import words
from insight.terms import Vector, cosine, terms, tfidf, unit

_SAMENESS = 0.7
"""How much likeness to a sentence already chosen counts against another."""
_FEWEST_WORDS = 4
_MOST_WORDS = 45


def quotes(sentences: Sequence[str], n: int) -> list[int]:
    """The places of up to n sentences, best first: near what all say, unlike each other, neither fragments nor speeches.

    Deterministic. Sentences that say the same word for word are chosen once.
    """
    vectors = tfidf(sentences)
    middle = _middle(vectors)
    central = [cosine(vector, middle) * _length_fits(text) for text, vector in zip(sentences, vectors, strict=True)]
    chosen: list[int] = []
    said: set[tuple[str, ...]] = set()
    likeness = [0.0] * len(sentences)
    while len(chosen) < n:
        left = [i for i, text in enumerate(sentences) if i not in chosen and tuple(words(text)) not in said]
        if not left:
            break
        best = max(left, key=lambda i: (central[i] - _SAMENESS * likeness[i] * central[i], -i))
        chosen.append(best)
        said.add(tuple(words(sentences[best])))
        likeness = [max(seen, cosine(vectors[best], vector)) for seen, vector in zip(likeness, vectors, strict=True)]
    return chosen


def _middle(vectors: Sequence[Vector]) -> Vector:
    total: defaultdict[str, float] = defaultdict(float)
    for vector in vectors:
        for term, value in vector.items():
            total[term] += value
    return unit(dict(total))


def _length_fits(text: str) -> float:
    """1 for a sentence of quotable length, less the shorter or longer it is."""
    length = len(words(text))
    if length < _FEWEST_WORDS or not terms(text):
        return 0.3
    return min(1.0, 0.6 + length / 25) if length <= _MOST_WORDS else _MOST_WORDS / length
