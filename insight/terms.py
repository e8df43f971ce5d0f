"""Terms: the content words and word sequences of texts, weighed by how telling they are. What topics,
quotes and key phrases share."""

import math
from collections import Counter
from collections.abc import Sequence
from functools import cache
from itertools import pairwise

from insight.lexicon import load
from insight.reading import tokens

Vector = dict[str, float]

_LONGEST = 3
_SHORT = 4
_MOST_PHRASES = 300_000


def stem(word: str) -> str:
    """A word without its commonest endings, so that "clubs" and "club", "parked" and "parking" count
    together."""
    for ending, least in (("ies", 4), ("ing", 6), ("ed", 5), ("es", 5), ("s", 4)):
        if word.endswith(ending) and len(word) >= least and not word.endswith("ss"):
            word = word[: -len(ending)] + ("y" if ending == "ies" else "")
            break
    return word.rstrip("e") if len(word) > _SHORT else word


def content_words(text: str) -> list[str]:
    """The text's telling words in lower case and in order."""
    return [
        token.bare
        for token in tokens(text)
        if token.is_word and token.bare not in _stop_words() and len(token.bare) > 1
    ]


def terms(text: str) -> list[str]:
    """Stems of the telling words, and pairs of neighbours."""
    stems = [stem(word) for word in content_words(text)]
    return stems + [f"{first} {second}" for first, second in pairwise(stems)]


def shared(texts: Sequence[str]) -> list[Vector]:
    """A unit vector a text in which a term weighs by how many of the texts have it: what all speak of,
    not what is rare."""
    held = [set(terms(text)) for text in texts]
    spread = Counter(term for found in held for term in found)
    return [unit({term: math.log(1 + spread[term]) for term in found if spread[term] > 1}) for found in held]


def unit(vector: Vector) -> Vector:
    """The vector at length one; an empty one stays empty."""
    length = math.sqrt(sum(value * value for value in vector.values()))
    return {term: value / length for term, value in vector.items()} if length else {}


def cosine(first: Vector, second: Vector) -> float:
    """How alike two unit vectors are, 0 to 1."""
    if len(first) > len(second):
        first, second = second, first
    return sum(value * second.get(term, 0.0) for term, value in first.items())


def key_phrases(texts: Sequence[str], background: Counter[str], most: int = 5, least: int = 2) -> tuple[str, ...]:
    """The phrases in at least `least` of these texts that set them apart from the background (phrase → number of
    texts), most telling first."""
    inside = phrase_spread(texts)
    whole = max(sum(background.values()), 1)
    here = max(sum(inside.values()), 1)

    def telling(phrase: str) -> float:
        share, usual = inside[phrase] / here, (background[phrase] + 1) / whole
        return inside[phrase] * math.log(1 + share / usual) * (1 + 0.4 * phrase.count(" "))

    kept: list[str] = []
    said: set[str] = set()
    for phrase in sorted((p for p in inside if inside[p] >= least), key=lambda p: (-telling(p), p)):
        stems = {stem(word) for word in phrase.split()}
        if said.isdisjoint(stems):
            kept.append(phrase)
            said |= stems
        if len(kept) == most:
            break
    return tuple(kept)


def holding(texts: Sequence[str], phrases: Sequence[str]) -> int:
    """How many of the texts hold a word of the phrases, in whatever form."""
    wanted = {stem(word) for phrase in phrases for word in phrase.split()}
    return sum(not wanted.isdisjoint(stem(word) for word in content_words(text)) for text in texts)


def phrase_spread(texts: Sequence[str]) -> Counter[str]:
    """How many of the texts hold each phrase of one to three words that neither begins nor ends in a stop
    word. Of very many phrases, those met once so far are let go of now and then: they will tell nothing."""
    spread: Counter[str] = Counter()
    most = _MOST_PHRASES
    for text in texts:
        words = [token.word if token.is_word else "" for token in tokens(text)]
        found = set()
        for first in range(len(words)):
            if _is_empty(words[first]):
                continue
            for last in range(first, min(first + _LONGEST, len(words))):
                if not words[last]:
                    break
                if not _is_empty(words[last]):
                    found.add(" ".join(words[first : last + 1]))
        spread.update(found)
        if len(spread) > most:
            spread = Counter({phrase: count for phrase, count in spread.items() if count > 1})
            most = max(_MOST_PHRASES, 2 * len(spread))
    return spread


@cache
def _stop_words() -> frozenset[str]:
    return frozenset(load("terms")["stop"].split())


def _is_empty(word: str) -> bool:
    return len(word) < 3 or word in _stop_words() or word.isdigit()
