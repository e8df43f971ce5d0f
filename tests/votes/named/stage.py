"""Open votes for tests."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from common import clock, db
from tests.cast import Council
from tests.votes.stage import take_step
from votes.creating import create_poll
from votes.rules import Custody, DecisionRule, MajorityRule, OpenMethod, VoteBase
from votes.services import open_poll

OF_ALL = DecisionRule(MajorityRule.SIMPLE, base=VoteBase.ENTITLED)


async def an_open_vote(
    council: Council,
    method: OpenMethod,
    *,
    present: int | None = None,
    decision: DecisionRule | None = None,
    casting_vote: bool = False,
    quorum: int | None = None,
) -> UUID:
    """An open vote of the council's chair and members, under way."""
    poll = await create_poll(
        school=council.school,
        title="Fund a breakfast club",
        text="That the school opens a breakfast club from January.",
        decision=decision or (OF_ALL if method is OpenMethod.WRITTEN_RESOLUTION else DecisionRule()),
        body=council.body,
        persons=[council.chair.id, *(member.id for member in council.members)],
        closes_at=clock.now() + timedelta(days=2),
        created_by=council.clerk.id,
        custody=Custody.OPEN,
        method=method,
        present=present,
        casting_vote=casting_vote,
        quorum=quorum,
    )
    await open_poll(council.school, poll, council.clerk.id)
    return poll


async def walk(school: UUID, poll: UUID) -> None:
    """The steps of a worker after the close."""
    for _ in range(4):
        await take_step(school, poll)


async def lines_of(poll: UUID) -> dict[UUID, UUID]:
    """The line of the roll of each person."""
    return {
        line["person"]: line["id"] for line in await db.rows("SELECT id, person FROM entitlement WHERE poll = $1", poll)
    }
