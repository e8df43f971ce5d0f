"""The look at an election's ballot before it is cast: who is shown one, and what becomes of it."""

from __future__ import annotations

from httpx import AsyncClient

from common import db
from tests.cast import a_council, a_household, a_parent, a_school, send, sign_in
from tests.votes.elections_stage import an_open_election
from tests.votes.paper.stage import a_paper_election
from votes.casting import cast_ballot
from votes.paper.services import give_out_paper
from votes.queries import poll_facts
from votes.rules import Custody
from votes.services import close_poll


async def test_what_was_marked_is_shown_goes_back_on_the_paper_and_is_cast_as_shown(client: AsyncClient) -> None:
    school = await a_school()
    voter = await a_parent(school)
    poll = await an_open_election(school, [voter.id])
    await sign_in(client, voter)
    preview = f"/polls/{poll}/ballots/preview"

    seen = await send(client, preview, rank_3="1", rank_1="2")
    assert 'name="ballot" value="3 1"' in seen.text
    assert "Without a mark: Bola Cole." in seen.text
    again = await send(client, preview, rank_3="1", rank_1="2", again="yes")
    assert again.text.count(" selected>") == 2
    assert (await poll_facts(school, poll)).cast == 0
    assert (await send(client, f"/polls/{poll}/ballots", ballot="3 1")).status_code == 303
    assert (await poll_facts(school, poll)).cast == 1


async def test_nobody_looks_over_a_ballot_that_could_not_be_cast(client: AsyncClient) -> None:
    school = await a_school()
    household = await a_household(school)
    first, second = [await a_parent(school, name, household=household) for name in ("First", "Second")]
    shared = await an_open_election(school, households=[household])
    await cast_ballot(school, shared, first.id, "1")
    early = await an_open_election(school, [second.id], custody=Custody.SECRET)
    late = await an_open_election(school, [second.id])
    await close_poll(school, late, None)
    await sign_in(client, second)

    for poll, why in ((shared, "household"), (early, "not open yet"), (late, "takes no more ballots")):
        answer = await send(client, f"/polls/{poll}/ballots/preview", rank_1="1")
        assert answer.status_code == 409, why
        assert why in answer.text
        assert f'href="/polls/{poll}">See how things stand now' in answer.text


async def test_whoever_was_given_a_paper_is_sent_to_it_before_the_preview(client: AsyncClient) -> None:
    council = await a_council(2)
    voter = council.members[0]
    poll = await a_paper_election(council.school, [voter.id], council.body)
    line = await db.value("SELECT id FROM entitlement WHERE poll = $1", poll)
    await give_out_paper(council.school, poll, line, council.clerk.id)
    await sign_in(client, voter)

    answer = await send(client, f"/polls/{poll}/ballots/preview", rank_1="1")

    assert answer.status_code == 409
    assert "A paper ballot was given out for you" in answer.text
