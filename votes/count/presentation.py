"""All that a page shows of a count, worked out once: what the templates in votes/count/ take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from votes.count.closeness import Closeness, closeness
from votes.count.explain import decimal, plain, why
from votes.count.flow import Flow, flow
from votes.count.result import Count, Rule, Stage
from votes.count.table import Table, table
from votes.count.ties import SettledBy, Tie


@dataclass(frozen=True)
class Winner:
    """Somebody elected, with the stage and the votes it was with; both None under a pairwise rule."""

    candidate: int
    name: str
    stage: int | None
    votes: str | None


@dataclass(frozen=True)
class SettledTie:
    """A tie in names: who was level, on whom it fell. `at`: the earlier stage that told them apart, if one did."""

    tie: Tie
    names: tuple[str, ...]
    fell_on: str
    at: int | None


@dataclass(frozen=True)
class Told:
    """A stage in plain English, and the ways to head it."""

    stage: Stage
    subject: str
    why: str


@dataclass(frozen=True)
class Versus:
    """A cell of the pairwise matrix: ballots that prefer the row's candidate, and how many prefer the column's."""

    ballots: int
    against: int


@dataclass(frozen=True)
class PairRow:
    """A candidate against each of the others, in the order of the matrix; None against themself."""

    candidate: int
    name: str
    cells: tuple[Versus | None, ...]


@dataclass(frozen=True)
class Presentation:
    """A count with its table, its drawing, its words and its margins."""

    count: Count
    quota: str | None
    winners: tuple[Winner, ...]
    ties: tuple[SettledTie, ...]
    closeness: Closeness
    table: Table
    flow: Flow
    told: tuple[Told, ...]
    pairs: tuple[PairRow, ...]
    order: tuple[tuple[str, ...], ...]

    def name(self, candidate: int) -> str:
        """Of the candidate with this number."""
        return self.count.name(candidate)


def present(count: Count) -> Presentation:
    """Everything that a page needs. Ties that nothing had to settle are left out."""
    return Presentation(
        count=count,
        quota=None if count.quota is None else _exact(count.quota, count.places),
        winners=tuple(_winner(count, candidate) for candidate in count.elected),
        ties=tuple(_tie(count, tie) for tie in count.ties if tie.settled_by is not SettledBy.NUMBER),
        closeness=closeness(count),
        table=table(count),
        flow=flow(count),
        told=tuple(Told(stage, _subject(count, stage), why(count, stage)) for stage in count.stages),
        pairs=_pairs(count),
        order=tuple(tuple(count.name(one) for one in group) for group in count.order),
    )


def _exact(value: int, places: int) -> str:
    return plain(value, places) if value % 10**places == 0 else decimal(value, places)


def _subject(count: Count, stage: Stage) -> str:
    return "" if stage.subject is None else count.name(stage.subject)


def _winner(count: Count, candidate: int) -> Winner:
    for stage in count.stages:
        if candidate in stage.elected:
            votes = plain(stage.totals[candidate - 1], count.places)
            return Winner(candidate, count.name(candidate), stage.number, votes)
    return Winner(candidate, count.name(candidate), None, None)


def _tie(count: Count, tie: Tie) -> SettledTie:
    names = tuple(count.name(candidate) for candidate in tie.between)
    return SettledTie(tie, names, count.name(tie.fell_on), _told_apart(count, tie))


def _told_apart(count: Count, tie: Tie) -> int | None:
    """The stage that settled a tie: the first, looking back, at which the one it fell on stands apart from the rest."""
    if tie.settled_by is not SettledBy.EARLIER_STAGE:
        return None
    left = list(tie.between)
    for stage in reversed(count.stages[: tie.stage - 1]):
        mine = stage.totals[tie.fell_on - 1]
        left = [candidate for candidate in left if stage.totals[candidate - 1] == mine]
        if left == [tie.fell_on]:
            return stage.number
    return None


def _pairs(count: Count) -> tuple[PairRow, ...]:
    """In the order of the result, so that a clear one has every win above the diagonal."""
    if count.rule not in (Rule.SCHULZE, Rule.RANKED_PAIRS):
        return ()
    ordered: Sequence[int] = [candidate for group in count.order for candidate in group]
    beats = count.pairwise
    return tuple(
        PairRow(
            one,
            count.name(one),
            tuple(
                None if one == other else Versus(beats[one - 1][other - 1], beats[other - 1][one - 1])
                for other in ordered
            ),
        )
        for one in ordered
    )
