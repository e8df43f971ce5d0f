"""What two groups, or two years, are compared by: the share that gave certain answers, or a mean. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, TypeVar

from insight.crosstab import mean_difference, mean_of_counts
from insight.statistics import Difference, benjamini_hochberg, difference, share_of
from insight.suppression import CLOSED_THRESHOLD
from surveys.results.distributions import amounts_of
from surveys.results.kinds import DONT_KNOW, ClosedQuestion
from surveys.results.rules import AGREEING
from surveys.rules import QuestionKind

CLEAR = 0.05
"""Below which adjusted p a difference is called one."""
COMPARED = frozenset(
    {
        QuestionKind.AGREE_SCALE,
        QuestionKind.SINGLE,
        QuestionKind.RATING,
        QuestionKind.SCALE_0_10,
        QuestionKind.CONSENT,
        QuestionKind.NUMBER,
    }
)
"""The kinds to which everybody gives one answer that can be compared."""

Values = Mapping[str, int]
Line = TypeVar("Line")


@dataclass(frozen=True)
class Measure:
    """The share of those who said something who gave one of `of`, or with `of` None their mean.

    `label` is the option's words, or '' for agreement and means.
    """

    label: str
    of: frozenset[str] | None

    @property
    def is_mean(self) -> bool:
        """Whether it is a mean in the answers' own unit and no share."""
        return self.of is None


@dataclass(frozen=True)
class Figure:
    """A share from 0 to 100, or a mean, with its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Compared(Generic[Line]):
    """A comparison: how much more (in percentage points, or in the answers' unit) and between which bounds.

    `clear` only where the difference stands after correction for all comparisons that were made together; `tested` is
    whether there was enough to compare by.
    """

    line: Line
    effect: float
    low: float
    high: float
    clear: bool
    tested: bool


def measures_of(asked: ClosedQuestion) -> tuple[Measure, ...]:
    """By what a question is compared: agreement, a mean, or the share of every option."""
    match asked.kind:
        case QuestionKind.AGREE_SCALE:
            return (Measure("", frozenset(point.value for point in AGREEING)),)
        case QuestionKind.RATING | QuestionKind.SCALE_0_10 | QuestionKind.NUMBER:
            return (Measure("", None),)
        case QuestionKind.CONSENT:
            return tuple(Measure(label, frozenset([value])) for value, label in asked.options if value == "yes")
        case QuestionKind.SINGLE:
            return tuple(Measure(label, frozenset([value])) for value, label in asked.options if value != DONT_KNOW)
        case _:
            return ()


def figure(measure: Measure, values: Values, roll: int | None = None) -> Figure | None:
    """The measure of some answers; None when too few of them say something."""
    n = said(values)
    if n < CLOSED_THRESHOLD:
        return None
    population = roll if roll is not None and roll >= n else None
    if measure.of is None:
        mean = mean_of_counts(amounts_of(values), population)
        return Figure(mean.mean, mean.interval.low, mean.interval.high)
    share = share_of(_giving(measure.of, values), n, population)
    return Figure(100 * share.share, 100 * share.interval.low, 100 * share.interval.high)


def difference_of(measure: Measure, values: Values, others: Values) -> Difference | None:
    """How much larger the measure is among the first, in shares or in the answers' unit; None with too few answers."""
    n, other_n = said(values), said(others)
    if n < CLOSED_THRESHOLD or other_n < CLOSED_THRESHOLD:
        return None
    if measure.of is None:
        return mean_difference(amounts_of(values), amounts_of(others))
    return difference(_giving(measure.of, values), n, _giving(measure.of, others), other_n)


def corrected(found: Sequence[tuple[Line, Measure, Difference | None]]) -> list[Compared[Line]]:
    """All comparisons of a page with their p corrected for how many they are (Benjamini–Hochberg)."""
    compared = [_compared(line, measure, change) for line, measure, change in found]
    tested = [number for number, (_, _, change) in enumerate(found) if change is not None]
    adjusted = benjamini_hochberg([change.p for _, _, change in found if change is not None])
    for number, p in zip(tested, adjusted, strict=True):
        compared[number] = replace(compared[number], clear=p < CLEAR)
    return compared


def _compared(line: Line, measure: Measure, change: Difference | None) -> Compared[Line]:
    if change is None:
        return Compared(line, 0.0, 0.0, 0.0, clear=False, tested=False)
    unit = 1 if measure.is_mean else 100
    low, high = change.interval.low, change.interval.high
    return Compared(line, unit * change.effect, unit * low, unit * high, clear=False, tested=True)


@dataclass(frozen=True)
class Weighted:
    """A measure as answered and as it would be if each group had answered in proportion to the roll.

    `worth` is how many answers of a fair sample the weighted figure is worth (Kish's effective n), `n` how many it has.
    """

    plain: float
    weighted: float
    n: int
    worth: float


def weighted(measure: Measure, strata: Sequence[tuple[Values, int]]) -> Weighted | None:
    """The measure weighted by how many stand on the roll in each group (post-stratification).

    None where a group has too few answers, or nobody on the roll, so that there is nothing to weight it by.
    """
    everybody = sum(population for _, population in strata)
    found = [figure(measure, values) for values, _ in strata]
    if not strata or min(population for _, population in strata) < 1:
        return None
    total: Counter[str] = Counter()
    for values, _ in strata:
        total.update(values)
    plain = figure(measure, total)
    if plain is None or any(one is None for one in found):
        return None
    shares = [population / everybody for _, population in strata]
    answers = [said(values) for values, _ in strata]
    return Weighted(
        plain=plain.value,
        weighted=sum(share * one.value for share, one in zip(shares, found, strict=True) if one is not None),
        n=sum(answers),
        worth=1 / sum(share**2 / n for share, n in zip(shares, answers, strict=True)),
    )


def said(values: Values) -> int:
    """How many of the answers are no "don't know"."""
    return sum(count for value, count in values.items() if value != DONT_KNOW)


def _giving(of: frozenset[str], values: Values) -> int:
    return sum(count for value, count in values.items() if value in of)
