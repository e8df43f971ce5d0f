"""Ballots are shown to everybody only where none of them could be one voter's signature."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from votes.ballots import BallotPaper
from votes.count.result import Rule
from votes.scrutiny.rules import ALIKE, may_show_ballots

RANKED = BallotPaper(Rule.SCOTTISH_STV, 5, 2)
ORDERS = st.permutations(range(1, 6)).map(lambda order: " ".join(map(str, order)))
CROWDS = st.dictionaries(ORDERS, st.integers(ALIKE, 50), max_size=8)


@given(CROWDS, st.integers(0, 3), st.integers(0, 3))
def test_orders_that_many_chose_are_shown_however_many_ballots_were_blank(
    tally: dict[str, int], blank: int, unreadable: int
) -> None:
    words = {word: number for word, number in (("spoilt", blank), ("unreadable", unreadable)) if number}
    assert may_show_ballots({**tally, **words}, RANKED)


@given(CROWDS, ORDERS, st.integers(1, ALIKE - 1))
def test_one_order_that_few_chose_keeps_all_ballots_back(tally: dict[str, int], order: str, few: int) -> None:
    assert not may_show_ballots({**tally, order: few}, RANKED)


@given(CROWDS, ORDERS)
def test_one_vote_more_for_an_order_that_is_shown_changes_nothing(tally: dict[str, int], order: str) -> None:
    if order in tally:
        assert may_show_ballots({**tally, order: tally[order] + 1}, RANKED)


def test_a_paper_with_one_mark_says_no_more_than_the_totals() -> None:
    assert may_show_ballots({"1": 1, "2": 3}, BallotPaper(Rule.PLURALITY, 5, 1))
    assert may_show_ballots({"for": 1, "against": 2}, BallotPaper())
    assert not may_show_ballots({"1 2": 1, "2 3": 9}, BallotPaper(Rule.PLURALITY, 5, 2))
    assert not may_show_ballots({"1 2 3": 1}, BallotPaper(Rule.APPROVAL, 5, 1))
    assert not may_show_ballots({"5 0 3 1 2": 1}, BallotPaper(Rule.SCORE, 5, 1))
