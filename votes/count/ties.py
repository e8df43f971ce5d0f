"""How ties are settled: by an earlier stage where one can tell, else by a lot that anybody can draw again."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from common.errors import Refused


class About(StrEnum):
    """What a tie was about."""

    EXCLUSION = "exclusion"
    SURPLUS = "surplus"
    SEAT = "seat"
    PAIRS = "pairs"
    ORDER = "order"


class SettledBy(StrEnum):
    """What settled a tie. `number`: nothing had to (both are elected), so they stand as on the ballot paper."""

    EARLIER_STAGE = "earlier_stage"
    LOT = "lot"
    NUMBER = "number"


@dataclass(frozen=True)
class Tie:
    """A tie that the stage `stage` met: between whom, and on whom it fell (to be excluded, elected, transferred)."""

    stage: int
    between: tuple[int, ...]
    about: About
    settled_by: SettledBy
    fell_on: int


class LotNeeded(Refused):
    """The count stops here until a lot is drawn between `between`."""

    message = "A tie can only be settled by lot, and no lot has been drawn."

    def __init__(self, stage: int, between: tuple[int, ...], about: About) -> None:
        self.stage, self.between, self.about = stage, between, about
        super().__init__()


@dataclass(frozen=True)
class Lot:
    """An order of all candidates that settles every tie of a count: of those tied, the first drawn is taken.

    With a `seed`, candidate n is drawn in the order of SHA-256 over the UTF-8 text "seed", a line feed, and n in
    decimal. With an `order`, a lot was drawn before witnesses and typed in. With neither, no lot has been drawn yet.
    """

    seed: str | None = None
    order: tuple[int, ...] = ()

    @property
    def drawn(self) -> bool:
        """Whether there is a lot to go by."""
        return self.seed is not None or bool(self.order)

    def first(self, among: Iterable[int]) -> int:
        """The one drawn first. Raises Refused like `place`."""
        return min(among, key=self.place)

    def place(self, candidate: int) -> tuple[int, str]:
        """Something to sort by, the first drawn first. Raises Refused for somebody who was not drawn."""
        if self.seed is None and candidate not in self.order:
            raise Refused("The lot that was drawn leaves out a candidate that it must decide about.")
        if self.order:
            return self.order.index(candidate), ""
        return 0, hashlib.sha256(f"{self.seed}\n{candidate}".encode()).hexdigest()


@dataclass
class TieBreaker:
    """Settles the ties of one count and keeps them."""

    lot: Lot
    ties: list[Tie] = field(default_factory=list)

    def choose(
        self,
        between: Sequence[int],
        about: About,
        stage: int,
        earlier: Sequence[Sequence[int]] = (),
        *,
        lowest: bool = False,
    ) -> int:
        """The one of `between` on whom it falls.

        Looks back through `earlier` (a total for each candidate at the end of each earlier stage, candidate 1 first)
        for the most recent stage at which they differ, keeps the highest (or the lowest) there, and so on backwards
        with those still level; then asks the lot. SSI 2011/399 rules 50 and 52. Raises LotNeeded.
        """
        if len(between) == 1:
            return between[0]
        left = sorted(between)
        pick = min if lowest else max
        for totals in reversed(earlier):
            best = pick(totals[candidate - 1] for candidate in left)
            left = [candidate for candidate in left if totals[candidate - 1] == best]
        if len(left) == 1:
            settled_by = SettledBy.EARLIER_STAGE
        elif self.lot.drawn:
            settled_by, left = SettledBy.LOT, [self.lot.first(left)]
        elif about is About.ORDER:
            settled_by = SettledBy.NUMBER
        else:
            raise LotNeeded(stage, tuple(left), about)
        self.ties.append(Tie(stage, tuple(sorted(between)), about, settled_by, left[0]))
        return left[0]
