"""Duplicates: comments that say the same in the same or nearly the same words, as a text does that was passed round.

However often it was sent, such a text counts as one voice. Short comments are alike because there are few ways to be
short, so only texts too long to be written twice by chance are looked at. Needs numpy.
"""

from __future__ import annotations

import zlib
from collections import defaultdict
from collections.abc import Container, Iterator, Sequence
from typing import TYPE_CHECKING

from insight.polarity import negators
from insight.reading import comparable

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Hashes = NDArray[np.uint64]

LONG_ENOUGH = 10
"""Words (of languages without spaces, characters) from which two people hardly write the same by chance."""
_ALIKE = 0.7
"""The share of their pairs of neighbouring words that two texts must have in common (Jaccard): one word in twelve may
be another."""
_BANDS, _ROWS = 16, 3
"""Signatures in which alike texts agree at some band: nearly always from _ALIKE on (1 − (1 − 0.7³)¹⁶ = 99.9 %)."""
_UNSPACED = "\u2e80"
_CUT_OFF = "t"
"""What is left of "n't" without its apostrophe."""
_SPREAD = 0x9E3779B97F4A7C15


def speakers(texts: Sequence[str], apart: Container[int] = ()) -> list[int]:
    """For each text the place of the one that speaks for it: its own unless it says what another says.

    Of texts that say the same, the form sent most often speaks, at its first place. Those at the places `apart` speak
    for themselves whatever they say. Deterministic; takes time in proportion to n log n (MinHash, Broder 1997).
    """
    forms: defaultdict[str, list[int]] = defaultdict(list)
    for place, text in enumerate(texts):
        if place not in apart and len(text) > LONG_ENOUGH:
            forms[comparable(text)].append(place)
    kept = sorted(filter(_is_long, forms), key=lambda form: (-len(forms[form]), forms[form][0]))
    spoken = list(range(len(texts)))
    for group in _alike(kept):
        first = forms[kept[min(group)]][0]
        for member in group:
            for place in forms[kept[member]]:
                spoken[place] = first
    return spoken


def _is_long(form: str) -> bool:
    return len(_units(form)) >= LONG_ENOUGH


def _units(form: str) -> list[str]:
    """The form's words; of languages without spaces its characters."""
    return [unit for word in form.split() for unit in (word if word >= _UNSPACED else (word,))]


def _alike(forms: Sequence[str]) -> list[list[int]]:
    """Groups of the forms' places, single ones too, in each of which all are like its most central one."""
    pairs = _pairs([_units(form) for form in forms])
    turned = [sum(unit in negators() or unit == _CUT_OFF for unit in form.split()) for form in forms]
    linked: defaultdict[int, set[int]] = defaultdict(set)
    for first, second in _candidates(pairs):
        # Who turns a sentence round with one word has a voice of their own.
        if second in linked.get(first, ()) or turned[first] != turned[second]:
            continue
        if _likeness(pairs[first], pairs[second]) >= _ALIKE:
            linked[first].add(second)
            linked[second].add(first)
    groups, taken = [], set[int]()
    for leader in sorted(range(len(forms)), key=lambda i: (-len(linked.get(i, ())), i)):
        if leader not in taken:
            group = [leader, *sorted(linked.get(leader, set()) - taken)]
            taken.update(group)
            groups.append(group)
    return groups


def _pairs(forms: Sequence[Sequence[str]]) -> list[Hashes]:
    """For each form a number for each of its different pairs of neighbouring words, the same on every machine and day:
    all forms at once, since each by itself is too little for numpy."""
    import numpy as np

    numbers = {unit: zlib.crc32(unit.encode("utf-8", "replace")) for form in forms for unit in form}
    each = np.fromiter((numbers[unit] for form in forms for unit in form), dtype=np.uint64)
    whose = np.repeat(np.arange(len(forms), dtype=np.uint32), [len(form) for form in forms])
    within = whose[:-1] == whose[1:]
    pairs, whose = _mixed(each[:-1] * np.uint64(_SPREAD) + each[1:])[within], whose[1:][within]
    order = np.lexsort((pairs, whose))
    pairs, whose = pairs[order], whose[order]
    first = np.append(True, (pairs[1:] != pairs[:-1]) | (whose[1:] != whose[:-1]))[: len(pairs)]
    return np.split(pairs[first], np.searchsorted(whose[first], np.arange(1, len(forms), dtype=np.uint32)))


def _mixed(values: Hashes) -> Hashes:
    """The numbers spread over all that fit in 64 bits (the end of SplitMix64, Steele and others 2014)."""
    import numpy as np

    for shift, factor in ((30, 0xBF58476D1CE4E5B9), (27, 0x94D049BB133111EB)):
        values = (values ^ (values >> np.uint64(shift))) * np.uint64(factor)
    return values ^ (values >> np.uint64(31))


def _candidates(pairs: Sequence[Hashes]) -> Iterator[tuple[int, int]]:
    """Places that may be alike: those that agree at some band with the first that has the same there."""
    import numpy as np

    if len(pairs) < 2:
        return
    everything = np.concatenate(pairs)
    starts = np.cumsum([0, *(len(own) for own in pairs[:-1])])
    for band in range(_BANDS):
        keys = np.zeros(len(pairs), dtype=np.uint64)
        for row in range(_ROWS):
            turn = np.uint64((band * _ROWS + row + 1) * _SPREAD % 2**64)
            keys = _mixed(keys + np.minimum.reduceat(_mixed(everything ^ turn), starts))
        _, first, which = np.unique(keys, return_index=True, return_inverse=True)
        for place in np.flatnonzero(first[which] != np.arange(len(keys))).tolist():
            yield int(first[which[place]]), place


def _likeness(some: Hashes, others: Hashes) -> float:
    """The share of what either holds that both hold."""
    import numpy as np

    both = len(np.intersect1d(some, others, assume_unique=True))
    return both / (len(some) + len(others) - both)
