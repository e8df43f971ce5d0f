"""Raking against figures worked out by hand."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.weights import LEAST, MOST, effective, rake

TWO_BY_TWO = {("a", "x"): 10, ("a", "y"): 20, ("b", "x"): 30, ("b", "y"): 40}


def shares(cells: dict[tuple[str, ...], int], weights: dict[tuple[str, ...], float], at: int) -> dict[str, float]:
    total = sum(cells[labels] * weights[labels] for labels in cells)
    groups = {labels[at] for labels in cells}
    return {
        group: sum(cells[labels] * weights[labels] for labels in cells if labels[at] == group) / total
        for group in groups
    }


def test_one_breakdown_is_plain_post_stratification() -> None:
    # 40 of 50 answers come from Year 3, which is half of the roll: 0.5/0.8 and 0.5/0.2.
    found = rake({("3",): 40, ("4",): 10}, [{"3": 100, "4": 100}])
    assert found is not None
    assert found.of == pytest.approx({("3",): 0.625, ("4",): 2.5})
    assert found.worth == pytest.approx(32)  # 50² / (40 · 0.625² + 10 · 2.5²)
    assert (found.n, found.trimmed, found.fits) == (50, 0, True)


def test_two_breakdowns_meet_both_rolls_and_keep_what_holds_between_them() -> None:
    # Both rolls half and half; the odds ratio 10·40 / (20·30) = 2/3 stays, so p² / (½ − p)² = 2/3 and p = 0.22474.
    found = rake(TWO_BY_TWO, [{"a": 50, "b": 50}, {"x": 7, "y": 7}])
    assert found is not None
    root = math.sqrt(2 / 3)
    assert 10 * found.of["a", "x"] / 100 == pytest.approx(0.5 * root / (1 + root), abs=0.001)
    for at in (0, 1):
        assert list(shares(TWO_BY_TWO, dict(found.of), at).values()) == pytest.approx([0.5, 0.5], abs=0.001)


def test_those_whose_group_is_not_known_keep_their_share() -> None:
    found = rake({("3",): 40, ("4",): 10, ("",): 50}, [{"3": 100, "4": 100}])
    assert found is not None
    assert found.of == pytest.approx({("3",): 0.625, ("4",): 2.5, ("",): 1.0})


def test_nobody_speaks_for_more_than_three_and_it_says_when_that_does_not_fit() -> None:
    # 5 of 105 answers, half of the roll: 10.5 times each would be asked for.
    found = rake({("3",): 100, ("4",): 5}, [{"3": 100, "4": 100}])
    assert found is not None
    assert found.of["4",] / found.of["3",] <= MOST / LEAST + 1e-6
    assert found.trimmed >= 5
    assert not found.fits
    assert rake({("3",): 30, ("4",): 28}, [{"3": 50, "4": 50}]).fits  # type: ignore[union-attr]


def test_without_two_groups_on_the_roll_there_is_nothing_to_weight_by() -> None:
    assert rake({}, [{"3": 1, "4": 1}]) is None
    assert rake({("3",): 40, ("",): 3}, [{"3": 100, "4": 100}]) is None
    assert rake({("3",): 40, ("4",): 9}, [{}]) is None


def test_equal_weights_cost_nothing() -> None:
    assert effective([(30, 1.0), (20, 1.0)]) == pytest.approx(50)
    assert effective([]) == 0


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abc"), st.sampled_from("xyz")), st.integers(1, 60), min_size=2, max_size=9
    ),
    st.lists(st.integers(1, 90), min_size=3, max_size=3),
    st.lists(st.integers(1, 90), min_size=3, max_size=3),
)
def test_weights_average_one_stay_in_their_bounds_and_are_never_worth_more_than_was_answered(
    cells: dict[tuple[str, str], int], first: list[int], second: list[int]
) -> None:
    found = rake(cells, [dict(zip("abc", first, strict=True)), dict(zip("xyz", second, strict=True))])
    if found is None:
        return
    assert sum(cells[labels] * weight for labels, weight in found.of.items()) == pytest.approx(found.n)
    assert max(found.of.values()) / min(found.of.values()) <= MOST / LEAST + 1e-6
    assert found.worth <= found.n + 1e-6
    if found.fits:
        for at, roll in enumerate((dict(zip("abc", first, strict=True)), dict(zip("xyz", second, strict=True)))):
            here = shares(cells, dict(found.of), at)
            known = sum(roll[group] for group in here)
            if len(here) > 1:
                assert all(abs(share - roll[group] / known) < 0.021 for group, share in here.items())
