"""An election in a ballot file, counted without a database: what `quorate count` reads and prints."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import click

from common.errors import QuorateError
from votes.count import Count, Election, Lot, Rule, count
from votes.count.blt import read_blt
from votes.count.explain import decimal, outcome, why
from votes.count.preflib import read_preflib
from votes.count.report import to_json
from votes.count.table import table

LARGEST_FILE = 2_000_000_000
_PREFLIB = {".soc", ".soi", ".toc", ".toi"}
_RE_OPEN = {"re-open nominations", "reopen nominations", "re-open nominations (ron)", "ron (re-open nominations)"}


class CountFault(Exception):
    """The file cannot be counted as asked; the message names the file, and the line where there is one."""


@dataclass(frozen=True)
class CountOrder:
    """What to count, and how. `ron`: the number of "re-open nominations" where its name does not say so."""

    file: Path
    rule: Rule
    seats: int | None
    lot_seed: str | None
    ron: int | None = None


def run(order: CountOrder, *, as_json: bool) -> None:
    """Write the count to standard output, as JSON or in words. Raises CountFault.

    Without a seed, and without a lot recorded in the file, ties are settled by the file's own SHA-256. That can be
    repeated by anybody but was not announced beforehand, so a note on standard error says so when it mattered.
    """
    data = _read(order.file)
    digest = hashlib.sha256(data).hexdigest()
    election = _election(order, data)
    lot = _lot(order, election, digest)
    try:
        counted = count(
            election.ballots,
            election.candidates,
            election.seats,
            order.rule,
            lot,
            withdrawn=election.withdrawn,
            ron=order.ron or _ron(election),
        )
    except QuorateError as fault:
        raise CountFault(f"{order.file}: {fault}") from fault
    if as_json:
        click.echo(json.dumps(to_json(counted, digest), ensure_ascii=False))
    else:
        click.echo("\n".join(lines(election.title, counted)))
    if counted.by_lot and lot.seed == digest:
        click.echo(
            "A tie was settled by lot with the file itself as the seed; --lot-seed TEXT draws another.", err=True
        )


def lines(title: str, counted: Count) -> Iterator[str]:
    """The count for people to read in a terminal."""
    seats = f"{counted.seats} seat{'' if counted.seats == 1 else 's'}"
    yield f"{title or 'Election'}: {counted.rule}, {seats}, {counted.valid} valid ballots, {counted.blank} blank"
    if counted.quota is not None:
        yield f"Quota: {decimal(counted.quota, counted.places)}"
    rows = table(counted).rows
    for stage in counted.stages:
        yield f"\nStage {stage.number}. {why(counted, stage)}"
        for row in rows:
            cell = row.cells[stage.number - 1]
            mark = "elected" if cell.elected else "excluded" if cell.excluded else ""
            yield f"  {row.name.replace('_', ' '):<32.32} {cell.total:>18} {cell.change:>18}  {mark}".rstrip()
    for place, group in enumerate(counted.order, 1):
        yield f"  {place}. {', '.join(counted.name(number) for number in group)}"
    yield ""
    yield from outcome(counted)


def _read(file: Path) -> bytes:
    try:
        if file.stat().st_size > LARGEST_FILE:
            raise CountFault(f"{file}: the file is too large")
        return file.read_bytes()
    except FileNotFoundError:
        raise CountFault(f"{file}: there is no such file") from None
    except OSError as fault:
        raise CountFault(f"{file}: {fault.strerror}") from fault


def _election(order: CountOrder, data: bytes) -> Election:
    kind = order.file.suffix.lower()
    try:
        if kind in _PREFLIB:
            election = read_preflib(data.decode("utf-8", errors="replace"), kind[1:])
        else:
            election = read_blt(data)
    except QuorateError as fault:
        raise CountFault(f"{order.file}, {fault}") from fault
    if order.ron is not None and order.ron > len(election.candidates):
        raise CountFault(f"{order.file}: there is no candidate {order.ron}")
    return replace(election, seats=order.seats) if order.seats is not None else election


def _lot(order: CountOrder, election: Election, digest: str) -> Lot:
    if order.lot_seed is not None:
        return Lot(seed=order.lot_seed)
    return Lot(order=election.lot) if election.lot else Lot(seed=digest)


def _ron(election: Election) -> int | None:
    """The candidate whose whole name says that it is nobody; "Ron" and "Ron Smith" are people."""
    for number, name in enumerate(election.candidates, 1):
        if number not in election.withdrawn and (name == "RON" or name.lower() in _RE_OPEN):
            return number
    return None
