"""Numbers of whole distributions, counted by value: means and medians, and how two groups differ."""

import math
from collections.abc import Mapping

from insight.statistics import CONFIDENCE, Difference, Interval, Mean


def mean_of_counts(counts: Mapping[float, int], population: int | None = None, confidence: float = CONFIDENCE) -> Mean:
    """The mean of values that are counted, with its Student t interval, finite population correction included.

    Raises ValueError with fewer than two values, or more values than people.
    """
    n, mean, variance = _moments(counts)
    if n < 2 or (population is not None and n > population):
        raise ValueError("a mean's interval needs two values at least, and no more than people")
    correction = 1.0 if population is None else math.sqrt((population - n) / (population - 1))
    half = _t(n - 1, confidence) * math.sqrt(variance / n) * correction
    return Mean(n, mean, Interval(mean - half, mean + half))


def median_of_counts(counts: Mapping[float, int]) -> float:
    """The value in the middle, halfway between two. Raises ValueError without values."""
    n = sum(counts.values())
    if n < 1:
        raise ValueError("nothing has no middle")
    return (_at(counts, (n - 1) // 2) + _at(counts, n // 2)) / 2


def mean_difference(
    counts: Mapping[float, int], others: Mapping[float, int], confidence: float = CONFIDENCE
) -> Difference | None:
    """How much larger the first mean is, in the values' own unit (Welch 1947).

    None where there is nothing to compare by: fewer than two values on a side, or no spread on either.
    """
    n, mean, variance = _moments(counts)
    other_n, other_mean, other_variance = _moments(others)
    if n < 2 or other_n < 2 or not variance + other_variance:
        return None
    first, second = variance / n, other_variance / other_n
    error = math.sqrt(first + second)
    freedom = (first + second) ** 2 / (first**2 / (n - 1) + second**2 / (other_n - 1))
    effect = mean - other_mean
    half = _t(freedom, confidence) * error
    from scipy.special import stdtr  # scipy takes its time to import

    p = 2 * float(stdtr(freedom, -abs(effect) / error))
    return Difference(effect, Interval(effect - half, effect + half), min(1.0, p))


def _moments(counts: Mapping[float, int]) -> tuple[int, float, float]:
    """How many, their mean, and their variance (of a sample); 0 where there is none."""
    n = sum(counts.values())
    if not n:
        return 0, 0.0, 0.0
    mean = math.fsum(value * count for value, count in counts.items()) / n
    squares = math.fsum(count * (value - mean) ** 2 for value, count in counts.items())
    return n, mean, squares / (n - 1) if n > 1 else 0.0


def _at(counts: Mapping[float, int], place: int) -> float:
    for value in sorted(counts):
        place -= counts[value]
        if place < 0:
            return value
    raise ValueError("there is no such place")


def _t(freedom: float, confidence: float) -> float:
    from scipy.special import stdtrit  # scipy takes its time to import

    return float(stdtrit(freedom, (1 + confidence) / 2))
