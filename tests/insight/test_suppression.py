"""Suppression: no subtraction from the total gives a hidden count away."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from insight.suppression import suppress, total_shown

cells = st.dictionaries(st.sampled_from("abcdefg"), st.integers(0, 40), min_size=1)


def test_a_small_cell_takes_the_next_smallest_with_it() -> None:
    assert suppress({"yes": 60, "no": 3, "unsure": 9}, 5) == {"yes": 60, "no": None, "unsure": None}


def test_nothing_is_hidden_where_all_cells_are_large() -> None:
    assert suppress({"a": 5, "b": 50}, 5) == {"a": 5, "b": 50}


def test_two_small_cells_that_sum_to_too_little_hide_a_third() -> None:
    assert suppress({"a": 1, "b": 0, "c": 20, "d": 30}, 5) == {"a": None, "b": None, "c": None, "d": 30}


def test_a_small_total_is_not_shown() -> None:
    assert total_shown(4, 5) is None
    assert total_shown(5, 5) == 5


def test_a_negative_count_is_refused() -> None:
    with pytest.raises(ValueError, match="negative"):
        suppress({"a": -1}, 5)


@given(cells, st.integers(1, 12))
def test_what_the_total_less_the_shown_tells_is_itself_large_enough(counts: dict[str, int], threshold: int) -> None:
    shown = suppress(counts, threshold)
    hidden = [cell for cell, count in shown.items() if count is None]
    assert all(count is None or count == counts[cell] >= threshold for cell, count in shown.items())
    if hidden and sum(counts.values()) >= threshold and len(counts) > 1:
        assert len(hidden) >= 2
        assert sum(counts[cell] for cell in hidden) >= threshold


@given(st.lists(st.integers(0, 9), min_size=3, max_size=3), st.integers(2, 4))
def test_somebody_who_knows_the_rule_and_the_total_cannot_work_out_a_hidden_count(
    counts: list[int], threshold: int
) -> None:
    total = sum(counts)
    shown = suppress(dict(enumerate(counts)), threshold)
    if total < threshold:
        return
    possible = [
        other
        for other in product(range(total + 1), repeat=3)
        if sum(other) == total and suppress(dict(enumerate(other)), threshold) == shown
    ]
    for cell, count in shown.items():
        assert count is not None or len({other[cell] for other in possible}) > 1
