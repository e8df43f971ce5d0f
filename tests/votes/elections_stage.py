"""Elections for the tests of votes."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from common import clock
from votes.casting import cast_ballot
from votes.count.result import Rule
from votes.creating import NewCandidate, NewElection, Roll, Terms, create_election
from votes.rules import Custody
from votes.services import close_poll, open_poll

NAMES = ("Ada Bell", "Bola Cole", "Cem Demir")


async def an_open_election(
    school: UUID,
    persons: Sequence[UUID] = (),
    *,
    households: Sequence[UUID] = (),
    names: Sequence[str] = NAMES,
    rule: Rule = Rule.SCOTTISH_STV,
    seats: int = 1,
    ron: bool = False,
    lot_source: str | None = None,
    body: UUID | None = None,
    custody: Custody = Custody.CONFIDENTIAL,
    paper: bool = False,
    lasts: timedelta = timedelta(days=2),
) -> UUID:
    """An election in which `persons`, or `households`, may vote now; in secret custody not open yet."""
    election = NewElection(
        title="Parent council election",
        text="Two years on the council.",
        rule=rule,
        seats=seats,
        candidates=[NewCandidate(name, statement=f"I am {name}.") for name in names],
        ron=ron,
        lot_source=lot_source,
    )
    terms = Terms(clock.now() + lasts, body, custody, paper=paper)
    poll = await create_election(school, election, Roll(persons, households), terms, None)
    if custody is Custody.CONFIDENTIAL:
        await open_poll(school, poll, None)
    return poll


async def voted(school: UUID, poll: UUID, ballots: dict[UUID, str]) -> None:
    """Everybody casts what is written, and the poll closes."""
    for voter, ballot in ballots.items():
        await cast_ballot(school, poll, voter, ballot)
    await close_poll(school, poll, None)
