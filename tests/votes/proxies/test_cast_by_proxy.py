"""A holder casts a ballot apart from their own; the giver's own ballot, or paper, always comes first."""

from __future__ import annotations

from uuid import UUID

import pytest

from common import db
from common.errors import NotFound
from tests.cast import a_parent, a_person, a_school
from tests.votes.paper.stage import a_paper_poll, audited, cast_in, line_of
from tests.votes.stage import take_step
from votes.casting import cast_ballot
from votes.errors import ProxyTakenBack
from votes.paper.rules import AtDesk
from votes.paper.services import give_out_paper, look_up_line, reconcile_papers
from votes.proxies.queries import vote_given, vote_held, votes_held
from votes.proxies.rules import HeldState
from votes.proxies.services import record_proxy, take_back_proxy
from votes.queries import poll_facts
from votes.receipts import ReceiptState, receipt_state
from votes.rules import Choice
from votes.services import close_poll
from votes.standing import Standing, own_vote

pytestmark = pytest.mark.usefixtures("rollback")


async def _lent() -> tuple[UUID, UUID, UUID, UUID, UUID]:
    """School, poll, clerk, giver and holder."""
    school = await a_school()
    clerk, ann, ben = await a_person(school), await a_parent(school, "Ann Lee"), await a_parent(school, "Ben Low")
    poll = await a_paper_poll(school, [ann.id, ben.id], most_proxies=1)
    await record_proxy(school, poll, ann.id, ben.id, "letter", clerk.id)
    return school, poll, clerk.id, ann.id, ben.id


async def test_the_holder_casts_two_ballots_each_with_its_own_receipt_and_both_count() -> None:
    school, poll, clerk, ann, ben = await _lent()
    own = await cast_ballot(school, poll, ben, Choice.AGAINST)
    lent = await cast_ballot(school, poll, ben, Choice.FOR, instead_of=ann)
    assert own.receipt != lent.receipt
    assert (await votes_held(school, poll, ben))[0].envelope == lent.receipt.envelope
    assert (await own_vote(school, poll, ben)).envelope == own.receipt.envelope
    changed = await cast_ballot(school, poll, ben, Choice.FOR, instead_of=ann)
    assert changed.replaced
    assert await cast_in(school, poll) == 2
    await close_poll(school, poll, None)
    await reconcile_papers(school, poll, clerk)
    for _ in range(3):
        await take_step(school, poll)
    result = (await poll_facts(school, poll)).result
    assert result is not None
    assert (result.for_, result.against) == (1, 1)


async def test_the_giver_sees_that_the_holder_has_voted_and_may_still_vote() -> None:
    school, poll, _, ann, ben = await _lent()
    given = await vote_given(school, poll, ann)
    assert given is not None
    assert (given.name, given.state) == ("Ben Low", HeldState.WAITING)
    lent = await cast_ballot(school, poll, ben, Choice.FOR, instead_of=ann)
    given = await vote_given(school, poll, ann)
    assert given is not None
    assert given.state is HeldState.CAST
    assert (await own_vote(school, poll, ann)).standing is Standing.NEEDED
    assert (await own_vote(school, poll, ann)).envelope is None
    assert (await cast_ballot(school, poll, ann, Choice.AGAINST)).replaced
    assert await receipt_state(school, poll, lent.receipt.envelope) is ReceiptState.REPLACED
    assert (await vote_held(school, poll, ben, ann)).state is HeldState.TAKEN_BACK
    assert (await vote_held(school, poll, ben, ann)).envelope is None
    with pytest.raises(ProxyTakenBack):
        await cast_ballot(school, poll, ben, Choice.FOR, instead_of=ann)
    assert (await own_vote(school, poll, ann)).standing is Standing.VOTED


async def test_a_giver_who_votes_first_or_had_voted_before_keeps_their_vote() -> None:
    school, poll, clerk, ann, ben = await _lent()
    await cast_ballot(school, poll, ann, Choice.FOR)
    with pytest.raises(ProxyTakenBack):
        await cast_ballot(school, poll, ben, Choice.AGAINST, instead_of=ann)
    await record_proxy(school, poll, ann, ben, "a second letter", clerk)
    with pytest.raises(ProxyTakenBack):
        await cast_ballot(school, poll, ben, Choice.AGAINST, instead_of=ann)
    assert (await cast_ballot(school, poll, ann, Choice.FOR)).replaced


async def test_nobody_casts_for_somebody_whose_proxy_they_never_held() -> None:
    school, poll, _, ann, ben = await _lent()
    other = await a_parent(school, "Other")
    for caster, giver in ((ann, ben), (other.id, ann), (ben, other.id)):
        with pytest.raises(NotFound):
            await cast_ballot(school, poll, caster, Choice.FOR, instead_of=giver)


async def test_a_giver_who_comes_to_the_desk_gets_a_paper_and_the_holders_ballot_goes() -> None:
    school, poll, clerk, ann, ben = await _lent()
    lent = await cast_ballot(school, poll, ben, Choice.FOR, instead_of=ann)
    line = await line_of(poll, ann)
    assert await look_up_line(school, poll, line, clerk) is AtDesk.REPLACES_PROXY
    await give_out_paper(school, poll, line, clerk)
    assert await receipt_state(school, poll, lent.receipt.envelope) is ReceiptState.REPLACED
    with pytest.raises(ProxyTakenBack):
        await cast_ballot(school, poll, ben, Choice.FOR, instead_of=ann)


async def test_taking_back_keeps_the_day_alone_so_that_no_ballot_has_a_time() -> None:
    school, poll, clerk, ann, ben = await _lent()
    await cast_ballot(school, poll, ann, Choice.FOR)
    await record_proxy(school, poll, ann, ben, "again", clerk)
    await take_back_proxy(school, poll, ann, ann)
    times = await db.rows("SELECT DISTINCT revoked_at = date_trunc('day', revoked_at) AS day FROM proxy")
    assert times == [{"day": True}]
    assert await audited(poll, "cast_ballot") == []
