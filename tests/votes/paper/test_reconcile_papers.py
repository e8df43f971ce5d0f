"""The reckoning: what must agree before the count goes on, what may differ, and what cannot be counted."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import pytest

from common import db
from tests.cast import Council, a_council, a_parent
from tests.votes.bundles import bundle_of, files_of, verified
from tests.votes.paper.stage import a_bundle, a_paper_election, a_paper_poll, audited, give_papers, key_twice
from tests.votes.stage import an_open_poll, cast_all, state_of, take_step
from votes.casting import cast_ballot
from votes.errors import (
    BundlesOpen,
    MoreBallotsThanVoters,
    MorePapersThanIssued,
    NoPaper,
    NotClosedYet,
    PollClosed,
)
from votes.paper.keying import add_bundle, remove_bundle
from votes.paper.queries import account_of, waiting_for_papers
from votes.paper.rules import PaperAccount, may_count
from votes.paper.services import reconcile_papers
from votes.queries import poll_facts
from votes.rules import Choice, PollState
from votes.services import close_poll
from votes.steps import advance_waiting_polls

pytestmark = pytest.mark.usefixtures("rollback")


async def _vote(council: Council, papers: int) -> UUID:
    """A closed poll of six: the first so many hold papers, two others voted online."""
    voters = [council.chair.id, *(member.id for member in council.members)]
    poll = await a_paper_poll(council.school, voters, body=council.body)
    await give_papers(council.school, poll, council.clerk.id, voters[:papers])
    await cast_all(council.school, poll, {voters[-1]: Choice.FOR, voters[-2]: Choice.AGAINST})
    await close_poll(council.school, poll, None)
    return poll


async def _declared(council: Council, poll: UUID) -> None:
    for _ in range(3):
        await take_step(council.school, poll)
    assert await state_of(poll) == PollState.DECLARED


async def test_papers_and_envelopes_are_counted_together_once_all_agrees() -> None:
    council = await a_council(5)
    poll = await _vote(council, 3)
    keyers = (council.clerk, council.head)
    await take_step(council.school, poll)
    await advance_waiting_polls()
    assert await state_of(poll) == PollState.CLOSED
    assert [line.id for line in await waiting_for_papers(council.school)] == [poll]
    first = await a_bundle(council.school, poll, council.clerk.id, 2)
    second = await a_bundle(council.school, poll, council.clerk.id, 1, number=2)
    await key_twice(council.school, poll, first, keyers, ["for", "spoilt"])
    with pytest.raises(BundlesOpen):
        await reconcile_papers(council.school, poll, council.clerk.id)
    await key_twice(council.school, poll, second, keyers, ["for"])
    for _ in range(2):
        await reconcile_papers(council.school, poll, council.clerk.id)
    assert await audited(poll, "reconcile_papers") == [{"issued": 3, "returned": 3, "envelopes": 2, "explanation": ""}]
    assert await waiting_for_papers(council.school) == []
    with pytest.raises(PollClosed):
        await add_bundle(council.school, poll, council.clerk.id, 3, 1)
    await _declared(council, poll)
    facts = await poll_facts(council.school, poll)
    assert facts.result is not None
    assert (facts.result.for_, facts.result.against, facts.result.spoilt) == (3, 1, 1)
    assert (facts.cast, facts.result.cast) == (5, 5)
    assert facts.head is not None
    assert facts.head.size == 2


async def test_the_verifier_accepts_the_bundle_of_a_vote_with_papers(tmp_path: Path) -> None:
    council = await a_council(5)
    poll = await _vote(council, 3)
    bundle = await a_bundle(council.school, poll, council.clerk.id, 2)
    await key_twice(council.school, poll, bundle, (council.clerk, council.head), ["for", "spoilt"])
    await reconcile_papers(council.school, poll, council.clerk.id)
    await _declared(council, poll)
    held = await bundle_of(council.school, poll)
    verified(tmp_path, held)
    # What one bundle of papers said is nobody's business: only their number goes out.
    assert json.loads(files_of(held)["poll.json"])["paper"] == {
        "papers": 2,
        "bundles": [{"number": 1, "papers": 2}],
    }


async def test_an_election_counts_ranks_from_paper_and_from_envelopes() -> None:
    council = await a_council(5)
    voters = [member.id for member in council.members]
    poll = await a_paper_election(council.school, voters, council.body)
    await give_papers(council.school, poll, council.clerk.id, voters[:3])
    await cast_ballot(council.school, poll, voters[3], "1 2")
    await close_poll(council.school, poll, None)
    bundle = await a_bundle(council.school, poll, council.clerk.id, 3)
    await key_twice(council.school, poll, bundle, (council.clerk, council.head), ["3 1", "3", "spoilt"])
    await reconcile_papers(council.school, poll, council.clerk.id)
    await _declared(council, poll)
    facts = await poll_facts(council.school, poll)
    assert facts.election is not None
    assert facts.election.elected == ("Cem Kaya",)


async def test_a_poll_for_which_no_paper_was_given_out_goes_on_at_once() -> None:
    council = await a_council(5)
    poll = await _vote(council, 0)
    await reconcile_papers(council.school, poll, council.clerk.id)
    assert await state_of(poll) == PollState.RECONCILED


async def test_papers_that_were_not_handed_in_are_in_order() -> None:
    council = await a_council(5)
    poll = await _vote(council, 4)
    bundle = await a_bundle(council.school, poll, council.clerk.id, 1)
    await key_twice(council.school, poll, bundle, (council.clerk, council.head), ["for"])
    assert (await account_of(council.school, poll)).missing == 3
    await reconcile_papers(council.school, poll, council.clerk.id)
    assert await state_of(poll) == PollState.RECONCILED


async def test_more_papers_than_were_given_out_need_an_explanation_that_everybody_sees() -> None:
    council = await a_council(5)
    poll = await _vote(council, 1)
    bundle = await a_bundle(council.school, poll, council.clerk.id, 3)
    await key_twice(council.school, poll, bundle, (council.clerk, council.head), ["for", "for", "for"])
    with pytest.raises(MorePapersThanIssued):
        await reconcile_papers(council.school, poll, council.clerk.id)
    assert await state_of(poll) == PollState.CLOSED
    await reconcile_papers(council.school, poll, council.clerk.id, "Two were given out from the printed roll.")
    change = await db.row("SELECT kind, by, reason, details FROM poll_change WHERE poll = $1", poll)
    assert change == {
        "kind": "papers_explained",
        "by": council.clerk.id,
        "reason": "Two were given out from the printed roll.",
        "details": {"papers": 2},
    }


async def test_more_ballots_than_voters_are_never_counted_whatever_is_written() -> None:
    council = await a_council(5)
    poll = await _vote(council, 1)
    bundle = await a_bundle(council.school, poll, council.clerk.id, 5)
    await key_twice(council.school, poll, bundle, (council.clerk, council.head), ["for"] * 5)
    with pytest.raises(MoreBallotsThanVoters):
        await reconcile_papers(council.school, poll, council.clerk.id, "no idea")
    await remove_bundle(council.school, poll, bundle, council.clerk.id, "entered twice")
    await reconcile_papers(council.school, poll, council.clerk.id)


async def test_an_open_poll_and_one_without_paper_have_nothing_to_reckon_up() -> None:
    council = await a_council(5)
    voters = [member.id for member in council.members]
    poll, online = await a_paper_poll(council.school, voters), await an_open_poll(council.school, voters)
    with pytest.raises(NotClosedYet):
        await reconcile_papers(council.school, poll, council.clerk.id)
    with pytest.raises(NoPaper):
        await reconcile_papers(council.school, online, council.clerk.id)


async def test_a_roll_that_changed_behind_our_back_voids_a_paper_poll_too() -> None:
    council = await a_council(5)
    poll = await _vote(council, 0)
    stranger = await a_parent(council.school, "Other Parent")
    await db.rows("UPDATE poll SET roll_hash = 'changed' WHERE id = $1", poll)
    await reconcile_papers(council.school, poll, stranger.id)
    assert await state_of(poll) == PollState.VOID


def test_whatever_the_numbers_the_count_goes_on_only_with_one_ballot_a_voter() -> None:
    for issued in range(4):
        for returned in range(5):
            for envelopes in range(4):
                account = PaperAccount(3, issued, returned, envelopes, 1, 0)
                for explained in (False, True):
                    if may_count(account, explained) is None:
                        assert returned + envelopes <= 3
                        assert explained or returned <= issued
    assert isinstance(may_count(PaperAccount(3, 1, 1, 0, 2, 1), True), BundlesOpen)
