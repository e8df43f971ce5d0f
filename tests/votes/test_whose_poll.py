"""A poll belongs to a body: its people see it, and its clerk or the returning officer runs it."""

from __future__ import annotations

from uuid import UUID

from httpx import AsyncClient

from people.rules import BodyKind, Office, Role
from tests.cast import Council, a_body, a_council, a_member, a_person, send, sign_in
from tests.votes.stage import TITLE, an_open_poll, cast_all, state_of
from votes.rules import Choice


async def _a_councils_vote() -> tuple[Council, UUID]:
    council = await a_council(3)
    roll = [member.id for member in council.members]
    poll = await an_open_poll(council.school, roll, body=council.body)
    await cast_all(council.school, poll, {roll[0]: Choice.FOR})
    return council, poll


async def test_another_bodys_vote_is_not_there_for_its_clerk_and_members(client: AsyncClient) -> None:
    council, poll = await _a_councils_vote()
    pta = await a_body(council.school, BodyKind.PTA, "PTA")
    for outsider in (
        await a_member(council.school, pta, "Petra Clerk", Office.CLERK),
        await a_member(council.school, pta, "Paul Member"),
    ):
        await sign_in(client, outsider)
        assert (await client.get(f"/polls/{poll}")).status_code == 404
        assert (await send(client, f"/polls/{poll}/close")).status_code in (403, 404)
        assert (await send(client, f"/polls/{poll}/casting-vote", choice="for")).status_code in (403, 404)
        assert TITLE not in (await client.get("/polls")).text
    assert await state_of(poll) == "open"


async def test_the_returning_officer_runs_every_vote(client: AsyncClient) -> None:
    council, poll = await _a_councils_vote()
    await sign_in(client, await a_person(council.school, "Rita Officer", Role.RETURNING_OFFICER))
    assert (await client.get(f"/polls/{poll}")).status_code == 200
    assert (await send(client, f"/polls/{poll}/close")).status_code == 303
    assert await state_of(poll) == "closed"
