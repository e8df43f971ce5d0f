"""Ranking: which findings to read first. By how many say it, how much they complain, whether one group says it clearly
more and whether it has clearly grown; what is serious stands near the top however few say it."""

from collections.abc import Sequence
from dataclasses import replace

from insight.findings import Finding

_SERIOUS = frozenset({"bullying", "safety_site", "wellbeing", "send"})
"""Themes in which a few complaints may each be a child who is not well or not safe."""
_FEWEST_SERIOUS = 2
_STANDS_AT_LEAST = 5
"""The place that serious findings reach."""
_MERE_MENTION = 0.1
"""What a comment weighs that complains of nothing, beside one that does."""
_CLEARLY_MORE = 1.25
"""How much weightier it makes a finding that one group says it more, and that it has grown."""


def is_grave(theme: str) -> bool:
    """Whether each comment on a theme may be a child who is not well or not safe, however few there are."""
    return theme in _SERIOUS


def is_serious(theme: str, negative: int, mixed: int, count: int) -> bool:
    """Whether few complaints of this theme are enough to be heard: at least two, and half of all that speak of it."""
    complaints = negative + mixed
    return is_grave(theme) and complaints >= _FEWEST_SERIOUS and 2 * complaints >= count


def ranked(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """The findings in order, with their ranks. Deterministic."""
    order = sorted(findings, key=lambda f: (-_weight(f), -f.count, f.theme))
    above = order[: _STANDS_AT_LEAST - 1]
    below = order[len(above) :]
    order = above + [f for f in below if f.serious] + [f for f in below if not f.serious]
    return tuple(replace(finding, rank=rank) for rank, finding in enumerate(order, start=1))


def _weight(finding: Finding) -> float:
    weight = finding.negative + finding.mixed / 2 + _MERE_MENTION * finding.count
    if any(row.finding == "higher" for row in finding.groups):
        weight *= _CLEARLY_MORE
    if finding.clear_change and finding.change and finding.change.effect > 0:
        weight *= _CLEARLY_MORE
    return weight
