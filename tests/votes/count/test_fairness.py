"""What each rule promises whatever the ballots are, and what no rule may look at."""

from __future__ import annotations

from itertools import combinations, permutations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.votes.count.elections import LOT, RANKED, STAGED, counted, names, profiles, wins
from votes.count import RANKED_RULES, Ballot, CountRefused, Lot, Rule, count
from votes.count.ties import About

pytestmark = pytest.mark.slow

EVERY = RANKED_RULES
STV = [Rule.SCOTTISH_STV, Rule.MEEK_STV]


def _seats(rule: Rule, wanted: int) -> int:
    return 1 if rule is Rule.IRV else wanted


@pytest.mark.parametrize("rule", EVERY)
@given(profile=profiles(), seats=st.integers(1, 3), data=st.data())
def test_the_order_of_the_ballots_makes_no_difference(
    rule: Rule, profile: tuple[int, dict[Ballot, int]], seats: int, data: st.DataObject
) -> None:
    size, ballots = profile
    shuffled = dict(data.draw(st.permutations(list(ballots.items()))))
    seats = _seats(rule, seats)
    assert counted(ballots, rule, seats, size) == counted(shuffled, rule, seats, size)


@pytest.mark.parametrize("rule", EVERY)
@given(profile=profiles(), seats=st.integers(1, 3), data=st.data())
def test_the_order_of_the_candidates_makes_no_difference(
    rule: Rule, profile: tuple[int, dict[Ballot, int]], seats: int, data: st.DataObject
) -> None:
    size, ballots = profile
    new = dict(enumerate(data.draw(st.permutations(range(1, size + 1))), 1))
    drawn = data.draw(st.permutations(range(1, size + 1)))
    seats = _seats(rule, seats)
    here = counted(ballots, rule, seats, size, Lot(order=tuple(drawn)))
    renamed: dict[Ballot, int] = {
        tuple(new[candidate] for candidate in ballot if isinstance(candidate, int)): number
        for ballot, number in ballots.items()
    }
    there = counted(renamed, rule, seats, size, Lot(order=tuple(new[candidate] for candidate in drawn)))
    assert [new[candidate] for candidate in here.elected] == list(there.elected)


@pytest.mark.parametrize("rule", STAGED)
@given(profile=profiles(most=6), seats=st.integers(1, 4))
def test_every_vote_is_somewhere_at_every_stage(rule: Rule, profile: tuple[int, dict[Ballot, int]], seats: int) -> None:
    size, ballots = profile
    result = counted(ballots, rule, 1 if rule is Rule.PLURALITY else _seats(rule, seats), size)
    for stage in result.stages:
        assert sum(stage.totals) + stage.exhausted + stage.rounding_loss == sum(ballots.values()) * 10**result.places
        assert min(*stage.totals, stage.exhausted, stage.rounding_loss) >= 0
    assert len(result.elected) == min(result.seats, size)


@pytest.mark.parametrize("rule", [Rule.PLURALITY, *RANKED])
@given(profile=profiles())
def test_first_choice_of_more_than_half_is_elected(rule: Rule, profile: tuple[int, dict[Ballot, int]]) -> None:
    size, ballots = profile
    more = sum(ballots.values()) + 1
    favourite: Ballot = (size,)
    result = counted({**ballots, favourite: ballots.get(favourite, 0) + more}, rule, 1, size)
    assert result.elected == (size,)
    # Ranked pairs may need the lot to order those below, who can go round in a circle of equal majorities.
    assert not [tie for tie in result.ties if tie.about is not About.PAIRS]


@pytest.mark.parametrize("rule", STV)
@settings(max_examples=150)
@given(profile=profiles(), seats=st.integers(1, 3))
def test_a_group_with_so_many_quotas_gets_so_many_seats(
    rule: Rule, profile: tuple[int, dict[Ballot, int]], seats: int
) -> None:
    size, ballots = profile
    elected = counted(ballots, rule, seats, size).elected
    quota = sum(ballots.values()) // (seats + 1) + 1
    for many in range(1, size + 1):
        for group in map(set, combinations(range(1, size + 1), many)):
            behind = sum(number for ballot, number in ballots.items() if set(ballot[:many]) == group)
            assert len(group & set(elected)) >= min(behind // quota, many), group


@pytest.mark.parametrize("rule", [Rule.SCHULZE, Rule.RANKED_PAIRS])
@given(profile=profiles())
def test_who_beats_everybody_wins_and_nobody_outside_the_smith_set_does(
    rule: Rule, profile: tuple[int, dict[Ballot, int]]
) -> None:
    size, ballots = profile
    everyone = range(1, size + 1)
    result = counted(ballots, rule, 1, size)
    smith = next(
        set(group)
        for many in everyone
        for group in combinations(everyone, many)
        if all(wins(ballots, inside, outside) for inside in group for outside in set(everyone) - set(group))
    )
    assert set(result.elected) <= smith
    if len(smith) == 1:
        assert set(result.order[0]) == smith
        assert not [tie for tie in result.ties if tie.about == "seat"]


@given(profile=profiles(), data=st.data())
def test_a_later_preference_never_harms_an_earlier_one_in_a_run_off(
    profile: tuple[int, dict[Ballot, int]], data: st.DataObject
) -> None:
    size, ballots = profile
    longer = data.draw(st.sampled_from(sorted(ballots, key=repr)))
    cut = data.draw(st.integers(1, len(longer)))
    shorter = dict(ballots)
    number = shorter.pop(longer)
    shorter[longer[:cut]] = shorter.get(longer[:cut], 0) + number
    [winner] = counted(shorter, Rule.IRV, 1, size).elected
    if winner in longer[:cut]:
        assert counted(ballots, Rule.IRV, 1, size).elected == (winner,)


@pytest.mark.parametrize("rule", EVERY)
@given(profile=profiles(), seats=st.integers(1, 2), data=st.data())
def test_a_withdrawn_candidate_might_as_well_never_have_stood(
    rule: Rule, profile: tuple[int, dict[Ballot, int]], seats: int, data: st.DataObject
) -> None:
    size, ballots = profile
    gone = data.draw(st.integers(1, size))
    left = [number for number in range(1, size + 1) if number != gone]
    without: dict[Ballot, int] = {}
    for ballot, number in ballots.items():
        kept: Ballot = tuple(
            left.index(candidate) + 1 for candidate in ballot if isinstance(candidate, int) and candidate != gone
        )
        without[kept] = without.get(kept, 0) + number
    drawn = tuple(data.draw(st.permutations(left)))
    seats = _seats(rule, seats)
    if set(without) == {()} and len(left) > seats:
        return
    here = count(ballots, names(size), seats, rule, Lot(order=drawn), withdrawn=frozenset({gone}))
    there = count(without, names(size - 1), seats, rule, Lot(order=tuple(left.index(one) + 1 for one in drawn)))
    assert here.elected == tuple(left[candidate - 1] for candidate in there.elected)
    assert (here.valid, here.blank, here.quota) == (there.valid, there.blank, there.quota)
    for one, other in zip(here.stages, there.stages, strict=True):
        assert tuple(one.totals[number - 1] for number in left) == other.totals
        assert one.totals[gone - 1] == 0


MONOTONE = [Rule.PLURALITY, Rule.APPROVAL, Rule.SCHULZE, Rule.RANKED_PAIRS]
"""Not the run-off and STV: there, a rise can change who is excluded first."""


@pytest.mark.parametrize("rule", MONOTONE)
@given(profile=profiles(), data=st.data())
def test_a_winner_who_rises_on_some_ballots_still_wins(
    rule: Rule, profile: tuple[int, dict[Ballot, int]], data: st.DataObject
) -> None:
    size, ballots = profile
    before = counted(ballots, rule, 1, size)
    [winner] = before.elected
    chosen = data.draw(st.sampled_from(sorted(ballots, key=repr)))
    place = chosen.index(winner) if winner in chosen else len(chosen)
    higher = data.draw(st.integers(0, place))
    others = [candidate for candidate in chosen if candidate != winner]
    raised: Ballot = (*others[:higher], winner, *others[higher:])
    after = dict(ballots)
    after[chosen] -= 1
    after = {ballot: number for ballot, number in after.items() if number}
    after[raised] = after.get(raised, 0) + 1
    now = counted(after, rule, 1, size)
    # A lot can fall on somebody else once more candidates are level; that is luck and not the rule.
    if not before.ties and not now.ties:
        assert now.elected == (winner,)


@pytest.mark.parametrize("rule", EVERY)
def test_more_candidates_than_a_table_can_hold_are_refused_at_once(rule: Rule) -> None:
    with pytest.raises(CountRefused, match="at most 1000 candidates"):
        count({(9_999,): 1}, [str(number) for number in range(10_000)], 1, rule, LOT)


@given(profile=profiles(most=4))
def test_equal_ranks_count_as_half_of_each_order_between_two(profile: tuple[int, dict[Ballot, int]]) -> None:
    size, ballots = profile
    level: dict[Ballot, int] = {(*tuple(range(3, size + 1)), (1, 2)): 2} if size > 2 else {((1, 2),): 2}
    either: dict[Ballot, int] = {(*range(3, size + 1), *pair): 1 for pair in permutations((1, 2))}
    doubled = {ballot: 2 * number for ballot, number in ballots.items()}
    with_level, with_either = dict(doubled), dict(doubled)
    for target, extra in ((with_level, level), (with_either, either)):
        for ballot, number in extra.items():
            target[ballot] = target.get(ballot, 0) + number
    one = count(with_level, names(size), 1, Rule.SCHULZE, LOT).pairwise
    other = count(with_either, names(size), 1, Rule.SCHULZE, LOT).pairwise
    for row in range(size):
        for column in range(size):
            assert one[row][column] - one[column][row] == other[row][column] - other[column][row]
