"""What results may say: bars and shares of closed answers, the response rate, which themes are large enough. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from insight import Summary
from insight.statistics import response_rate, share_of
from insight.suppression import CLOSED_THRESHOLD, TEXT_THRESHOLD, suppress, total_shown
from surveys.rules import AgreePoint, Channel

AGREEING = (AgreePoint.STRONGLY_AGREE, AgreePoint.AGREE)
FEWEST_RESPONSES = TEXT_THRESHOLD
PAGE = 50


class AnalysisState(StrEnum):
    """How far the reading of a question's comments has come."""

    QUEUED = "queued"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


class FindingState(StrEnum):
    """Drafts are leadership's; published findings are the council's too."""

    DRAFT = "draft"
    REVIEWED = "reviewed"
    PUBLISHED = "published"


SUPERSEDED = "superseded"
"""What a published finding is when a newer one on the same theme has been published; it follows from the two."""


@dataclass(frozen=True)
class BarShare:
    """One piece of a bar; `percent` of all who answered."""

    key: str
    label: str
    percent: float
    count: int


@dataclass(frozen=True)
class AgreeRow:
    """One statement as the component agree_bars shows it: of a suppressed one nothing but its words.

    `agree_percent` is of those with an opinion, `low` and `high` the ends of its 95 % interval, all from 0 to 100.
    """

    label: str
    n: int
    shares: tuple[BarShare, ...]
    agree_percent: float | None
    low: float | None
    high: float | None
    suppressed: bool


@dataclass(frozen=True)
class Turnout:
    """How many answered, before any percentage. `rate` is None where the roll was not counted or is exceeded."""

    responses: int
    parents: int | None
    households: int | None
    rate: float | None
    channels: Mapping[Channel, int | None]

    @property
    def enough(self) -> bool:
        """Whether there are so many responses that anything may be shown."""
        return self.responses >= FEWEST_RESPONSES


@dataclass(frozen=True)
class Paged:
    """Which page of how many comments is shown. Pages count from 1."""

    number: int
    total: int

    @property
    def pages(self) -> int:
        """How many pages there are, one at least."""
        return max(1, -(-self.total // PAGE))

    @property
    def offset(self) -> int:
        """How many comments stand on the pages before."""
        return (self.number - 1) * PAGE


def agree_row(
    label: str,
    counts: Mapping[AgreePoint, int],
    words: Mapping[AgreePoint, str],
    population: int | None,
    threshold: int = CLOSED_THRESHOLD,
) -> AgreeRow:
    """A statement's bar. Don't knows stand in the bar and not in the share that agrees.

    Fewer than `threshold` opinions are suppressed. `population` is the roll, for the finite population correction.
    """
    n = sum(counts.values())
    opinions = n - counts.get(AgreePoint.DONT_KNOW, 0)
    if total_shown(opinions, threshold) is None:
        return AgreeRow(label, 0, (), None, None, None, suppressed=True)
    roll = population if population is not None and population >= opinions else None
    agree = share_of(sum(counts.get(point, 0) for point in AGREEING), opinions, roll)
    shares = tuple(
        BarShare(point.value, words[point], 100 * counts.get(point, 0) / n, counts.get(point, 0))
        for point in AgreePoint
    )
    return AgreeRow(
        label, n, shares, 100 * agree.share, 100 * agree.interval.low, 100 * agree.interval.high, suppressed=False
    )


def agree_counts(values: Mapping[str, int]) -> dict[AgreePoint, int]:
    """Counts by point of counts by value; a value that is no point counts for nothing."""
    return {point: values[point.value] for point in AgreePoint if point.value in values}


def turnout(by_channel: Mapping[Channel, int], parents: int | None, households: int | None) -> Turnout:
    """The responses with their rate among the parents on the roll; small channels are hidden together."""
    responses = sum(by_channel.values())
    rate = response_rate(responses, parents) if parents and responses <= parents else None
    return Turnout(responses, parents, households, rate, suppress(by_channel, CLOSED_THRESHOLD))


@dataclass(frozen=True)
class Grouped:
    """Which groups of comments may be opened.

    `shown`: theme or topic → how many; `quiet`: the school's other themes, spoken of by too few or by nobody, which is
    not told apart; `unassigned`: how many no theme took, None for too few; `repeated`: how many say
    what another says, and so are no voice of their own.
    """

    shown: Mapping[str, int]
    quiet: tuple[str, ...]
    unassigned: int | None
    repeated: int


def grouped(summary: Summary, themes: tuple[str, ...]) -> Grouped:
    """What of a summary is large enough to be shown. Under TEXT_THRESHOLD answers in all, nothing is."""
    enough = total_shown(summary.answered, TEXT_THRESHOLD) is not None
    shown = {f.theme: f.count for f in summary.findings if enough and total_shown(f.count, TEXT_THRESHOLD) is not None}
    return Grouped(
        shown=shown,
        quiet=tuple(theme for theme in themes if theme not in shown) if enough else (),
        unassigned=total_shown(round(summary.unassigned * summary.voices), TEXT_THRESHOLD),
        repeated=sum(len(one.comment_ids) - 1 for one in summary.campaigns) if enough else 0,
    )


def sentence_number(typed: str | None) -> int | None:
    """Which sentence an address asks for, None for the whole finding; 0, which no sentence has, for anything else."""
    if typed is None:
        return None
    return int(typed) if typed.isdecimal() and len(typed) < 4 else 0


def page_number(typed: str) -> int:
    """The page that an address asks for; 1 for anything that is none."""
    return int(typed) if typed.isdecimal() and 1 <= int(typed) <= 100_000 else 1
