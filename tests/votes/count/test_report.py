"""A count told to people and to programs: plain English, and the JSON whose shape is a contract."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from tests.votes.count.elections import LOT, counted, profiles
from votes.count import RANKED_RULES, Ballot, Lot, Rule, count
from votes.count.explain import decimal, outcome, plain, why
from votes.count.report import to_json

WARD: dict[Ballot, int] = {(1, 2, 3): 7, (1, 3): 3, (2,): 3, (3, 2): 4, (4, 3): 1, (): 2}
COUNCIL = ["Ann", "Bob", "Cas", "Dee"]


def test_each_stage_is_told_in_plain_english() -> None:
    result = count(WARD, COUNCIL, 2, Rule.SCOTTISH_STV, LOT)
    assert [why(result, stage) for stage in result.stages] == [
        "First preferences on 18 valid ballots were counted. The quota, enough votes to be sure of a seat, is 7. "
        "Ann reached the quota and is elected.",
        "Ann had 3 votes more than the quota. Moved on: 2.1 to Bob (7 ballots at 0.30000 each) and 0.9 to Cas "
        "(3 ballots at 0.30000 each).",
        "Dee had the fewest votes and was excluded with 1 vote. Moved on: 1 to Cas.",
        "Bob had the fewest votes and was excluded with 5.1 votes. Moved on: 2.1 to Cas (7 ballots at 0.30000 each). "
        "3 ballots named nobody else who was still in, so 3 votes went no further. "
        "Cas reached the quota and is elected.",
    ]
    assert outcome(result) == ["Elected: Ann and Cas."]


def test_a_tie_is_told_with_what_settled_it() -> None:
    result = counted({(1,): 5, (2,): 3, (3,): 3}, Rule.IRV, lot=Lot(order=(3, 1, 2)))
    assert why(result, result.stages[0]).endswith("were counted.")
    assert why(result, result.stages[1]).startswith("B and C were level. The lot settled it: C is excluded. ")
    assert outcome(result)[-1] == "1 tie was settled by lot."


def test_a_vacant_seat_is_told_with_its_reason() -> None:
    reopened = count({(2,): 3, (1,): 1}, ["Ann", "Re-open nominations"], 1, Rule.IRV, LOT, ron=2)
    assert outcome(reopened) == ["1 seat stays vacant: nominations are re-opened."]
    assert why(reopened, reopened.stages[0]).endswith("Re-open nominations takes a seat, which stays vacant.")
    short = counted({(1,): 3}, Rule.SCOTTISH_STV, 3, 1)
    assert outcome(short) == ["Elected: A.", "2 seats stay vacant: there are no more candidates."]


def test_a_pairwise_count_says_whether_somebody_beats_everybody() -> None:
    plainly = counted({(1, 2, 3): 2, (2, 1, 3): 1}, Rule.SCHULZE)
    assert outcome(plainly)[0] == "A is preferred to each of the others by more ballots than not."
    circle = counted({(1, 2, 3): 4, (2, 3, 1): 3, (3, 1, 2): 2}, Rule.SCHULZE)
    assert outcome(circle)[0] == "Nobody is preferred to each of the others; by the rule's order A comes first."


def test_the_json_has_the_shape_that_programs_rely_on() -> None:
    found = to_json(count(WARD, COUNCIL, 2, Rule.SCOTTISH_STV, LOT), "ab12")
    assert json.loads(json.dumps(found)) == found
    assert {key: found[key] for key in ("rule", "version", "input_sha256", "seats", "valid", "quota", "elected")} == {
        "rule": "scottish-stv",
        "version": "1",
        "input_sha256": "ab12",
        "seats": 2,
        "valid": "18",
        "quota": "7.00000",
        "elected": [1, 3],
    }
    second = found["stages"][1]
    assert second["why"].startswith("Ann had 3 votes more")
    assert {key: second[key] for key in second if key not in ("why", "transfers")} == {
        "n": 2,
        "action": "surplus",
        "subject": 1,
        "totals": {"1": "7.00000", "2": "5.10000", "3": "4.90000", "4": "1.00000"},
        "exhausted": "0.00000",
        "rounding_loss": "0.00000",
        "elected": [],
        "excluded": [],
    }
    assert second["transfers"][0] == {"from": 1, "to": 2, "papers": "7", "value": "0.30000", "votes": "2.10000"}
    assert found["ties"] == []


def test_the_json_of_a_pairwise_rule_has_the_matrix_and_the_order_in_place_of_stages() -> None:
    found = to_json(counted({(1,): 5, (2,): 5, (3, 1): 2}, Rule.RANKED_PAIRS, lot=Lot(order=(2, 1, 3))), "")
    assert "stages" not in found
    assert found["pairwise"] == [["0", "7", "5"], ["5", "0", "5"], ["2", "2", "0"]]
    assert found["order"] == [[1], [2], [3]]
    tied = to_json(counted({(1,): 5, (2,): 5}, Rule.SCHULZE, lot=Lot(order=(2, 1))), "")
    assert tied["order"] == [[1, 2]]
    assert tied["ties"] == [{"stage": 1, "between": [1, 2], "about": "seat", "settled_by": "lot", "for": 2}]


@given(st.integers(-(10**12), 10**12), st.sampled_from([0, 5, 9]))
def test_a_number_is_written_with_exactly_its_places(value: int, places: int) -> None:
    text = decimal(value, places)
    assert int(text.replace(".", "")) == value
    assert len(text.partition(".")[2]) == places
    assert len(plain(value, places).partition(".")[2]) <= 2


@given(profiles(most=6), st.sampled_from(RANKED_RULES), st.integers(1, 3))
def test_every_count_can_be_told_and_names_whom_it_elects(
    profile: tuple[int, dict[Ballot, int]], rule: Rule, seats: int
) -> None:
    size, ballots = profile
    result = counted(ballots, rule, 1 if rule is Rule.IRV else seats, size)
    told = [why(result, stage) for stage in result.stages]
    for stage, words in zip(result.stages, told, strict=True):
        assert all(result.name(candidate) in words for candidate in stage.elected)
        assert not any(word in words for word in ("None", "Nobody", "{", "  "))
    assert to_json(result, "")["elected"] == list(result.elected)
