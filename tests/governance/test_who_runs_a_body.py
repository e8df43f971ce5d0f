"""Who runs a body's meetings and votes: its clerk or, where it has none, its secretary."""

from __future__ import annotations

from datetime import timedelta

import pytest
from httpx import AsyncClient

from common import clock, db
from governance.meetings.rules import NotYourMeeting
from governance.meetings.services import plan_meeting
from governance.rules import MeetingKind, runs_body
from people.queries import actor
from people.rules import Actor, BodyKind, Capacity, Office
from tests.cast import a_body, a_council, a_member, a_school, send, sign_in
from tests.votes.stage import an_open_poll, state_of
from votes.rules import runs_poll


async def _again(person: Actor) -> Actor:
    found = await actor(person.id)
    assert found is not None
    return found


async def test_a_secretary_runs_a_body_without_a_clerk_and_keeps_their_vote(client: AsyncClient) -> None:
    school = await a_school()
    pta = await a_body(school, BodyKind.PTA, "PTA")
    secretary = await a_member(school, pta, "Sue Secretary", Office.SECRETARY)
    treasurer = await a_member(school, pta, "Tom Treasurer", Office.TREASURER)
    assert runs_body(secretary, pta)
    assert runs_poll(secretary, pta)
    assert secretary.votes_in(pta)
    assert not runs_body(treasurer, pta)
    await sign_in(client, secretary)
    page = (await client.get("/meetings/new")).text
    assert "Whose meeting is it?" in page
    starts = f"{clock.now() + timedelta(days=30):%Y-%m-%dT18:30}"
    planned = await send(client, "/meetings", body=str(pta), kind="ordinary", title="Fair", starts_at=starts)
    assert planned.status_code == 303
    poll = await an_open_poll(school, [secretary.id, treasurer.id], body=pta)
    assert (await send(client, f"/polls/{poll}/close")).status_code == 303
    assert await state_of(poll) == "closed"


async def test_where_there_is_a_clerk_the_secretary_runs_nothing(rollback: None) -> None:
    council = await a_council()
    secretary = await a_member(council.school, council.body, "Sue Secretary", Office.SECRETARY)
    assert not runs_body(secretary, council.body)
    assert not runs_poll(secretary, council.body)
    with pytest.raises(NotYourMeeting):
        await plan_meeting(
            secretary, council.body, kind=MeetingKind.ORDINARY, title="Mine", place="", starts_at=clock.now()
        )


async def test_when_the_clerks_term_has_ended_the_secretary_takes_over(rollback: None) -> None:
    council = await a_council()
    secretary = await a_member(council.school, council.body, "Sue Secretary", Office.SECRETARY)
    await db.rows(
        "UPDATE membership SET ends_on = $2 WHERE person = $1", council.clerk.id, clock.now().date() - timedelta(days=1)
    )
    assert runs_body(await _again(secretary), council.body)
    assert not runs_body(await _again(council.clerk), council.body)


async def test_a_secretary_of_one_body_runs_no_other(rollback: None) -> None:
    council = await a_council()
    other = await a_body(council.school, BodyKind.PTA, "PTA")
    secretary = await a_member(council.school, other, "Sue Secretary", Office.SECRETARY, Capacity.STAFF)
    assert runs_body(secretary, other)
    assert not runs_body(secretary, council.body)
