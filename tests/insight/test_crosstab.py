"""Distributions counted by value agree with the same values one by one, and differences with those of scipy."""

from __future__ import annotations

from collections import Counter
from statistics import median

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from insight.crosstab import mean_difference, mean_of_counts, median_of_counts
from insight.statistics import mean_of

values = st.lists(st.integers(0, 10), min_size=2, max_size=60)


@settings(deadline=None)
@given(values)
def test_counted_values_have_the_mean_and_interval_of_the_values(found: list[int]) -> None:
    counted, listed = mean_of_counts(Counter(map(float, found)), 100), mean_of(found, 100)
    assert counted.n == listed.n
    assert counted.mean == pytest.approx(listed.mean)
    assert (counted.interval.low, counted.interval.high) == pytest.approx((listed.interval.low, listed.interval.high))


@settings(deadline=None)
@given(values)
def test_the_median_is_the_one_of_the_values(found: list[int]) -> None:
    assert median_of_counts(Counter(map(float, found))) == median(found)


def test_everybody_leaves_no_doubt() -> None:
    mean = mean_of_counts({1.0: 5, 3.0: 5}, 10)
    assert mean.interval.low == mean.interval.high == 2.0


def test_a_difference_of_means_is_that_of_welch() -> None:
    from scipy.stats import ttest_ind

    first, second = [1, 2, 2, 3, 9], [4, 4, 5, 7, 8, 9, 9]
    found = mean_difference(Counter(map(float, first)), Counter(map(float, second)))
    expected = ttest_ind(first, second, equal_var=False)
    assert found is not None
    assert found.p == pytest.approx(expected.pvalue)
    low, high = expected.confidence_interval()
    assert (found.interval.low, found.interval.high) == pytest.approx((low, high))


def test_where_nobody_differs_there_is_nothing_to_compare_by() -> None:
    assert mean_difference({5.0: 9}, {5.0: 7}) is None
    assert mean_difference({5.0: 1}, {5.0: 7, 3.0: 2}) is None


def test_too_few_values_are_refused() -> None:
    with pytest.raises(ValueError, match="two values"):
        mean_of_counts({1.0: 1})
    with pytest.raises(ValueError, match="middle"):
        median_of_counts({})
