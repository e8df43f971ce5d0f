"""Writes of votes up to the close: a poll is created, opened, voted in, closed. What follows by itself is in steps."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from common import audit, clock, db, jobs, sealing
from common.errors import NotFound, Refused
from votes.count.majority import with_casting_vote
from votes.evidence import Receipt, envelope_hash, receipt_for, roll_hash
from votes.letters import post_to_roll
from votes.queries import decision_of, poll_for_share, poll_for_update
from votes.rules import (
    Choice,
    Custody,
    DecisionRule,
    EmptyRoll,
    KeyNotShared,
    NothingToCast,
    Place,
    PollState,
    RollUnit,
    best_place,
    may_close,
    may_open,
    may_vote,
    result_from_json,
)
from votes.steps import destroy_poll_key, enqueue_next, key_name, void_locked

NEW_POLL_SQL = """
INSERT INTO poll (id, school, body, kind, unit, title, text, majority, majority_numerator, majority_denominator, base,
                  quorum, present, casting_vote, closes_at, created_by, custody)
VALUES ($1, $2, $3, 'motion', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
"""


async def create_poll(
    *,
    school: UUID,
    title: str,
    text: str,
    decision: DecisionRule,
    closes_at: datetime,
    created_by: UUID | None,
    body: UUID | None = None,
    persons: Sequence[UUID] = (),
    households: Sequence[UUID] = (),
    quorum: int | None = None,
    present: int | None = None,
    casting_vote: bool = False,
    custody: Custody = Custody.CONFIDENTIAL,
) -> UUID:
    """Writes a poll with its text and rule, and its roll: persons, or households with one vote each. Not open yet.

    `body` is whose decision it is: its people see the poll and its clerk runs it. `quorum` counts ballots, blank ones
    included; `present` is needed where the majority is of those present. In secret custody it is opened by
    `votes.custody.services`, once three people hold its key.
    Raises EmptyRoll, NotFound for somebody of another school, BrokenRule.
    """
    if bool(persons) == bool(households):
        raise EmptyRoll()
    poll = uuid4()
    unit = RollUnit.PERSON if persons else RollUnit.HOUSEHOLD
    async with db.transaction():
        settled = (*_stored(decision), quorum, present, casting_vote, closes_at, created_by, custody.value)
        await db.rows(NEW_POLL_SQL, poll, school, body, unit.value, title, text, *settled)
        await _write_roll(school, poll, unit, persons or households)
        await audit.record(school=school, actor=created_by, action="create_poll", kind="poll", subject=poll)
    return poll


def _stored(decision: DecisionRule) -> tuple[str, int, int, str]:
    return decision.majority.value, decision.numerator, decision.denominator, decision.base.value


async def _write_roll(school: UUID, poll: UUID, unit: RollUnit, lines: Sequence[UUID]) -> None:
    written = await db.rows(
        f"INSERT INTO entitlement (id, school, poll, {unit.value})"  # noqa: S608 - one of two words of our own
        f" SELECT gen_random_uuid(), $1, $2, id FROM {unit.value} WHERE school = $1 AND id = ANY($3::uuid[])"
        " RETURNING id",
        school,
        poll,
        list(lines),
    )
    if len(written) != len(set(lines)):
        raise NotFound()


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
        public_key = _public_key(found)
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
        await post_to_roll(school, poll, "poll_opened")


def _public_key(found: db.Row) -> bytes:
    """The key to seal to: a new one whose file the server keeps, or the one that three people hold."""
    if found["custody"] == Custody.SECRET:
        if found["public_key"] is None:
            raise KeyNotShared()
        return bytes(found["public_key"])
    sealing.destroy_key(key_name(found["id"]))
    return sealing.make_key(key_name(found["id"]))


@dataclass(frozen=True)
class CastReceipt:
    """What a voter takes home; `replaced` when an earlier ballot of theirs was taken back by this one."""

    receipt: Receipt
    replaced: bool


async def cast_ballot(school: UUID, poll: UUID, voter: UUID, choice: Choice) -> CastReceipt:
    """Seals `voter`'s choice into their envelope, in place of one that is there. Writes no time and no log line.

    The poll's row is locked against closing first, and the database's clock read after that. Sent twice, the second
    replaces the first. Raises NotEntitled, PollNotOpen, PollClosed, VotedByAnother, NotFound.
    """
    async with db.transaction():
        found = await poll_for_share(school, poll)
        place, now = await _own_place(school, poll, voter)
        if fact := may_vote(PollState(found["state"]), found["closes_at"], place, voter, now):
            raise fact
        assert place is not None
        sealed = sealing.seal(json.dumps({"choice": choice.value}).encode(), found["public_key"])
        receipt = receipt_for(poll, envelope_hash(sealed))
        await _put_in_box(school, poll, place.entitlement, voter, sealed)
        if place.envelope:
            await db.rows(
                "INSERT INTO receipt_entry (id, school, poll, receipt, state)"
                " VALUES (gen_random_uuid(), $1, $2, $3, 'replaced')",
                school,
                poll,
                place.envelope,
            )
    return CastReceipt(receipt, replaced=place.envelope is not None)


async def _own_place(school: UUID, poll: UUID, voter: UUID) -> tuple[Place | None, datetime]:
    """The voter's line, locked so that two ballots for it come one after the other; and the database's clock."""
    lines = await db.rows(
        "SELECT id FROM entitlement WHERE school = $1 AND poll = $2 AND (person = $3 OR household IN"
        " (SELECT h.household FROM household_person h WHERE h.person = $3)) ORDER BY id FOR NO KEY UPDATE",
        school,
        poll,
        voter,
    )
    found = await db.rows(
        "SELECT e.id, v.cast_by, v.receipt, clock_timestamp() AS now FROM unnest($3::uuid[]) AS e (id)"
        " LEFT JOIN envelope v ON v.entitlement = e.id AND v.school = $1 AND v.poll = $2",
        school,
        poll,
        [line["id"] for line in lines],
    )
    place = best_place([Place(line["id"], line["cast_by"], line["receipt"]) for line in found], voter)
    # A stranger, who has no line, is refused whatever the time is.
    return place, found[0]["now"] if found else clock.now()


async def _put_in_box(school: UUID, poll: UUID, entitlement: UUID, voter: UUID, sealed: bytes) -> None:
    await db.rows(
        "INSERT INTO envelope (id, school, poll, entitlement, cast_by, sealed, receipt)"
        " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6)"
        " ON CONFLICT (poll, entitlement) DO UPDATE SET sealed = EXCLUDED.sealed, receipt = EXCLUDED.receipt",
        school,
        poll,
        entitlement,
        voter,
        sealed,
        envelope_hash(sealed),
    )


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
        await enqueue_next(school, poll, PollState.CLOSED)


@jobs.every("close_due_polls", "* * * * *")
async def close_due_polls() -> None:
    """Closes every poll whose time has come, by the database's clock."""
    due = await db.rows("SELECT id, school FROM poll WHERE state = 'open' AND closes_at <= clock_timestamp()")
    for line in due:
        await close_poll(line["school"], line["id"], None)


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
