"""Writes of open votes: the clerk records hands and names, members sign a written resolution. Until the close."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from common import audit, db
from common.errors import NotFound
from votes.errors import NotEntitled, PollClosed, PollNotOpen
from votes.locks import poll_for_update
from votes.named.rules import (
    IN_THE_ROOM,
    SAID,
    Hands,
    MoreNamesThanPresent,
    NotTaken,
    TakenOtherwise,
    passed_already,
    why_not_hands,
)
from votes.queries import decision_of
from votes.rules import Choice, OpenMethod, PollState
from votes.services import close_poll


async def _open_vote(school: UUID, poll: UUID, method: OpenMethod) -> db.Row:
    """The poll's locked row. Raises TakenOtherwise, PollNotOpen, PollClosed, NotFound."""
    found = await poll_for_update(school, poll)
    if found["method"] != method:
        raise TakenOtherwise()
    if found["state"] == PollState.CREATED:
        raise PollNotOpen()
    late = await db.value("SELECT clock_timestamp() >= $1", found["closes_at"])
    if found["state"] != PollState.OPEN or late:
        raise PollClosed()
    return found


async def record_hands(school: UUID, poll: UUID, hands: Hands, by: UUID) -> None:
    """Records the totals of a show of hands in place of those before, while it is open. Twice is once.

    Raises MoreHandsThanPresent, MoreHandsThanRoll, TakenOtherwise, PollNotOpen, PollClosed, NotFound.
    """
    async with db.transaction():
        found = await _open_vote(school, poll, OpenMethod.SHOW_OF_HANDS)
        if fact := why_not_hands(hands, found["roll_size"], found["present"]):
            raise fact
        await db.rows("DELETE FROM tallied_ballot WHERE school = $1 AND poll = $2", school, poll)
        await db.insert_many(
            "INSERT INTO tallied_ballot (id, school, poll, ballot, ballots) VALUES (gen_random_uuid(), $1, $2, $3, $4)",
            [(school, poll, said, number) for said, number in hands.tally.items()],
        )
        await audit.record(
            school=school, actor=by, action="record_hands", kind="poll", subject=poll, **_plain(hands.tally)
        )


def _plain(tally: Mapping[str, int]) -> dict[str, object]:
    return {f"hands_{said}": number for said, number in tally.items()}


async def record_names(school: UUID, poll: UUID, said: Mapping[UUID, Choice | None], by: UUID) -> None:
    """Records what each line of the roll answered when it was called, while the roll call is open; None: nothing.

    Lines that `said` leaves out stay as they are. Raises MoreNamesThanPresent, TakenOtherwise, PollNotOpen, PollClosed,
    NotFound (also for a line of another roll).
    """
    async with db.transaction():
        found = await _open_vote(school, poll, OpenMethod.ROLL_CALL)
        roll = await db.rows("SELECT id FROM entitlement WHERE school = $1 AND poll = $2", school, poll)
        if not set(said) <= {line["id"] for line in roll}:
            raise NotFound()
        silent = [line for line, choice in said.items() if choice is None]
        await db.rows("DELETE FROM named_vote WHERE poll = $1 AND entitlement = ANY($2::uuid[])", poll, silent)
        answers = [(line, choice) for line, choice in said.items() if choice is not None]
        await db.insert_many(_SAY, [(school, poll, line, choice.value, by) for line, choice in answers])
        names = await db.value("SELECT count(*) FROM named_vote WHERE poll = $1", poll)
        if found["present"] is not None and names > found["present"]:
            raise MoreNamesThanPresent(names=names, present=found["present"])
        await audit.record(school=school, actor=by, action="record_names", kind="poll", subject=poll, names=names)


_SAY = (
    "INSERT INTO named_vote (id, school, poll, entitlement, choice, recorded_by, recorded_at)"
    " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, clock_timestamp()) ON CONFLICT (poll, entitlement) DO UPDATE SET"
    " choice = excluded.choice, recorded_by = excluded.recorded_by, recorded_at = excluded.recorded_at"
    " WHERE named_vote.choice <> excluded.choice"
)


async def sign_resolution(school: UUID, poll: UUID, person: UUID, choice: Choice) -> bool:
    """Signs a written resolution, for or against or abstaining, in place of what the person signed before.

    Answers whether the resolution is passed by it: with the majority of everybody entitled it takes effect at once,
    and is closed. Raises NotEntitled, TakenOtherwise, PollNotOpen, PollClosed, NotFound.
    """
    async with db.transaction():
        found = await _open_vote(school, poll, OpenMethod.WRITTEN_RESOLUTION)
        line = await db.value("SELECT id FROM entitlement WHERE poll = $1 AND person = $2", poll, person)
        if line is None or choice not in SAID:
            raise NotEntitled()
        await db.insert_many(_SAY, [(school, poll, line, choice.value, person)])
        said = await db.rows("SELECT choice, count(*) AS votes FROM named_vote WHERE poll = $1 GROUP BY choice", poll)
        tally = {row["choice"]: row["votes"] for row in said}
        passed = passed_already(decision_of(found), tally, found["roll_size"])
        if passed:
            await close_poll(school, poll, None)
    return passed


async def declare_open_vote(school: UUID, poll: UUID, by: UUID) -> None:
    """Closes an open vote taken in the room: what is recorded is the result. Raises NotTaken, PollNotOpen, NotFound."""
    async with db.transaction():
        found = await poll_for_update(school, poll)
        if found["method"] not in IN_THE_ROOM:
            raise TakenOtherwise()
        if found["state"] == PollState.OPEN and not await _taken(poll):
            raise NotTaken()
        await close_poll(school, poll, by)


async def _taken(poll: UUID) -> bool:
    return bool(
        await db.value(
            "SELECT EXISTS (SELECT 1 FROM tallied_ballot WHERE poll = $1)"
            " OR EXISTS (SELECT 1 FROM named_vote WHERE poll = $1)",
            poll,
        )
    )


async def note_present(school: UUID, polls: Sequence[UUID], present: int) -> None:
    """Tells the open votes among `polls` that are being taken in the room how many are there now."""
    await db.rows(
        "UPDATE poll SET present = $3 WHERE school = $1 AND id = ANY($2::uuid[]) AND state = 'open'"
        " AND method = ANY($4::text[])",
        school,
        list(polls),
        present,
        [method.value for method in IN_THE_ROOM],
    )
