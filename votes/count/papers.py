"""Ballot papers in parcels on the candidates' piles, as tellers would hold them, for rules that move whole papers."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Mapping, Sequence

from votes.count.ballots import Ranking
from votes.count.result import Transfer


class Papers:
    """Which papers lie with whom, and at which value each.

    A paper is its place in a list of distinct rankings. It lies with the first continuing candidate that it names;
    whoever is passed once never comes back, so that its next preference is again the first continuing one.
    """

    def __init__(self, ballots: Mapping[Ranking, int], worth: int) -> None:
        self._rankings = list(ballots)
        self._numbers = list(ballots.values())
        self._piles: dict[int, dict[int, array[int]]] = {}
        put: dict[int, Callable[[int], None]] = {}
        for paper, ranking in enumerate(self._rankings):
            first = ranking[0]
            if first not in put:
                parcel = array("I")
                self._piles[first] = {worth: parcel}
                put[first] = parcel.append
            put[first](paper)

    def votes(self, candidate: int) -> int:
        """What the papers on a pile are worth together."""
        numbers = self._numbers
        pile = self._piles.get(candidate, {})
        return sum(value * sum([numbers[paper] for paper in parcel]) for value, parcel in pile.items())

    def move(self, source: int, continuing: Sequence[int], revalue: Callable[[int], int]) -> list[Transfer]:
        """Sorts the pile of `source` to the next continuing preferences, each parcel at its new value.

        One Transfer for each destination and value, the highest value first, exhausted papers last.
        """
        made = []
        for value, parcel in sorted(self._piles.pop(source, {}).items(), reverse=True):
            new_value = revalue(value)
            sorted_ = self._sort(parcel, frozenset(continuing))
            for to in sorted(sorted_, key=lambda number: (number == 0, number)):
                papers = sorted_[to]
                number = sum([self._numbers[paper] for paper in papers])
                made.append(Transfer(source, to or None, number, new_value, number * new_value))
                if to:
                    pile = self._piles.setdefault(to, {})
                    pile.setdefault(new_value, array("I")).extend(papers)
        return made

    def _sort(self, parcel: array[int], continuing: frozenset[int]) -> dict[int, array[int]]:
        """The papers of a parcel by their next preference, 0 for none."""
        rankings = self._rankings
        found: dict[int, array[int]] = {}
        for paper in parcel:
            to = 0
            for candidate in rankings[paper]:
                if candidate in continuing:
                    to = candidate
                    break
            if to in found:
                found[to].append(paper)
            else:
                found[to] = array("I", (paper,))
        return found
