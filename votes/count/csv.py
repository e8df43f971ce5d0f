"""A count as CSV, for a spreadsheet: every stage, every transfer, and nothing in it that a spreadsheet would run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator

from votes.count.explain import decimal
from votes.count.result import Count
from votes.count.table import table

_RUNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def to_csv(count: Count) -> str:
    """One line a candidate and stage; for a pairwise rule, one line for each two candidates.

    A name that a spreadsheet would take for a formula has an apostrophe put before it; numbers are decimals as the
    rule writes them. UTF-8 with a byte order mark is for whoever writes it to a file.
    """
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerows(_pairs(count) if count.pairwise else _stages(count))
    return out.getvalue()


def cell(text: str) -> str:
    """Text as a cell that no spreadsheet runs."""
    return f"'{text}" if text.lstrip(" ").startswith(_RUNS) else text


def _stages(count: Count) -> Iterator[Iterable[object]]:
    yield "stage", "action", "subject", "number", "candidate", "change", "total", "status"
    found = table(count)
    for place, column in enumerate(found.columns):
        for row in found.rows:
            at = row.cells[place]
            status = "elected" if at.elected else "excluded" if at.excluded else ""
            yield (
                column.number,
                column.action.value,
                cell(column.subject),
                row.candidate or "",
                cell(row.name),
                # A change is a number, so its own sign is left alone.
                at.change.removeprefix("+"),
                at.total,
                status,
            )


def _pairs(count: Count) -> Iterator[Iterable[object]]:
    yield "number", "candidate", "preferred to number", "preferred to", "ballots", "ballots the other way", "place"
    places = {candidate: place for place, group in enumerate(count.order, 1) for candidate in group}
    for one, row in enumerate(count.pairwise, 1):
        for other, ballots in enumerate(row, 1):
            if one != other and one in places and other in places:
                against = count.pairwise[other - 1][one - 1]
                names = (one, cell(count.name(one)), other, cell(count.name(other)))
                yield *names, ballots, against, places[one]


def transfers_csv(count: Count) -> str:
    """One line for each parcel of papers that moved: whence, whither ("" for nowhere), how many, at what value."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["stage", "from", "to", "papers", "value", "votes"])
    for stage in count.stages:
        for move in stage.transfers:
            to = "" if move.to is None else cell(count.name(move.to))
            worth = (decimal(move.value, count.places), decimal(move.votes, count.places))
            writer.writerow([stage.number, cell(count.name(move.from_)), to, move.papers, *worth])
    return out.getvalue()
