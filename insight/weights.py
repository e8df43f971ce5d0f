"""Weights that lay those who answered beside everybody on the roll: raking, trimmed, and what it costs in answers.

Raking (iterative proportional fitting, Deming and Stephan 1940) gives every group of each breakdown its share of the
roll while disturbing what holds between the breakdowns as little as possible. With one breakdown it is plain
post-stratification. Weights are kept between `LEAST` and `MOST` times the average, so that no single family speaks for
many; what a weighted figure is still worth is told by Kish's effective number of answers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

Labels = tuple[str, ...]
"""To which group somebody belongs in each breakdown; '' where that is not known."""

LEAST, MOST = 1 / 3, 3.0
ROUNDS = 200
CLOSE = 0.0005
"""How near a group's weighted share must come to its share of the roll before raking stops."""
NEAR = 0.02
"""How far it may stay away, after trimming, for the weights still to be called fitting."""


@dataclass(frozen=True)
class Weights:
    """What an answer of each cell counts, 1 on average. `worth`: Kish's effective n; `trimmed`: people whose weight was
    cut or raised to the bounds; `fits`: whether every group still came near its share of the roll.
    """

    of: Mapping[Labels, float]
    n: int
    worth: float
    trimmed: int
    fits: bool


def rake(cells: Mapping[Labels, int], rolls: Sequence[Mapping[str, int]]) -> Weights | None:
    """Weights for the people in `cells` (counted by their groups), from how many are on the roll in each group.

    A breakdown whose roll is empty is left as answered; so is the share of those whose group is '' or not on the roll.
    None where nobody answered, or where no breakdown has two groups to be weighted by.
    """
    people = {labels: float(count) for labels, count in cells.items() if count > 0}
    targets = [_targets(people, at, roll) for at, roll in enumerate(rolls)]
    if not people or not any(targets):
        return None
    n = sum(people.values())
    weights = dict.fromkeys(people, 1.0)
    for _ in range(ROUNDS):
        for at, target in enumerate(targets):
            weights = _fitted(people, weights, at, target)
        weights = _bounded(people, weights)
        if _off(people, weights, targets) < CLOSE:
            break
    wanted = weights
    for at, target in enumerate(targets):
        wanted = _fitted(people, wanted, at, target)
    return Weights(
        of=weights,
        n=round(n),
        worth=effective([(count, weights[labels]) for labels, count in people.items()]),
        trimmed=round(sum(count for labels, count in people.items() if not LEAST <= wanted[labels] <= MOST)),
        fits=_off(people, weights, targets) < NEAR,
    )


def effective(counted: Sequence[tuple[float, float]]) -> float:
    """How many answers of a fair sample (count, weight) pairs are worth: (Σw)² / Σw² (Kish 1965)."""
    squares = sum(count * weight**2 for count, weight in counted)
    return sum(count * weight for count, weight in counted) ** 2 / squares if squares else 0.0


def _targets(people: Mapping[Labels, float], at: int, roll: Mapping[str, int]) -> dict[str, float]:
    """The share of all answers that each group of a breakdown should have; {} where there are not two to weight."""
    sizes = _sizes(people, at)
    known = {group: roll[group] for group in sizes if group and roll.get(group, 0) > 0}
    if len(known) < 2:
        return {}
    share = sum(sizes[group] for group in known) / sum(sizes.values())
    everybody = sum(known.values())
    return {group: share * size / everybody for group, size in known.items()}


def _sizes(people: Mapping[Labels, float], at: int, weights: Mapping[Labels, float] | None = None) -> dict[str, float]:
    found: dict[str, float] = {}
    for labels, count in people.items():
        found[labels[at]] = found.get(labels[at], 0.0) + count * (weights[labels] if weights else 1.0)
    return found


def _fitted(
    people: Mapping[Labels, float], weights: Mapping[Labels, float], at: int, target: Mapping[str, float]
) -> dict[Labels, float]:
    """The weights with every group of one breakdown brought to its share."""
    sizes = _sizes(people, at, weights)
    everybody = sum(sizes.values())
    factor = {group: share * everybody / sizes[group] for group, share in target.items()}
    return {labels: weight * factor.get(labels[at], 1.0) for labels, weight in weights.items()}


def _bounded(people: Mapping[Labels, float], weights: Mapping[Labels, float]) -> dict[Labels, float]:
    """The weights within their bounds, 1 on average again."""
    cut = {labels: min(MOST, max(LEAST, weight)) for labels, weight in weights.items()}
    average = sum(people[labels] * weight for labels, weight in cut.items()) / sum(people.values())
    return {labels: weight / average for labels, weight in cut.items()}


def _off(
    people: Mapping[Labels, float], weights: Mapping[Labels, float], targets: Sequence[Mapping[str, float]]
) -> float:
    """By how much the group that is furthest off misses its share."""
    everybody = sum(people[labels] * weight for labels, weight in weights.items())
    return max(
        abs(_sizes(people, at, weights)[group] / everybody - share)
        for at, target in enumerate(targets)
        for group, share in target.items()
    )
