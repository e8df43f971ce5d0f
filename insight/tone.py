"""Tone: how good or bad the words of everyday English sound, whatever they are about.

What the lexicon of schools does not know: courses, products, films, chat. Weighed by VADER's list of rated words
(its file is read where it lies), by rules of our own for negation, stress, turns and questions.
"""

import math
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from insight.lexicon import load
from insight.memory import remembered
from insight.polarity import negators
from insight.reading import Token, clauses, tokens

TONES = 12
_HIGHEST = 4.0
"""The raters' scale ends here on both sides."""
_REACH = 4
_TURNED = -0.65
_LOUDER = 1.25


@remembered
def tones(text: str) -> tuple[float, ...]:
    """TONES numbers of about −2 to 2: praise, blame, their balance over all, at the end and after a turn, their
    extremes and how loud they are."""
    found = tokens(text)
    by_part = []
    for part in clauses(text):
        inside = [token for token in found if part.start <= token.start < part.end]
        by_part.append((part.contrast, _weighed(text, inside)))
    values = [value for _, some in by_part for value in some]
    praise, blame = sum(v for v in values if v > 0), -sum(v for v in values if v < 0)
    sums = [sum(some) for _, some in by_part]
    turned = [total for (contrast, _), total in zip(by_part, sums, strict=True) if contrast]
    words = [text[token.start : token.end] for token in found if token.is_word]
    return (
        math.log1p(praise),
        math.log1p(blame),
        _balanced(praise - blame),
        _balanced(sums[-1]) if sums else 0.0,
        _balanced(sums[0]) if sums else 0.0,
        _balanced(sum(turned)),
        max(values, default=0.0),
        min(values, default=0.0),
        _balanced(praise - 1.5 * blame),
        min(text.count("!"), 4) / 4,
        sum(word.isupper() and len(word) > 2 for word in words) / max(1, len(words)),
        (praise - blame) / math.sqrt(max(1, len(words))),
    )


def _weighed(text: str, inside: Sequence[Token]) -> list[float]:
    known, intensity = rated_words(), _intensity()
    values = []
    for place, token in enumerate(inside):
        value = known.get(token.word)
        if value is None or not token.is_word:
            continue
        before = inside[max(0, place - _REACH) : place]
        if before:
            value *= intensity.get(before[-1].word, 1.0)
        if len(token.word) > 2 and text[token.start : token.end].isupper():
            value *= _LOUDER
        if _turned(before):
            value *= _TURNED
        values.append(value)
    return values


def _turned(before: Sequence[Token]) -> bool:
    """Whether a word before turns round what follows, with nothing but words between."""
    for token in reversed(before):
        if not token.is_word:
            return False
        if token.word in negators():
            return True
    return False


def _balanced(total: float) -> float:
    """−1 to 1, steep around 0."""
    return total / math.sqrt(total * total + 1.0)


@cache
def rated_words() -> Mapping[str, float]:
    """The mean rating of each word, −1 to 1, without those that mean something else in a school."""
    spec = find_spec("vaderSentiment")
    if spec is None or not spec.submodule_search_locations:
        raise ModuleNotFoundError("vaderSentiment is not installed")
    faint = set(load("sentiment")["faint"]["words"])
    path = Path(spec.submodule_search_locations[0]) / "vader_lexicon.txt"
    rows = (line.split("\t") for line in path.read_text("utf-8").splitlines() if line.strip())
    return {row[0]: float(row[1]) / _HIGHEST for row in rows if row[0] not in faint}


@cache
def _intensity() -> Mapping[str, float]:
    found: Mapping[str, float] = load("sentiment")["intensity"]
    return found
