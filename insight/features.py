"""Features: what the fitted heads see of a text besides its encoding: its n-grams and what the lexicons say of it."""

import math
import re
from collections import Counter
from itertools import pairwise

from insight.intent import asks, is_question
from insight.polarity import stance, weighed
from insight.reading import EMOJI, capped, tokens

_WORD = re.compile(rf"[^\W_]+(?:'[^\W_]+)*|[!?£{EMOJI}]")
_SHORTEST, _LONGEST = 2, 5
_READ = 2_000
_CLEAR = 0.25
_LABELS = ("positive", "negative", "mixed", "neutral")
SIGNALS = 24


def word_ngrams(text: str) -> Counter[str]:
    """Words and pairs of neighbours, in lower case, with how often each stands in the text."""
    words = _WORD.findall(_folded(text))
    return Counter(words) + Counter(f"{a} {b}" for a, b in pairwise(words))


def letter_ngrams(text: str) -> Counter[str]:
    """Runs of two to five characters within words, whose edges count as spaces: robust against misspelling."""
    found: Counter[str] = Counter()
    for word, times in spelt_words(text).items():
        for gram in runs_of(word):
            found[gram] += times
    return found


def spelt_words(text: str) -> Counter[str]:
    """The words between spaces, in lower case, with how often each stands in the text."""
    return Counter(_folded(text).split())


def runs_of(word: str) -> list[str]:
    """The runs of letters of one word, as often as they stand in it."""
    padded = f" {word[:40]} "
    return [
        padded[start : start + size]
        for size in range(_SHORTEST, _LONGEST + 1)
        for start in range(max(1, len(padded) - size + 1))
    ]


def signals(text: str) -> list[float]:
    """SIGNALS numbers of about −2 to 2: what the lexicons, negation, contrast and the text's form say."""
    read = text[:_READ]
    found = tokens(read)
    parts = weighed(read)
    sums = [sum(valence.value for valence in valences) for _, valences in parts]
    values = [valence.value for _, valences in parts for valence in valences]
    positive, negative = sum(v for v in values if v > 0), -sum(v for v in values if v < 0)
    judged = stance(read)
    count = max(1, len(parts))
    return [
        math.log1p(positive),
        math.log1p(negative),
        max(values, default=0.0),
        min(values, default=0.0),
        min(positive, negative) / (max(positive, negative) + 0.3),
        judged.score,
        *(float(judged.label == label) for label in _LABELS),
        _damped(sums[0]) if sums else 0.0,
        _damped(sums[-1]) if sums else 0.0,
        float(any(part.contrast for part, _ in parts)),
        max(sums, default=0.0),
        min(sums, default=0.0),
        math.log1p(len(found)) / 5,
        math.log1p(count) / 3,
        float(asks(read)),
        float(is_question(read)),
        float("!" in read),
        sum(v > 0 for v in values) / 5,
        sum(v < 0 for v in values) / 5,
        sum(v > _CLEAR for v in sums) / count,
        sum(v < -_CLEAR for v in sums) / count,
    ]


def _damped(value: float) -> float:
    return math.copysign(math.log1p(abs(value)), value)


def _folded(text: str) -> str:
    return capped(text)[:_READ].lower().replace("’", "'").replace("‘", "'")
