"""What may be shown of other schools: one figure for at least three of them, each counting the same. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import erfc, sqrt

from insight.statistics import benjamini_hochberg
from insight.suppression import TEXT_THRESHOLD
from surveys.results.kinds import DONT_KNOW
from surveys.results.measures import CLEAR, Measure, level, said
from surveys.rules import QuestionKind

FEWEST_SCHOOLS = 3
"""Fewest other schools that are shown together, and fewest that must have changed before their figure moves on."""
BENCHMARKED = frozenset({QuestionKind.AGREE_SCALE, QuestionKind.RATING, QuestionKind.SCALE_0_10})


@dataclass(frozen=True)
class Level:
    """A share from 0 to 100, or a mean, and its standard error."""

    value: float
    error: float


@dataclass(frozen=True)
class Pool:
    """The mean of schools' levels. `schools` says out of which survey each took part."""

    value: float
    error: float
    schools: Mapping[str, str]


def level_of(measure: Measure, values: Mapping[str, int]) -> Level | None:
    """What one school's families said; None when fewer than ten of them did."""
    found, n = level(measure, values), said(values)
    if found is None or n < TEXT_THRESHOLD:
        return None
    if measure.of is not None:
        share = (found + 200 / n) / (100 + 400 / n)  # two more of each: nobody is ever certain (Agresti and Coull 1998)
        return Level(found, 100 * sqrt(share * (1 - share) / (n + 4)))
    spread = sum(count * (float(value) - found) ** 2 for value, count in values.items() if value != DONT_KNOW)
    return Level(found, sqrt(spread / (n - 1) / n))


def pooled(levels: Mapping[str, tuple[str, Level]]) -> Pool | None:
    """Schools' levels (by school: its survey and its level) as one; None for fewer than three."""
    if len(levels) < FEWEST_SCHOOLS:
        return None
    found = [one for _, one in levels.values()]
    return Pool(
        sum(one.value for one in found) / len(found),
        sqrt(sum(one.error**2 for one in found)) / len(found),
        {school: survey for school, (survey, _) in sorted(levels.items())},
    )


def may_move_on(before: Mapping[str, str], now: Mapping[str, str]) -> bool:
    """Whether a new figure may follow one that was shown: three schools came, went, or have a new survey at least.

    Of fewer, the difference between the two figures would tell what a single school's families said.
    """
    return sum(before.get(school) != now.get(school) for school in {*before, *now}) >= FEWEST_SCHOOLS


def clear_differences(pairs: Sequence[tuple[Level, Pool]]) -> list[bool]:
    """Which of a school's levels clearly differ from the others', all tested together (Benjamini–Hochberg)."""
    p = []
    for own, others in pairs:
        error = sqrt(own.error**2 + others.error**2)
        p.append(erfc(abs(own.value - others.value) / error / sqrt(2)) if error else 1.0)
    return [found < CLEAR for found in benjamini_hochberg(p)]
