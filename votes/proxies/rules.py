"""Decisions about proxies: whether a poll takes them, and between whom. Pure."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from common.errors import QuorateError
from people.rules import BodyKind
from votes.errors import NoProxies, NotOnRoll, ProxiesFull, ProxyChain, ProxyGiven
from votes.rules import Custody, PollKind, RollUnit


@dataclass(frozen=True)
class ProxyTerms:
    """What of a poll decides whether it takes proxies, and how many come into one hand."""

    most: int
    kind: PollKind
    unit: RollUnit
    custody: Custody
    body: BodyKind | None

    @property
    def taken(self) -> bool:
        """Whether somebody can vote for somebody else.

        Not for a household, any adult of which casts its vote; not in an open vote, which is taken by name; and never
        in an election of governors, whatever was asked (SI 2012/1034 Sch 1: no proxies).
        """
        governors = self.body is BodyKind.GOVERNING_BOARD and self.kind is PollKind.ELECTION
        return self.most > 0 and self.unit is RollUnit.PERSON and self.custody is not Custody.OPEN and not governors


class HeldState(StrEnum):
    """How a vote that was given to somebody stands, to giver and holder."""

    WAITING = "waiting"
    CAST = "cast"
    TAKEN_BACK = "taken_back"


@dataclass(frozen=True)
class Given:
    """A proxy that stands."""

    giver: UUID
    holder: UUID


def may_give(
    terms: ProxyTerms, giver: UUID, holder: UUID, roll: Collection[UUID], standing: Collection[Given]
) -> QuorateError | None:
    """Why `giver` cannot give their vote to `holder`, or None when they can.

    `roll`: which of the two are on it; `standing`: the proxies of this poll in which either of them is named.
    """
    if not terms.taken:
        return NoProxies()
    if giver == holder or not {giver, holder} <= set(roll):
        return NotOnRoll("Choose two different people, both on the roll of this vote.")
    if any(proxy.giver == giver for proxy in standing):
        return ProxyGiven()
    if any(proxy.holder == giver or proxy.giver == holder for proxy in standing):
        return ProxyChain()
    if sum(proxy.holder == holder for proxy in standing) >= terms.most:
        return ProxiesFull(most=terms.most)
    return None
