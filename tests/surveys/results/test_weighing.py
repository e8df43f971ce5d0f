"""Weights that would tell of a small group are not used; fewer breakdowns are weighted by instead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import uuid4

import pytest

from insight.disclosure import Labels, given_away
from people.rules import RollGroups
from surveys.results.naming import parents_of
from surveys.results.weighing import weighed

YEARS, LANGUAGES = [["3"], ["4"]], [["en"], ["pl"]]
ROLLS = [{"3": 100, "4": 100}, {"en": 120, "pl": 80}]


def weigh(cells: Mapping[Labels, Mapping[str, int]]) -> list[dict[str, Any]]:
    people = {labels: sum(counts.values()) for labels, counts in cells.items()}
    question = uuid4()
    tables = [[{"groups": part, "values": {}} for part in parts] for parts in (YEARS, LANGUAGES)]
    return weighed(people, [YEARS, LANGUAGES], ROLLS, {question: cells}, {question: tables})


def test_two_breakdowns_are_weighted_by_where_every_crossing_is_large() -> None:
    cells = {
        ("3", "en"): {"agree": 30},
        ("3", "pl"): {"agree": 5, "disagree": 5},
        ("4", "en"): {"disagree": 12},
        ("4", "pl"): {"agree": 6},
    }
    (found,) = weigh(cells)
    assert found["by"] == [0, 1]
    total = sum(found["values"].values())
    assert total == pytest.approx(58, abs=0.01)
    assert found["worth"] < 58


def test_a_small_crossing_that_weights_would_give_away_is_not_weighted_by() -> None:
    cells = {
        ("3", "en"): {"agree": 30},
        ("3", "pl"): {"agree": 9},
        ("4", "en"): {"disagree": 12},
        ("4", "pl"): {"agree": 3},
    }
    (found,) = weigh(cells)
    assert found["by"] == [0]


def test_a_weighted_total_can_give_away_what_the_plain_tables_do_not() -> None:
    rows_and_columns, sizes = [[0, 1], [2, 3], [0, 2], [1, 3]], [30, 9, 12, 3]
    assert not given_away(rows_and_columns, sizes, 5)
    assert given_away(rows_and_columns, sizes, 5, [10, 21, 14, 33])
    assert not given_away(rows_and_columns, sizes, 5, [10, 10, 30, 30])  # by rows alone it tells nothing new


def test_groups_that_were_mixed_as_one_stand_on_the_roll_together() -> None:
    roll = RollGroups(years={0: 40, 1: 9, 2: 30}, classes={}, languages={})
    by_roll = {"kind": "year", "of": ""}
    assert parents_of(["Reception", "Year 1 or Year 2"], by_roll, [], roll) == 79
    assert parents_of(["Year 2", ""], by_roll, [], roll) == 0


def test_where_the_roll_knows_no_groups_there_are_no_weights() -> None:
    question = uuid4()
    cells = {("a", "b"): {"agree": 30}, ("c", "b"): {"agree": 30}}
    assert (
        weighed(
            {("a", "b"): 30, ("c", "b"): 30},
            [[["a"], ["c"]], []],
            [{"a": 0, "c": 0}, {}],
            {question: cells},
            {question: [[], []]},
        )
        == []
    )
