"""Writes of bundles: entered by hand count, keyed by two people blind of each other, settled where they differ."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from common import audit, db
from common.errors import NotFound
from votes.errors import (
    BundleKeyedByTwo,
    BundleNumbered,
    HandCountDiffers,
    NoPaper,
    NotClosedYet,
    NothingDiffers,
    PollClosed,
)
from votes.locks import poll_for_share
from votes.paper.rules import differences, totals
from votes.queries import paper_of
from votes.rules import PollState
from votes.services import close_if_due


async def add_bundle(school: UUID, poll: UUID, by: UUID, number: int, papers: int) -> None:
    """Enters a bundle by its hand count. Sent twice with the same number, it is one bundle.

    Raises NotFound, NoPaper, NotClosedYet, PollClosed once the papers are reckoned up, BundleNumbered, BrokenRule.
    """
    await close_if_due(school, poll)
    async with db.transaction():
        await _closed_poll(school, poll)
        written = await db.rows(
            "INSERT INTO paper_batch (id, school, poll, number, papers) VALUES (gen_random_uuid(), $1, $2, $3, $4)"
            " ON CONFLICT (poll, number) DO NOTHING RETURNING id",
            school,
            poll,
            number,
            papers,
        )
        if written:
            await _record(school, poll, by, "add_paper_bundle", bundle=number, papers=papers)
            return
        held = await db.value(
            "SELECT papers FROM paper_batch WHERE school = $1 AND poll = $2 AND number = $3", school, poll, number
        )
        if held != papers:
            raise BundleNumbered(number=number)


async def correct_bundle(school: UUID, poll: UUID, bundle: UUID, by: UUID, papers: int) -> None:
    """Sets the hand count of a bundle that is not agreed yet; whoever keyed another number of papers looks again.

    Raises NotFound, NoPaper, NotClosedYet, PollClosed, BrokenRule.
    """
    async with db.transaction():
        found = await _bundle_to_key(school, poll, bundle)
        if found is None or found["papers"] == papers:
            return
        await db.rows("UPDATE paper_batch SET papers = $2 WHERE id = $1", bundle, papers)
        await db.rows(
            "UPDATE paper_keying SET finished_at = NULL WHERE batch = $1 AND jsonb_array_length(ballots) <> $2",
            bundle,
            papers,
        )
        number = found["number"]
        await _record(school, poll, by, "correct_paper_bundle", bundle=number, papers=papers, before=found["papers"])


async def remove_bundle(school: UUID, poll: UUID, bundle: UUID, by: UUID, reason: str) -> None:
    """Takes a bundle out of the reckoning, agreed or not, with all that was keyed of it. Twice is once.

    Raises NotFound, NoPaper, NotClosedYet, PollClosed.
    """
    async with db.transaction():
        await _closed_poll(school, poll)
        removed = await db.row(
            "DELETE FROM paper_batch WHERE school = $1 AND poll = $2 AND id = $3 RETURNING number, papers",
            school,
            poll,
            bundle,
        )
        if removed:
            number, papers = removed["number"], removed["papers"]
            await _record(school, poll, by, "remove_paper_bundle", bundle=number, papers=papers, reason=reason)


async def key_papers(
    school: UUID, poll: UUID, bundle: UUID, by: UUID, ballots: Sequence[str], *, finished: bool
) -> None:
    """Keeps what one of two people keyed of a bundle, in the order of its papers; the second finished one is compared.

    Where both agree, what stays is how many papers said each thing. Sent twice, it is kept once.
    Raises NotFound, NoPaper, NotClosedYet, PollClosed, BadBallot, HandCountDiffers, BundleKeyedByTwo.
    """
    async with db.transaction():
        found = await _bundle_to_key(school, poll, bundle)
        if found is None:
            return
        paper = await paper_of(found["poll_row"])
        good = [paper.checked(ballot) for ballot in ballots]
        if finished and len(good) != found["papers"]:
            raise HandCountDiffers(keyed=len(good), papers=found["papers"])
        keyings = await _keyings(bundle)
        if any(line["keyed_by"] == by and line["finished_at"] is not None for line in keyings):
            return  # What was finished is compared, or waits to be: it is not keyed again after a look at the other's.
        await _write_keying(school, bundle, by, good, keyings, finished=finished)
        if finished:
            await _agree_if_equal(school, poll, found, by)


async def _write_keying(
    school: UUID, bundle: UUID, by: UUID, ballots: list[str], keyings: list[db.Row], *, finished: bool
) -> None:
    if all(line["keyed_by"] != by for line in keyings) and len(keyings) == 2:
        raise BundleKeyedByTwo()
    place = 2 if any(line["keying"] == 1 for line in keyings) else 1
    await db.rows(
        "INSERT INTO paper_keying (id, school, batch, keying, keyed_by, ballots, finished_at)"
        " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, CASE WHEN $6 THEN clock_timestamp() END)"
        " ON CONFLICT (batch, keyed_by) DO UPDATE SET ballots = EXCLUDED.ballots, finished_at = EXCLUDED.finished_at",
        school,
        bundle,
        place,
        by,
        ballots,
        finished,
    )


async def _agree_if_equal(school: UUID, poll: UUID, found: db.Row, by: UUID) -> None:
    keyed = [line["ballots"] for line in await _keyings(found["id"]) if line["finished_at"] is not None]
    if len(keyed) == 2 and keyed[0] == keyed[1]:
        await _agree(school, poll, found, by, keyed[0])


async def settle_differences(
    school: UUID, poll: UUID, bundle: UUID, by: UUID, readings: Mapping[int, str], reason: str
) -> None:
    """Settles a bundle whose two keyings differ, by what each of those papers says on another look. Twice is once.

    `readings`: for the number of every paper that differs, what it says. By either of the two who keyed it.
    Raises NotFound, NoPaper, NotClosedYet, PollClosed, BadBallot, NothingDiffers, BundleKeyedByTwo.
    """
    async with db.transaction():
        found = await _bundle_to_key(school, poll, bundle)
        if found is None:
            return
        keyings = [line for line in await _keyings(bundle) if line["finished_at"] is not None]
        if len(keyings) != 2:
            raise NothingDiffers()
        if by not in {line["keyed_by"] for line in keyings}:
            raise BundleKeyedByTwo()
        numbers = {line.number for line in differences(keyings[0]["ballots"], keyings[1]["ballots"])}
        if numbers != set(readings):
            raise NothingDiffers("The papers that differ are others than those on your page. Look at it again.")
        paper = await paper_of(found["poll_row"])
        settled = [
            paper.checked(readings[number]) if number in readings else ballot
            for number, ballot in enumerate(keyings[0]["ballots"], start=1)
        ]
        await _agree(school, poll, found, by, settled, settled=sorted(numbers), reason=reason)


async def _agree(school: UUID, poll: UUID, found: db.Row, by: UUID, ballots: Sequence[str], **details: object) -> None:
    await db.rows(
        "UPDATE paper_batch SET ballots = $2, agreed_at = clock_timestamp() WHERE id = $1", found["id"], totals(ballots)
    )
    await db.rows("DELETE FROM paper_keying WHERE batch = $1", found["id"])
    number = found["number"]
    await _record(school, poll, by, "agree_paper_bundle", bundle=number, papers=len(ballots), **details)


async def _keyings(bundle: UUID) -> list[db.Row]:
    return await db.rows("SELECT * FROM paper_keying WHERE batch = $1 ORDER BY keying", bundle)


async def _closed_poll(school: UUID, poll: UUID) -> db.Row:
    """The row of a closed poll with papers, locked so that its papers are not reckoned up meanwhile."""
    found = await poll_for_share(school, poll)
    if not found["paper"]:
        raise NoPaper()
    if found["state"] in (PollState.CREATED, PollState.OPEN):
        raise NotClosedYet()
    if found["state"] != PollState.CLOSED:
        raise PollClosed("The papers of this vote are reckoned up already.")
    return found


async def _bundle_to_key(school: UUID, poll: UUID, bundle: UUID) -> db.Row | None:
    """A bundle's row, locked so that two keyers come one after the other, with its poll's; None when it is agreed."""
    poll_row = await _closed_poll(school, poll)
    found = await db.row(
        "SELECT * FROM paper_batch WHERE school = $1 AND poll = $2 AND id = $3 FOR UPDATE", school, poll, bundle
    )
    if found is None:
        raise NotFound()
    return None if found["agreed_at"] is not None else {**found, "poll_row": poll_row}


async def _record(school: UUID, poll: UUID, by: UUID, action: str, **details: object) -> None:
    await audit.record(school=school, actor=by, action=action, kind="poll", subject=poll, **details)
