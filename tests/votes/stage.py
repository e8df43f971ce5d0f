"""Polls for the tests of votes, and what becomes of them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from common import clock, db, sealing
from votes.casting import cast_ballot
from votes.creating import create_poll
from votes.keys import key_name
from votes.rules import Choice, Custody, DecisionRule, PollState
from votes.services import close_poll, open_poll
from votes.steps import advance_poll

TITLE = "Fund a breakfast club"


async def a_poll(
    school: UUID,
    persons: Sequence[UUID] = (),
    decision: DecisionRule | None = None,
    *,
    body: UUID | None = None,
    households: Sequence[UUID] = (),
    quorum: int | None = None,
    casting_vote: bool = False,
    lasts: timedelta = timedelta(days=2),
    custody: Custody = Custody.CONFIDENTIAL,
) -> UUID:
    """A poll that is not open yet."""
    return await create_poll(
        school=school,
        title=TITLE,
        text="That the school opens a breakfast club from January.",
        decision=decision or DecisionRule(),
        body=body,
        persons=persons,
        households=households,
        closes_at=clock.now() + lasts,
        created_by=None,
        quorum=quorum,
        casting_vote=casting_vote,
        custody=custody,
    )


async def an_open_poll(
    school: UUID, persons: Sequence[UUID] = (), decision: DecisionRule | None = None, **settings: object
) -> UUID:
    """A poll in which `persons` may vote."""
    poll = await a_poll(school, persons, decision, **settings)  # type: ignore[arg-type]
    await open_poll(school, poll, None)
    return poll


async def cast_all(school: UUID, poll: UUID, ballots: dict[UUID, Choice]) -> None:
    """Everybody casts what is said."""
    for voter, choice in ballots.items():
        await cast_ballot(school, poll, voter, choice)


async def state_of(poll: UUID) -> str:
    """Where the poll is."""
    return str(await db.value("SELECT state FROM poll WHERE id = $1", poll))


async def take_step(school: UUID, poll: UUID) -> None:
    """What a worker does next."""
    await advance_poll({"school": str(school), "poll": str(poll)})


async def declare(school: UUID, poll: UUID) -> None:
    """Closes the poll and takes it to its declaration."""
    await close_poll(school, poll, None)
    for _ in range(4):
        await take_step(school, poll)
    assert await state_of(poll) == PollState.DECLARED


def has_key(poll: UUID) -> bool:
    """Whether the poll's key file is there."""
    return key_name(poll) in sealing.key_names()


async def take_away(school: UUID) -> None:
    """Deletes what a test committed about a school, letters and jobs included; keys too."""
    for line in await db.rows("SELECT id FROM poll WHERE school = $1", school):
        sealing.destroy_key(key_name(line["id"]))
    await db.rows("DELETE FROM envelope WHERE school = $1", school)
    await db.rows("DELETE FROM poll WHERE school = $1", school)
    await db.rows("DELETE FROM outbox_mail WHERE school = $1", school)
    await db.rows("DELETE FROM school WHERE id = $1", school)
    await db.rows("DELETE FROM pgqueuer")
