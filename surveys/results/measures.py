"""What two groups, or two years, are compared by: the share that gave certain answers, or a mean. Pure."""

from __future__ import annotations

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


def level(measure: Measure, values: Mapping[str, float]) -> float | None:
    """The measure of answers that count as much as they are weighted; None where nobody said anything."""
    spoken = {value: weight for value, weight in values.items() if value != DONT_KNOW}
    everybody = sum(spoken.values())
    if everybody <= 0:
        return None
    if measure.of is None:
        return sum(float(value) * weight for value, weight in spoken.items()) / everybody
    return 100 * sum(weight for value, weight in spoken.items() if value in measure.of) / everybody


def said(values: Values) -> int:
    """How many of the answers are no "don't know"."""
    return sum(count for value, count in values.items() if value != DONT_KNOW)


def _giving(of: frozenset[str], values: Values) -> int:
    return sum(count for value, count in values.items() if value in of)
