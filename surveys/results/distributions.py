"""What the answers to one closed question say, whatever its kind: how many, their shares, and a middle. Pure."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from uuid import UUID

from insight.crosstab import mean_of_counts, median_of_counts
from insight.statistics import Interval, Mean, share_of
from insight.suppression import CLOSED_THRESHOLD
from surveys.results.kinds import DONT_KNOW, ClosedQuestion
from surveys.rules import QuestionKind

MOST_BARS = 12
NUMERIC = frozenset({QuestionKind.RATING, QuestionKind.SCALE_0_10, QuestionKind.NUMBER})
"""The kinds whose answers have a mean."""


@dataclass(frozen=True)
class Counted:
    """The answers to one question: `n` people, how many of each value. `later`: so many more are not shown yet."""

    n: int
    values: Mapping[str, int]
    later: int = 0


@dataclass(frozen=True)
class Bar:
    """One answer: how many gave it, in percent of `n`, with the ends of the 95 % interval (0 to 100)."""

    label: str
    count: int
    percent: float
    low: float
    high: float


@dataclass(frozen=True)
class Place:
    """One option of a ranking: its mean place (1 is best) among the `n` who gave it one, and how many put it first."""

    label: str
    n: int
    mean: float
    interval: Interval
    first: int


@dataclass(frozen=True)
class Distribution:
    """A question's results. Of a suppressed one nothing but its words is here.

    `n` people answered; `bars` are of those who did not say "don't know", whose number is `dont_know` (None where it
    could not be said). `mean` and `median` are None where they would mean nothing.
    """

    id: UUID
    kind: QuestionKind
    text: str
    n: int
    of: int
    bars: tuple[Bar, ...]
    dont_know: int | None
    mean: Mean | None
    median: float | None
    places: tuple[Place, ...]
    later: int
    suppressed: bool


def distribution(
    asked: ClosedQuestion, found: Counted, population: int | None, threshold: int = CLOSED_THRESHOLD
) -> Distribution:
    """The results of one question. Fewer than `threshold` answers that say something are suppressed.

    `population` is the roll, for the finite population correction; one smaller than the answers is none.
    """
    dont_know = found.values.get(DONT_KNOW, 0) if DONT_KNOW in dict(asked.options) else None
    of = found.n - (dont_know or 0)
    nothing = Distribution(asked.id, asked.kind, asked.text, 0, 0, (), None, None, None, (), found.later, True)
    if of < threshold:
        return nothing
    roll = population if population is not None and population >= of else None
    said = {value: count for value, count in found.values.items() if value != DONT_KNOW}
    shown = replace(nothing, n=found.n, of=of, dont_know=dont_know, suppressed=False)
    if asked.kind is QuestionKind.RANKING:
        return replace(shown, places=_places(asked, said, roll))
    bars = tuple(_bar(label, count, of, roll) for label, count in _lines(asked, said))
    if asked.kind not in NUMERIC:
        return replace(shown, bars=bars)
    amounts = amounts_of(said)
    return replace(shown, bars=bars, mean=mean_of_counts(amounts, roll), median=median_of_counts(amounts))


def amounts_of(values: Mapping[str, int]) -> dict[float, int]:
    """Values as numbers, "don't know" left out."""
    found: Counter[float] = Counter()
    for value, count in values.items():
        if value != DONT_KNOW:
            found[float(value)] += count
    return dict(found)


def _bar(label: str, count: int, of: int, roll: int | None) -> Bar:
    share = share_of(count, of, roll)
    return Bar(label, count, 100 * share.share, 100 * share.interval.low, 100 * share.interval.high)


def _lines(asked: ClosedQuestion, said: Mapping[str, int]) -> list[tuple[str, int]]:
    if asked.kind is QuestionKind.NUMBER:
        return _number_lines(said)
    if asked.kind is QuestionKind.DATE:
        return _date_lines(said)
    options = {value: label for value, label in asked.options if value != DONT_KNOW}
    known = [(label, said.get(value, 0)) for value, label in options.items()]
    return known + [(value, count) for value, count in sorted(said.items()) if value not in options]


def _number_lines(said: Mapping[str, int]) -> list[tuple[str, int]]:
    amounts = amounts_of(said)
    if len(amounts) <= MOST_BARS:
        return [(_plain(amount), amounts[amount]) for amount in sorted(amounts)]
    low, high = min(amounts), max(amounts)
    width = _round_width((high - low) / MOST_BARS)
    bins: Counter[int] = Counter()
    for amount, count in amounts.items():
        bins[int(amount // width)] += count
    return [(f"{_plain(b * width)} ≤ … < {_plain((b + 1) * width)}", bins[b]) for b in range(min(bins), max(bins) + 1)]


def _round_width(least: float) -> float:
    """The next of 1, 2, 5, 10, 20, 50 … (and their tenths), so that bins have round ends and tell no extreme value."""
    power = 10.0 ** (len(str(int(least))) - 1 if least >= 1 else -6)
    while True:
        for step in (1, 2, 5):
            if step * power >= least:
                return step * power
        power *= 10


def _plain(amount: float) -> str:
    return f"{amount:.6f}".rstrip("0").rstrip(".")


def _date_lines(said: Mapping[str, int]) -> list[tuple[str, int]]:
    days = {date.fromisoformat(value): count for value, count in said.items()}
    by_year = len({(day.year, day.month) for day in days}) > MOST_BARS
    found: Counter[str] = Counter()
    for day in sorted(days):
        found[f"{day:%Y}" if by_year else f"{day:%Y-%m}"] += days[day]
    return list(found.items())


def _places(asked: ClosedQuestion, said: Mapping[str, int], roll: int | None) -> tuple[Place, ...]:
    by_option: defaultdict[str, dict[float, int]] = defaultdict(dict)
    for value, count in said.items():
        place, _, option = value.partition(":")
        by_option[option][float(place)] = count
    labels = dict(asked.options)
    found = [
        Place(labels.get(option, option), mean.n, mean.mean, mean.interval, int(places.get(1.0, 0)))
        for option, places in _enough(by_option.items())
        for mean in (mean_of_counts(places, roll),)
    ]
    return tuple(sorted(found, key=lambda place: (place.mean, place.label)))


def _enough(options: Iterable[tuple[str, dict[float, int]]]) -> list[tuple[str, dict[float, int]]]:
    return [(option, places) for option, places in options if sum(places.values()) >= CLOSED_THRESHOLD]
