"""Which words are everyday English: TextBlob's part-of-speech lexicon, read once when first needed."""

from functools import cache

from insight.general import parts_of_speech


def is_english(word: str) -> bool:
    """Whether a word in lower case is in the English lexicon as a common word; names and places are not."""
    return word in _common_words()


def is_verb(word: str) -> bool:
    """Whether a word in lower case is most often a verb that somebody can be the subject of ("swapped",
    "loves", "would")."""
    return _common_words().get(word, "") in ("VBZ", "VBD", "VBP", "MD")


@cache
def _common_words() -> dict[str, str]:
    """The common words with their most frequent part of speech."""
    return {
        word: tag
        for word, tag in parts_of_speech().items()
        if word.islower() and word.isalpha() and not tag.startswith(("NNP", "FW"))
    }
