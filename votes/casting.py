"""Casting a ballot: sealed into the voter's envelope, in place of one that is there. No time, no log line, no audit."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common import clock, db, sealing
from votes.errors import NotEntitled, NotSealed, ProxyTakenBack
from votes.evidence import Receipt, envelope_hash, receipt_for
from votes.locks import poll_for_share
from votes.queries import paper_of
from votes.rules import Custody, Place, PollState, best_place, may_vote


@dataclass(frozen=True)
class CastReceipt:
    """What a voter takes home; `replaced` when an earlier ballot of theirs was taken back by this one."""

    receipt: Receipt
    replaced: bool


async def cast_ballot(
    school: UUID, poll: UUID, voter: UUID, ballot: str, *, instead_of: UUID | None = None
) -> CastReceipt:
    """Seals `voter`'s ballot (as votes.ballots writes it) into their envelope, in place of one that is there.

    `instead_of`: the person whose proxy the voter holds and for whom this ballot is. The poll's row is locked against
    closing first, and the database's clock read after that. Sent twice, the second replaces the first.
    Raises NotEntitled, PollNotOpen, PollClosed, VotedByAnother, VotesOnPaper, ProxyTakenBack, BadBallot, NotSealed,
    NotFound.
    """
    async with db.transaction():
        found = await poll_for_share(school, poll)
        place, now = await (_own_place(found, voter) if instead_of is None else _lent_place(found, voter, instead_of))
        if fact := may_vote(PollState(found["state"]), found["closes_at"], place, voter, now):
            raise fact
        assert place is not None
        if found["custody"] == Custody.OPEN:
            raise NotSealed()
        good = (await paper_of(found)).checked(ballot)
        sealed = sealing.seal(json.dumps({"ballot": good}).encode(), found["public_key"])
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


LOCKED_LINES_SQL = """
SELECT id FROM entitlement WHERE school = $1 AND poll = $2 AND (person = $3 OR household IN
       (SELECT h.household FROM household_person h WHERE h.person = $3)) ORDER BY id FOR NO KEY UPDATE
"""
LENT_LINE_SQL = "SELECT id FROM entitlement WHERE school = $1 AND poll = $2 AND person = $3 FOR NO KEY UPDATE"
LOCKED_PLACES_SQL = """
SELECT e.id, v.cast_by, v.receipt, clock_timestamp() AS now,
       EXISTS (SELECT 1 FROM paper_issue i WHERE i.entitlement = e.id) AS paper
  FROM unnest($3::uuid[]) AS e (id) LEFT JOIN envelope v ON v.entitlement = e.id AND v.school = $1 AND v.poll = $2
"""


async def _own_place(found: db.Row, voter: UUID) -> tuple[Place | None, datetime]:
    """The voter's line, locked so that two ballots for it come one after the other; and the database's clock."""
    school, poll = found["school"], found["id"]
    places, now = await _places(school, poll, await db.rows(LOCKED_LINES_SQL, school, poll, voter))
    place = best_place(places, voter)
    if place is not None and found["most_proxies"] and await _takes_back(school, poll, voter):
        # Somebody's own ballot comes before the one that the holder of their proxy cast.
        place = Place(place.entitlement, voter if place.cast_by else None, place.envelope, place.paper)
    return place, now


async def _takes_back(school: UUID, poll: UUID, voter: UUID) -> bool:
    """Whether the voter had given a proxy, which their own ballot now revokes."""
    # The day alone is kept, as when a proxy is taken back by hand: the moment would be that of a ballot.
    revoked = await db.rows(
        "UPDATE proxy SET revoked_at = date_trunc('day', clock_timestamp())"
        " WHERE school = $1 AND poll = $2 AND giver = $3 AND revoked_at IS NULL RETURNING id",
        school,
        poll,
        voter,
    )
    return bool(revoked)


async def _lent_place(found: db.Row, holder: UUID, giver: UUID) -> tuple[Place | None, datetime]:
    """The line of somebody whose proxy `holder` holds, locked likewise; one on which they have voted stays theirs.

    Raises NotEntitled where there never was a proxy, ProxyTakenBack.
    """
    school, poll = found["school"], found["id"]
    lines = await db.rows(LENT_LINE_SQL, school, poll, giver)
    # Read after the lock: whoever comes second, giver or holder, sees what the first has done.
    proxy = await db.row(
        "SELECT revoked_at FROM proxy WHERE school = $1 AND poll = $2 AND holder = $3 AND giver = $4"
        " ORDER BY revoked_at IS NULL DESC LIMIT 1",
        school,
        poll,
        holder,
        giver,
    )
    if proxy is None or not lines:
        raise NotEntitled()
    places, now = await _places(school, poll, lines)
    if proxy["revoked_at"] is not None or places[0].cast_by not in (None, holder):
        raise ProxyTakenBack()
    return places[0], now


async def _places(school: UUID, poll: UUID, lines: list[db.Row]) -> tuple[list[Place], datetime]:
    found = await db.rows(LOCKED_PLACES_SQL, school, poll, [line["id"] for line in lines])
    places = [Place(line["id"], line["cast_by"], line["receipt"], line["paper"]) for line in found]
    # A stranger, who has no line, is refused whatever the time is.
    return places, found[0]["now"] if found else clock.now()


async def _put_in_box(school: UUID, poll: UUID, entitlement: UUID, voter: UUID, sealed: bytes) -> None:
    await db.rows(
        "INSERT INTO envelope (id, school, poll, entitlement, cast_by, sealed, receipt)"
        " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6) ON CONFLICT (poll, entitlement)"
        " DO UPDATE SET sealed = EXCLUDED.sealed, receipt = EXCLUDED.receipt, cast_by = EXCLUDED.cast_by",
        school,
        poll,
        entitlement,
        voter,
        sealed,
        envelope_hash(sealed),
    )
