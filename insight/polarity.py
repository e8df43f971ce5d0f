"""How positive or negative a text's words are: lexicons, negation, intensity and contrast, added up into
one stance."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal, NamedTuple

from insight.general import general_lexicon
from insight.intent import asks, is_question
from insight.lexicon import PhraseTable, load, longest
from insight.memory import remembered
from insight.reading import Clause, Token, clauses, tokens

Label = Literal["positive", "negative", "mixed", "neutral"]

_NEGATION_REACH = 3
_NEGATED_PRAISE = -0.7
_NEGATED_BLAME = -0.35
_AFTER_CONTRAST = 1.2
_UNSPOKEN = 0.4
"""What a clause after "but" weighs against the one before it when its own words say nothing either way."""
_SLIGHT = 0.22
"""Total weight under which a text counts as saying nothing either way."""
_BOTH_SIDES = 0.3
"""Share of the heavier side that the lighter one must reach for a text to be mixed."""
_BOTH_SIDES_LEAST = 0.45
_REQUEST_TOLERANCE = 0.4
_QUESTION_TOLERANCE = 0.75
"""What a request, or a lone question, may hold of either side and still be neutral."""
_BLAME = 1.3
"""Complaint is put in fewer and milder words than praise, so each weighs more."""


@dataclass(frozen=True, slots=True)
class Sentiment:
    """A text's stance toward the school: label, score from −1 to 1, and the phrases that it rests on."""

    label: Label
    score: float
    because: tuple[str, ...] = ()


class Valence(NamedTuple):
    """A phrase of the text at [start, end) and what it weighs there, negation and intensity included."""

    start: int
    end: int
    value: float


@remembered
def stance(text: str) -> Sentiment:
    """The text's overall sentiment as its words add up."""
    parts = weighed(text)
    positive = negative = before = 0.0
    because: list[tuple[float, int, str]] = []
    for part, valences in parts:
        values = [valence.value * (_AFTER_CONTRAST if part.contrast else 1.0) for valence in valences]
        if part.contrast and abs(sum(values)) < _SLIGHT:
            values.append(math.copysign(_UNSPOKEN, -before) if before else 0.0)
        positive += sum(value for value in values if value > 0)
        negative -= _BLAME * sum(value for value in values if value < 0)
        before = sum(values)
        because.extend((-abs(v.value), v.start, text[v.start : v.end]) for v in valences)
    label = _label(text, positive, negative, len(parts))
    balance = positive - negative
    score = 0.0 if label == "neutral" else balance / math.sqrt(balance * balance + 0.6)
    return Sentiment(label, round(score, 3), tuple(phrase for _, _, phrase in sorted(because)[:6]))


@remembered
def weighed(text: str) -> tuple[tuple[Clause, tuple[Valence, ...]], ...]:
    """The text's clauses in order, each with its weighty phrases."""
    found = tokens(text)
    general = general_lexicon()
    return tuple(
        (part, tuple(weigh([token for token in found if part.start <= token.start < part.end], general)))
        for part in clauses(text)
    )


def weigh(inside: Sequence[Token], general: Mapping[str, float]) -> list[Valence]:
    """The weighty phrases of one clause, in order."""
    school = longest(_school_lexicon().find(inside))
    covered = {index for match in school for index in range(match.first, match.last)}
    spans = [(match.first, match.last, match.value) for match in school]
    for index, token in enumerate(inside):
        if index not in covered and token.word in general:
            spans.append((index, index + 1, general[token.word]))
    return [
        Valence(inside[first].start, inside[last - 1].end, _in_context(inside, first, value))
        for first, last, value in sorted(spans)
        if value
    ]


def _in_context(inside: Sequence[Token], first: int, value: float) -> float:
    """A phrase's weight after the words before it: "not", "hardly", "very", "a bit"."""
    intensity: Mapping[str, float] = load("sentiment")["intensity"]
    if first:
        value *= intensity.get(inside[first - 1].word, 1.0)
    for token in reversed(inside[max(0, first - _NEGATION_REACH) : first]):
        if not token.is_word:
            break
        if token.word in negators():
            return value * (_NEGATED_PRAISE if value > 0 else _NEGATED_BLAME)
    return value


def _label(text: str, positive: float, negative: float, parts: int) -> Label:
    if positive + negative < _SLIGHT:
        return "neutral"
    if asks(text) and max(positive, negative) < _REQUEST_TOLERANCE:
        return "neutral"
    if parts == 1 and is_question(text) and max(positive, negative) < _QUESTION_TOLERANCE:
        return "neutral"
    lighter, heavier = sorted((positive, negative))
    if lighter >= _BOTH_SIDES_LEAST and lighter >= _BOTH_SIDES * heavier:
        return "mixed"
    return "positive" if positive > negative else "negative"


@cache
def _school_lexicon() -> PhraseTable[float]:
    return PhraseTable(
        (phrase, float(value)) for value, phrases in load("sentiment")["valence"].items() for phrase in phrases
    )


@cache
def negators() -> frozenset[str]:
    """Words that turn round what follows: "not", "never", "hardly"…"""
    return frozenset(load("sentiment")["negators"])
