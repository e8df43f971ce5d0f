"""A declared result counted again from its totals: to show every stage, and to check that nothing has changed."""

from __future__ import annotations

import asyncio
from uuid import UUID

from common import db
from votes.count.majority import count_motion, with_casting_vote
from votes.count.presentation import Presentation, present
from votes.declaring.rules import Recount
from votes.queries import PollFacts, tally_of
from votes.results import count_election, fingerprint_of, lot_of, stored_count

_KEPT: dict[tuple[UUID, str | None], Presentation] = {}
_MOST_KEPT = 32


async def shown_count(school: UUID, poll: PollFacts) -> Presentation:
    """Everything a page shows of a declared election's count. The last few are kept: they never change."""
    assert poll.election is not None
    key = (poll.id, poll.election.fingerprint)
    if key not in _KEPT:
        tally = await tally_of(school, poll.id)
        shown = await asyncio.to_thread(_present, poll, tally)
        while len(_KEPT) >= _MOST_KEPT:
            _KEPT.pop(next(iter(_KEPT)))
        _KEPT[key] = shown
    return _KEPT[key]


def _present(poll: PollFacts, tally: dict[str, int]) -> Presentation:
    assert poll.election is not None
    return present(count_election(tally, poll.election.slate, lot_of(poll.election.lot, _root(poll))))


def _root(poll: PollFacts) -> str:
    return poll.head.root if poll.head else ""


async def recount(school: UUID, poll: PollFacts) -> Recount:
    """The result of a declared poll worked out again, beside what was declared: each as a fingerprint of its JSON."""
    tally = await tally_of(school, poll.id)
    stored = await db.value("SELECT result FROM poll WHERE school = $1 AND id = $2", school, poll.id)
    again = await asyncio.to_thread(_again, poll, tally)
    declared = stored.get("election", stored)
    differs = sorted(name for name in {*declared, *again} if declared.get(name) != again.get(name))
    return Recount(fingerprint_of(declared), fingerprint_of(again), sum(tally.values()), differs)


def _again(poll: PollFacts, tally: dict[str, int]) -> dict[str, object]:
    if poll.election is not None:
        found = count_election(tally, poll.election.slate, lot_of(poll.election.lot, _root(poll)))
        return dict(stored_count(found)["election"])
    result = count_motion(tally, poll.decision, entitled=poll.roll_size, present=poll.present, quorum=poll.quorum)
    if poll.result is not None and poll.result.casting_vote is not None:
        result = with_casting_vote(result, poll.decision, poll.result.casting_vote)
    return result.as_json()
