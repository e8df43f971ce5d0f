"""From the close to the declaration: one repeatable transaction a step, each enqueuing the next; then the key goes.

closed → reconciled → opened → counted → declared. A step that finds the poll elsewhere does nothing, so that a
worker that dies is replaced by any other. See docs/adr/003-secrecy.md.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import timedelta
from uuid import UUID

import structlog

from common import audit, db, jobs, sealing
from votes.count.majority import count_motion
from votes.evidence import envelope_hash, roll_hash, signed_head
from votes.letters import post_to_roll, post_to_witnesses
from votes.merkle import tree_root
from votes.queries import decision_of, poll_for_update
from votes.rules import UNREADABLE, Choice, Custody, PollState

UNKNOWN_KEYS_KEPT = timedelta(days=60)
log = structlog.get_logger("votes")


def key_name(poll: UUID) -> str:
    """The name of the key file that opens a poll's envelopes."""
    return f"poll-{poll}"


async def enqueue_next(school: UUID, poll: UUID, state: PollState) -> None:
    """Enqueues the step that is due in `state`, in the current transaction."""
    # The state is in the key, since the job that enqueues its successor is itself still running.
    await jobs.enqueue("advance_poll", once_key=f"{poll}:{state}", school=school, poll=poll)


async def _due(school: UUID, poll: UUID, state: PollState) -> db.Row | None:
    """The poll's locked row if this step is due."""
    found = await poll_for_update(school, poll)
    return found if found["state"] == state else None


async def _move(found: db.Row, state: PollState, action: str, **details: object) -> None:
    school, poll = found["school"], found["id"]
    await db.rows("UPDATE poll SET state = $3 WHERE school = $1 AND id = $2", school, poll, state.value)
    await audit.record(school=school, actor=None, action=action, kind="poll", subject=poll, **details)
    if state in STEPS and not _waits_for_people(found, state):
        await enqueue_next(school, poll, state)


def _waits_for_people(found: db.Row, state: PollState) -> bool:
    """Whether two of those who hold the key must come first."""
    return state is PollState.RECONCILED and found["custody"] == Custody.SECRET


async def reconcile_poll(school: UUID, poll: UUID) -> None:
    """closed → reconciled: the roll is the one frozen at opening, and the box gets its fingerprint, signed and mailed.

    A poll whose roll changed is void. One in secret custody then waits for two of the three who hold its key.
    """
    async with db.transaction():
        found = await _due(school, poll, PollState.CLOSED)
        if found is None:
            return
        lines = await db.rows(
            "SELECT COALESCE(person, household) AS line FROM entitlement WHERE school = $1 AND poll = $2", school, poll
        )
        if roll_hash(line["line"] for line in lines) == found["roll_hash"]:
            await _fix_head(found)
            return
        log.error("roll_changed", poll=str(poll))
        await void_locked(found, None, "The roll is not the one that was frozen when the vote opened.")
    await destroy_poll_key(school, poll)


async def _fix_head(found: db.Row) -> None:
    """Fixes which envelopes are in the box: from now on none can be added, taken out or changed unnoticed."""
    school, poll = found["school"], found["id"]
    lines = await db.rows("SELECT receipt FROM envelope WHERE school = $1 AND poll = $2", school, poll)
    root = tree_root(line["receipt"] for line in lines)
    head = signed_head(poll, len(lines), root, found["closed_at"])
    await db.rows(
        "UPDATE poll SET tree_size = $3, tree_root = $4, tree_signature = $5 WHERE school = $1 AND id = $2",
        school,
        poll,
        head.size,
        head.root,
        head.signature,
    )
    await _move(found, PollState.RECONCILED, "reconcile_poll", envelopes=head.size, root=head.root)
    await post_to_witnesses(school, poll, "box_closed")


async def void_locked(found: db.Row, by: UUID | None, reason: str) -> None:
    """Ends a poll, whose row the caller has locked, without a result: its envelopes go unopened."""
    school, poll = found["school"], found["id"]
    await db.rows("DELETE FROM envelope WHERE school = $1 AND poll = $2", school, poll)
    await db.rows(
        "UPDATE poll SET state = 'void', void_reason = $3 WHERE school = $1 AND id = $2", school, poll, reason
    )
    await audit.record(school=school, actor=by, action="void_poll", kind="poll", subject=poll, reason=reason)


def _ballot(sealed: bytes, receipt: str, private_key: bytes) -> str:
    if envelope_hash(sealed) != receipt:
        return UNREADABLE
    try:
        return Choice(json.loads(sealing.open_sealed(sealed, private_key))["choice"]).value
    except (sealing.CannotOpen, ValueError, KeyError, TypeError):
        return UNREADABLE


def opened_ballots(envelopes: list[tuple[bytes, str]], private_key: bytes) -> Counter[str]:
    """How many of the (envelope, receipt) pairs hold each ballot.

    An envelope that cannot be opened or understood, or is not the one that its receipt was given for, is unreadable.
    """
    ballots = [_ballot(sealed, receipt, private_key) for sealed, receipt in envelopes]
    # Shuffled although only totals leave: nothing that is added here one day may lean on the order of arrival.
    secrets.SystemRandom().shuffle(ballots)
    return Counter(ballots)


async def open_envelopes(school: UUID, poll: UUID) -> None:
    """reconciled → opened, with the key file: totals and receipts are written, the envelopes and the key destroyed.

    Raises KeyMissing, changing nothing, where this worker has not the key's file. A poll in secret custody waits.
    """
    async with db.transaction():
        found = await _due(school, poll, PollState.RECONCILED)
        if found is None or found["custody"] == Custody.SECRET:
            return
        await open_locked(found, sealing.private_key(key_name(poll)))
    await destroy_poll_key(school, poll)


async def open_locked(found: db.Row, private_key: bytes) -> None:
    """Opens the box of a reconciled poll, whose row the caller has locked. Another box than at the close is void."""
    school, poll = found["school"], found["id"]
    envelopes = await db.rows("DELETE FROM envelope WHERE school = $1 AND poll = $2 RETURNING *", school, poll)
    receipts = sorted(line["receipt"] for line in envelopes)
    if tree_root(receipts) != found["tree_root"]:
        log.error("box_changed", poll=str(poll))
        await void_locked(found, None, "The envelopes are not those that were in the box when the vote closed.")
        return
    pairs = [(line["sealed"], line["receipt"]) for line in envelopes]
    tally = await asyncio.to_thread(opened_ballots, pairs, private_key)
    await db.insert_many(
        "INSERT INTO tallied_ballot (id, school, poll, ballot, ballots) VALUES (gen_random_uuid(), $1, $2, $3, $4)",
        [(school, poll, ballot, number) for ballot, number in sorted(tally.items())],
    )
    await db.insert_many(
        "INSERT INTO receipt_entry (id, school, poll, receipt, state)"
        " VALUES (gen_random_uuid(), $1, $2, $3, 'counted')",
        [(school, poll, receipt) for receipt in receipts],
    )
    await db.rows("UPDATE poll SET opened_at = clock_timestamp() WHERE school = $1 AND id = $2", school, poll)
    if tally[UNREADABLE]:
        log.warning("envelopes_unreadable", poll=str(poll), envelopes=tally[UNREADABLE])
    await _move(found, PollState.OPENED, "open_envelopes", ballots=len(pairs), unreadable=tally[UNREADABLE])


async def count_poll(school: UUID, poll: UUID) -> None:
    """opened → counted: the result, from the totals alone."""
    async with db.transaction():
        found = await _due(school, poll, PollState.OPENED)
        if found is None:
            return
        tally = await db.rows(
            "SELECT ballot, ballots FROM tallied_ballot WHERE school = $1 AND poll = $2", school, poll
        )
        result = count_motion(
            {line["ballot"]: line["ballots"] for line in tally},
            decision_of(found),
            entitled=found["roll_size"],
            present=found["present"],
            quorum=found["quorum"],
        )
        await db.rows("UPDATE poll SET result = $3 WHERE school = $1 AND id = $2", school, poll, result.as_json())
        await _move(found, PollState.COUNTED, "count_poll")


async def declare_result(school: UUID, poll: UUID) -> None:
    """counted → declared: the result is public to those who may see the poll, and goes to everybody on the roll."""
    async with db.transaction():
        found = await _due(school, poll, PollState.COUNTED)
        if found is None:
            return
        await db.rows("UPDATE poll SET declared_at = clock_timestamp() WHERE school = $1 AND id = $2", school, poll)
        await _move(found, PollState.DECLARED, "declare_result")
        await post_to_roll(school, poll, "result_declared")


STEPS: dict[PollState, Callable[[UUID, UUID], Awaitable[None]]] = {
    PollState.CLOSED: reconcile_poll,
    PollState.RECONCILED: open_envelopes,
    PollState.OPENED: count_poll,
    PollState.COUNTED: declare_result,
}


@jobs.job("advance_poll")
async def advance_poll(payload: jobs.Payload) -> None:
    """Takes a closed poll one step on; each step enqueues the next until the result is declared."""
    school, poll = UUID(str(payload["school"])), UUID(str(payload["poll"]))
    state = await db.value("SELECT state FROM poll WHERE school = $1 AND id = $2", school, poll)
    if state in STEPS:
        await STEPS[PollState(state)](school, poll)


@jobs.every("advance_waiting_polls", "* * * * *")
async def advance_waiting_polls() -> None:
    """Enqueues the due step of every poll between its close and its declaration, if nobody is at it."""
    waiting = await db.rows("SELECT id, school, state, custody FROM poll WHERE state = ANY($1::text[])", list(STEPS))
    for line in waiting:
        if not _waits_for_people(line, PollState(line["state"])):
            await enqueue_next(line["school"], line["id"], PollState(line["state"]))


async def destroy_poll_key(school: UUID, poll: UUID) -> None:
    """Destroys the key file of a poll whose envelopes are gone, and notes when. Safe to repeat.

    What three people hold on paper is theirs to destroy, and is not noted.
    """
    sealing.destroy_key(key_name(poll))
    await db.rows(
        "UPDATE poll SET key_destroyed_at = clock_timestamp()"
        " WHERE school = $1 AND id = $2 AND key_destroyed_at IS NULL AND public_key IS NOT NULL"
        " AND custody = 'confidential'",
        school,
        poll,
    )


@jobs.every("destroy_spent_poll_keys", "*/5 * * * *")
async def destroy_spent_poll_keys() -> None:
    """Destroys the keys that a crash left behind: of opened and void polls, and of openings that never took place."""
    spent = await db.rows(
        "SELECT id, school FROM poll WHERE public_key IS NOT NULL AND key_destroyed_at IS NULL"
        " AND state NOT IN ('created', 'open', 'closed', 'reconciled') AND custody = 'confidential'"
    )
    for line in spent:
        await destroy_poll_key(line["school"], line["id"])
    for name in sealing.key_names():
        await _destroy_orphan(name)


async def _destroy_orphan(name: str) -> None:
    """Destroys the key of an opening that was rolled back: of a poll that is not open, or that never came to be.

    One that this database does not know may be of a newer state of it than was restored, so it is given long.
    """
    if not name.startswith("poll-"):
        return
    async with db.transaction():
        # Locked, so that an opening under way, which holds this lock, is over before its key is judged.
        found = await db.row("SELECT state FROM poll WHERE id = $1 FOR UPDATE", UUID(name.removeprefix("poll-")))
        with suppress(sealing.KeyMissing):
            if found["state"] == PollState.CREATED if found else sealing.key_age(name) > UNKNOWN_KEYS_KEPT:
                sealing.destroy_key(name)
