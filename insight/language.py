"""Language: which language a comment is written in. A few Latin words count as English, since nearly all comments are.

Telling languages apart by their letter groups is py3langid's (naive Bayes, Lui and Baldwin 2012); what is here decides
when to ask it and when to believe it.
"""

from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from insight.lexicon import load
from insight.memory import remembered
from insight.reading import words
from insight.vocabulary import is_english

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

_FEW = 3
"""Words up to which a text in Latin letters is English unless it is surely something else."""
_SURE, _SURE_OF_FEW = 0.3, 0.6
"""How likely another language must be."""
_MOSTLY_ENGLISH = 0.75
"""Share of English words from which a text in Latin letters is English whatever its letters look like."""
_ROMANISED = 0.3
"""Share of the commonest Urdu words, in Latin letters, from which a text is Urdu."""
_LOOKED_AT = 600
"""Characters: more tell nothing more."""


def language(texts: Iterable[str]) -> list[str]:
    """Each text's language as an ISO 639-1 code. What gives no evidence (empty, numbers, emoji) counts as
    English."""
    return [_language(text[:_LOOKED_AT]) for text in texts]


@remembered
def _language(text: str) -> str:
    said = words(text)
    if not text.isascii():
        letters = [letter for word in said for letter in word if letter.isalpha()]
        if letters and sum(_is_latin(letter) for letter in letters) <= len(letters) / 2:
            return _likeliest(text)[0]
    return _latin(text, [word for word in said if word.replace("'", "").isalpha()])


def _latin(text: str, said: list[str]) -> str:
    """The language of a text in Latin letters."""
    if not said:
        return "en"
    few = len(said) <= _FEW
    english = sum(is_english(word) for word in said) / len(said)
    if not few and sum(word in _romanised() for word in said) / len(said) >= _ROMANISED:
        return "ur"
    if english >= _MOSTLY_ENGLISH or (few and (english or len(said) == 1) and text.isascii()):
        return "en"
    code, sure = _likeliest(text)
    if code != "en" and sure < max(english, _SURE_OF_FEW if few else _SURE):
        return "en"
    return code


def _is_latin(letter: str) -> bool:
    return letter < "\u0250" or "\u1e00" <= letter < "\u1f00"


def _likeliest(text: str) -> tuple[str, float]:
    """The likeliest language and how likely it is."""
    code, sure = _identifier().classify(text)
    return str(code), float(sure)


@cache
def _romanised() -> frozenset[str]:
    return frozenset(load("languages")["romanised_urdu"].split())


@cache
def _identifier() -> "LanguageIdentifier":
    from py3langid.langid import MODEL_FILE, LanguageIdentifier  # the model takes half a second to read

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(load("languages")["told_apart"].split())
    # It would keep a hundred languages more for when others are asked for, in 28 MB.
    identifier._full_model = identifier.nb_ptc, identifier.nb_pc, identifier.nb_classes
    return identifier
