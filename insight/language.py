"""Language: which language a comment is written in, by its script, its frequent words and its letters."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

from insight.lexicon import load
from insight.reading import words
from insight.vocabulary import is_english

_SCRIPTS: tuple[tuple[str, str], ...] = (
    ("pa", "\u0a00-\u0a7f"),
    ("bn", "\u0980-\u09ff"),
    ("gu", "\u0a80-\u0aff"),
    ("hi", "\u0900-\u097f"),
    ("ta", "\u0b80-\u0bff"),
    ("te", "\u0c00-\u0c7f"),
    ("ml", "\u0d00-\u0d7f"),
    ("si", "\u0d80-\u0dff"),
    ("el", "\u0370-\u03ff"),
    ("he", "\u0590-\u05ff"),
    ("th", "\u0e00-\u0e7f"),
    ("ka", "\u10a0-\u10ff"),
    ("hy", "\u0530-\u058f"),
    ("am", "\u1200-\u137f"),
    ("ko", "\uac00-\ud7af\u1100-\u11ff"),
    ("ja", "\u3040-\u30ff"),
    ("zh", "\u4e00-\u9fff\u3400-\u4dbf"),
)
_ARABIC = ("ar", "fa", "ur")
_CYRILLIC = ("ru", "uk", "bg")
_WORD, _LETTER, _GROUP, _KNOWN = 3.0, 1.6, 0.35, 2.0
_LEAD = 0.95
_LEAD_OF_SHORT = 1.35
_SHORT = 4
"""How much more evidence than English another language needs: more in a few words, since nearly all
comments are English."""


def language(texts: Iterable[str]) -> list[str]:
    """Each text's language as an ISO 639-1 code. What gives no evidence (empty, numbers, emoji) counts as
    English."""
    return [_language(text) for text in texts]


def _language(text: str) -> str:
    said = words(text)
    letters = [letter for word in said for letter in word if letter.isalpha()]
    if not letters:
        return "en"
    for code, pattern in () if text.isascii() else _scripts():
        if sum(1 for letter in letters if pattern.match(letter)) > len(letters) / 2:
            return code
    if _share(letters, "\u0600", "\u06ff") > 0.5:
        return _best(said, _ARABIC, "ar")
    if _share(letters, "\u0400", "\u04ff") > 0.5:
        return _best(said, _CYRILLIC, "ru")
    return _latin(said)


def _latin(said: list[str]) -> str:
    scores = {code: _evidence(said, code) for code in _profiles() if code not in (*_ARABIC, *_CYRILLIC)}
    scores["en"] += _KNOWN * sum(is_english(word) for word in said)
    best = max(scores, key=lambda code: (scores[code], code == "en"))
    lead = _LEAD if len(said) > _SHORT else _LEAD_OF_SHORT
    return best if scores[best] > max(lead * scores["en"], _WORD / 2) else "en"


def _best(said: list[str], codes: tuple[str, ...], otherwise: str) -> str:
    scores = {code: _evidence(said, code) for code in codes}
    best = max(scores, key=lambda code: (scores[code], code == otherwise))
    return best if scores[best] else otherwise


def _evidence(said: list[str], code: str) -> float:
    return sum(_evidence_of(word)[code] for word in said)


@lru_cache(maxsize=32_768)
def _evidence_of(word: str) -> Mapping[str, float]:
    """What one word says for each language; comments use the same words over and over."""
    found = {}
    for code, (words_, letters, groups) in _profiles().items():
        total = _WORD * (word in words_)
        total += _LETTER * sum(1 for letter in word if letter in letters) * (1 - 0.04 * min(len(letters), 15))
        found[code] = total + _GROUP * sum(1 for group in groups if group in word)
    return found


def _share(letters: list[str], first: str, last: str) -> float:
    return sum(1 for letter in letters if first <= letter <= last) / len(letters)


@cache
def _scripts() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((code, re.compile(f"[{spans}]")) for code, spans in _SCRIPTS)


@cache
def _profiles() -> Mapping[str, tuple[frozenset[str], frozenset[str], frozenset[str]]]:
    """Per language its frequent words, its telling letters and its letter groups."""
    data = load("languages")
    return {
        code: (
            frozenset(frequent.split()),
            frozenset(data["letters"].get(code, "")),
            frozenset(data["groups"].get(code, "").split()),
        )
        for code, frequent in data["words"].items()
    }
