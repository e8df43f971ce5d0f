"""Everybody's answers weighted to the roll: worked out once, with the tables, where nothing is given away. Pure.

A weighted total is one more number about the same people. It is only kept where, beside all tables of the question, it
singles out no group too small to be shown (ADR 9); else fewer breakdowns are weighted by, and at last none.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from insight.disclosure import Counts, Labels, given_away
from insight.suppression import CLOSED_THRESHOLD
from insight.weights import Weights, effective, rake
from surveys.results.kinds import DONT_KNOW

_FINE = 10_000
Tables = Mapping[UUID, Sequence[Sequence[Mapping[str, Any]]]]
"""For each question and breakdown the groups that are shown: {groups, values}."""


def weighed(
    people: Mapping[Labels, int],
    parts: Sequence[Sequence[Sequence[str]]],
    rolls: Sequence[Mapping[str, int]],
    crossed: Mapping[UUID, Mapping[Labels, Counts]],
    tables: Tables,
) -> list[dict[str, Any]]:
    """For each question how often each answer stands, weighted; questions of which that cannot be shown are missing.

    `people` are all who answered by their groups, `parts` the groups of each breakdown that are shown as one, `rolls`
    how many parents stand on the roll in each part (its groups, joined by commas), `crossed` the answers.
    """
    part_of = [{group: ",".join(part) for part in those for group in part} for those in parts]
    found: list[dict[str, Any]] = []
    raked = [(by, weights) for by in _choices(rolls) if (weights := _raked(people, part_of, rolls, by))]
    for question, cells in crossed.items():
        for by, weights in raked:
            of = {labels: weights.of[_parts(labels, part_of)] for labels in cells}
            if not _tells_too_much(cells, of, tables[question]):
                found.append({"question": str(question), "by": list(by), "fits": weights.fits, **_totals(cells, of)})
                break
    return found


def _choices(rolls: Sequence[Mapping[str, int]]) -> list[tuple[int, ...]]:
    """By which breakdowns to weight: by all that the roll knows, else by all but the last, and so on."""
    known = [at for at, roll in enumerate(rolls) if sum(size > 0 for size in roll.values()) > 1]
    return [tuple(known[:length]) for length in range(len(known), 0, -1)]


def _parts(labels: Labels, part_of: Sequence[Mapping[str, str]]) -> Labels:
    return tuple(those.get(label, "") for label, those in zip(labels, part_of, strict=True))


def _raked(
    people: Mapping[Labels, int],
    part_of: Sequence[Mapping[str, str]],
    rolls: Sequence[Mapping[str, int]],
    by: Sequence[int],
) -> Weights | None:
    cells: defaultdict[Labels, int] = defaultdict(int)
    for labels, n in people.items():
        cells[_parts(labels, part_of)] += n
    return rake(cells, [roll if at in by else {} for at, roll in enumerate(rolls)])


def _tells_too_much(
    cells: Mapping[Labels, Counts], of: Mapping[Labels, float], tables: Sequence[Sequence[Mapping[str, Any]]]
) -> bool:
    atoms = list(cells)
    released = [
        [at for at, labels in enumerate(atoms) if labels[breakdown] in part["groups"]]
        for breakdown, parts in enumerate(tables)
        for part in parts
    ]
    everybody = list(range(len(atoms)))
    sizes = [sum(cells[labels].values()) for labels in atoms]
    weights = [round(_FINE * of[labels]) for labels in atoms]
    return given_away([*released, everybody], sizes, CLOSED_THRESHOLD, weights)


def _totals(cells: Mapping[Labels, Counts], of: Mapping[Labels, float]) -> dict[str, Any]:
    values: defaultdict[str, float] = defaultdict(float)
    said = []
    for labels, counts in cells.items():
        for value, count in counts.items():
            values[value] += count * of[labels]
        said.append((float(sum(n for value, n in counts.items() if value != DONT_KNOW)), of[labels]))
    return {"values": {value: round(n, 3) for value, n in values.items()}, "worth": round(effective(said), 1)}
