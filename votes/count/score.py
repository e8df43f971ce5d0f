"""Score (range voting): every ballot gives every candidate a number of points, and the points are added up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from votes.count.ballots import Ballot, CountRefused, contest
from votes.count.plurality import most_votes
from votes.count.progress import Progress
from votes.count.result import Count, Rule
from votes.count.ties import Lot

Scores = tuple[int, ...]
"""Points for candidate 1, 2, … on one ballot; 0 where the voter gave none."""

HIGHEST = 100
"""The longest scale that is taken."""


def count_score(
    ballots: Mapping[Scores, int],
    candidates: Sequence[str],
    seats: int,
    highest: int,
    lot: Lot,
    *,
    withdrawn: frozenset[int] = frozenset(),
    ron: int | None = None,
) -> Count:
    """Who has the most points, on a scale of 0 to `highest`. `ballots`: how often each distinct ballot was cast.

    A candidate whom a ballot does not score has 0 points of it. The other way in the literature (Smith's range voting)
    leaves such a candidate's average alone; a few friends could then elect somebody whom nobody else has heard of,
    and it takes a quorum to mend that, so sums are counted here, as in STAR voting. A ballot without a single point
    for anybody who stands is blank. Ties for a seat go to the lot, as under approval.
    Raises CountRefused for points off the scale and for a ballot of another length, LotNeeded as `count` does.
    """
    if not 1 <= highest <= HIGHEST:
        raise CountRefused("A scale ends at a whole number from 1 to %(most)s.", most=HIGHEST)
    for ballot, number in ballots.items():
        _check(ballot, number, len(candidates), highest)
    progress = Progress(contest(_marked(ballots), candidates, seats, lot, withdrawn, ron))
    for ballot, number in ballots.items():
        for candidate, points in enumerate(ballot, 1):
            progress.totals[candidate] += points * number
    for candidate in withdrawn:
        progress.totals[candidate] = 0
    return most_votes(progress, Rule.SCORE)


def _check(ballot: Scores, number: int, candidates: int, highest: int) -> None:
    if type(number) is not int or number < 1:
        raise CountRefused("Ballot %(ballot)s is there %(number)s times.", ballot=ballot, number=number)
    if len(ballot) != candidates:
        raise CountRefused("Ballot %(ballot)s does not score %(size)s candidates.", ballot=ballot, size=candidates)
    if not all(type(points) is int and 0 <= points <= highest for points in ballot):
        raise CountRefused(
            "Ballot %(ballot)s has points that are not from 0 to %(highest)s.", ballot=ballot, highest=highest
        )


def _marked(ballots: Mapping[Scores, int]) -> dict[Ballot, int]:
    """Whom each ballot gives any point, which is all that telling valid ballots from blank ones takes."""
    marked: dict[Ballot, int] = {}
    for ballot, number in ballots.items():
        names: Ballot = tuple(candidate for candidate, points in enumerate(ballot, 1) if points)
        marked[names] = marked.get(names, 0) + number
    return marked
