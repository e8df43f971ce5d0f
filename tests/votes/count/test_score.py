"""Score: points are added up, a missing one is nothing, and everything else is as under approval."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.votes.count.elections import LOT, names
from votes.count import CountRefused, Lot, LotNeeded, Rule, count, count_score
from votes.count.explain import outcome, why
from votes.count.score import Scores


@st.composite
def scored(draw: st.DrawFn, highest: int = 5) -> tuple[int, dict[Scores, int]]:
    """How many candidates there are, and how often each of some lists of points was given; not all of them blank."""
    size = draw(st.integers(1, 5))
    ballot = st.tuples(*[st.integers(0, highest)] * size)
    ballots = draw(st.dictionaries(ballot, st.integers(1, 9), max_size=6))
    return size, {**ballots, (1,) * size: 1}


def test_the_most_points_win_and_not_the_most_ballots() -> None:
    result = count_score({(5, 4, 0): 2, (0, 4, 0): 1, (0, 0, 0): 3}, ["Ann", "Bob", "Cas"], 1, 5, LOT)
    assert (result.rule, result.elected, result.valid, result.blank) == (Rule.SCORE, (2,), 3, 3)
    assert result.stages[0].totals == (10, 12, 0)
    assert why(result, result.stages[0]) == "3 valid ballots gave 22 points. Bob has the most points and is elected."
    assert outcome(result) == ["Elected: Bob."]


def test_a_candidate_whom_few_score_does_not_win_by_their_average() -> None:
    assert count_score({(3, 0): 9, (0, 5): 1}, names(2), 1, 5, LOT).elected == (1,)


def test_a_tie_for_the_last_seat_waits_for_the_lot() -> None:
    ballots: dict[Scores, int] = {(5, 2, 2): 1, (3, 1, 1): 1}
    with pytest.raises(LotNeeded) as caught:
        count_score(ballots, names(3), 2, 5, Lot())
    assert caught.value.between == (2, 3)
    assert count_score(ballots, names(3), 2, 5, Lot(order=(3, 2, 1))).elected == (1, 3)


def test_points_for_the_withdrawn_count_for_nothing_and_can_leave_a_ballot_blank() -> None:
    result = count_score({(5, 0): 4, (0, 1): 1}, names(2), 1, 5, LOT, withdrawn=frozenset({1}))
    assert (result.elected, result.valid, result.blank, result.stages[0].totals) == ((2,), 1, 4, (0, 1))


def test_reopening_nominations_can_win_and_leaves_the_seat_vacant() -> None:
    assert count_score({(1, 5): 1}, ["Ann", "RON"], 1, 5, LOT, ron=2).vacant == 1


@given(scored(), st.integers(1, 3))
def test_on_a_scale_of_one_it_is_approval(profile: tuple[int, dict[Scores, int]], seats: int) -> None:
    size, ballots = profile
    marks: dict[Scores, int] = {}
    for ballot, number in ballots.items():
        marked = tuple(min(points, 1) for points in ballot)
        marks[marked] = marks.get(marked, 0) + number
    named = {tuple(n for n, mark in enumerate(ballot, 1) if mark): number for ballot, number in marks.items()}
    approval = count(named, names(size), seats, Rule.APPROVAL, LOT)
    scores = count_score(marks, names(size), seats, 1, LOT)
    assert (scores.elected, scores.ties, scores.valid, scores.blank) == (
        approval.elected,
        approval.ties,
        approval.valid,
        approval.blank,
    )
    assert scores.stages == approval.stages


@pytest.mark.parametrize(
    ("ballots", "highest", "reason"),
    [
        ({(6, 0): 1}, 5, "not from 0 to 5"),
        ({(-1, 0): 1}, 5, "not from 0 to 5"),
        ({(True, 0): 1}, 5, "not from 0 to 5"),
        ({(5,): 1}, 5, "does not score 2 candidates"),
        ({(5, 0, 0): 1}, 5, "does not score 2 candidates"),
        ({(5, 0): 0}, 5, "0 times"),
        ({(0, 0): 3}, 5, "no valid ballot"),
        ({(1, 0): 3}, 0, "from 1 to 100"),
        ({(1, 0): 3}, 101, "from 1 to 100"),
    ],
)
def test_what_cannot_be_counted_is_refused(ballots: dict[Scores, int], highest: int, reason: str) -> None:
    with pytest.raises(CountRefused, match=reason):
        count_score(ballots, names(2), 1, highest, LOT)


def test_rankings_are_not_taken_for_points() -> None:
    with pytest.raises(CountRefused, match="counts points"):
        count({(1, 2): 1}, names(2), 1, Rule.SCORE, LOT)
