"""Quotable: what a sentence must be to stand as a quote, and what it must not give away."""

import re
from functools import cache

from insight.lexicon import PhraseTable, load
from insight.polarity import Label
from insight.reading import tokens, words

_SHORTEST, _LONGEST = 40, 180
_OPENS = frozenset("\"'“‘«¿¡£$[(")
"""What a sentence may open with besides a letter or a number."""
_LEANING = frozenset(
    {"and", "but", "also", "so", "or", "which", "because", "it", "its", "it's", "this", "that", "that's", "these"}
    | {"those", "they", "their", "he", "she", "his", "her", "him", "then", "however", "though", "although", "yet"}
)
"""Words that a sentence opens with when it leans on the one before."""
_NAME = "[name]"
_SPOKEN_TO = re.compile(r"^\[name\],|,\s?\[name\](?=\W*$)")
_WHERE = ("[address]", "[email]", "[phone]")


def is_of_length(text: str) -> bool:
    """Whether it is neither a scrap nor a speech."""
    return _SHORTEST <= len(text) <= _LONGEST


def stands_alone(text: str) -> bool:
    """Whether the sentence can be understood without the one before it."""
    said = words(text)
    opens = text[:1].isalnum() or text[:1] in _OPENS
    return bool(said) and opens and said[0] not in _LEANING and _NAME not in text


def blames_somebody(text: str, felt: Label) -> bool:
    """Whether it says something against somebody who was named, and not only spoken to: the school knows whom, name or
    no name."""
    return felt in ("negative", "mixed") and _NAME in _SPOKEN_TO.sub("", text)


def tells_who(text: str) -> bool:
    """Whether those who know the school may tell from it who wrote it or whose child it is on: "I'm the only parent
    with…", "as a governor", "our twins". What of that kind is in no list passes."""
    return any(mark in text for mark in _WHERE) or bool(_identifying().find(tokens(text)))


@cache
def _identifying() -> PhraseTable[str]:
    return PhraseTable((phrase, phrase) for phrase in load("identifying")["phrases"])
