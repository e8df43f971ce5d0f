"""Ties: an earlier stage where one can tell, else a lot that anybody can draw again; and all of it on record."""

from __future__ import annotations

import hashlib

import pytest

from common.errors import Refused
from tests.votes.count.elections import counted
from votes.count import Ballot, Lot, LotNeeded, Rule
from votes.count.ties import About, SettledBy, TieBreaker


def test_the_most_recent_stage_at_which_they_differ_settles_it() -> None:
    breaker = TieBreaker(Lot())
    assert breaker.choose([1, 2], About.EXCLUSION, 4, [(5, 1), (1, 5), (3, 3)], lowest=True) == 1
    assert breaker.ties[0].settled_by is SettledBy.EARLIER_STAGE


def test_those_still_level_there_are_compared_further_back() -> None:
    breaker = TieBreaker(Lot())
    assert breaker.choose([1, 2, 3], About.EXCLUSION, 4, [(9, 8, 1), (2, 2, 7), (4, 4, 4)], lowest=True) == 2
    assert breaker.choose([1, 2, 3], About.SURPLUS, 4, [(9, 8, 1), (7, 7, 2), (4, 4, 4)]) == 1


def test_the_lot_falls_on_the_one_drawn_first_of_those_still_level() -> None:
    drawn = TieBreaker(Lot(order=(3, 2, 1)))
    assert drawn.choose([1, 2, 3], About.EXCLUSION, 2, [(4, 4, 6)], lowest=True) == 2
    assert (drawn.ties[0].between, drawn.ties[0].settled_by) == ((1, 2, 3), SettledBy.LOT)


def test_a_seed_draws_by_the_sha_256_of_itself_and_the_number() -> None:
    order = sorted(range(1, 9), key=lambda number: hashlib.sha256(f"Loto 12 May\n{number}".encode()).hexdigest())
    lot, left, drawn = Lot(seed="Loto 12 May"), list(range(1, 9)), []
    while left:
        drawn.append(lot.first(left))
        left.remove(drawn[-1])
    assert drawn == order
    assert order != sorted(order)


def test_a_lot_that_leaves_somebody_out_is_refused() -> None:
    with pytest.raises(Refused, match="leaves out"):
        TieBreaker(Lot(order=(1,))).choose([1, 2], About.SEAT, 1)


LEVEL: dict[Ballot, int] = {(1,): 5, (2,): 5, (3,): 2}


@pytest.mark.parametrize("rule", [Rule.PLURALITY, Rule.APPROVAL, Rule.IRV, Rule.SCHULZE, Rule.RANKED_PAIRS])
def test_a_tie_for_the_seat_waits_for_a_lot_and_then_goes_by_it(rule: Rule) -> None:
    with pytest.raises(LotNeeded) as caught:
        counted(LEVEL, rule, lot=Lot())
    assert caught.value.between == (1, 2)
    one, other = counted(LEVEL, rule, lot=Lot(order=(1, 2, 3))), counted(LEVEL, rule, lot=Lot(order=(2, 1, 3)))
    assert {one.elected, other.elected} == {(1,), (2,)}
    assert [tie.fell_on for tie in one.by_lot] == [1]


def test_nothing_is_drawn_where_nothing_hangs_on_it() -> None:
    result = counted(LEVEL, Rule.PLURALITY, 2, lot=Lot())
    assert result.elected == (1, 2)
    assert [(tie.about, tie.settled_by) for tie in result.ties] == [(About.ORDER, SettledBy.NUMBER)]


def test_an_earlier_stage_decides_whom_a_scottish_count_excludes() -> None:
    ballots: dict[Ballot, int] = {(1, 2): 1, (2,): 2, (3,): 3, (4,): 4, (5,): 5}
    result = counted(ballots, Rule.SCOTTISH_STV, 2, lot=Lot())
    assert [stage.excluded for stage in result.stages] == [(), (1,), (2,), (3,)]
    [tie] = result.ties
    assert (tie.stage, tie.between, tie.fell_on, tie.settled_by) == (3, (2, 3), 2, SettledBy.EARLIER_STAGE)


def test_ranked_pairs_draws_only_where_the_order_of_equal_majorities_matters() -> None:
    circle: dict[Ballot, int] = {(1, 2, 3): 1, (2, 3, 1): 1, (3, 1, 2): 1}
    with pytest.raises(LotNeeded):
        counted(circle, Rule.RANKED_PAIRS, lot=Lot())
    winners = {counted(circle, Rule.RANKED_PAIRS, lot=Lot(order=order)).elected for order in [(1, 2, 3), (2, 3, 1)]}
    assert winners == {(1,), (2,)}
    harmless: dict[Ballot, int] = {(1, 2, 3): 3, (1, 3, 2): 3, (2, 1, 3): 1}
    assert counted(harmless, Rule.RANKED_PAIRS, lot=Lot()).ties == ()
