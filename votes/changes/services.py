"""Writes of changes after the opening: more time, a line added to the roll, a line struck. Each is logged and shown."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from common import audit, db, mail
from common.errors import NotFound
from votes.changes.rules import may_change, may_extend
from votes.errors import LastOnRoll, PaperInHand
from votes.evidence import roll_hash
from votes.letters import post_to_roll
from votes.locks import poll_for_update
from votes.rules import ChangeKind, PollState, RollUnit

ADULTS_SQL = """
SELECT DISTINCT p.id, p.email FROM person p LEFT JOIN household_person h ON h.person = p.id
 WHERE p.school = $1 AND (p.id = $2 OR h.household = $2) AND p.email IS NOT NULL AND p.left_on IS NULL
"""


async def extend_poll(school: UUID, poll: UUID, by: UUID, later: datetime, reason: str) -> None:
    """Gives an open poll more time, before its present time is over, and tells everybody on the roll. Twice is once.

    Raises NotFound, PollNotOpen, PollClosed, NotLater, Lapses.
    """
    async with db.transaction():
        found, now = await _open_poll(school, poll)
        if found["closes_at"] == later:
            return
        if fact := may_extend(found["closes_at"], found["lapses_at"], later, now):
            raise fact
        await db.rows("UPDATE poll SET closes_at = $3 WHERE school = $1 AND id = $2", school, poll, later)
        await _log(
            found,
            by,
            ChangeKind.EXTENDED,
            reason,
            {"before": found["closes_at"].isoformat(), "after": later.isoformat()},
        )
        await post_to_roll(school, poll, "poll_extended")


async def add_to_roll(school: UUID, poll: UUID, by: UUID, who: UUID, reason: str) -> None:
    """Adds a person, or the household in a poll of households, that was left off the roll. Twice is once.

    They get the letter that the others got. Raises NotFound for somebody of another school or the wrong kind,
    PollNotOpen, PollClosed.
    """
    async with db.transaction():
        found, _ = await _open_poll(school, poll)
        unit = RollUnit(found["unit"])
        if await _line_of(found, who):
            return
        await _let_the_roll_change(poll)
        added = await db.rows(
            f"INSERT INTO entitlement (id, school, poll, {unit.value})"  # noqa: S608 - one of two words of our own
            f" SELECT gen_random_uuid(), $1, $2, id FROM {unit.value} WHERE school = $1 AND id = $3 RETURNING id",
            school,
            poll,
            who,
        )
        await _let_the_roll_change(None)
        if not added:
            raise NotFound()
        await _log(found, by, ChangeKind.ROLL_ADDED, reason, await _new_roll(found), line=str(who))
        await _post(found, who, "poll_opened")


async def strike_from_roll(school: UUID, poll: UUID, by: UUID, who: UUID, reason: str) -> None:
    """Strikes a person or household that is wrongly on the roll. Twice is once.

    Their envelope is taken out of the box unopened, and its receipt says so; what they signed in an open vote goes; so
    do proxies that they gave or hold, and envelopes that they cast for others. Raises NotFound, PollNotOpen,
    PollClosed, PaperInHand, LastOnRoll.
    """
    async with db.transaction():
        found, _ = await _open_poll(school, poll)
        line = await _line_of(found, who)
        if line is None:
            return
        if await db.value("SELECT 1 FROM paper_issue WHERE entitlement = $1", line):
            raise PaperInHand()
        if found["roll_size"] == 1:
            raise LastOnRoll()
        taken = await _take_out(found, line, who)
        await _let_the_roll_change(poll)
        await db.rows("DELETE FROM entitlement WHERE school = $1 AND poll = $2 AND id = $3", school, poll, line)
        await _let_the_roll_change(None)
        await _log(
            found, by, ChangeKind.ROLL_STRUCK, reason, await _new_roll(found) | {"envelopes": taken}, line=str(who)
        )
        await _post(found, who, "poll_struck", reason=reason)


async def _open_poll(school: UUID, poll: UUID) -> tuple[db.Row, datetime]:
    """The row of an open poll, locked so that nobody casts, gets a paper or closes it; and the database's clock."""
    found = await poll_for_update(school, poll)
    now: datetime = await db.value("SELECT clock_timestamp()")
    if fact := may_change(PollState(found["state"]), found["closes_at"], now):
        raise fact
    return found, now


async def _line_of(found: db.Row, who: UUID) -> UUID | None:
    line: UUID | None = await db.value(
        "SELECT id FROM entitlement WHERE school = $1 AND poll = $2 AND COALESCE(person, household) = $3",
        found["school"],
        found["id"],
        who,
    )
    return line


async def _let_the_roll_change(poll: UUID | None) -> None:
    """Says to the database, for this transaction, that the roll of this poll is changed; None: no longer."""
    await db.rows("SELECT set_config('quorate.roll_change', $1, true)", str(poll) if poll else "")


async def _take_out(found: db.Row, line: UUID, who: UUID) -> int:
    """Takes out what a struck line has cast, for itself or by proxy, and ends its proxies; how many envelopes."""
    school, poll = found["school"], found["id"]
    taken = await db.rows(
        "WITH out AS (DELETE FROM envelope v WHERE v.school = $1 AND v.poll = $2 AND (v.entitlement = $3"
        " OR v.cast_by = $4 AND EXISTS (SELECT 1 FROM entitlement e JOIN proxy x ON x.poll = e.poll"
        "    AND x.giver = e.person AND x.holder = $4 AND x.revoked_at IS NULL WHERE e.id = v.entitlement))"
        " RETURNING receipt)"
        " INSERT INTO receipt_entry (id, school, poll, receipt, state)"
        " SELECT gen_random_uuid(), $1, $2, receipt, 'taken_out' FROM out RETURNING id",
        school,
        poll,
        line,
        who,
    )
    await db.rows(
        "UPDATE proxy SET revoked_at = date_trunc('day', clock_timestamp())"
        " WHERE school = $1 AND poll = $2 AND (giver = $3 OR holder = $3) AND revoked_at IS NULL",
        school,
        poll,
        who,
    )
    await db.rows("DELETE FROM named_vote WHERE school = $1 AND poll = $2 AND entitlement = $3", school, poll, line)
    return len(taken)


async def _new_roll(found: db.Row) -> dict[str, object]:
    """Stores the roll's new hash and size, and answers with them."""
    school, poll = found["school"], found["id"]
    lines = await db.rows(
        "SELECT COALESCE(person, household) AS line FROM entitlement WHERE school = $1 AND poll = $2", school, poll
    )
    fixed = roll_hash(line["line"] for line in lines)
    await db.rows(
        "UPDATE poll SET roll_hash = $3, roll_size = $4 WHERE school = $1 AND id = $2", school, poll, fixed, len(lines)
    )
    return {"roll_size": len(lines), "roll_hash": fixed}


async def _log(
    found: db.Row, by: UUID, kind: ChangeKind, reason: str, details: dict[str, object], **audited: object
) -> None:
    """What everybody sees on the poll's page; whom it was about stands in the audit log alone."""
    school, poll = found["school"], found["id"]
    await db.rows(
        "INSERT INTO poll_change (id, school, poll, at, kind, by, reason, details)"
        " VALUES (gen_random_uuid(), $1, $2, clock_timestamp(), $3, $4, $5, $6)",
        school,
        poll,
        kind.value,
        by,
        reason,
        details,
    )
    action = {
        ChangeKind.EXTENDED: "extend_poll",
        ChangeKind.ROLL_ADDED: "add_to_roll",
        ChangeKind.ROLL_STRUCK: "strike_from_roll",
    }[kind]
    await audit.record(
        school=school, actor=by, action=action, kind="poll", subject=poll, reason=reason, **details, **audited
    )


async def _post(found: db.Row, who: UUID, kind: str, **parameters: str) -> None:
    """Writes to those of a changed line who have an address."""
    for adult in await db.rows(ADULTS_SQL, found["school"], who):
        await mail.post(
            school=found["school"],
            person=adult["id"],
            address=adult["email"],
            kind=kind,
            poll=str(found["id"]),
            **parameters,
        )
