"""Suppression: which counts are too small to be shown, decided here once for pages, exports, charts and
text alike."""

from collections.abc import Hashable, Mapping
from typing import TypeVar

CLOSED_THRESHOLD = 5
"""Fewest answers to a closed question that may be shown (rulebook: surveys)."""
TEXT_THRESHOLD = 10
"""Fewest comments, or answers shown in public, that may be shown."""

Cell = TypeVar("Cell", bound=Hashable)


def suppress(cells: Mapping[Cell, int], threshold: int) -> dict[Cell, int | None]:
    """The cells of one breakdown as they may be shown beside their total, None where the count is hidden.

    Every count under the threshold is hidden, zero too. The hidden cells together must reach the
    threshold and be two at
    least, or their sum, which is the total less what is shown, would give them away: the smallest shown
    cells are hidden with
    them until that holds (ties by the cells' order). When the total itself is under the threshold all are
    hidden, and the
    caller must not show the total either: see `total_shown`. Raises ValueError for a negative count.
    """
    if any(count < 0 for count in cells.values()):
        raise ValueError("a count cannot be negative")
    hidden = {cell for cell, count in cells.items() if count < threshold}
    shown = sorted((cell for cell in cells if cell not in hidden), key=lambda cell: cells[cell])
    while hidden and shown and (len(hidden) < 2 or sum(cells[cell] for cell in hidden) < threshold):
        hidden.add(shown.pop(0))
    return {cell: None if cell in hidden else count for cell, count in cells.items()}


def total_shown(total: int, threshold: int) -> int | None:
    """The total, or None when it is too small to be shown."""
    return total if total >= threshold else None
