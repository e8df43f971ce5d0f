"""Quotes: which few sentences best stand for many, in their own words and not all saying the same."""

import math
from collections import Counter, defaultdict
from collections.abc import Sequence

from insight.reading import comparable, words
from insight.terms import Vector, cosine, shared, unit

_SAMENESS = 0.5
"""How much likeness to a sentence already chosen counts against another."""
_BEST_LENGTH = 8
"""Words: long enough to say something, short enough to be read at a glance."""
_BY_MEANING, _BY_TERMS, _BY_WORDS = 1.0, 0.5, 1.5
"""Powers: how much it counts to mean what all mean, to name what all name, and to put it in words that many use."""
_LEAST = 0.1


def quotes(sentences: Sequence[str], n: int) -> list[int]:
    """The places of up to n sentences, best first: near what all say, unlike each other, neither
    fragments nor speeches.

    How central a sentence is, is its mean likeness to all the others (degree centrality, Erkan and Radev 2004), which
    takes one pass where LexRank takes all pairs, and measured no worse. Deterministic. Sentences that say the same
    word for word are chosen once.
    """
    first: dict[str, int] = {}
    for place, text in enumerate(sentences):
        first.setdefault(comparable(text), place)
    left = list(first.values())
    if len(left) < 2 or n < 1:
        return left[: max(n, 0)]
    vectors = shared(sentences)
    central = _central(sentences, vectors)
    chosen: list[int] = []
    likeness = [0.0] * len(sentences)
    while left and len(chosen) < n:
        best = max(left, key=lambda i: (central[i] * (1 - _SAMENESS * likeness[i]), -i))
        chosen.append(best)
        left.remove(best)
        for place in left:
            likeness[place] = max(likeness[place], cosine(vectors[best], vectors[place]))
    return chosen


def _central(sentences: Sequence[str], vectors: Sequence[Vector]) -> list[float]:
    """How well each sentence stands for all of them."""
    from insight.encoder import encode  # numpy takes its time to import

    encoded = encode(sentences)
    meaning = _levelled((encoded @ encoded.mean(axis=0)).tolist())
    middle = _middle(vectors)
    named = _levelled([cosine(vector, middle) for vector in vectors])
    said = _levelled(_commonness(sentences))
    return [
        m**_BY_MEANING * t**_BY_TERMS * w**_BY_WORDS * _length_fits(text)
        for m, t, w, text in zip(meaning, named, said, sentences, strict=True)
    ]


def _levelled(values: Sequence[float]) -> list[float]:
    """The values against the largest, none so small that it alone decides."""
    most = max(values)
    return [_LEAST + max(value, 0.0) / most if most > 0 else 1.0 for value in values]


def _commonness(sentences: Sequence[str]) -> list[float]:
    """In how many of the sentences the words of each are found, on average and damped."""
    held = [set(words(text)) for text in sentences]
    spread = Counter(word for found in held for word in found)
    return [sum(math.log(spread[word]) for word in found) / max(1, len(found)) for found in held]


def _middle(vectors: Sequence[Vector]) -> Vector:
    total: defaultdict[str, float] = defaultdict(float)
    for vector in vectors:
        for term, value in vector.items():
            total[term] += value
    return unit(dict(total))


def _length_fits(text: str) -> float:
    """1 for a sentence of quotable length, less the shorter or longer it is by proportion."""
    return math.exp(-0.5 * math.log((len(words(text)) + 1) / _BEST_LENGTH) ** 2)
