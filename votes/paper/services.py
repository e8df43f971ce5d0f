"""Writes of paper ballots: given out and taken back at the desk while the poll is open, reckoned up after the close."""

from __future__ import annotations

from uuid import UUID

from common import audit, db
from votes.errors import NoPaper, NotClosedYet, PollClosed, PollNotOpen
from votes.keys import destroy_void_key
from votes.locks import poll_for_share, poll_for_update
from votes.paper.queries import account_of, line_facts, standing_of
from votes.paper.rules import AtDesk, may_be_given, may_count
from votes.rules import ChangeKind, PollState
from votes.services import close_if_due
from votes.steps import reconcile_locked


async def look_up_line(school: UUID, poll: UUID, line: UUID, by: UUID) -> AtDesk:
    """How one line of the roll stands to a paper ballot. Audited, since a look may tell that somebody has voted.

    Raises NotFound, NoPaper, PollNotOpen, PollClosed.
    """
    async with db.transaction():
        found, facts = await _line_at_desk(school, poll, line)
        await _record(found, by, "look_up_voter", line=str(line))
        return standing_of(facts, overrides=found["in_person_overrides"])


async def give_out_paper(school: UUID, poll: UUID, line: UUID, by: UUID) -> None:
    """Marks that a line of the roll was given a paper ballot: from now on it votes on that one alone. Twice is once.

    An envelope that a vote in person replaces is taken out unopened, and its receipt says so; a proxy is taken back.
    Raises NotFound, NoPaper, PollNotOpen, PollClosed, VotedOnline.
    """
    async with db.transaction():
        found, facts = await _line_at_desk(school, poll, line)
        standing = standing_of(facts, overrides=found["in_person_overrides"])
        if standing is AtDesk.HAS_PAPER:
            return
        if fact := may_be_given(standing):
            raise fact
        if facts["receipt"] is not None:
            await take_out_envelope(found, line, "replaced")
        await _end_proxy(found, facts["person"])
        await db.rows(
            "INSERT INTO paper_issue (id, school, poll, entitlement, issued_by)"
            " VALUES (gen_random_uuid(), $1, $2, $3, $4)",
            school,
            poll,
            line,
            by,
        )
        await _record(found, by, "give_out_paper", line=str(line))


async def take_back_paper(school: UUID, poll: UUID, line: UUID, by: UUID, reason: str) -> None:
    """Undoes the issue of a paper that came back unused: its line may vote online, or be given another. Twice is once.

    Raises NotFound, NoPaper, PollNotOpen, PollClosed.
    """
    async with db.transaction():
        found, facts = await _line_at_desk(school, poll, line)
        if not facts["paper"]:
            return
        await db.rows(
            "DELETE FROM paper_issue WHERE school = $1 AND poll = $2 AND entitlement = $3", school, poll, line
        )
        await _record(found, by, "take_back_paper", line=str(line), reason=reason)


async def _line_at_desk(school: UUID, poll: UUID, line: UUID) -> tuple[db.Row, db.Row]:
    """The rows of an open poll with papers and of a line, locked against the close and a ballot for that line."""
    found = await poll_for_share(school, poll)
    if not found["paper"]:
        raise NoPaper()
    if found["state"] == PollState.CREATED:
        raise PollNotOpen()
    # As in casting: whoever comes second for a line waits here, and reads what the first has done.
    await db.rows(
        "SELECT id FROM entitlement WHERE school = $1 AND poll = $2 AND id = $3 FOR NO KEY UPDATE", school, poll, line
    )
    facts = await line_facts(school, poll, line)
    if found["state"] != PollState.OPEN or facts["now"] >= found["closes_at"]:
        raise PollClosed("This vote is closed: paper ballots are no longer given out or taken back.")
    return found, facts


async def take_out_envelope(found: db.Row, line: UUID, became: str) -> bool:
    """Takes the envelope of a line, which the caller has locked, out of the box unopened. Whether there was one."""
    school, poll = found["school"], found["id"]
    taken = await db.rows(
        "WITH out AS (DELETE FROM envelope WHERE school = $1 AND poll = $2 AND entitlement = $3 RETURNING receipt)"
        " INSERT INTO receipt_entry (id, school, poll, receipt, state)"
        " SELECT gen_random_uuid(), $1, $2, receipt, $4 FROM out RETURNING id",
        school,
        poll,
        line,
        became,
    )
    return bool(taken)


async def _end_proxy(found: db.Row, giver: UUID | None) -> None:
    await db.rows(
        "UPDATE proxy SET revoked_at = date_trunc('day', clock_timestamp())"
        " WHERE school = $1 AND poll = $2 AND giver = $3 AND revoked_at IS NULL",
        found["school"],
        found["id"],
        giver,
    )


async def _record(found: db.Row, by: UUID, action: str, **details: object) -> None:
    await audit.record(school=found["school"], actor=by, action=action, kind="poll", subject=found["id"], **details)


async def reconcile_papers(school: UUID, poll: UUID, by: UUID, explanation: str = "") -> None:
    """closed → reconciled, once every bundle is agreed and the numbers add up: the count goes on. Twice is once.

    `explanation`: where papers came from that nobody was given; everybody whom the poll concerns sees it.
    Raises NotFound, NoPaper, NotClosedYet, BundlesOpen, MoreBallotsThanVoters, MorePapersThanIssued.
    """
    await close_if_due(school, poll)
    async with db.transaction():
        found = await poll_for_update(school, poll)
        if not found["paper"]:
            raise NoPaper()
        if found["state"] in (PollState.CREATED, PollState.OPEN):
            raise NotClosedYet()
        if found["state"] != PollState.CLOSED:
            return
        account = await account_of(school, poll)
        if fact := may_count(account, bool(explanation)):
            raise fact
        numbers = {"issued": account.issued, "returned": account.returned, "envelopes": account.envelopes}
        if account.extra:
            await _tell_of_papers(found, by, explanation, {"papers": account.extra})
        await _record(found, by, "reconcile_papers", **numbers, explanation=explanation if account.extra else "")
        await reconcile_locked(found)
    await destroy_void_key(school, poll)


async def _tell_of_papers(found: db.Row, by: UUID, explanation: str, details: dict[str, object]) -> None:
    await db.rows(
        "INSERT INTO poll_change (id, school, poll, at, kind, by, reason, details)"
        " VALUES (gen_random_uuid(), $1, $2, clock_timestamp(), $3, $4, $5, $6)",
        found["school"],
        found["id"],
        ChangeKind.PAPERS_EXPLAINED.value,
        by,
        explanation,
        details,
    )
