"""General words: TextBlob's lexicon of everyday English, without what means nothing in a school."""

from collections.abc import Mapping
from functools import cache

from insight.lexicon import load

_AUDIBLE = 0.1
"""Words that the lexicon weighs less than this say too little to count."""


@cache
def general_lexicon() -> Mapping[str, float]:
    """The mean polarity of each word, −1 to 1."""
    from textblob.en import sentiment as pattern_lexicon  # textblob takes a second or more to import

    faint = set(load("sentiment")["faint"]["words"])
    pattern_lexicon.load()
    return {
        word: float(senses[None][0])
        for word, senses in dict.items(pattern_lexicon)
        if word not in faint and abs(senses[None][0]) >= _AUDIBLE
    }
