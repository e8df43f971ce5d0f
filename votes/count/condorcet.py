"""Condorcet rules, both by winning votes: Schulze's strongest paths and Tideman's ranked pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from votes.count.ballots import Contest
from votes.count.pairwise import Matrix, groups, preferences, result
from votes.count.result import Count, Rule
from votes.count.ties import About, TieBreaker


def count_schulze(contest: Contest) -> Count:
    """The order of strongest paths; a path is as strong as its weakest link, a link as the votes on the winning side.

    M. Schulze, "A new monotonic, clone-independent, reversal symmetric, and Condorcet-consistent single-winner
    election method" (2011), section 2. Ballots may rank candidates equal.
    """
    matrix = preferences(contest)
    paths = np.where(matrix > matrix.T, matrix, 0)
    for middle in range(len(paths)):
        np.maximum(paths, np.minimum(paths[:, middle, None], paths[None, middle, :]), out=paths)
    return result(contest, Rule.SCHULZE, matrix, groups(contest.standing, paths > paths.T), TieBreaker(contest.lot))


@dataclass(frozen=True)
class _Majority:
    """More ballots prefer `winner` to `loser` (`votes`) than the other way round (`against`)."""

    winner: int
    loser: int
    votes: int
    against: int

    @property
    def strength(self) -> tuple[int, int]:
        """Smaller is stronger: more votes on the winning side, then fewer on the other."""
        return -self.votes, self.against


def count_ranked_pairs(contest: Contest) -> Count:
    """Majorities are locked in, the strongest first, except where that would close a circle.

    T. N. Tideman, "Independence of clones as a criterion for voting rules" (1987), with winning votes as strength.
    Among majorities of one strength the order matters only when they would close a circle with each other; then the
    lot orders them, by the winner drawn first and the loser drawn last. Ballots may rank candidates equal.
    """
    matrix = preferences(contest)
    breaker = TieBreaker(contest.lot)
    locked = _Locked(len(contest.candidates))
    for alike in _by_strength(contest, matrix):
        _lock(locked, alike, breaker)
    beats = np.array([[locked.leads(row, column) for column in locked.places] for row in locked.places], dtype=bool)
    return result(contest, Rule.RANKED_PAIRS, matrix, groups(contest.standing, beats), breaker)


def _by_strength(contest: Contest, matrix: Matrix) -> list[list[_Majority]]:
    """All majorities in groups of one strength, the strongest group first."""
    found: dict[tuple[int, int], list[_Majority]] = {}
    for winner in contest.standing:
        for loser in contest.standing:
            votes, against = int(matrix[winner - 1, loser - 1]), int(matrix[loser - 1, winner - 1])
            if votes > against:
                majority = _Majority(winner, loser, votes, against)
                found.setdefault(majority.strength, []).append(majority)
    return [found[strength] for strength in sorted(found)]


class _Locked:
    """What has been locked in so far: whom each candidate leads, directly or through others, as bits."""

    def __init__(self, size: int) -> None:
        self.places = range(size)
        self._below = [0] * size

    def leads(self, first: int, second: int) -> bool:
        """Whether place `first` stands above place `second`."""
        return bool(self._below[first] >> second & 1)

    def fits(self, majority: _Majority) -> bool:
        """Whether it closes no circle."""
        return not self.leads(majority.loser - 1, majority.winner - 1)

    def lock(self, majority: _Majority) -> None:
        """Locks it in."""
        winner, loser = majority.winner - 1, majority.loser - 1
        gained = self._below[loser] | 1 << loser
        for place in self.places:
            if place == winner or self.leads(place, winner):
                self._below[place] |= gained

    def copy(self) -> _Locked:
        """A copy to try things on."""
        other = _Locked(len(self.places))
        other._below = list(self._below)
        return other


def _lock(locked: _Locked, alike: list[_Majority], breaker: TieBreaker) -> None:
    """Locks in majorities of one strength, by lot where their order matters."""
    alike = [majority for majority in alike if locked.fits(majority)]
    trial = locked.copy()
    matters = False
    for majority in alike:
        if trial.fits(majority):
            trial.lock(majority)
        else:
            matters = True
    if matters:
        between = sorted({candidate for majority in alike for candidate in (majority.winner, majority.loser)})
        breaker.choose(between, About.PAIRS, 1)
        place = breaker.lot.place
        alike.sort(key=lambda majority: place(majority.loser), reverse=True)
        alike.sort(key=lambda majority: place(majority.winner))
    for majority in alike:
        if locked.fits(majority):
            locked.lock(majority)
