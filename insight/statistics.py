"""Statistics that a school can stand by: shares, means and differences with their uncertainty, never a
bare percentage.

A survey is a census with gaps rather than a sample from the many: where the number of people asked is
known, intervals shrink by
the finite population correction, and are nil when everyone answered.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from statistics import NormalDist, fmean, stdev
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

CONFIDENCE = 0.95
_TIED = 1e-7
"""How far apart the logarithms of two likelihoods may be that are equal but for rounding."""


@dataclass(frozen=True, slots=True)
class Interval:
    """Where the true value lies at the stated confidence: low to high, both included."""

    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Share:
    """`count` of `n`, as a share from 0 to 1 with its interval."""

    count: int
    n: int
    share: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of n values in their own unit, with its interval."""

    n: int
    mean: float
    interval: Interval


@dataclass(frozen=True, slots=True)
class Difference:
    """How much larger the first share is than the second (in shares, −1 to 1), its interval, and the
    two-sided p of no difference."""

    effect: float
    interval: Interval
    p: float


def share_of(count: int, n: int, population: int | None = None, confidence: float = CONFIDENCE) -> Share:
    """`count` of `n` with its Wilson interval. With n = 0 nothing is known: share 0, interval 0 to 1."""
    return Share(count, n, count / n if n else 0.0, wilson(count, n, population, confidence))


def wilson(count: int, n: int, population: int | None = None, confidence: float = CONFIDENCE) -> Interval:
    """The score interval of a share (Wilson 1927), within 0 to 1 and never empty at 0 or n.

    `population` is how many were asked; the interval then counts n as worth n·(N−1)/(N−n) answers, the
    finite population
    correction. Raises ValueError unless 0 ≤ count ≤ n ≤ population.
    """
    if not 0 <= count <= n or (population is not None and n > population):
        raise ValueError(f"{count} of {n} answers among {population} people is impossible")
    if n == 0:
        return Interval(0.0, 1.0)
    share = count / n
    if population is not None and n == population:
        return Interval(share, share)
    worth = n if population is None else n * (population - 1) / (population - n)
    z = _z(confidence)
    centre = share + z * z / (2 * worth)
    half = z * math.sqrt(share * (1 - share) / worth + z * z / (4 * worth * worth))
    scale = 1 + z * z / worth
    low, high = (centre - half) / scale, (centre + half) / scale
    return Interval(max(0.0, min(low, share)), min(1.0, max(high, share)))


def mean_of(values: Sequence[float], population: int | None = None, confidence: float = CONFIDENCE) -> Mean:
    """The mean with its Student t interval, finite population correction included. Raises ValueError with
    fewer than two values."""
    n = len(values)
    if n < 2:
        raise ValueError("a mean's interval needs two values at least")
    from scipy.special import stdtrit  # scipy takes its time to import

    mean = fmean(values)
    correction = 1.0 if population is None else math.sqrt((population - n) / (population - 1))
    half = float(stdtrit(n - 1, (1 + confidence) / 2)) * stdev(values) / math.sqrt(n) * correction
    return Mean(n, mean, Interval(mean - half, mean + half))


def response_rate(answered: int, invited: int) -> float:
    """The share of those invited who answered, 0 to 1. Raises ValueError when nobody was invited or more
    answered than were."""
    if invited <= 0 or not 0 <= answered <= invited:
        raise ValueError(f"{answered} answers from {invited} people invited is impossible")
    return answered / invited


def difference(count: int, n: int, other_count: int, other_n: int, confidence: float = CONFIDENCE) -> Difference:
    """The first share less the second: Newcombe's hybrid score interval (1998, method 10) and Fisher's
    exact test.

    Raises ValueError when either side has no answers.
    """
    if not n or not other_n:
        raise ValueError("a difference needs answers on both sides")
    first, second = share_of(count, n, None, confidence), share_of(other_count, other_n, None, confidence)
    effect = first.share - second.share
    below = math.hypot(first.share - first.interval.low, second.interval.high - second.share)
    above = math.hypot(first.interval.high - first.share, second.share - second.interval.low)
    interval = Interval(max(-1.0, effect - below), min(1.0, effect + above))
    return Difference(effect, interval, _fisher(count, n, other_count, other_n))


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """The p values adjusted for how many were looked at (Benjamini and Hochberg 1995), in the order
    given."""
    adjusted = [1.0] * len(p_values)
    least = 1.0
    order = sorted(range(len(p_values)), key=lambda index: p_values[index], reverse=True)
    for place, index in enumerate(order):
        rank = len(p_values) - place
        least = min(least, max(1.0, len(p_values) / rank) * p_values[index])
        adjusted[index] = least
    return adjusted


def _fisher(count: int, n: int, other_count: int, other_n: int) -> float:
    """Two-sided exact p: the probability of all tables with these margins that are no likelier than this
    one."""
    import numpy as np  # takes its time

    successes, total = count + other_count, n + other_n
    lowest, highest = max(0, successes - other_n), min(successes, n)
    logs = _log_factorials(1 << total.bit_length())
    at = np.arange(lowest, highest + 1)
    cells = logs[at] + logs[n - at] + logs[successes - at] + logs[other_n - successes + at]
    margins = logs[successes] + logs[total - successes] + logs[n] + logs[other_n] - logs[total]
    likelihoods = margins - cells
    return min(1.0, float(np.exp(likelihoods[likelihoods <= likelihoods[count - lowest] + _TIED]).sum()))


@cache
def _log_factorials(above: int) -> "NDArray[np.float64]":
    """The logarithms of 0! to (above − 1)!."""
    import numpy as np
    from scipy.special import gammaln

    return np.asarray(gammaln(np.arange(1, above + 1, dtype=float)))


def _z(confidence: float) -> float:
    return NormalDist().inv_cdf((1 + confidence) / 2)
