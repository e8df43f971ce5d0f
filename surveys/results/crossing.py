"""Answers crossed with the groups of those who gave them, counted in bulk from the ids of those who answered. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from insight.disclosure import Labels

Ids = bytes
"""The ids of those who answered, sixteen bytes each, one after the other."""
Numbers = NDArray[Any]


@dataclass(frozen=True)
class Labelled:
    """Everybody who answered, in the order of their ids: to which of `labels` each belongs."""

    people: Numbers
    cells: Numbers
    labels: tuple[Labels, ...]

    def count(self, giving: Ids) -> dict[Labels, int]:
        """How many of those stand in each cell. Whoever is not known counts for nothing."""
        found = np.bincount(self.cells[_places(self.people, giving)], minlength=len(self.labels))
        return {self.labels[cell]: int(found[cell]) for cell in np.flatnonzero(found)}


def labelled(came: Sequence[tuple[Labels, Ids]], said: Sequence[Mapping[str, Ids]]) -> Labelled:
    """Who belongs where: by what came with their answers, or in each breakdown by what they `said`, if anything.

    Of several answers to one question the first in the alphabet holds.
    """
    people = _numbers(b"".join(ids for _, ids in came))
    order = np.argsort(people)
    people = people[order]
    cells = np.zeros(len(people), dtype=np.int64)
    names: list[list[str]] = []
    for breakdown, answers in enumerate(said):
        own = sorted({labels[breakdown] for labels, _ in came} | set(answers))
        groups = np.repeat([own.index(labels[breakdown]) for labels, _ in came], [len(ids) // 16 for _, ids in came])
        groups = groups[order]
        for value in sorted(answers, reverse=True):
            groups[_places(people, answers[value])] = own.index(value)
        cells = cells * len(own) + groups
        names.append(own)
    found, places = np.unique(cells, return_inverse=True)
    return Labelled(people, places, tuple(_labels(int(cell), names) for cell in found))


def _labels(cell: int, names: Sequence[Sequence[str]]) -> Labels:
    labels: list[str] = []
    for own in reversed(names):
        cell, place = divmod(cell, len(own))
        labels.append(own[place])
    return tuple(reversed(labels))


def _places(people: Numbers, ids: Ids) -> Numbers:
    """Where those stand among `people`, in no order of theirs; whoever is not there is left out."""
    wanted = np.sort(_numbers(ids))  # those who stand near each other are found one after the other, five times as fast
    at = np.minimum(np.searchsorted(people, wanted), len(people) - 1)
    found: Numbers = at[people[at] == wanted] if len(people) else at[:0]
    return found


def _numbers(ids: Ids) -> Numbers:
    """The second half of each id: 62 random bits, of which two of 100,000 agree once in a thousand million surveys."""
    return np.frombuffer(ids, dtype="<u8").reshape(-1, 2)[:, 1]
