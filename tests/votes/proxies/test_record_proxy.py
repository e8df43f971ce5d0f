"""A proxy is recorded between two on the roll, capped, never passed on, and never for governors or households."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from common import clock
from common.errors import Refused
from people.rules import BodyKind
from tests.cast import a_body, a_household, a_parent, a_person, a_school
from tests.votes.paper.stage import a_paper_poll, audited, line_of
from tests.votes.stage import a_poll
from votes.casting import cast_ballot
from votes.count.result import Rule
from votes.creating import NewCandidate, NewElection, Roll, Terms, create_election, create_poll
from votes.errors import (
    NoProxies,
    NotOnRoll,
    PollClosed,
    ProxiesFull,
    ProxyChain,
    ProxyGiven,
    ProxyVoted,
    VotesOnPaper,
)
from votes.paper.services import give_out_paper
from votes.proxies.queries import proxies_of
from votes.proxies.services import record_proxy, take_back_proxy
from votes.rules import Choice, DecisionRule
from votes.services import close_poll, open_poll

pytestmark = pytest.mark.usefixtures("rollback")
WRITING = "letter of 3 November"


async def _parents(school: UUID, number: int) -> list[UUID]:
    return [(await a_parent(school, f"Parent {n}")).id for n in range(number)]


async def test_a_proxy_is_recorded_before_the_opening_and_while_open_once() -> None:
    school = await a_school()
    clerk, (ann, ben, cat) = await a_person(school), await _parents(school, 3)
    poll = await create_poll(
        school=school,
        title="Fund a breakfast club",
        text="",
        decision=DecisionRule(),
        closes_at=clock.now() + timedelta(days=1),
        created_by=None,
        persons=[ann, ben, cat],
        most_proxies=2,
    )
    for _ in range(2):
        await record_proxy(school, poll, ann, ben, WRITING, clerk.id)
    await open_poll(school, poll, None)
    await record_proxy(school, poll, cat, ben, WRITING, clerk.id)
    assert [(line.giver, line.holder_name) for line in await proxies_of(school, poll)] == [
        (ann, "Parent 1"),
        (cat, "Parent 1"),
    ]
    assert len(await audited(poll, "record_proxy")) == 2


async def test_nobody_gives_to_themselves_to_a_stranger_twice_on_or_beyond_the_cap() -> None:
    school = await a_school()
    clerk, (ann, ben, cat, dan, eve) = await a_person(school), await _parents(school, 5)
    stranger = (await a_parent(school, "Stranger")).id
    poll = await a_paper_poll(school, [ann, ben, cat, dan, eve], most_proxies=1)
    await record_proxy(school, poll, ann, ben, WRITING, clerk.id)
    refused: list[tuple[UUID, UUID, type[Refused]]] = [
        (cat, cat, NotOnRoll),
        (cat, stranger, NotOnRoll),
        (stranger, cat, NotOnRoll),
        (ann, cat, ProxyGiven),
        (ben, cat, ProxyChain),
        (cat, ann, ProxyChain),
        (cat, ben, ProxiesFull),
    ]
    for giver, holder, fact in refused:
        with pytest.raises(fact):
            await record_proxy(school, poll, giver, holder, WRITING, clerk.id)
    await take_back_proxy(school, poll, ann, ann)
    await record_proxy(school, poll, cat, ben, WRITING, clerk.id)


async def test_households_governors_elections_and_polls_without_proxies_take_none() -> None:
    school = await a_school()
    clerk, (ann, ben) = await a_person(school), await _parents(school, 2)
    plain = await a_poll(school, [ann, ben])
    household = await a_paper_poll(school, households=[await a_household(school)], most_proxies=2)
    board = await a_body(school, BodyKind.GOVERNING_BOARD, "Governing board")
    election = NewElection("Parent governor", "", Rule.IRV, 1, [NewCandidate("Ada"), NewCandidate("Ben")])
    terms = Terms(clock.now() + timedelta(days=1), board, most_proxies=2)
    governors = await create_election(school, election, Roll([ann, ben]), terms, None)
    for poll in (plain, household, governors):
        with pytest.raises(NoProxies):
            await record_proxy(school, poll, ann, ben, WRITING, clerk.id)


async def test_a_proxy_goes_with_neither_a_paper_nor_a_closed_poll() -> None:
    school = await a_school()
    clerk, (ann, ben) = await a_person(school), await _parents(school, 2)
    poll = await a_paper_poll(school, [ann, ben], most_proxies=1)
    await give_out_paper(school, poll, await line_of(poll, ann), clerk.id)
    with pytest.raises(VotesOnPaper):
        await record_proxy(school, poll, ann, ben, WRITING, clerk.id)
    await close_poll(school, poll, None)
    for act in (record_proxy(school, poll, ben, ann, WRITING, clerk.id), take_back_proxy(school, poll, ann, ann)):
        with pytest.raises(PollClosed):
            await act


async def test_recording_tells_nobody_whether_the_giver_has_voted() -> None:
    school = await a_school()
    clerk, (ann, ben) = await a_person(school), await _parents(school, 2)
    poll = await a_paper_poll(school, [ann, ben], most_proxies=1)
    await cast_ballot(school, poll, ann, Choice.FOR)
    await record_proxy(school, poll, ann, ben, WRITING, clerk.id)
    assert len(await proxies_of(school, poll)) == 1


async def test_once_the_holder_has_voted_only_the_givers_own_ballot_takes_the_proxy_back() -> None:
    school = await a_school()
    clerk, (ann, ben) = await a_person(school), await _parents(school, 2)
    poll = await a_paper_poll(school, [ann, ben], most_proxies=1)
    await record_proxy(school, poll, ann, ben, WRITING, clerk.id)
    await cast_ballot(school, poll, ben, Choice.FOR, instead_of=ann)
    with pytest.raises(ProxyVoted):
        await take_back_proxy(school, poll, ann, ann)
    assert (await cast_ballot(school, poll, ann, Choice.AGAINST)).replaced
    assert await proxies_of(school, poll) == []
