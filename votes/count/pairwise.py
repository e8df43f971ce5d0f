"""Who is preferred to whom by how many: the matrix behind the Condorcet rules, and seats filled from an order."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import chain

import numpy as np
import numpy.typing as npt

from votes.count.ballots import Ballot, Contest
from votes.count.progress import withdrawn
from votes.count.result import Count, Rule
from votes.count.ties import About, Tie, TieBreaker

Matrix = npt.NDArray[np.int64]

_CELLS = 500_000
"""Ranks looked at in one go, so that memory stays the same however many ballots there are."""


def preferences(contest: Contest) -> Matrix:
    """How many ballots prefer candidate i+1 to candidate j+1, at [i, j]: whole ballots, exact.

    Whoever a ballot does not name comes after all whom it names, level with each other.
    """
    size = len(contest.candidates)
    found = np.zeros((size, size), dtype=np.int64)
    ballots, numbers = list(contest.ballots), np.array(list(contest.ballots.values()), dtype=np.int64)
    step = max(1, _CELLS // size)
    for start in range(0, len(ballots), step):
        _add(found, _ranks(ballots[start : start + step], size), numbers[start : start + step])
    gone = [number - 1 for number in withdrawn(contest)]
    found[gone, :] = found[:, gone] = 0
    return found


def _ranks(ballots: Sequence[Ballot], size: int) -> npt.NDArray[np.int16]:
    """The rank (1 the most preferred, size + 1 for not named) of each candidate on each ballot, a row for each."""
    lengths = np.array([len(ballot) for ballot in ballots], dtype=np.int64)
    level = [row for row, ballot in enumerate(ballots) if any(type(choice) is tuple for choice in ballot)]
    plain: Iterable[Ballot] = ballots
    if level:
        plain = [() if any(type(choice) is tuple for choice in ballot) else ballot for ballot in ballots]
        lengths[level] = 0
    named = np.fromiter(chain.from_iterable(plain), dtype=np.int64, count=int(lengths.sum()))
    ranks = np.full((len(ballots), size), size + 1, dtype=np.int16)
    rows = np.repeat(np.arange(len(ballots)), lengths)
    starts = np.repeat(np.cumsum(lengths) - lengths, lengths)
    ranks[rows, named - 1] = np.arange(len(named)) - starts + 1
    for row in level:
        for rank, choice in enumerate(ballots[row], 1):
            for candidate in choice if isinstance(choice, tuple) else (choice,):
                ranks[row, candidate - 1] = rank
    return ranks


def _add(found: Matrix, ranks: npt.NDArray[np.int16], numbers: npt.NDArray[np.int64]) -> None:
    """Adds these ballots. Bit by bit of their numbers, since counting truths is exact and far quicker than sums."""
    columns = np.ascontiguousarray(ranks.T)
    bit = 0
    while numbers.any():
        there = (numbers & 1).astype(bool)
        if there.any():
            some = columns if there.all() else np.ascontiguousarray(columns[:, there])
            for candidate in range(len(found)):
                found[candidate] += np.count_nonzero(some[candidate] < some, axis=1) << bit
        numbers, bit = numbers >> 1, bit + 1


def groups(standing: Sequence[int], beats: npt.NDArray[np.bool_]) -> tuple[tuple[int, ...], ...]:
    """An order from who beats whom: those whom nobody left beats, then the same again without them."""
    left, ordered = list(standing), []
    while left:
        rows = [candidate - 1 for candidate in left]
        beaten: list[bool] = np.any(beats[np.ix_(rows, rows)], axis=0).tolist()
        top = [candidate for candidate, is_beaten in zip(left, beaten, strict=True) if not is_beaten]
        ordered.append(tuple(top))
        left = [candidate for candidate in left if candidate not in top]
    return tuple(ordered)


def result(
    contest: Contest, rule: Rule, matrix: Matrix, order: tuple[tuple[int, ...], ...], breaker: TieBreaker
) -> Count:
    """The count in which the seats go down the order; a group too large for what is left goes to the lot.

    Seats end where "re-open nominations" stands in the order: whoever is below it, more ballots would rather look for
    somebody else.
    """
    elected = _seats(contest, order, breaker)
    ties: tuple[Tie, ...] = tuple(breaker.ties)
    return Count(
        rule=rule,
        candidates=contest.candidates,
        withdrawn=withdrawn(contest),
        ron=contest.ron,
        seats=contest.seats,
        valid=contest.valid,
        blank=contest.blank,
        elected=elected,
        ties=ties,
        pairwise=tuple(tuple(row) for row in matrix.tolist()),
        order=order,
    )


def _seats(contest: Contest, order: Iterable[tuple[int, ...]], breaker: TieBreaker) -> tuple[int, ...]:
    elected: list[int] = []
    for group in order:
        vacancies = contest.seats - len(elected)
        left = [candidate for candidate in group if candidate != contest.ron or len(group) > vacancies]
        about = About.SEAT if len(group) > vacancies else About.ORDER
        while left and len(elected) < contest.seats:
            chosen = breaker.choose(left, about, 1)
            if chosen == contest.ron:
                break
            elected.append(chosen)
            left.remove(chosen)
        if contest.ron in group:
            break
    return tuple(elected)
