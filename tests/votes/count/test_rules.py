"""Each rule on elections whose result is known, and what it refuses to count."""

from __future__ import annotations

import pytest

from tests.votes.count.elections import LOT, counted, names
from votes.count import RANKED_RULES, Ballot, CountRefused, Lot, Rule, count
from votes.count.preflib import PrefLibFault, read_preflib

TENNESSEE: dict[Ballot, int] = {(1, 2, 3, 4): 42, (2, 3, 4, 1): 26, (3, 4, 2, 1): 15, (4, 3, 2, 1): 17}
"""Memphis, Nashville, Chattanooga and Knoxville: one electorate, and each kind of rule elects another of them."""

SCHULZE_2011: dict[Ballot, int] = {
    (1, 3, 2, 5, 4): 5,
    (1, 4, 5, 3, 2): 5,
    (2, 5, 4, 1, 3): 8,
    (3, 1, 2, 5, 4): 3,
    (3, 1, 5, 2, 4): 7,
    (3, 2, 1, 4, 5): 2,
    (4, 3, 5, 2, 1): 7,
    (5, 2, 1, 4, 3): 8,
}
"""45 voters and five candidates among whom nobody beats everybody: Schulze orders them E, A, C, B, D."""


@pytest.mark.parametrize(
    ("rule", "winner"),
    [(Rule.PLURALITY, 1), (Rule.IRV, 4), (Rule.SCOTTISH_STV, 4), (Rule.SCHULZE, 2), (Rule.RANKED_PAIRS, 2)],
)
def test_one_electorate_and_its_three_winners(rule: Rule, winner: int) -> None:
    assert counted(TENNESSEE, rule).elected == (winner,)


def test_schulze_orders_a_circle_by_its_strongest_paths() -> None:
    assert counted(SCHULZE_2011, Rule.SCHULZE).order == ((5,), (1,), (3,), (2,), (4,))
    assert counted(SCHULZE_2011, Rule.SCHULZE, 3).elected == (5, 1, 3)


@pytest.mark.parametrize("rule", [Rule.SCHULZE, Rule.RANKED_PAIRS])
def test_the_votes_on_the_winning_side_count_and_not_the_margin(rule: Rule) -> None:
    # A beats B 5 to 4, B beats C 6 to 3, C beats A 4 to 2: the last has the fewest votes, the first the least margin.
    result = counted({(2,): 3, (2, 3, 1): 1, (3, 1, 2): 3, (1, 2, 3): 2}, rule)
    assert result.pairwise == ((0, 5, 2), (4, 0, 6), (4, 3, 0))
    assert result.order == ((1,), (2,), (3,))


def test_the_block_vote_gives_each_ballot_as_many_votes_as_there_are_seats() -> None:
    result = counted({(1, 2, 3): 4, (3, 2): 3}, Rule.PLURALITY, 2)
    assert result.stages[0].totals == (4, 7, 3)
    assert result.elected == (2, 1)


def test_approval_takes_every_name_whatever_its_rank() -> None:
    ballots: dict[Ballot, int] = {(1, (2, 3)): 4, (3,): 1}
    assert count(ballots, names(3), 1, Rule.APPROVAL, LOT).stages[0].totals == (4, 4, 5)


def test_a_transfer_is_cut_off_and_what_that_loses_is_told() -> None:
    # 7 votes, quota 3: a surplus of 4 on 7 papers goes on at 0.57142 each, 3.99994 in all.
    result = counted({(1, 2): 7}, Rule.SCOTTISH_STV, 2, 3)
    assert result.quota == 300_000
    assert [(move.to, move.papers, move.value) for move in result.stages[1].transfers] == [(2, 7, 57_142)]
    assert result.stages[1].totals == (300_000, 399_994, 0)
    assert result.stages[1].rounding_loss == 6
    assert result.elected == (1, 2)


def test_surplus_goes_to_nobody_who_is_elected_already() -> None:
    result = counted({(1, 2, 3): 9, (2,): 5, (3,): 2, (4,): 3}, Rule.SCOTTISH_STV, 3)
    assert result.stages[0].elected == (1, 2)
    assert [(move.from_, move.to) for move in result.stages[1].transfers] == [(1, 3)]


def test_too_few_candidates_are_elected_without_a_contest() -> None:
    for rule in RANKED_RULES:
        result = counted({(1,): 2}, rule, 1, 1)
        assert (result.elected, result.vacant, result.ties) == ((1,), 0, ())
    result = counted({(1,): 2}, Rule.SCOTTISH_STV, 3, 2)
    assert (result.elected, result.vacant, len(result.stages)) == ((1, 2), 1, 1)
    assert counted({}, Rule.MEEK_STV, 2, 2, Lot()).elected == (1, 2)


@pytest.mark.parametrize("rule", RANKED_RULES)
def test_where_nominations_are_reopened_the_seat_stays_vacant(rule: Rule) -> None:
    ballots: dict[Ballot, int] = {(3,): 8, (1, 2): 3, (2, 1): 2}
    result = count(ballots, ["Ann", "Bob", "Re-open nominations"], 1, rule, LOT, ron=3)
    assert (result.elected, result.vacant) == ((), 1)


@pytest.mark.parametrize("rule", [Rule.SCOTTISH_STV, Rule.MEEK_STV, Rule.PLURALITY, Rule.APPROVAL])
def test_reopening_takes_one_seat_and_the_others_are_filled(rule: Rule) -> None:
    ballots: dict[Ballot, int] = {(3,): 8, (1,): 5, (2,): 2}
    result = count(ballots, ["Ann", "Bob", "Re-open nominations"], 2, rule, LOT, ron=3)
    assert (result.elected, result.vacant) == ((1,), 1)


@pytest.mark.parametrize("rule", [Rule.SCHULZE, Rule.RANKED_PAIRS])
def test_nobody_below_reopening_is_elected_by_a_pairwise_rule(rule: Rule) -> None:
    ballots: dict[Ballot, int] = {(1, 3, 2): 5, (1, 2): 1}
    result = count(ballots, ["Ann", "Bob", "Re-open nominations"], 2, rule, LOT, ron=3)
    assert (result.elected, result.vacant) == ((1,), 1)


@pytest.mark.parametrize("rule", [Rule.PLURALITY, Rule.IRV, Rule.SCOTTISH_STV, Rule.MEEK_STV])
def test_a_rule_without_equal_ranks_says_so(rule: Rule) -> None:
    with pytest.raises(CountRefused, match=f"{rule} does not take ballots that rank two candidates equal"):
        count({((1, 2),): 1}, names(2), 1, rule, LOT)


@pytest.mark.parametrize(
    ("ballots", "seats", "withdrawn", "reason"),
    [
        ({(1, 3): 1}, 1, set(), "there is not"),
        ({(0,): 1}, 1, set(), "there is not"),
        ({(1, 1): 1}, 1, set(), "twice"),
        ({(1, (2, 1)): 1}, 1, set(), "twice"),
        ({(1,): 0}, 1, set(), "0 times"),
        ({(1,): -2}, 1, set(), "-2 times"),
        ({(1,): 1}, 0, set(), "at least one seat"),
        ({(1,): 1}, 1, {1, 2}, "Nobody is standing"),
        ({(1,): 1}, 1, {3}, "nobody's"),
        ({(): 4}, 1, set(), "no valid ballot"),
        ({}, 1, set(), "no valid ballot"),
    ],
)
def test_what_cannot_be_counted_is_refused(
    ballots: dict[Ballot, int], seats: int, withdrawn: set[int], reason: str
) -> None:
    with pytest.raises(CountRefused, match=reason):
        count(ballots, names(2), seats, Rule.SCHULZE, LOT, withdrawn=frozenset(withdrawn))


def test_a_run_off_for_two_seats_is_refused() -> None:
    with pytest.raises(CountRefused, match="one seat"):
        counted({(1, 2): 1}, Rule.IRV, 2)


PREFLIB = """# TITLE: Chair
# MODIFICATION TYPE: {how}
# NUMBER ALTERNATIVES: 3
# ALTERNATIVE NAME 1: Ann
# ALTERNATIVE NAME 2: Bob
# ALTERNATIVE NAME 3: Cas
4: 1,{{2,3}}
2: 3
"""


def test_a_preflib_file_is_read_as_the_voters_ranked() -> None:
    found = read_preflib(PREFLIB.format(how="original"), "toi")
    assert (found.title, found.candidates, found.ballots) == ("Chair", ("Ann", "Bob", "Cas"), {(1, (2, 3)): 4, (3,): 2})


@pytest.mark.parametrize(("how", "kind"), [("induced", "soi"), ("imbued", "toc"), ("", "soi")])
def test_a_preflib_file_whose_ballots_were_altered_is_refused(how: str, kind: str) -> None:
    with pytest.raises(PrefLibFault, match="altered"):
        read_preflib(PREFLIB.format(how=how), kind)


@pytest.mark.parametrize("line", ["1,2,3", "2: 1,1", "2: 4", "0: 1", "2: 1;2"])
def test_a_faulty_line_of_a_preflib_file_is_named(line: str) -> None:
    with pytest.raises(PrefLibFault) as caught:
        read_preflib(PREFLIB.format(how="original") + line + "\n", "toi")
    assert caught.value.line == 9
