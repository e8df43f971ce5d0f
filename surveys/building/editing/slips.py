"""Whether a change of words corrects a slip or asks something else. Pure."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

SLIP = 0.8
"""How alike words must stay for a change to pass as the correction of a slip."""


def alike(one: str, other: str) -> bool:
    """Whether two texts are nearly the same, letter by letter."""
    return SequenceMatcher(None, one.casefold(), other.casefold(), autojunk=False).ratio() >= SLIP


_IDLE_WORDS = frozenset(
    {"a", "an", "the", "of", "to", "in", "on", "at", "is", "are", "was", "my", "your", "this", "that"}
)
_NOT = re.compile(r"(no|not|never|none|nobody|nothing|without|cannot|.*n['’]t)", re.I)
_TURNED = ("un", "in", "im", "ir", "dis", "non", "mis")
_LIKE_WORDS = 0.6


def only_a_slip(one: str, other: str) -> bool:
    """Whether two wordings say the same: alike as a whole, no word turned into its contrary, added or left out.

    Alone, likeness lets "not" slip into a long sentence.
    """
    if not alike(one, other):
        return False
    old, new = (re.findall(r"[^\W_]+(?:['’][^\W_]+)*", text.casefold()) for text in (one, other))
    changes = SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    return all(kind == "equal" or _respelt(old[a:b], new[c:d]) for kind, a, b, c, d in changes)


def _respelt(old: list[str], new: list[str]) -> bool:
    if "".join(old) == "".join(new):
        return True
    if len(old) != len(new):
        return _IDLE_WORDS.issuperset(set(old) ^ set(new))
    return all(_same_word(one, other) for one, other in zip(old, new, strict=True))


def _same_word(one: str, other: str) -> bool:
    turned = any(start + one == other or start + other == one for start in _TURNED)
    if turned or bool(_NOT.fullmatch(one)) != bool(_NOT.fullmatch(other)):
        return False
    return {one, other} <= _IDLE_WORDS or SequenceMatcher(None, one, other, autojunk=False).ratio() >= _LIKE_WORDS
