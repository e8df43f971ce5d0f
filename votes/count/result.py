"""The result of a count: every stage with its transfers, every tie, and nothing that has to be worked out again."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from votes.count.ties import About, SettledBy, Tie

VERSION = "1"
"""Of the counting rules as written here; it changes when the same ballots could give another result."""


class Rule(StrEnum):
    """How ballots are counted."""

    PLURALITY = "plurality"
    APPROVAL = "approval"
    SCORE = "score"
    IRV = "irv"
    SCOTTISH_STV = "scottish-stv"
    MEEK_STV = "meek-stv"
    SCHULZE = "schulze"
    RANKED_PAIRS = "ranked-pairs"


RANKED_RULES = tuple(rule for rule in Rule if rule is not Rule.SCORE)
"""Rules that count names on a ballot, in order or not. Score counts points: `count_score`."""

PLACES = {Rule.SCOTTISH_STV: 5, Rule.MEEK_STV: 9}
"""Decimal places that a rule keeps; none where it is not named."""


class Action(StrEnum):
    """What makes a stage."""

    FIRST_PREFERENCES = "first_preferences"
    VOTES = "votes"
    SURPLUS = "surplus"
    EXCLUSION = "exclusion"


@dataclass(frozen=True, slots=True)
class Transfer:
    """Papers that moved from one candidate to another, or (None) were exhausted, at `value` each."""

    from_: int
    to: int | None
    papers: int
    value: int
    votes: int


@dataclass(frozen=True)
class Stage:
    """One published table. Numbers are in units of the rule's last decimal place.

    `totals` stand after the stage's transfers, candidate 1 first. `elected`: who reached the quota on this table, or
    filled the last vacancies, in order. `quota` and `keep` (each candidate's keep factor) where the rule moves them.
    `untransferred`: that the subject's votes went nowhere, since the last vacancies were filled without it.
    """

    number: int
    action: Action
    subject: int | None
    totals: tuple[int, ...]
    exhausted: int
    rounding_loss: int
    transfers: tuple[Transfer, ...] = ()
    elected: tuple[int, ...] = ()
    excluded: tuple[int, ...] = ()
    quota: int | None = None
    keep: tuple[int, ...] | None = None
    untransferred: bool = False


@dataclass(frozen=True)
class Count:
    """A counted election. `valid`, `blank` and `pairwise` are whole ballots; stages are in units of 10^-places.

    `elected`: in order of election, without "re-open nominations"; `vacant`: seats that nobody fills. Pairwise rules
    have `pairwise` (row beats column on so many ballots) and `order` (groups, the winners' first) in place of stages.
    Σ totals + exhausted + rounding loss = valid, at every stage of a rule in which each ballot has one vote.
    """

    rule: Rule
    candidates: tuple[str, ...]
    withdrawn: tuple[int, ...]
    ron: int | None
    seats: int
    valid: int
    blank: int
    elected: tuple[int, ...]
    ties: tuple[Tie, ...]
    quota: int | None = None
    stages: tuple[Stage, ...] = ()
    pairwise: tuple[tuple[int, ...], ...] = ()
    order: tuple[tuple[int, ...], ...] = ()
    version: str = VERSION

    @property
    def places(self) -> int:
        """Decimal places of the numbers in stages."""
        return PLACES.get(self.rule, 0)

    @property
    def vacant(self) -> int:
        """Seats that nobody fills: too few candidates, or nominations are re-opened."""
        return self.seats - len(self.elected)

    @property
    def by_lot(self) -> tuple[Tie, ...]:
        """The ties that a lot settled, those about nothing but the order of two who are both elected left out."""
        return tuple(tie for tie in self.ties if tie.settled_by is SettledBy.LOT and tie.about is not About.ORDER)

    def name(self, candidate: int) -> str:
        """Of the candidate with this number."""
        return self.candidates[candidate - 1]
