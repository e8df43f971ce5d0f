"""From the close to the declaration: one repeatable transaction a step, each enqueuing the next; then the key goes.

closed → reconciled → opened → counted → declared. A step that finds the poll elsewhere does nothing, so that a
worker that dies is replaced by any other. See docs/adr/003-secrecy.md.
"""

from __future__ import annotations

import asyncio
import json
import secrets
from collections import Counter
from collections.abc import Awaitable, Callable, Mapping
from typing import Any
from uuid import UUID

import structlog

from common import audit, db, jobs, sealing
from votes.ballots import BallotPaper
from votes.count.majority import count_motion
from votes.count.ties import LotNeeded
from votes.errors import BadBallot, NobodyVoted
from votes.evidence import envelope_hash, roll_hash, signed_head
from votes.keys import destroy_poll_key, destroy_void_key, key_name
from votes.letters import post_to_roll, post_to_witnesses
from votes.locks import poll_for_update
from votes.merkle import tree_root
from votes.queries import decision_of, paper_of, slate_of, tally_of
from votes.results import Slate, count_election, lot_of, stored_count
from votes.rules import UNREADABLE, Custody, OpenMethod, PollState

log = structlog.get_logger("votes")


async def enqueue_next(school: UUID, poll: UUID, state: PollState) -> None:
    """Enqueues the step that is due in `state`, in the current transaction."""
    # The state is in the key, since the job that enqueues its successor is itself still running.
    await jobs.enqueue("advance_poll", once_key=f"{poll}:{state}", school=school, poll=poll)


async def _due(school: UUID, poll: UUID, state: PollState) -> db.Row | None:
    """The poll's locked row if this step is due."""
    found = await poll_for_update(school, poll)
    return found if found["state"] == state else None


async def move(found: db.Row, state: PollState, action: str, **details: object) -> None:
    """Takes a poll, whose row the caller has locked, to its next state, and enqueues what follows by itself."""
    school, poll = found["school"], found["id"]
    await db.rows("UPDATE poll SET state = $3 WHERE school = $1 AND id = $2", school, poll, state.value)
    await audit.record(school=school, actor=None, action=action, kind="poll", subject=poll, **details)
    if state in STEPS and not waits_for_people(found, state):
        await enqueue_next(school, poll, state)


def waits_for_people(found: db.Row, state: PollState) -> bool:
    """Whether people must act first: whoever keys the paper ballots, or two of those who hold the key."""
    if state is PollState.CLOSED:
        return bool(found["paper"])
    return state is PollState.RECONCILED and found["custody"] == Custody.SECRET


async def reconcile_poll(school: UUID, poll: UUID) -> None:
    """closed → reconciled: the roll is the one frozen at opening, and the box gets its fingerprint, signed and mailed.

    A poll whose roll changed is void. One in secret custody then waits for two of the three who hold its key; one with
    paper ballots waits before, until they are keyed (votes.paper). An open vote, which has no box, goes on to opened.
    """
    async with db.transaction():
        found = await _due(school, poll, PollState.CLOSED)
        if found is None or waits_for_people(found, PollState.CLOSED):
            return
        await reconcile_locked(found)
    await destroy_void_key(school, poll)


async def reconcile_locked(found: db.Row) -> None:
    """Reconciles a closed poll whose row the caller has locked."""
    school, poll = found["school"], found["id"]
    lines = await db.rows(
        "SELECT COALESCE(person, household) AS line FROM entitlement WHERE school = $1 AND poll = $2", school, poll
    )
    if roll_hash(line["line"] for line in lines) != found["roll_hash"]:
        log.error("roll_changed", poll=str(poll))
        await void_locked(found, None, "The roll is not the one that was frozen when the vote opened.")
    elif found["custody"] == Custody.OPEN:
        await _tally_open_vote(found)
    else:
        await _fix_head(found)


async def _tally_open_vote(found: db.Row) -> None:
    """closed → opened for an open vote: what was called or signed is added up; hands were counted before.

    One that nobody took in the room is void: that nothing was recorded says nothing of how people would have voted.
    """
    await db.rows(
        "INSERT INTO tallied_ballot (id, school, poll, ballot, ballots)"
        " SELECT gen_random_uuid(), school, poll, choice, count(*) FROM named_vote WHERE school = $1 AND poll = $2"
        " GROUP BY school, poll, choice ON CONFLICT (poll, ballot) DO NOTHING",
        found["school"],
        found["id"],
    )
    in_the_room = found["method"] in (OpenMethod.SHOW_OF_HANDS, OpenMethod.ROLL_CALL)
    if in_the_room and not await db.value("SELECT 1 FROM tallied_ballot WHERE poll = $1 LIMIT 1", found["id"]):
        await void_locked(found, None, "The vote was put and never taken.")
        return
    await move(found, PollState.OPENED, "tally_open_vote")


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
    await move(found, PollState.RECONCILED, "reconcile_poll", envelopes=head.size, root=head.root)
    await post_to_witnesses(school, poll, "box_closed")


async def void_locked(found: db.Row, by: UUID | None, reason: str) -> None:
    """Ends a poll, whose row the caller has locked, without a result: its envelopes go unopened.

    Everybody on the roll is told, unless they had not heard of it, or are in the room.
    """
    school, poll = found["school"], found["id"]
    await db.rows("DELETE FROM envelope WHERE school = $1 AND poll = $2", school, poll)
    await db.rows(
        "UPDATE poll SET state = 'void', void_reason = $3 WHERE school = $1 AND id = $2", school, poll, reason
    )
    await audit.record(school=school, actor=by, action="void_poll", kind="poll", subject=poll, reason=reason)
    in_the_room = found["method"] in (OpenMethod.SHOW_OF_HANDS, OpenMethod.ROLL_CALL)
    if found["state"] != PollState.CREATED and not in_the_room:
        await post_to_roll(school, poll, "poll_void")


def _ballot(sealed: bytes, receipt: str, private_key: bytes, paper: BallotPaper) -> str:
    if envelope_hash(sealed) != receipt:
        return UNREADABLE
    try:
        return paper.checked(json.loads(sealing.open_sealed(sealed, private_key))["ballot"])
    except (sealing.CannotOpen, BadBallot, ValueError, KeyError, TypeError):
        return UNREADABLE


def opened_ballots(envelopes: list[tuple[bytes, str]], private_key: bytes, paper: BallotPaper) -> Counter[str]:
    """How many of the (envelope, receipt) pairs hold each ballot.

    An envelope that cannot be opened or understood, or is not the one that its receipt was given for, is unreadable.
    """
    ballots = [_ballot(sealed, receipt, private_key, paper) for sealed, receipt in envelopes]
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
    tally = await asyncio.to_thread(opened_ballots, pairs, private_key, await paper_of(found))
    unreadable = tally[UNREADABLE]
    tally.update(await _paper_ballots(found))
    await db.insert_many(
        "INSERT INTO tallied_ballot (id, school, poll, ballot, ballots) VALUES (gen_random_uuid(), $1, $2, $3, $4)",
        [(school, poll, ballot, number) for ballot, number in sorted(tally.items()) if number],
    )
    await db.insert_many(
        "INSERT INTO receipt_entry (id, school, poll, receipt, state)"
        " VALUES (gen_random_uuid(), $1, $2, $3, 'counted')",
        [(school, poll, receipt) for receipt in receipts],
    )
    await db.rows("UPDATE poll SET opened_at = clock_timestamp() WHERE school = $1 AND id = $2", school, poll)
    if unreadable:
        log.warning("envelopes_unreadable", poll=str(poll), envelopes=unreadable)
    await move(found, PollState.OPENED, "open_envelopes", ballots=len(pairs), unreadable=unreadable)


async def _paper_ballots(found: db.Row) -> Counter[str]:
    """What the agreed batches of paper ballots say."""
    batches = await db.rows(
        "SELECT ballots FROM paper_batch WHERE school = $1 AND poll = $2 AND agreed_at IS NOT NULL",
        found["school"],
        found["id"],
    )
    said: Counter[str] = Counter()
    for batch in batches:
        said.update(batch["ballots"])
    return said


async def count_poll(school: UUID, poll: UUID) -> None:
    """opened → counted: the result, from the totals alone. A tie that only a lot settles: awaiting_lot.

    A contest in which nobody cast a valid ballot is void.
    """
    async with db.transaction():
        found = await _due(school, poll, PollState.OPENED)
        if found is not None:
            await count_locked(found)


async def count_locked(found: db.Row) -> None:
    """Counts an opened poll whose row the caller has locked."""
    school, poll = found["school"], found["id"]
    tally = await tally_of(school, poll)
    try:
        result = await asyncio.to_thread(_result, found, tally, await slate_of(found))
    except LotNeeded as needed:
        tie = {"stage": needed.stage, "between": list(needed.between), "about": needed.about.value}
        await db.rows("UPDATE poll SET tie = $3 WHERE school = $1 AND id = $2", school, poll, tie)
        await move(found, PollState.AWAITING_LOT, "await_lot", **tie)
        await post_to_witnesses(school, poll, "lot_needed")
        return
    except NobodyVoted as fact:
        await void_locked(found, None, fact.message)
        return
    await db.rows("UPDATE poll SET result = $3 WHERE school = $1 AND id = $2", school, poll, result)
    await move(found, PollState.COUNTED, "count_poll")


def _result(found: db.Row, tally: Mapping[str, int], slate: Slate | None) -> dict[str, Any]:
    """What the result column holds. Raises LotNeeded, NobodyVoted."""
    if slate is None:
        counted = count_motion(
            tally,
            decision_of(found),
            entitled=found["roll_size"],
            present=found["present"],
            quorum=found["quorum"],
        )
        return counted.as_json()
    return stored_count(count_election(tally, slate, lot_of(found["lot"], found["tree_root"])))


async def declare_result(school: UUID, poll: UUID) -> None:
    """counted → declared: the result is public to those who may see the poll, and goes to everybody on the roll."""
    async with db.transaction():
        found = await _due(school, poll, PollState.COUNTED)
        if found is None:
            return
        await db.rows("UPDATE poll SET declared_at = clock_timestamp() WHERE school = $1 AND id = $2", school, poll)
        await move(found, PollState.DECLARED, "declare_result")
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
    waiting = await db.rows(
        "SELECT id, school, state, custody, paper FROM poll WHERE state = ANY($1::text[])", list(STEPS)
    )
    for line in waiting:
        if not waits_for_people(line, PollState(line["state"])):
            await enqueue_next(line["school"], line["id"], PollState(line["state"]))
