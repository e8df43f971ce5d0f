"""The same elections counted a second time by slow and simple means: fractions, one ballot at a time."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import pairwise, permutations

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.votes.count.elections import counted, profiles
from votes.count import Ballot, Rule

pytestmark = pytest.mark.slow

PLACE = Fraction(1, 10**5)


def _simple_scottish(size: int, ballots: dict[Ballot, int], seats: int) -> Iterator[tuple[dict[int, Fraction], int]]:
    """Each stage's totals and the number elected after it; stops at a tie, which is not its business."""
    papers = [[ballot, Fraction(1)] for ballot, number in ballots.items() for _ in range(number)]
    quota = Fraction(len(papers) // (seats + 1) + 1)
    hopeful, elected, credited = set(range(1, size + 1)), set(), {number: Fraction(0) for number in range(1, size + 1)}
    holder: list[int | None] = [ballot[0] for ballot, _ in papers]
    for paper, at in zip(papers, holder, strict=True):
        credited[at] += paper[1]
    spent: set[int] = set()
    while True:
        reached = {candidate for candidate in hopeful if credited[candidate] >= quota}
        elected |= reached
        hopeful -= reached
        if len(hopeful) <= seats - len(elected):
            elected |= hopeful
            hopeful = set()
        yield dict(credited), len(elected)
        if not hopeful or len(elected) >= seats:
            return
        over = [candidate for candidate in elected if credited[candidate] > quota and candidate not in spent]
        amounts = {candidate: credited[candidate] for candidate in over or hopeful}
        target = max(amounts.values()) if over else min(amounts.values())
        subjects = [candidate for candidate, amount in amounts.items() if amount == target]
        if len(subjects) > 1:
            return
        [subject] = subjects
        hopeful.discard(subject)
        spent.add(subject)
        surplus, total = credited[subject] - quota, credited[subject]
        credited[subject] = quota if over else Fraction(0)
        for place, (ballot, value) in enumerate(papers):
            if holder[place] == subject:
                worth = value * surplus / total // PLACE * PLACE if over else value
                papers[place][1] = worth
                holder[place] = next((candidate for candidate in ballot if candidate in hopeful), None)
                if holder[place] is not None:
                    credited[holder[place]] += worth


@settings(max_examples=200)
@given(profile=profiles(most=6), seats=st.integers(1, 4))
def test_scottish_stv_agrees_with_fractions_cut_off_ballot_by_ballot(
    profile: tuple[int, dict[Ballot, int]], seats: int
) -> None:
    size, ballots = profile
    result = counted(ballots, Rule.SCOTTISH_STV, seats, size)
    simple = list(_simple_scottish(size, ballots, seats))
    for stage, (totals, elected) in zip(result.stages, simple, strict=False):
        assert stage.totals == tuple(totals[number] * 10**5 for number in range(1, size + 1))
        assert sum(len(one.elected) for one in result.stages[: stage.number]) == elected
    assert len(result.stages) == len(simple) or result.ties


@given(profile=profiles(most=6))
def test_a_run_off_agrees_with_crossing_out_names(profile: tuple[int, dict[Ballot, int]]) -> None:
    size, ballots = profile
    result = counted(ballots, Rule.IRV, 1, size)
    assume(not result.ties)
    left = set(range(1, size + 1))
    while True:
        tops = [next((one for one in ballot if one in left), None) for ballot, n in ballots.items() for _ in range(n)]
        votes = {candidate: tops.count(candidate) for candidate in left}
        winner = max(votes, key=votes.__getitem__)
        if 2 * votes[winner] > sum(votes.values()):
            break
        left.remove(min(votes, key=votes.__getitem__))
    assert result.elected == (winner,)


@given(profile=profiles())
def test_schulze_agrees_with_walking_every_path(profile: tuple[int, dict[Ballot, int]]) -> None:
    size, ballots = profile
    result = counted(ballots, Rule.SCHULZE, 1, size)
    everyone = range(1, size + 1)

    def prefer(one: int, other: int) -> int:
        marked = ((next((c for c in ballot if c in (one, other)), None), number) for ballot, number in ballots.items())
        return sum(number for first, number in marked if first == one)

    assert all(
        result.pairwise[one - 1][other - 1] == prefer(one, other)
        for one in everyone
        for other in everyone
        if one != other
    )

    def link(one: int, other: int) -> int:
        return prefer(one, other) if prefer(one, other) > prefer(other, one) else 0

    def strength(start: int, end: int) -> int:
        between = [candidate for candidate in everyone if candidate not in (start, end)]
        routes = [(start, *middle, end) for many in range(len(between) + 1) for middle in permutations(between, many)]
        return max(min(link(*pair) for pair in pairwise(route)) for route in routes)

    top = {one for one in everyone if all(strength(one, o) >= strength(o, one) for o in everyone if o != one)}
    assert set(result.order[0]) == top
    assert set(result.elected) <= top


@given(profile=profiles())
def test_ranked_pairs_agrees_with_locking_pairs_one_by_one(profile: tuple[int, dict[Ballot, int]]) -> None:
    size, ballots = profile
    result = counted(ballots, Rule.RANKED_PAIRS, 1, size)
    assume(not result.ties)
    matrix = result.pairwise
    pairs = [
        (-matrix[one][other], matrix[other][one], one, other)
        for one in range(size)
        for other in range(size)
        if matrix[one][other] > matrix[other][one]
    ]
    locked: set[tuple[int, int]] = set()

    def reaches(one: int, other: int) -> bool:
        return any(first == one and (second == other or reaches(second, other)) for first, second in locked)

    for _, _, one, other in sorted(pairs):
        if not reaches(other, one):
            locked.add((one, other))
    sources = {one + 1 for one in range(size) if not any(second == one for _, second in locked)}
    assert set(result.order[0]) == sources


MEEK_PLACE = Fraction(1, 10**9)


@settings(max_examples=150)
@given(profile=profiles(most=6), seats=st.integers(1, 4))
def test_meek_agrees_with_fractions_for_the_keep_factors_that_it_publishes(
    profile: tuple[int, dict[Ballot, int]], seats: int
) -> None:
    size, ballots = profile
    result = counted(ballots, Rule.MEEK_STV, seats, size)
    for stage in result.stages:
        if stage.untransferred:
            break
        keep = {number: factor * MEEK_PLACE for number, factor in enumerate(stage.keep or (), 1)}
        totals, nobodys = dict.fromkeys(keep, Fraction(0)), Fraction(0)
        for ballot, number in ballots.items():
            weight = Fraction(1)
            for candidate in ballot:
                totals[candidate] += weight * keep[candidate] // MEEK_PLACE * MEEK_PLACE * number
                weight = weight * (1 - keep[candidate]) // MEEK_PLACE * MEEK_PLACE
            nobodys += weight * number
        assert [total / MEEK_PLACE for total in totals.values()] == list(stage.totals)
        assert nobodys / MEEK_PLACE == stage.exhausted
        assert stage.quota == sum(totals.values()) / (seats + 1) // MEEK_PLACE + 1
