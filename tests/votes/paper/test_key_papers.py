"""Bundles are keyed twice, compared, settled where they differ, and kept as totals."""

from __future__ import annotations

from datetime import timedelta
from random import Random
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import db
from tests.cast import a_council, a_person
from tests.votes.paper.stage import a_bundle, a_paper_poll, audited, give_papers
from tests.votes.stage import state_of
from votes.ballots import BallotPaper
from votes.count.result import Rule
from votes.errors import (
    BadBallot,
    BundleKeyedByTwo,
    BundleNumbered,
    HandCountDiffers,
    NotClosedYet,
    NothingDiffers,
)
from votes.paper.keying import add_bundle, correct_bundle, key_papers, remove_bundle, settle_differences
from votes.paper.queries import BundleStage, bundle_facts
from votes.paper.rules import Difference, differences, keyed_ballot, totals
from votes.services import close_poll

rolled_back = pytest.mark.usefixtures("rollback")


async def _closed_with(papers: int) -> tuple[UUID, UUID, UUID, tuple[UUID, UUID, UUID]]:
    """School, poll, a bundle of so many papers, and three who may key."""
    council = await a_council(5)
    voters = [member.id for member in council.members]
    poll = await a_paper_poll(council.school, voters, body=council.body)
    await give_papers(council.school, poll, council.clerk.id, voters)
    await close_poll(council.school, poll, None)
    bundle = await a_bundle(council.school, poll, council.clerk.id, papers)
    others = [(await a_person(council.school, name)).id for name in ("Olu Ray", "Kim Day")]
    return council.school, poll, bundle, (council.clerk.id, others[0], others[1])


async def _ballots(bundle: UUID) -> dict[str, int] | None:
    found = await db.row("SELECT ballots FROM paper_batch WHERE id = $1", bundle)
    assert found is not None
    return found["ballots"]  # type: ignore[no-any-return]


@rolled_back
async def test_two_keyings_that_agree_leave_totals_and_nothing_of_the_order() -> None:
    school, poll, bundle, (clerk, other, _) = await _closed_with(3)
    await key_papers(school, poll, bundle, clerk, ["for", "against", "for"], finished=True)
    assert await _ballots(bundle) is None
    assert (await bundle_facts(school, poll, bundle, clerk)).stage is BundleStage.KEYED
    seen = await bundle_facts(school, poll, bundle, other)
    assert (seen.stage, seen.mine, seen.differ) == (BundleStage.TO_KEY, (), ())
    for _ in range(2):
        await key_papers(school, poll, bundle, other, ["for", "against", "for"], finished=True)
    assert await _ballots(bundle) == {"against": 1, "for": 2}
    assert await db.value("SELECT count(*) FROM paper_keying") == 0
    assert await audited(poll, "agree_paper_bundle") == [{"bundle": 1, "papers": 3}]


@rolled_back
async def test_keyings_that_differ_are_shown_by_paper_without_saying_whose_and_settled_with_a_reason() -> None:
    school, poll, bundle, (clerk, other, third) = await _closed_with(3)
    await key_papers(school, poll, bundle, clerk, ["for", "for", "abstain"], finished=True)
    await key_papers(school, poll, bundle, other, ["for", "against", "for"], finished=True)
    shown = await bundle_facts(school, poll, bundle, other)
    assert shown.stage is BundleStage.DIFFERS
    assert shown.differ == (Difference(2, ("against", "for")), Difference(3, ("abstain", "for")))
    # A third person did not see the papers keyed; a guess at one paper alone is no settlement.
    with pytest.raises(BundleKeyedByTwo):
        await settle_differences(school, poll, bundle, third, {2: "for", 3: "for"}, "looked")
    with pytest.raises(NothingDiffers):
        await settle_differences(school, poll, bundle, clerk, {2: "for"}, "looked")
    with pytest.raises(BadBallot):
        await settle_differences(school, poll, bundle, clerk, {2: "for", 3: "maybe"}, "looked")
    for _ in range(2):
        await settle_differences(school, poll, bundle, clerk, {2: "against", 3: "spoilt"}, "looked again")
    assert await _ballots(bundle) == {"against": 1, "for": 1, "spoilt": 1}
    assert await audited(poll, "agree_paper_bundle") == [
        {"bundle": 1, "papers": 3, "settled": [2, 3], "reason": "looked again"}
    ]


@rolled_back
async def test_what_was_finished_cannot_be_keyed_again_after_a_look_at_the_difference() -> None:
    school, poll, bundle, (clerk, other, _) = await _closed_with(1)
    await key_papers(school, poll, bundle, clerk, ["for"], finished=True)
    await key_papers(school, poll, bundle, other, ["against"], finished=True)
    await key_papers(school, poll, bundle, clerk, ["against"], finished=True)
    assert (await bundle_facts(school, poll, bundle, clerk)).stage is BundleStage.DIFFERS


@rolled_back
async def test_a_third_keyer_a_wrong_number_of_papers_and_an_impossible_paper_are_refused() -> None:
    school, poll, bundle, (clerk, other, third) = await _closed_with(2)
    await key_papers(school, poll, bundle, clerk, ["for"], finished=False)
    await key_papers(school, poll, bundle, other, ["for"], finished=False)
    with pytest.raises(BundleKeyedByTwo):
        await key_papers(school, poll, bundle, third, ["for", "for"], finished=True)
    with pytest.raises(HandCountDiffers):
        await key_papers(school, poll, bundle, clerk, ["for"], finished=True)
    with pytest.raises(BadBallot):
        await key_papers(school, poll, bundle, clerk, ["for", "3 1"], finished=True)
    assert (await bundle_facts(school, poll, bundle, clerk)).mine == ("for",)


@rolled_back
async def test_a_corrected_hand_count_sends_those_who_keyed_another_number_back() -> None:
    school, poll, bundle, (clerk, other, _) = await _closed_with(2)
    await key_papers(school, poll, bundle, clerk, ["for", "for"], finished=True)
    await correct_bundle(school, poll, bundle, other, 3)
    assert (await bundle_facts(school, poll, bundle, clerk)).stage is BundleStage.DRAFTED
    for keyer in (clerk, other):
        await key_papers(school, poll, bundle, keyer, ["for", "for", "spoilt"], finished=True)
    assert await _ballots(bundle) == {"for": 2, "spoilt": 1}


@rolled_back
async def test_a_bundle_sent_twice_is_one_and_another_under_its_number_is_refused() -> None:
    school, poll, bundle, (clerk, other, _) = await _closed_with(2)
    await add_bundle(school, poll, other, 1, 2)
    with pytest.raises(BundleNumbered):
        await add_bundle(school, poll, other, 1, 7)
    await key_papers(school, poll, bundle, clerk, ["for", "for"], finished=False)
    for _ in range(2):
        await remove_bundle(school, poll, bundle, clerk, "counted twice")
    assert await db.value("SELECT count(*) FROM paper_batch WHERE poll = $1", poll) == 0
    assert await audited(poll, "remove_paper_bundle") == [{"bundle": 1, "papers": 2, "reason": "counted twice"}]


@rolled_back
async def test_nothing_is_bundled_before_the_close() -> None:
    council = await a_council(2)
    poll = await a_paper_poll(council.school, [council.chair.id])
    with pytest.raises(NotClosedYet):
        await add_bundle(council.school, poll, council.clerk.id, 1, 5)


@rolled_back
async def test_papers_can_be_bundled_as_soon_as_the_closing_time_is_over() -> None:
    council = await a_council(2)
    poll = await a_paper_poll(council.school, [council.chair.id], lasts=timedelta(milliseconds=200))
    await db.rows("SELECT pg_sleep(0.3)")
    await add_bundle(council.school, poll, council.clerk.id, 1, 5)
    assert await state_of(poll) == "closed"


def test_one_paper_is_read_as_people_key_it() -> None:
    motion, ranked = BallotPaper(), BallotPaper(Rule.IRV, 3, 1)
    assert [keyed_ballot(key, motion) for key in ("f", " A", "s", "b", "Abstain", "blank")] == [
        "for",
        "against",
        "abstain",
        "spoilt",
        "abstain",
        "spoilt",
    ]
    assert [keyed_ballot(key, ranked) for key in ("3 1 2", "3,1", " 2 ", "B", "spoilt")] == [
        "3 1 2",
        "3 1",
        "2",
        "spoilt",
        "spoilt",
    ]
    assert keyed_ballot("2 = 1, 3", BallotPaper(Rule.SCHULZE, 3, 1)) == "1=2 3"
    for typed, paper in (("x", motion), ("", motion), ("3 3", ranked), ("4", ranked), ("f", ranked), ("", ranked)):
        with pytest.raises(BadBallot):
            keyed_ballot(typed, paper)


BALLOTS = st.lists(st.sampled_from(["3 1 2", "2", "1 3", "spoilt"]), min_size=1, max_size=30)


@given(BALLOTS, st.data())
def test_whose_reading_is_whose_cannot_be_told_from_the_differences(one: list[str], data: st.DataObject) -> None:
    other = data.draw(st.lists(st.sampled_from([*one, "3"]), min_size=len(one), max_size=len(one)))
    assert differences(one, other) == differences(other, one)
    assert {line.number for line in differences(one, other)} == {
        number for number, (mine, theirs) in enumerate(zip(one, other, strict=True), start=1) if mine != theirs
    }


@given(BALLOTS, st.randoms())
def test_totals_hold_every_paper_and_nothing_of_their_order(ballots: list[str], chance: Random) -> None:
    mixed = list(ballots)
    chance.shuffle(mixed)
    assert list(totals(ballots).items()) == list(totals(mixed).items())
    assert sum(totals(ballots).values()) == len(ballots)
    assert [keyed_ballot(ballot, BallotPaper(Rule.IRV, 3, 1)) for ballot in ballots] == ballots
