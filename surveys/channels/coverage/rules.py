"""How far a group of the roll has been reached, as it may be shown, and when it counts as missing. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from insight.suppression import CLOSED_THRESHOLD, TEXT_THRESHOLD, suppress

SMALLEST = TEXT_THRESHOLD
"""Groups with fewer on the roll are not named: a handful of families would know that they are meant."""
MISSING = 2 / 3
"""A group is missing when it answers less than this part of what all do."""


@dataclass(frozen=True)
class Counted:
    """A group as it was counted: of how many how many were reached."""

    kind: str
    of: str
    roll: int
    reached: int


@dataclass(frozen=True)
class Reach:
    """A group as it is shown. `reached` is None where it is not told.

    `missing`: it answers much less than the others; or it is too small to be told, or hidden beside one that is.
    """

    kind: str
    of: str
    roll: int
    reached: int | None
    missing: bool


def reach(counted: Iterable[Counted], kind: str) -> tuple[Reach, ...]:
    """The groups of one kind as they may be shown, by the rule that results follow.

    How many were reached is hidden where they, or those who were not, are fewer than the threshold. Whether a group is
    missing follows from what is shown alone, so that it tells nothing more.
    """
    groups = [group for group in counted if group.kind == kind and group.roll >= SMALLEST]
    reached = suppress({group.of: group.reached for group in groups}, CLOSED_THRESHOLD)
    others = suppress({group.of: group.roll - group.reached for group in groups}, CLOSED_THRESHOLD)
    told = [group for group in groups if reached[group.of] is not None and others[group.of] is not None]
    share = sum(group.reached for group in told) / max(1, sum(group.roll for group in told))
    return tuple(_reach(group, shown=group in told, few=reached[group.of] is None, share=share) for group in groups)


def _reach(group: Counted, *, shown: bool, few: bool, share: float) -> Reach:
    missing = group.reached < MISSING * share * group.roll if shown else few
    return Reach(group.kind, group.of, group.roll, group.reached if shown else None, missing)
