"""Counting a motion: the rulebook's own cases, every base, and margins that are exact."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from votes.count.majority import count_motion, with_casting_vote
from votes.rules import Choice, DecisionRule, MajorityRule, MotionResult, VoteBase, result_from_json

SIMPLE = DecisionRule()
TWO_THIRDS = DecisionRule(MajorityRule.TWO_THIRDS)
THREE_QUARTERS = DecisionRule(MajorityRule.THREE_QUARTERS)
ABSOLUTE = DecisionRule(MajorityRule.ABSOLUTE)
UNANIMOUS = DecisionRule(MajorityRule.CUSTOM, 1, 1)


def _count(
    rule: DecisionRule, for_: int, against: int, abstain: int = 0, spoilt: int = 0, roll: int = 100
) -> MotionResult:
    ballots = {"for": for_, "against": against, "abstain": abstain, "spoilt": spoilt}
    return count_motion(ballots, rule, entitled=roll, present=roll)


@pytest.mark.parametrize(
    ("rule", "for_", "against", "abstain", "carried", "margin"),
    [
        (SIMPLE, 9, 8, 0, True, 0),
        (SIMPLE, 4, 2, 2, True, 1),
        (TWO_THIRDS, 4, 2, 2, True, 0),
        (TWO_THIRDS, 7, 4, 0, False, -1),
        (SIMPLE, 5, 5, 3, False, -1),
        (SIMPLE, 0, 0, 0, False, -1),
        (SIMPLE, 0, 0, 9, False, -1),
        (TWO_THIRDS, 0, 0, 0, False, -1),
        (THREE_QUARTERS, 3, 1, 0, True, 0),
        (THREE_QUARTERS, 299, 100, 0, False, -1),
        (THREE_QUARTERS, 0, 0, 0, False, -1),
        (SIMPLE, 1, 0, 0, True, 0),
        (UNANIMOUS, 3, 0, 5, True, 2),
        (UNANIMOUS, 99, 1, 0, False, -1),
        (DecisionRule(MajorityRule.CUSTOM, 4, 5), 8, 2, 0, True, 0),
        (DecisionRule(MajorityRule.CUSTOM, 4, 5), 7, 2, 0, False, -1),
    ],
)
def test_the_cases_of_the_rulebook(
    rule: DecisionRule, for_: int, against: int, abstain: int, carried: bool, margin: int
) -> None:
    result = _count(rule, for_, against, abstain, roll=1000)
    assert (result.carried, result.margin) == (carried, margin)


@pytest.mark.parametrize(
    ("base", "carried"),
    [(VoteBase.VALID, True), (VoteBase.CAST, False), (VoteBase.ENTITLED, False), (VoteBase.PRESENT, False)],
)
def test_abstentions_and_absence_weigh_as_the_base_says(base: VoteBase, carried: bool) -> None:
    assert _count(DecisionRule(base=base), 5, 4, abstain=1, roll=20).carried is carried


def test_an_absolute_majority_is_one_of_the_whole_roll() -> None:
    assert not _count(ABSOLUTE, 10, 0, roll=20).carried
    assert _count(ABSOLUTE, 11, 9, roll=20).carried


def test_the_present_are_never_fewer_than_those_who_voted() -> None:
    result = count_motion({"for": 3, "against": 2}, DecisionRule(base=VoteBase.PRESENT), entitled=9, present=4)
    assert (result.base, result.carried) == (5, True)


def test_a_blank_and_an_unreadable_ballot_are_cast_and_decide_nothing() -> None:
    result = count_motion({"for": 2, "against": 1, "spoilt": 3, "unreadable": 1}, SIMPLE, entitled=9)
    assert (result.cast, result.spoilt, result.unreadable, result.carried) == (7, 4, 1, True)


def test_without_the_quorum_nothing_is_carried_and_a_casting_vote_settles_nothing() -> None:
    result = count_motion({"for": 3}, SIMPLE, entitled=9, quorum=4)
    assert (result.carried, result.quorate, result.margin) == (False, False, 2)
    assert not count_motion({"for": 1, "against": 1}, SIMPLE, entitled=9, quorum=4).one_vote_decides


@pytest.mark.parametrize(("choice", "carried"), [(Choice.FOR, True), (Choice.AGAINST, False)])
def test_a_casting_vote_settles_a_tie_and_leaves_the_ballots_as_they_were(choice: Choice, carried: bool) -> None:
    settled = with_casting_vote(_count(SIMPLE, 5, 5), SIMPLE, choice)
    assert (settled.carried, settled.casting_vote, settled.for_, settled.against) == (carried, choice, 5, 5)
    assert not settled.one_vote_decides


@pytest.mark.parametrize(("rule", "for_", "against"), [(SIMPLE, 5, 4), (SIMPLE, 0, 0), (TWO_THIRDS, 5, 5)])
def test_a_casting_vote_is_no_second_vote_where_it_settles_nothing(rule: DecisionRule, for_: int, against: int) -> None:
    with pytest.raises(ValueError, match="settles a tie"):
        with_casting_vote(_count(rule, for_, against), rule, Choice.FOR)


@pytest.mark.parametrize(("numerator", "denominator"), [(1, 2), (1, 3), (3, 2), (0, 1)])
def test_a_custom_majority_is_more_than_half_and_no_more_than_all(numerator: int, denominator: int) -> None:
    with pytest.raises(ValueError, match="custom majority"):
        DecisionRule(MajorityRule.CUSTOM, numerator, denominator)


def test_a_named_majority_brings_its_own_fraction() -> None:
    assert DecisionRule(MajorityRule.TWO_THIRDS, 1, 2) == TWO_THIRDS


@pytest.mark.parametrize(
    ("ballots", "rule", "problem"),
    [
        ({"for": 3}, SIMPLE, "more ballots"),
        ({"for": -1}, SIMPLE, "negative"),
        ({"for": 1}, DecisionRule(base=VoteBase.PRESENT), "present"),
    ],
)
def test_counts_that_cannot_be_are_refused(ballots: dict[str, int], rule: DecisionRule, problem: str) -> None:
    with pytest.raises(ValueError, match=problem):
        count_motion(ballots, rule, entitled=2)


def test_unanimous_ballots_and_few_ballots_are_told() -> None:
    assert _count(SIMPLE, 3, 0).unanimous
    assert not _count(SIMPLE, 3, 0, abstain=1).unanimous
    assert not _count(SIMPLE, 0, 0).unanimous
    assert _count(SIMPLE, 5, 4).few
    assert not _count(SIMPLE, 6, 4).few


small = st.integers(0, 400)
customs = (
    st.tuples(st.integers(1, 40), st.integers(1, 40))
    .filter(lambda pair: pair[1] < 2 * pair[0] <= 2 * pair[1])
    .map(lambda pair: DecisionRule(MajorityRule.CUSTOM, *pair))
)
rules = st.one_of(
    st.builds(DecisionRule, st.sampled_from([rule for rule in MajorityRule if rule != "custom"])), customs
).flatmap(
    lambda rule: st.sampled_from(list(VoteBase)).map(
        lambda base: DecisionRule(rule.majority, rule.numerator, rule.denominator, base)
    )
)


@given(rules, small, small, small, small, st.integers(0, 900))
def test_the_margin_is_exact_both_ways(
    rule: DecisionRule, for_: int, against: int, abstain: int, spoilt: int, away: int
) -> None:
    def carried(votes_for: int) -> bool:
        return _count(rule, votes_for, against, abstain, spoilt, room).carried

    roll = for_ + against + abstain + spoilt + away
    result = _count(rule, for_, against, abstain, spoilt, roll)
    short = max(0, -result.margin)
    fixed = rule.base in (VoteBase.ENTITLED, VoteBase.PRESENT)
    room = roll if fixed else roll + short
    assert result.carried is (result.margin >= 0)
    if result.needed is None or (fixed and short > away):
        return  # no further vote could have been cast
    assert carried(for_ - result.margin)
    assert not carried(for_ - result.margin - 1)


@given(rules, small, small, small)
def test_a_tie_is_never_carried_and_a_result_survives_its_storing(
    rule: DecisionRule, equal: int, abstain: int, spoilt: int
) -> None:
    result = _count(rule, equal, equal, abstain, spoilt, roll=2 * equal + abstain + spoilt)
    assert not result.carried
    assert result.tied is (equal > 0)
    assert result_from_json(result.as_json()) == result


@given(st.sampled_from(list(VoteBase)), st.integers(1, 400), st.sampled_from([Choice.FOR, Choice.AGAINST]))
def test_a_casting_vote_counts_like_one_more_ballot(base: VoteBase, equal: int, choice: Choice) -> None:
    rule, roll = DecisionRule(base=base), 2 * equal + 1
    settled = with_casting_vote(_count(rule, equal, equal, roll=roll), rule, choice)
    more = {Choice.FOR: equal, Choice.AGAINST: equal, choice: equal + 1}
    again = count_motion(more, rule, entitled=roll, present=roll)
    assert (settled.carried, settled.margin) == (again.carried, again.margin)
