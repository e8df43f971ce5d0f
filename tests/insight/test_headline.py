"""The headline of a finding: what most of its comments feel."""

from __future__ import annotations

import pytest

from insight.findings import headline
from insight.polarity import Label


@pytest.mark.parametrize(
    ("negative", "positive", "said"),
    [
        (40, 21, "Homework: mostly negative (40 of 61)"),
        (12, 0, "Homework: all negative (12 comments)"),
        (5, 5, "Homework: views differ (10 comments)"),
        (3, 1, "Homework: 4 comments"),
        (1, 0, "Homework: 1 comment"),
    ],
)
def test_a_headline_says_all_mostly_or_that_views_differ(negative: int, positive: int, said: str) -> None:
    ids: dict[Label, tuple[str, ...]] = {"mixed": (), "neutral": ()}
    ids |= {"negative": ("a",) * negative, "positive": ("b",) * positive}
    assert headline("Homework", ids) == said
