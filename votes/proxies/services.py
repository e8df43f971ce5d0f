"""Writes of proxies: recorded by whoever runs the poll, taken back by the giver. Casting one is votes.casting."""

from __future__ import annotations

from uuid import UUID

from common import audit, db
from votes.errors import PollClosed, ProxyVoted, VotesOnPaper
from votes.locks import poll_for_share
from votes.proxies.queries import standing_proxies, terms_of
from votes.proxies.rules import Given, may_give
from votes.rules import PollState

LINES_SQL = """
SELECT id, person FROM entitlement
 WHERE school = $1 AND poll = $2 AND person = ANY($3::uuid[]) ORDER BY id FOR NO KEY UPDATE
"""


async def record_proxy(school: UUID, poll: UUID, giver: UUID, holder: UUID, writing: str, by: UUID) -> None:
    """Records that `giver` has given their vote in writing to `holder`; `writing`: where that is kept. Twice is once.

    Before the poll opens or while it is open. Whether either has voted is not looked at, so that nobody learns it here:
    a giver who has voted keeps that vote. Raises NotFound, NoProxies, NotOnRoll, ProxyGiven, ProxyChain, ProxiesFull,
    VotesOnPaper, PollClosed.
    """
    async with db.transaction():
        found = await _taking_proxies(school, poll)
        # Both lines are locked, in one order: two proxies that share a person come one after the other, so that neither
        # the cap nor the rule against chains is passed by two at once.
        lines = await db.rows(LINES_SQL, school, poll, [giver, holder])
        standing = await standing_proxies(school, poll, giver, holder)
        if Given(giver, holder) in standing:
            return
        terms = await terms_of(found)
        if fact := may_give(terms, giver, holder, [line["person"] for line in lines], standing):
            raise fact
        if await _has_paper(next(line["id"] for line in lines if line["person"] == giver)):
            raise VotesOnPaper("A paper ballot was given out for this person, so nobody can vote for them.")
        await db.rows(
            "INSERT INTO proxy (id, school, poll, giver, holder, writing, recorded_by)"
            " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6)",
            school,
            poll,
            giver,
            holder,
            writing,
            by,
        )
        await _record(school, poll, by, "record_proxy", giver=str(giver), holder=str(holder), writing=writing)


async def take_back_proxy(school: UUID, poll: UUID, giver: UUID, by: UUID) -> None:
    """Takes a proxy back before its holder has used it. Twice is once.

    Raises NotFound, PollClosed, and ProxyVoted once the holder has voted: then the giver's own ballot takes it back.
    """
    async with db.transaction():
        await _taking_proxies(school, poll)
        lines = await db.rows(LINES_SQL, school, poll, [giver])
        if not lines or not await standing_proxies(school, poll, giver):
            return
        cast = await db.value(
            "SELECT 1 FROM envelope v JOIN proxy x ON x.poll = v.poll AND x.holder = v.cast_by"
            " WHERE v.school = $1 AND v.poll = $2 AND v.entitlement = $3 AND x.giver = $4 AND x.revoked_at IS NULL",
            school,
            poll,
            lines[0]["id"],
            giver,
        )
        if cast:
            raise ProxyVoted()
        revoked = await db.rows(
            "UPDATE proxy SET revoked_at = date_trunc('day', clock_timestamp())"
            " WHERE school = $1 AND poll = $2 AND giver = $3 AND revoked_at IS NULL RETURNING id",
            school,
            poll,
            giver,
        )
        if revoked:
            await _record(school, poll, by, "take_back_proxy", giver=str(giver))


async def _taking_proxies(school: UUID, poll: UUID) -> db.Row:
    """The row of a poll that is not closed, locked so that it is not closed meanwhile."""
    found = await poll_for_share(school, poll)
    late = await db.value("SELECT clock_timestamp() >= $1::timestamptz", found["closes_at"])
    if found["state"] not in (PollState.CREATED, PollState.OPEN) or late:
        raise PollClosed("This vote is closed, and proxies are no longer recorded or taken back.")
    return found


async def _has_paper(line: UUID) -> bool:
    return bool(await db.value("SELECT 1 FROM paper_issue WHERE entitlement = $1", line))


async def _record(school: UUID, poll: UUID, by: UUID, action: str, **details: object) -> None:
    await audit.record(school=school, actor=by, action=action, kind="poll", subject=poll, **details)
