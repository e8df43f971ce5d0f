"""Statistics: intervals, differences and corrections agree with published values and stay within bounds."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import fisher_exact

from insight.statistics import benjamini_hochberg, difference, mean_of, response_rate, wilson

counted = st.integers(1, 300).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def test_the_wilson_interval_agrees_with_newcombes_table() -> None:
    found = wilson(81, 263)  # Newcombe 1998, table I: 0.2553 to 0.3662
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)


def test_newcombes_difference_agrees_with_his_table() -> None:
    found = difference(56, 70, 48, 80)  # Newcombe 1998, method 10: 0.0524 to 0.3339
    assert (round(found.interval.low, 4), round(found.interval.high, 4)) == (0.0524, 0.3339)


@given(counted, counted)
def test_the_exact_test_agrees_with_scipys(first: tuple[int, int], second: tuple[int, int]) -> None:
    (a, n), (b, m) = first, second
    assert difference(a, n, b, m).p == pytest.approx(fisher_exact([[a, n - a], [b, m - b]]).pvalue, abs=1e-6)


@given(counted, st.integers(0, 500))
def test_an_interval_holds_its_share_within_nought_and_one(pair: tuple[int, int], others: int) -> None:
    count, n = pair
    whole, found = wilson(count, n), wilson(count, n, n + others)
    assert 0 <= found.low <= count / n <= found.high <= 1
    assert found.high - found.low <= whole.high - whole.low + 1e-9


def test_when_everybody_answered_nothing_is_uncertain() -> None:
    found = wilson(3, 10, 10)
    assert found.low == found.high == 0.3


def test_without_answers_nothing_is_known() -> None:
    found = wilson(0, 0)
    assert (found.low, found.high) == (0.0, 1.0)


def test_impossible_counts_are_refused() -> None:
    with pytest.raises(ValueError, match="impossible"):
        wilson(5, 4)
    with pytest.raises(ValueError, match="impossible"):
        response_rate(5, 4)


def test_a_means_interval_uses_students_t_and_the_finite_population() -> None:
    found = mean_of([1, 2, 3, 4, 5])
    assert (round(found.interval.low, 3), round(found.interval.high, 3)) == (1.037, 4.963)
    everybody = mean_of([1, 2, 3, 4, 5], population=5)
    assert everybody.interval.low == everybody.interval.high == 3


def test_benjamini_and_hochberg_correct_as_in_their_paper() -> None:
    assert benjamini_hochberg([0.01, 0.04, 0.03, 0.005]) == pytest.approx([0.02, 0.04, 0.04, 0.02])
    assert benjamini_hochberg([]) == []


@given(st.lists(st.floats(0, 1)))
def test_a_corrected_p_is_never_smaller_nor_out_of_order(values: list[float]) -> None:
    adjusted = benjamini_hochberg(values)
    assert all(p <= q <= 1 for p, q in zip(values, adjusted, strict=True))
    order = sorted(range(len(values)), key=lambda i: values[i])
    assert [adjusted[i] for i in order] == sorted(adjusted)
