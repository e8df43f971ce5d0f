"""Phrase lists and how they are matched: the one small language in which themes, sentiment and
safeguarding are written down.

A phrase is words with spaces between them. `a|b` is either word, `hit*` any word that begins so, `_` up
to three words between.
The lists themselves are the TOML files in `insight/data`, to be read and mended by people who know schools.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib import resources
from typing import Any, Generic, NamedTuple, TypeVar

from insight.memory import remembered
from insight.reading import Token

Value = TypeVar("Value")
_GAP = 3
_PREFIX = 3
_NOTHING = Token("", "", 0, 0, False)


class Match(NamedTuple, Generic[Value]):
    """A phrase found at tokens[first:last]."""

    first: int
    last: int
    phrase: str
    value: Value


class _Element(NamedTuple):
    """One place in a phrase: the words that fit there and the beginnings that fit there."""

    exact: frozenset[str]
    prefixes: tuple[str, ...]

    def fits(self, word: str, bare: str) -> bool:
        return word in self.exact or bare in self.exact or (bool(self.prefixes) and word.startswith(self.prefixes))


class PhraseTable(Generic[Value]):
    """Many phrases, each standing for a value, found in one pass over a text's tokens."""

    def __init__(self, entries: Iterable[tuple[str, Value]]) -> None:
        self._by_word: dict[str, tuple[_Entry[Value], ...]] = {}
        self._by_prefix: dict[str, tuple[_Entry[Value], ...]] = {}
        for phrase, value in entries:
            elements = tuple(_element(part) for part in phrase.split())
            first = elements[0] if elements else None
            if first is None:
                raise ValueError(f"a phrase must begin with a word: {phrase!r}")
            after = elements[1] if len(elements) > 1 else None
            second = after.exact if after and not after.prefixes else frozenset[str]()
            entry = _Entry(phrase, first, second, elements[1:], value)
            for word in first.exact:
                self._by_word[word] = (*self._by_word.get(word, ()), entry)
            for prefix in {prefix[:_PREFIX] for prefix in first.prefixes}:
                self._by_prefix[prefix] = (*self._by_prefix.get(prefix, ()), entry)
        self._beginning = remembered(self._begun_by)

    def find(self, tokens: Sequence[Token]) -> list[Match[Value]]:
        """Every match, overlapping ones too, in the order of their first token."""
        found: list[Match[Value]] = []
        for index, token in enumerate(tokens):
            entries = self._beginning(token.word, token.bare)
            if not entries:
                continue
            after = tokens[index + 1] if index + 1 < len(tokens) else _NOTHING
            for entry in entries:
                if entry.second and after.word not in entry.second and after.bare not in entry.second:
                    continue
                last = _match_from(entry.rest, tokens, index + 1) if entry.rest else index + 1
                if last:
                    found.append(Match(index, last, entry.phrase, entry.value))
        return found

    def _begun_by(self, word: str, bare: str) -> "tuple[_Entry[Value], ...]":
        """The phrases whose first word this may be."""
        exact = (*self._by_word.get(word, ()), *(self._by_word.get(bare, ()) if bare != word else ()))
        begun = self._by_prefix.get(word[:_PREFIX], ())
        return (*exact, *(entry for entry in begun if entry.first.fits(word, bare)))


class _Entry(NamedTuple, Generic[Value]):
    """A phrase, taken apart for matching. `second` are the words of which one must follow the first, where that is
    all that may."""

    phrase: str
    first: _Element
    second: frozenset[str]
    rest: tuple[_Element | None, ...]
    value: Value


def longest(matches: Iterable[Match[Value]]) -> list[Match[Value]]:
    """The matches that remain when, of two that overlap, the longer stays (the earlier where they are
    equally long)."""
    taken: set[int] = set()
    kept = []
    for match in sorted(matches, key=lambda m: (m.first - m.last, m.first, m.phrase)):
        span = range(match.first, match.last)
        if taken.isdisjoint(span):
            taken.update(span)
            kept.append(match)
    return sorted(kept, key=lambda m: m.first)


@cache
def load(name: str) -> Mapping[str, Any]:
    """The parsed data file `insight/data/<name>.toml`."""
    return tomllib.loads(resources.files("insight").joinpath("data", f"{name}.toml").read_text("utf-8"))


def _element(part: str) -> _Element | None:
    """None stands for the gap `_`."""
    if part == "_":
        return None
    options = [option.rstrip("'") for option in part.split("|")]
    prefixes = tuple(option[:-1] for option in options if option.endswith("*"))
    if any(len(prefix) < _PREFIX for prefix in prefixes):
        raise ValueError(f"a beginning needs {_PREFIX} letters: {part!r}")
    return _Element(frozenset(option for option in options if not option.endswith("*")), prefixes)


def _match_from(elements: Sequence[_Element | None], tokens: Sequence[Token], place: int) -> int:
    """Where the elements, from this token on, end (exclusive), 0 when they do not fit."""
    gap = 0
    for element in elements:
        if element is None:
            gap = _GAP
            continue
        for step in range(gap + 1):
            if place + step >= len(tokens):
                return 0
            if element.fits(tokens[place + step].word, tokens[place + step].bare):
                place += step + 1
                break
            if not tokens[place + step].is_word:
                return 0
        else:
            return 0
        gap = 0
    return place
