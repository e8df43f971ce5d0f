"""Changes after the opening as the clerk makes them and everybody sees them."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient

from common.clock import at_school
from tests.cast import Council, a_council, a_parent, send, sign_in
from tests.votes.stage import an_open_poll
from votes.casting import cast_ballot
from votes.queries import poll_facts
from votes.rules import Choice
from votes.services import close_poll


async def _open(client: AsyncClient) -> tuple[Council, UUID]:
    council = await a_council(3)
    poll = await an_open_poll(council.school, [member.id for member in council.members], body=council.body)
    await sign_in(client, council.clerk)
    return council, poll


async def test_the_clerk_gives_more_time_in_the_schools_own_and_everybody_sees_when_who_and_why(
    client: AsyncClient,
) -> None:
    council, poll = await _open(client)
    before = (await poll_facts(council.school, poll)).closes_at
    assert f'href="/polls/{poll}/changes"' in (await client.get(f"/polls/{poll}")).text
    nothing = await send(client, f"/polls/{poll}/extension")
    assert nothing.status_code == 422
    assert "Enter the new closing time." in nothing.text
    assert "Say why." in nothing.text
    earlier = at_school(before - timedelta(hours=1), "Europe/London")
    sooner = await send(client, f"/polls/{poll}/extension", closes_at=f"{earlier:%Y-%m-%dT%H:%M}", reason="why")
    assert sooner.status_code == 422
    assert "later than the present closing time" in sooner.text
    later = at_school(before + timedelta(days=2), "Europe/London")
    for _ in range(2):
        typed = f"{later:%Y-%m-%dT%H:%M}"
        done = await send(client, f"/polls/{poll}/extension", closes_at=typed, reason="Half the class had no link.")
    assert done.status_code in (303, 422)
    assert (await poll_facts(council.school, poll)).closes_at == later.replace(second=0, microsecond=0)
    await sign_in(client, council.members[0])
    page = (await client.get(f"/polls/{poll}")).text
    assert "What was changed after the vote opened" in page
    assert "Half the class had no link." in page
    assert "Clare Byrne" in page
    assert page.count("More time: it closes on") == 1


async def test_somebody_is_found_added_and_struck_and_no_name_is_shown_to_everybody(client: AsyncClient) -> None:
    council, poll = await _open(client)
    late = await a_parent(council.school, "Zoe Late")
    found = (await client.get(f"/polls/{poll}/roll-additions", params={"name": "zoe"})).text
    assert str(late.id) in found
    blank = await send(client, f"/polls/{poll}/roll-additions", name="zoe", who="", reason="")
    assert blank.status_code == 422
    assert "Choose who is meant." in blank.text
    forged = await send(client, f"/polls/{poll}/roll-additions", name="zoe", who="nobody", reason="why")
    assert forged.status_code == 422
    for _ in range(2):
        added = await send(client, f"/polls/{poll}/roll-additions", name="zoe", who=late.id, reason="Joined last week.")
        assert added.headers["location"] == f"/polls/{poll}?done=roll-added"
    await cast_ballot(council.school, poll, late.id, Choice.FOR)
    found = (await client.get(f"/polls/{poll}/roll-strikes", params={"name": "zoe"})).text
    assert str(late.id) in found
    for _ in range(2):
        struck = await send(client, f"/polls/{poll}/roll-strikes", name="zoe", who=late.id, reason="Left again.")
        assert struck.headers["location"] == f"/polls/{poll}?done=roll-struck"
    await sign_in(client, council.members[0])
    page = (await client.get(f"/polls/{poll}")).text
    assert "A line was added to the roll." in page
    assert "A line was struck from the roll. 1 envelope was taken out of the box unopened." in page
    assert "Zoe" not in page
    await sign_in(client, late)
    assert (await client.get(f"/polls/{poll}")).status_code == 404


@pytest.mark.parametrize("path", ["changes", "extension", "roll-additions", "roll-strikes"])
async def test_only_who_runs_the_poll_changes_it_and_only_while_it_is_open(client: AsyncClient, path: str) -> None:
    council, poll = await _open(client)
    assert (await client.get(f"/polls/{poll}/{path}")).status_code == 200
    await sign_in(client, council.chair)
    assert (await client.get(f"/polls/{poll}/{path}")).status_code == 403
    await sign_in(client, council.clerk)
    await close_poll(council.school, poll, None)
    assert (await client.get(f"/polls/{poll}/{path}")).headers["location"] == f"/polls/{poll}"


async def test_after_the_close_a_form_that_was_still_open_is_refused(client: AsyncClient) -> None:
    council, poll = await _open(client)
    late = await a_parent(council.school, "Zoe Late")
    later = at_school((await poll_facts(council.school, poll)).closes_at + timedelta(days=2), "Europe/London")
    await close_poll(council.school, poll, None)
    extended = await send(client, f"/polls/{poll}/extension", closes_at=f"{later:%Y-%m-%dT%H:%M}", reason="why")
    assert extended.status_code == 409
    added = await send(client, f"/polls/{poll}/roll-additions", name="zoe", who=late.id, reason="why")
    assert added.status_code == 422
    assert "Nothing of it can be changed any more." in added.text
