"""A count as a table: candidates down, stages across, each number as the rule writes it."""

from __future__ import annotations

from dataclasses import dataclass

from votes.count.explain import decimal
from votes.count.result import Action, Count, Stage

EXHAUSTED = "exhausted"
ROUNDING_LOSS = "rounding_loss"
QUOTA = "quota"


@dataclass(frozen=True)
class Column:
    """A stage; `subject` is whose votes moved in it, "" where it was nobody's in particular."""

    number: int
    action: Action
    subject: str


@dataclass(frozen=True)
class Cell:
    """A candidate at a stage: votes after it, and what they gained or lost in it ("" for nothing)."""

    total: str
    change: str
    elected: bool = False
    excluded: bool = False


@dataclass(frozen=True)
class Row:
    """A candidate through all stages, elected or excluded at the stage of that number if at all.

    `candidate` is None in the rows that `name` calls exhausted, rounding_loss and quota.
    """

    candidate: int | None
    name: str
    cells: tuple[Cell, ...]
    elected_at: int | None = None
    excluded_at: int | None = None


@dataclass(frozen=True)
class Table:
    """All stages of a count; nothing at all for pairwise rules."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    def __bool__(self) -> bool:
        return bool(self.columns)


def table(count: Count) -> Table:
    """The stages as columns and the candidates as rows, in the order of the paper; the withdrawn are left out.

    Rows for exhausted votes and for what rounding lost follow where there are any, and one for a quota that moves.
    """
    rows = [
        _candidate(count, number, name)
        for number, name in enumerate(count.candidates, 1)
        if count.stages and number not in count.withdrawn
    ]
    for name in (EXHAUSTED, ROUNDING_LOSS):
        lost = [getattr(stage, name) for stage in count.stages]
        if any(lost):
            rows.append(Row(None, name, _cells(count, lost)))
    quotas = [stage.quota for stage in count.stages if stage.quota is not None]
    if quotas:
        rows.append(Row(None, QUOTA, tuple(Cell(decimal(quota, count.places), "") for quota in quotas)))
    return Table(tuple(_column(count, stage) for stage in count.stages), tuple(rows))


def _column(count: Count, stage: Stage) -> Column:
    return Column(stage.number, stage.action, "" if stage.subject is None else count.name(stage.subject))


def _candidate(count: Count, number: int, name: str) -> Row:
    return Row(
        candidate=number,
        name=name,
        cells=_cells(count, [stage.totals[number - 1] for stage in count.stages], number),
        elected_at=next((stage.number for stage in count.stages if number in stage.elected), None),
        excluded_at=next((stage.number for stage in count.stages if number in stage.excluded), None),
    )


def _cells(count: Count, totals: list[int], candidate: int | None = None) -> tuple[Cell, ...]:
    cells = []
    for stage, before, after in zip(count.stages, [totals[0], *totals], totals, strict=False):
        change = decimal(after - before, count.places) if after != before else ""
        cells.append(
            Cell(
                total=decimal(after, count.places),
                change=f"+{change}" if after > before else change,
                elected=candidate in stage.elected,
                excluded=candidate in stage.excluded,
            )
        )
    return tuple(cells)
