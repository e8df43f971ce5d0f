"""Scrutineers: named before the close, told of the box, and given every ballot when they sign in with that address."""

from __future__ import annotations

import pytest
from httpx import AsyncClient

from common import db
from tests.cast import Council, a_council, a_parent, send, sign_in
from tests.votes.bundles import bundle_of
from tests.votes.elections_stage import NAMES, an_open_election
from tests.votes.stage import an_open_poll, declare
from votes.casting import cast_ballot
from votes.letters import WITNESSES_SQL
from votes.scrutiny import services
from votes.scrutiny.errors import ScrutineersTooLate, TooManyScrutineers
from votes.scrutiny.forms import NewScrutineer
from votes.scrutiny.queries import scrutineers_of, watches
from votes.scrutiny.rules import MOST_SCRUTINEERS
from votes.services import close_poll

SAM = NewScrutineer("Sam Watcher", "sam@example.org")


async def _witnesses(council: Council, poll: object) -> set[str]:
    return {line["email"] for line in await db.rows(WITNESSES_SQL, council.school, poll)}


async def test_the_clerk_names_a_scrutineer_who_is_shown_told_and_given_all_ballots(client: AsyncClient) -> None:
    council = await a_council(4)
    voters = [member.id for member in council.members]
    poll = await an_open_election(council.school, voters, body=council.body)
    await sign_in(client, council.clerk)
    assert f"/polls/{poll}/scrutineers" in (await client.get(f"/polls/{poll}")).text
    wrong = await send(client, f"/polls/{poll}/scrutineers", name="Sam Watcher", email="sam")
    assert wrong.status_code == 422
    assert 'href="#email"' in wrong.text
    assert 'value="Sam Watcher"' in wrong.text
    for _ in range(2):
        named = await send(client, f"/polls/{poll}/scrutineers", name="Sam Watcher", email=" Sam@Example.org ")
        assert named.headers["location"] == f"/polls/{poll}/scrutineers?done=scrutineer-named"
    assert "Sam Watcher" in (await client.get(f"/polls/{poll}/scrutineers")).text
    assert "sam@example.org" in await _witnesses(council, poll)
    for number, voter in enumerate(voters):
        await cast_ballot(council.school, poll, voter, "1 2" if number else "3")
    sam = await a_parent(council.school, "Sam Watcher", email="sam@example.org")
    await sign_in(client, sam)
    assert (await client.get(f"/polls/{poll}/full-bundle.zip")).status_code == 404
    await declare(council.school, poll)
    page = (await client.get(f"/polls/{poll}")).text
    assert f"/polls/{poll}/full-bundle.zip" in page
    assert "Scrutineers: Sam Watcher." in page
    got = await client.get(f"/polls/{poll}/full-bundle.zip")
    assert got.content == await bundle_of(council.school, poll)
    await sign_in(client, council.members[0])
    page = (await client.get(f"/polls/{poll}")).text
    assert f"/polls/{poll}/full-bundle.zip" not in page
    assert "but not the single ballots" in page
    assert (await client.get(f"/polls/{poll}/full-bundle.zip")).status_code == 404
    assert (await client.get(f"/polls/{poll}/bundle.zip")).content != got.content


async def test_candidates_are_sent_the_fingerprint_unless_they_withdrew(client: AsyncClient) -> None:
    council = await a_council(4)
    poll = await an_open_election(council.school, [council.chair.id], body=council.body)
    standing = [await a_parent(council.school, name) for name in NAMES]
    for number, candidate in enumerate(standing, start=1):
        await db.rows("UPDATE candidate SET person = $3 WHERE poll = $1 AND number = $2", poll, number, candidate.id)
    await db.rows("UPDATE candidate SET withdrawn_at = now() WHERE poll = $1 AND number = 3", poll)
    told = await _witnesses(council, poll)
    addresses = [await db.value("SELECT email FROM person WHERE id = $1", candidate.id) for candidate in standing]
    assert set(addresses[:2]) <= told
    assert addresses[2] not in told
    assert not await watches(council.school, poll, standing[0].id)


async def test_only_who_runs_the_vote_names_anybody_and_only_before_the_close(client: AsyncClient) -> None:
    council = await a_council(4)
    poll = await an_open_poll(council.school, [council.chair.id], body=council.body)
    await sign_in(client, council.chair)
    assert (await send(client, f"/polls/{poll}/scrutineers", name="Sam", email="sam@example.org")).status_code == 403
    page = (await client.get(f"/polls/{poll}/scrutineers")).text
    assert "Nobody is named." in page
    assert 'name="email"' not in page
    await services.name_scrutineer(council.school, poll, council.clerk.id, SAM)
    [line] = await scrutineers_of(council.school, poll)
    await sign_in(client, council.chair)
    assert (await send(client, f"/polls/{poll}/scrutineers/{line.id}/remove")).status_code == 403
    assert "sam@example.org" not in (await client.get(f"/polls/{poll}/scrutineers")).text
    await sign_in(client, council.clerk)
    for _ in range(2):
        assert (await send(client, f"/polls/{poll}/scrutineers/{line.id}/remove")).status_code == 303
    assert await scrutineers_of(council.school, poll) == []
    await close_poll(council.school, poll, None)
    late = await send(client, f"/polls/{poll}/scrutineers", name="Sam", email="sam@example.org")
    assert late.status_code == 409
    with pytest.raises(ScrutineersTooLate):
        await services.remove_scrutineer(council.school, poll, council.clerk.id, line.id)


async def test_there_is_a_bound_to_their_number(rollback: None) -> None:
    council = await a_council(2)
    poll = await an_open_poll(council.school, [council.chair.id], body=council.body)
    for number in range(MOST_SCRUTINEERS):
        new = NewScrutineer("Sam", f"sam{number}@example.org")
        await services.name_scrutineer(council.school, poll, council.clerk.id, new)
    with pytest.raises(TooManyScrutineers):
        await services.name_scrutineer(council.school, poll, council.clerk.id, SAM)
    await services.name_scrutineer(council.school, poll, council.clerk.id, NewScrutineer("Sam B", "sam0@example.org"))
