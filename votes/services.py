"""A poll is opened, closed, given up. Before that: creating; while it is open: casting; after the close: steps."""

from __future__ import annotations

from uuid import UUID

from common import audit, db, jobs, sealing
from common.errors import Refused
from votes.count.majority import with_casting_vote
from votes.errors import KeyNotShared, NothingToCast
from votes.evidence import roll_hash
from votes.keys import destroy_poll_key, key_name
from votes.letters import post_to_roll
from votes.locks import poll_for_update
from votes.queries import decision_of
from votes.rules import (
    Choice,
    Custody,
    OpenMethod,
    PollState,
    may_close,
    may_open,
    result_from_json,
)
from votes.steps import enqueue_next, void_locked, waits_for_people


async def open_poll(school: UUID, poll: UUID, by: UUID | None) -> None:
    """created → open: freezes and hashes the roll, makes the key, tells everybody on the roll. Repeated, does nothing.

    The key's file is on disk before this commits; one that is left by a failure is swept away by a timetable.
    Raises NotFound, EmptyRoll, ClosesTooSoon, PollClosed, KeyNotShared.
    """
    async with db.transaction():
        found = await poll_for_update(school, poll)
        if found["state"] == PollState.OPEN:
            return
        roll = await db.rows(
            "SELECT COALESCE(person, household) AS line FROM entitlement WHERE school = $1 AND poll = $2", school, poll
        )
        now = await db.value("SELECT clock_timestamp()")
        if fact := may_open(PollState(found["state"]), found["closes_at"], len(roll), now):
            raise fact
        public_key = None if found["custody"] == Custody.OPEN else _public_key(found)
        await db.rows(
            "UPDATE poll SET state = 'open', opens_at = $3, public_key = $4, roll_hash = $5, roll_size = $6"
            " WHERE school = $1 AND id = $2",
            school,
            poll,
            now,
            public_key,
            roll_hash(line["line"] for line in roll),
            len(roll),
        )
        await audit.record(school=school, actor=by, action="open_poll", kind="poll", subject=poll, roll_size=len(roll))
        if found["method"] not in (OpenMethod.SHOW_OF_HANDS, OpenMethod.ROLL_CALL):  # those are in the room
            await post_to_roll(school, poll, "poll_opened")


def _public_key(found: db.Row) -> bytes:
    """The key to seal to: a new one whose file the server keeps, or the one that three people hold."""
    if found["custody"] == Custody.SECRET:
        if found["public_key"] is None:
            raise KeyNotShared()
        return bytes(found["public_key"])
    sealing.destroy_key(key_name(found["id"]))
    return sealing.make_key(key_name(found["id"]))


async def close_poll(school: UUID, poll: UUID, by: UUID | None) -> None:
    """open → closed: no ballot is taken from here on, and the count follows by itself. Repeated, does nothing.

    `by` is None when the closing time has come. Raises NotFound, PollNotOpen.
    """
    async with db.transaction():
        found = await poll_for_update(school, poll)
        state = PollState(found["state"])
        if fact := may_close(state):
            if state is PollState.CREATED:
                raise fact
            return
        await db.rows(
            "UPDATE poll SET state = 'closed', closed_at = clock_timestamp() WHERE school = $1 AND id = $2",
            school,
            poll,
        )
        await audit.record(school=school, actor=by, action="close_poll", kind="poll", subject=poll)
        if not waits_for_people(found, PollState.CLOSED):
            await enqueue_next(school, poll, PollState.CLOSED)


@jobs.every("close_due_polls", "* * * * *")
async def close_due_polls() -> None:
    """Closes every poll whose time has come, by the database's clock."""
    due = await db.rows("SELECT id, school FROM poll WHERE state = 'open' AND closes_at <= clock_timestamp()")
    for line in due:
        await close_if_due(line["school"], line["id"])


async def close_if_due(school: UUID, poll: UUID) -> None:
    """Closes an open poll whose time has come. Raises NotFound."""
    async with db.transaction():
        found = await poll_for_update(school, poll)
        # Read again under the lock: it may have been extended at the last moment.
        now = await db.value("SELECT clock_timestamp()")
        if found["state"] == PollState.OPEN and found["closes_at"] <= now:
            await close_poll(school, poll, None)


async def cast_casting_vote(school: UUID, poll: UUID, by: UUID, choice: Choice) -> None:
    """Records the chair's casting vote on a tied and declared motion: apart from the ballots, and audited.

    Recorded again with the same choice, nothing happens. Raises NothingToCast, NotFound.
    """
    async with db.transaction():
        found = await poll_for_update(school, poll)
        if found["state"] != PollState.DECLARED or not found["casting_vote"]:
            raise NothingToCast()
        result = result_from_json(found["result"])
        if result.casting_vote is choice:
            return
        if not result.one_vote_decides or choice not in (Choice.FOR, Choice.AGAINST):
            raise NothingToCast()
        settled = with_casting_vote(result, decision_of(found), choice)
        await db.rows("UPDATE poll SET result = $3 WHERE school = $1 AND id = $2", school, poll, settled.as_json())
        await audit.record(
            school=school, actor=by, action="cast_casting_vote", kind="poll", subject=poll, casting_vote=choice.value
        )
        await post_to_roll(school, poll, "result_declared")


async def void_poll(school: UUID, poll: UUID, by: UUID, reason: str) -> None:
    """Ends a poll without a result, for a reason that everybody sees; its envelopes go unopened. Until it is opened.

    Repeated, does nothing. Raises NotFound, Refused once the ballots are out of their envelopes.
    """
    async with db.transaction():
        found = await poll_for_update(school, poll)
        if found["state"] == PollState.VOID:
            return
        if found["state"] not in (PollState.CREATED, PollState.OPEN, PollState.CLOSED, PollState.RECONCILED):
            raise Refused("The ballots of this vote have been opened already; it can no longer be set void.")
        await void_locked(found, by, reason)
    await destroy_poll_key(school, poll)
