"""Suppression: which counts are too small to be shown, decided here once for pages, exports, charts and
text alike."""

from collections.abc import Hashable, Mapping, Sequence
from typing import TypeVar

CLOSED_THRESHOLD = 5
"""Fewest answers to a closed question that may be shown (rulebook: surveys)."""
TEXT_THRESHOLD = 10
"""Fewest comments, or answers shown in public, that may be shown."""

Cell = TypeVar("Cell", bound=Hashable)


def suppress(cells: Mapping[Cell, int], threshold: int) -> dict[Cell, int | None]:
    """The cells of one breakdown as they may be shown beside their total, None where the count is hidden.

    Every count under the threshold is hidden, zero too. Their sum, which is the total less what is shown, must not
    give them away, even to somebody who knows this rule: the next larger counts, all that are equal together, are
    hidden with them until `_ambiguous`. When the total itself is under the threshold all are hidden, and the caller
    must not show the total either: see `total_shown`. Raises ValueError for a negative count.
    """
    if any(count < 0 for count in cells.values()):
        raise ValueError("a count cannot be negative")
    counts = sorted(cells.values())
    hidden = [count for count in counts if count < threshold]
    while hidden and len(hidden) < len(counts) and not _ambiguous(hidden, threshold):
        next_larger = counts[len(hidden)]
        hidden += [count for count in counts if count == next_larger]
    return {cell: None if hidden and count <= hidden[-1] else count for cell, count in cells.items()}


def _ambiguous(hidden: Sequence[int], threshold: int) -> bool:
    """Whether each hidden count could be another one with the same sum.

    Which cells are hidden depends on the set of counts alone, so that unequal counts could change places. Equal ones
    are all under the threshold; of those, one could be smaller and another larger unless all are as large as can be.
    """
    together = sum(hidden)
    return len(hidden) > 1 and together >= threshold and together != len(hidden) * (threshold - 1)


def total_shown(total: int, threshold: int) -> int | None:
    """The total, or None when it is too small to be shown."""
    return total if total >= threshold else None
