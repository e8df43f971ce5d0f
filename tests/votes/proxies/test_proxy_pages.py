"""A proxy as clerk, holder and giver meet it."""

from __future__ import annotations

from uuid import UUID

import pytest
from httpx import AsyncClient

from tests.cast import Council, a_council, a_parent, send, sign_in
from tests.votes.paper.stage import a_paper_election, a_paper_poll
from tests.votes.stage import an_open_poll
from votes.casting import cast_ballot
from votes.proxies.services import record_proxy
from votes.queries import poll_facts
from votes.rules import Choice


async def _lent(client: AsyncClient) -> tuple[Council, UUID]:
    """Member 1 has given their vote to Member 2; the clerk is signed in."""
    council = await a_council(3)
    poll = await a_paper_poll(
        council.school, [member.id for member in council.members], body=council.body, most_proxies=1
    )
    giver, holder = council.members[0].id, council.members[1].id
    await record_proxy(council.school, poll, giver, holder, "the clerk's folder", council.clerk.id)
    await sign_in(client, council.clerk)
    return council, poll


async def test_the_clerk_records_a_proxy_and_that_one_is_taken_back(client: AsyncClient) -> None:
    council, poll = await _lent(client)
    first, second, third = (str(member.id) for member in council.members)
    assert f'href="/polls/{poll}/proxies"' in (await client.get(f"/polls/{poll}")).text
    empty = await send(client, f"/polls/{poll}/proxies")
    assert empty.status_code == 422
    for words in ("Choose who gives their vote.", "Choose who votes for them.", "Say where the signed paper"):
        assert words in empty.text
    full = await send(client, f"/polls/{poll}/proxies", giver=third, holder=second, writing="folder")
    assert full.status_code == 422
    assert "Nobody may vote for more than 1 others" in full.text
    for _ in range(2):
        back = await send(client, f"/polls/{poll}/proxies/{first}/return")
        assert back.status_code == 303
    for _ in range(2):
        recorded = await send(client, f"/polls/{poll}/proxies", giver=third, holder=second, writing="folder")
        assert recorded.headers["location"].endswith("done=proxy-recorded")
    listed = (await client.get(f"/polls/{poll}/proxies")).text
    assert "Member 2 votes for them" in listed
    assert "folder" in listed


async def test_the_holder_casts_a_ballot_apart_and_the_giver_sees_it_and_takes_its_place(client: AsyncClient) -> None:
    council, poll = await _lent(client)
    giver, holder, _ = council.members
    await sign_in(client, holder)
    assert "You also vote for Member 1." in (await client.get(f"/polls/{poll}")).text
    here = f"/polls/{poll}/proxies/{giver.id}"
    assert "This ballot is theirs." in (await client.get(here)).text
    nothing = await send(client, f"{here}/ballots")
    assert nothing.status_code == 422
    cast = await send(client, f"{here}/ballots", choice="for")
    assert cast.headers["location"] == f"{here}?done=vote-cast"
    assert "Receipt for the vote of Member 1" in (await client.get(here)).text
    assert "Cast my vote" in (await client.get(f"/polls/{poll}")).text
    await sign_in(client, giver)
    page = (await client.get(f"/polls/{poll}")).text
    assert "they have voted for you" in page
    assert "Cast by proxy" in (await client.get("/polls")).text
    assert "Cast my vote" in page
    assert "Take my proxy back" not in page
    assert (await send(client, f"/polls/{poll}/own-proxy/return")).status_code == 409
    replaced = await send(client, f"/polls/{poll}/ballots", choice="against")
    assert replaced.headers["location"].endswith("done=vote-replaced")
    assert (await poll_facts(council.school, poll)).cast == 1
    await sign_in(client, holder)
    assert "has taken their proxy back or has voted themselves" in (await client.get(here)).text
    assert (await send(client, f"{here}/ballots", choice="for")).status_code == 409


async def test_the_giver_takes_an_unused_proxy_back(client: AsyncClient) -> None:
    council, poll = await _lent(client)
    await sign_in(client, council.members[0])
    assert "Take my proxy back" in (await client.get(f"/polls/{poll}")).text
    for _ in range(2):
        back = await send(client, f"/polls/{poll}/own-proxy/return")
        assert back.headers["location"] == f"/polls/{poll}?done=own-proxy-taken-back"
    assert "You gave your vote" not in (await client.get(f"/polls/{poll}")).text


async def test_the_clerk_is_not_told_whether_a_proxy_was_used(client: AsyncClient) -> None:
    council, poll = await _lent(client)
    before = (await client.get(f"/polls/{poll}/proxies")).text
    await cast_ballot(council.school, poll, council.members[1].id, Choice.FOR, instead_of=council.members[0].id)
    after = (await client.get(f"/polls/{poll}/proxies")).text
    assert before[before.index('id="main"') :] == after[after.index('id="main"') :]


@pytest.mark.parametrize("who", [0, 2])
async def test_nobody_else_finds_the_ballot_of_a_proxy(client: AsyncClient, who: int) -> None:
    council, poll = await _lent(client)
    await sign_in(client, council.members[who])
    here = f"/polls/{poll}/proxies/{council.members[0].id}"
    assert (await client.get(here)).status_code == 404
    assert (await send(client, f"{here}/ballots", choice="for")).status_code == 404


async def test_only_the_clerk_records_and_only_where_there_are_proxies(client: AsyncClient) -> None:
    council, poll = await _lent(client)
    online = await an_open_poll(council.school, [council.chair.id], body=council.body)
    assert (await client.get(f"/polls/{online}/proxies")).status_code == 409
    await sign_in(client, council.chair)
    assert (await client.get(f"/polls/{poll}/proxies")).status_code == 403
    await sign_in(client, await a_parent(council.school, "Other Parent"))
    assert (await client.get(f"/polls/{poll}/proxies")).status_code == 403


async def test_a_holder_ranks_candidates_for_another(client: AsyncClient) -> None:
    council = await a_council(3)
    giver, holder, _ = council.members
    poll = await a_paper_election(council.school, [giver.id, holder.id], council.body, most_proxies=1)
    await record_proxy(council.school, poll, giver.id, holder.id, "folder", council.clerk.id)
    await sign_in(client, holder)
    here = f"/polls/{poll}/proxies/{giver.id}"
    assert (await client.get(here)).text.count("<select") == 3
    wrong = await send(client, f"{here}/ballots/preview", rank_1="1", rank_2="1")
    assert wrong.status_code == 422
    seen = await send(client, f"{here}/ballots/preview", rank_1="2", rank_2="1")
    assert "The ballot for Member 1, before you cast it" in seen.text
    assert 'name="ballot" value="2 1"' in seen.text
    assert (await poll_facts(council.school, poll)).cast == 0
    again = await send(client, f"{here}/ballots/preview", rank_1="2", rank_2="1", again="yes")
    assert again.text.count(" selected>") == 2
    cast = await send(client, f"{here}/ballots", ballot="2 1")
    assert cast.headers["location"] == f"{here}?done=vote-cast"
    await cast_ballot(council.school, poll, giver.id, "1")
    back = await send(client, f"{here}/ballots/preview", rank_1="1")
    assert back.headers["location"] == here
