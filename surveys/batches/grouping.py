"""With whom answers are mixed where groups were declared: small ones are merged, in the same way each time. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence

from surveys.batches.rules import BATCH_SIZE

JOINER = " or "
"""Between the names of groups that are one."""
KINDS = ("year", "class", "language", "channel")
"""In this order groups are told apart: classes of one year are merged before those of two."""
Labels = tuple[str, ...]
"""A group's name by each of the kinds that were declared."""


def key_of(labels: Mapping[str, str]) -> str:
    """What a batch and its answers carry of their group: its names by kind, '' where nothing was declared."""
    return json.dumps({kind: labels[kind] for kind in KINDS if kind in labels}, ensure_ascii=False) if labels else ""


def labels_of(key: str) -> dict[str, str]:
    """The names of a group by kind."""
    return dict(json.loads(key)) if key else {}


def with_label(key: str, kind: str, name: str) -> str:
    """A group told apart by one kind more."""
    return key_of({**labels_of(key), kind: name})


def parts_of(name: str) -> list[str]:
    """The groups that a name speaks of."""
    return name.split(JOINER)


def merged_keys(sizes: Mapping[str, int]) -> dict[str, str]:
    """Of each group the one that it is a part of, so that none has fewer than ten; a lone group stays as it is.

    The smallest is merged with a neighbour, again and again: one of the same year before another's, then the smaller.
    """
    groups = [[key] for key in sorted(sizes, key=_place)]

    def size(group: Sequence[str]) -> int:
        return sum(sizes[key] for key in group)

    while len(groups) > 1:
        at = min(range(len(groups)), key=lambda number: (size(groups[number]), number))
        if size(groups[at]) >= BATCH_SIZE:
            break
        beside = [number for number in (at - 1, at + 1) if 0 <= number < len(groups)]
        other = max(beside, key=lambda number: (_shared(groups[at][0], groups[number][0]), -size(groups[number])))
        first, second = sorted((at, other))
        groups[first : second + 1] = [groups[first] + groups[second]]
    return {key: _joined(group) for group in groups for key in group}


def _joined(group: Sequence[str]) -> str:
    if len(group) == 1:
        return group[0]
    names: dict[str, list[str]] = {}
    for key in group:
        for kind, name in labels_of(key).items():
            own = names.setdefault(kind, [])
            own += [part for part in parts_of(name) if part not in own]
    return key_of({kind: JOINER.join(own) for kind, own in names.items()})


def _shared(one: str, other: str) -> int:
    """By how many kinds, from the first on, two groups are the same."""
    pairs = list(zip(labels_of(one).values(), labels_of(other).values(), strict=False))
    return next((number for number, (a, b) in enumerate(pairs) if a != b), len(pairs))


def _place(key: str) -> list[list[tuple[bool, int, str]]]:
    """Groups in the order of a school: Reception, Year 1, Year 2 … Year 10."""
    return [_natural(name) for name in labels_of(key).values()]


def _natural(name: str) -> list[tuple[bool, int, str]]:
    plain = "Year 0" if name.startswith("Reception") else name
    return [(not part.isdecimal(), int(part) if part.isdecimal() else 0, part) for part in re.split(r"(\d+)", plain)]
