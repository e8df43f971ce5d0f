"""Safeguarding: which comments a designated lead should see today, and why. Tuned to miss little rather
than to flag little.

Patterns always flag; a fitted head adds what only sounds like a concern. It misses some of what is hinted at, and no
school may rely on it alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from insight.intent import is_non_answer
from insight.lexicon import Match, PhraseTable, load, longest
from insight.memory import forget
from insight.reading import tokens

_CUE = "several_signs"
_INNOCENT = "innocent"
_CUES_NEEDED = 3
_SOUNDS = "sounds_like_a_concern"


@dataclass(frozen=True, slots=True)
class Flag:
    """Whether a comment may be a disclosure; `reasons` are keys such as "self_harm", in alphabetical
    order."""

    flag: bool
    reasons: tuple[str, ...] = ()


def safeguarding(texts: Iterable[str], *, remember: bool = True) -> list[Flag]:
    """Each text's flag. `remember`: whether what was read may stay in memory, so that it is quicker read again."""
    from insight.heads import CONCERN  # numpy and scipy take their time to import
    from insight.model import readings, threshold

    rows = list(texts)
    reasons = [signs(text) for text in rows]
    # The fitted head is asked only where it decides: not where patterns speak, and not of "none".
    asked = [place for place, text in enumerate(rows) if not reasons[place] and not is_non_answer(text)]
    heard = readings([rows[place] for place in asked], remember=remember)
    for place, reading in zip(asked, heard, strict=True):
        if reading.concern >= threshold(CONCERN):
            reasons[place].add(_SOUNDS)
    flags = [Flag(bool(found), tuple(sorted(found))) for found in reasons]
    if not remember:
        forget()
    return flags


def reason_keys() -> tuple[str, ...]:
    """Every reason that a flag can carry."""
    return (*(row["key"] for row in load("safeguarding")["reason"]), _CUE, _SOUNDS)


def signs(text: str) -> set[str]:
    """The reasons that the patterns alone find in a text."""
    matches = _outside_innocent(_table().find(tokens(text)))
    reasons = {match.value for match in matches if match.value != _CUE}
    cues = longest(match for match in matches if match.value == _CUE)
    if not reasons and len({match.phrase for match in cues}) >= _CUES_NEEDED:
        reasons.add(_CUE)
    return reasons


def _outside_innocent(matches: Sequence[Match[str]]) -> list[Match[str]]:
    innocent = {index for match in matches if match.value == _INNOCENT for index in range(match.first, match.last)}
    return [
        match for match in matches if match.value != _INNOCENT and innocent.isdisjoint(range(match.first, match.last))
    ]


@cache
def _table() -> PhraseTable[str]:
    rows = load("safeguarding")
    entries = [(phrase, row["key"]) for row in rows["reason"] for phrase in row["phrases"]]
    entries += [(phrase, _CUE) for phrase in rows["cues"]]
    entries += [(phrase, _INNOCENT) for phrase in rows["innocent"]]
    return PhraseTable(entries)
