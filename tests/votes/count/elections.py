"""What the tests of counting share: small elections to draw from, and the elections that others counted."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import strategies as st

from votes.count import Ballot, Count, Lot, Rule, count

REFERENCE = Path(os.environ.get("QUORATE_REFERENCE", Path(__file__).parents[4] / "shared" / "reference")) / "elections"

LOT = Lot(seed="drawn for the tests")

RANKED = (Rule.IRV, Rule.SCOTTISH_STV, Rule.MEEK_STV, Rule.SCHULZE, Rule.RANKED_PAIRS)
STAGED = (Rule.PLURALITY, Rule.IRV, Rule.SCOTTISH_STV, Rule.MEEK_STV)

needs_reference = pytest.mark.skipif(
    not REFERENCE.is_dir(), reason="elections counted by others are not on this machine (QUORATE_REFERENCE)"
)


def names(size: int) -> list[str]:
    """A, B, C …"""
    return [chr(ord("A") + number) for number in range(size)]


def counted(ballots: dict[Ballot, int], rule: Rule, seats: int = 1, size: int | None = None, lot: Lot = LOT) -> Count:
    """A count of ballots on which only plain numbers stand; as many candidates as the highest one."""
    highest = max((candidate for ballot in ballots for candidate in ballot if isinstance(candidate, int)), default=1)
    return count(ballots, names(size or highest), seats, rule, lot)


@st.composite
def profiles(draw: st.DrawFn, most: int = 5, weight: int = 12) -> tuple[int, dict[Ballot, int]]:
    """How many candidates there are, and how often each of some rankings was cast."""
    size = draw(st.integers(2, most))
    ranking = st.permutations(range(1, size + 1)).flatmap(
        lambda order: st.integers(1, size).map(lambda length: tuple(order[:length]))
    )
    return size, draw(st.dictionaries(ranking, st.integers(1, weight), min_size=1, max_size=9))


def wins(ballots: dict[Ballot, int], one: int, other: int) -> bool:
    """Whether more of these plain rankings put `one` before `other` than the other way round."""
    balance = 0
    for ballot, number in ballots.items():
        first = next((candidate for candidate in ballot if candidate in (one, other)), None)
        balance += number if first == one else -number if first == other else 0
    return balance > 0
