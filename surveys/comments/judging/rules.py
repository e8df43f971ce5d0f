"""What a coded sample says of the machine. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from functools import lru_cache
from random import Random

from insight.corrections import agreement
from insight.statistics import Interval, Mean, Share, share_of

FEWEST = 20
"""Coded comments from which figures are shown: fewer say next to nothing."""
LEAST, USUAL, MOST = 20, 60, 200
_DRAWN_AGAIN = 1000


@dataclass(frozen=True)
class Coded:
    """One comment as a person and as the machine read it."""

    told: AbstractSet[str]
    found: AbstractSet[str]
    felt: str
    read: str


@dataclass(frozen=True)
class Figures:
    """How far machine and people agree. `themes`: mean sample F1; `same`: share of comments that both say feel alike;
    `macro`: F1 of the feelings, each weighing the same, with the interval of 1,000 samples drawn again."""

    coded: int
    themes: Mean
    same: Share
    macro: float
    macro_interval: Interval


def drawn(comments: Sequence[str], size: int, seed: int) -> list[str]:
    """`size` of the comments (or all, where there are fewer), the same for the same seed and comments."""
    known = sorted(comments)
    return Random(seed).sample(known, min(size, len(known)))  # noqa: S311 - no secret hangs on it


@lru_cache(maxsize=64)
def figures(coded: tuple[Coded, ...], seed: int, population: int) -> Figures | None:
    """The figures of a sample drawn from `population` comments; None for fewer than FEWEST."""
    if len(coded) < FEWEST:
        return None
    pairs = [(one.felt, one.read) for one in coded]
    again = Random(seed)  # noqa: S311 - no secret hangs on it
    tried = sorted(macro_f1([again.choice(pairs) for _ in pairs]) for _ in range(_DRAWN_AGAIN))
    edge = _DRAWN_AGAIN // 40
    return Figures(
        coded=len(coded),
        themes=agreement([(one.told, one.found) for one in coded]),
        same=share_of(sum(felt == read for felt, read in pairs), len(pairs), max(population, len(pairs))),
        macro=macro_f1(pairs),
        macro_interval=Interval(tried[edge], tried[-edge - 1]),
    )


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """The mean over the labels that people gave of 2 × those alike over those in either; `pairs`: (people's, the
    machine's)."""
    labels = sorted({felt for felt, _ in pairs})
    scores = []
    for label in labels:
        both = sum(felt == read == label for felt, read in pairs)
        either = sum(felt == label for felt, _ in pairs) + sum(read == label for _, read in pairs)
        scores.append(2 * both / either)
    return sum(scores) / len(scores)
