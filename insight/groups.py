"""Groups: whether one class, year or language speaks of a theme more often than the others do."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from insight.statistics import Interval, benjamini_hochberg, difference, wilson
from insight.suppression import TEXT_THRESHOLD, suppress

Direction = Literal["higher", "lower", "no clear difference"]
_CLEAR = 0.05
"""Adjusted p under which a difference is called one."""


@dataclass(frozen=True, slots=True)
class GroupFinding:
    """A theme's share in one group (with interval) beside its share in all others; effect = share −
    others."""

    group: str
    theme: str
    share: float
    interval: Interval
    others: float
    adjusted_p: float
    effect: float
    finding: Direction


def compare_groups(
    group_of: Mapping[str, str | None],
    theme_ids: Mapping[str, Sequence[str]],
    themes: Sequence[str],
    threshold: int = TEXT_THRESHOLD,
) -> list[GroupFinding]:
    """Every theme in every group that may be shown, clearest differences first.

    `group_of` gives each answered comment's group (None: unknown, counted among the others), `theme_ids`
    its themes. Groups
    hidden by `suppress`, and groups whose others are too few, are left out. p values come from Fisher's
    exact test, adjusted
    for all comparisons made (Benjamini–Hochberg).
    """
    sizes = Counter(group for group in group_of.values() if group is not None)
    shown = [group for group, size in suppress(dict(sorted(sizes.items())), threshold).items() if size is not None]
    shown = [group for group in shown if len(group_of) - sizes[group] >= threshold]
    said = {theme: {id_ for id_, found in theme_ids.items() if theme in found} for theme in themes}
    rows = []
    for group in shown:
        members = {id_ for id_, name in group_of.items() if name == group}
        for theme in themes:
            speakers = said[theme] & group_of.keys()
            if speakers:
                inside = len(speakers & members)
                rows.append((group, theme, inside, len(members), len(speakers) - inside, len(group_of) - len(members)))
    differences = [difference(*row[2:]) for row in rows]
    adjusted = benjamini_hochberg([found.p for found in differences])
    findings = [
        GroupFinding(
            group, theme, count / n, wilson(count, n), other / rest, p, found.effect, _direction(found.effect, p)
        )
        for (group, theme, count, n, other, rest), found, p in zip(rows, differences, adjusted, strict=True)
    ]
    return sorted(findings, key=lambda f: (f.adjusted_p, -abs(f.effect), f.group, f.theme))


def _direction(effect: float, p: float) -> Direction:
    if p >= _CLEAR:
        return "no clear difference"
    return "higher" if effect > 0 else "lower"
