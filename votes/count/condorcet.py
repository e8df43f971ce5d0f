"""Condorcet rules, both by winning votes: Schulze's strongest paths and Tideman's ranked pairs."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

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


@dataclass(frozen=True, slots=True)
class _Majority:
    """More ballots prefer `winner` to `loser` than the other way round."""

    winner: int
    loser: int


def count_ranked_pairs(contest: Contest) -> Count:
    """Majorities are locked in, the strongest first, except where that would close a circle.

    T. N. Tideman, "Independence of clones as a criterion for voting rules" (1987), with winning votes as strength.
    Among majorities of one strength the order matters only when they would close a circle with each other; then the
    lot orders them, by the winner drawn first and the loser drawn last. Ballots may rank candidates equal.
    """
    matrix = preferences(contest)
    breaker = TieBreaker(contest.lot)
    size = len(contest.candidates)
    locked = _Locked(np.zeros((size, size), dtype=np.bool_))
    for alike in _by_strength(contest, matrix):
        _lock(locked, alike, breaker)
    return result(contest, Rule.RANKED_PAIRS, matrix, groups(contest.standing, locked.leads), breaker)


def _by_strength(contest: Contest, matrix: Matrix) -> list[list[_Majority]]:
    """All majorities in groups of one strength, the strongest first: more votes for the winner, then fewer against."""
    found: dict[tuple[int, int], list[_Majority]] = {}
    rows: list[list[int]] = matrix.tolist()
    for winner in contest.standing:
        for loser in contest.standing:
            votes, against = rows[winner - 1][loser - 1], rows[loser - 1][winner - 1]
            if votes > against:
                found.setdefault((-votes, against), []).append(_Majority(winner, loser))
    return [found[strength] for strength in sorted(found)]


class _Locked:
    """What has been locked in so far: whether the row's candidate leads the column's, directly or through others."""

    def __init__(self, leads: npt.NDArray[np.bool_]) -> None:
        self.leads = leads

    def fits(self, majority: _Majority) -> bool:
        """Whether it closes no circle."""
        return not self.leads[majority.loser - 1, majority.winner - 1]

    def lock(self, majority: _Majority) -> None:
        """Locks it in."""
        winner, loser = majority.winner - 1, majority.loser - 1
        if self.leads[winner, loser]:
            return
        above, below = self.leads[:, winner].copy(), self.leads[loser].copy()
        above[winner] = below[loser] = True
        self.leads[above] |= below

    def copy(self) -> _Locked:
        """A copy to try things on."""
        return _Locked(self.leads.copy())


def _lock(locked: _Locked, alike: list[_Majority], breaker: TieBreaker) -> None:
    """Locks in majorities of one strength, by lot where their order matters."""
    alike = [majority for majority in alike if locked.fits(majority)]
    # One alone closes no circle, so there is nothing to try.
    trial = locked.copy() if len(alike) > 1 else locked
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
