"""What was carried can be undone by another motion, with two thirds where nobody had notice of it."""

from __future__ import annotations

from uuid import UUID

import pytest
from httpx import AsyncClient

from common import db
from governance.meetings.floor import move_motion, put_motion, second_motion
from governance.meetings.items import put_on_agenda
from governance.meetings.notice import send_notice
from governance.meetings.services import open_meeting
from governance.motions.queries import motion_facts
from governance.motions.rules import NothingToRescind
from governance.motions.services import raise_motion, submit_motion
from tests.cast import Council, a_body, a_council, a_parent, send, sign_in
from tests.governance.stage import a_meeting, a_submitted_motion, an_open_meeting, everybody_present
from tests.votes.stage import cast_all, declare
from votes.queries import poll_facts
from votes.rules import Choice, MajorityRule


async def voted(council: Council, meeting: UUID, motion: UUID, against: int = 0) -> UUID:
    """Put and declared, with five voting."""
    first, second = council.members[:2]
    await move_motion(first, meeting, motion, first.id)
    await second_motion(second, meeting, motion, second.id)
    poll = await put_motion(council.clerk, meeting, motion)
    ballots = {person.id: Choice.AGAINST if n < against else Choice.FOR for n, person in enumerate(council.members)}
    await cast_all(council.school, poll, ballots)
    await declare(council.school, poll)
    return poll


async def a_carried_motion(council: Council) -> UUID:
    motion = await a_submitted_motion(council)
    await voted(council, await an_open_meeting(council, motion), motion)
    return motion


async def a_rescinding_motion(council: Council, carried: UUID) -> UUID:
    member = council.members[0]
    motion = await raise_motion(member, council.body, "Rescind it", "That it be rescinded.", None, rescinds=carried)
    await submit_motion(member, motion)
    return motion


async def test_without_notice_it_takes_two_thirds(rollback: None) -> None:
    council = await a_council()
    carried = await a_carried_motion(council)
    undoing = await a_rescinding_motion(council, carried)
    meeting = await a_meeting(council)
    await send_notice(council.clerk, meeting, "Europe/London")
    await db.rows("UPDATE meeting SET noticed_at = now() - interval '1 day' WHERE id = $1", meeting)
    await put_on_agenda(council.clerk, meeting, undoing)
    await everybody_present(council, meeting)
    await open_meeting(council.clerk, meeting)
    poll = await voted(council, meeting, undoing, against=2)
    facts = await poll_facts(council.school, poll)
    assert facts.decision.majority is MajorityRule.TWO_THIRDS
    assert facts.result is not None
    assert not facts.result.carried  # three of five is more than half and less than two thirds
    assert (await motion_facts(council.chair, carried)).standing == "carried"


async def test_with_notice_an_ordinary_majority_undoes_it(rollback: None) -> None:
    council = await a_council()
    carried = await a_carried_motion(council)
    undoing = await a_rescinding_motion(council, carried)
    meeting = await a_meeting(council)
    await put_on_agenda(council.clerk, meeting, undoing)
    await db.rows("UPDATE agenda_item SET added_at = now() - interval '1 minute' WHERE meeting = $1", meeting)
    await send_notice(council.clerk, meeting, "Europe/London")
    await everybody_present(council, meeting)
    await open_meeting(council.clerk, meeting)
    await voted(council, meeting, undoing, against=2)
    facts = await motion_facts(council.chair, carried)
    assert (facts.standing, facts.rescinded_by) == ("rescinded", undoing)
    with pytest.raises(NothingToRescind):
        await a_rescinding_motion(council, carried)


async def test_only_a_carried_motion_of_the_same_body_is_rescinded(rollback: None) -> None:
    council = await a_council()
    with pytest.raises(NothingToRescind):
        await a_rescinding_motion(council, await a_submitted_motion(council))
    carried = await a_carried_motion(council)
    elsewhere = await a_body(council.school, name="PTA")
    with pytest.raises(NothingToRescind):
        await raise_motion(council.head, elsewhere, "Undo", "That it be undone.", None, rescinds=carried)


async def test_the_page_of_a_carried_motion_leads_to_the_draft(client: AsyncClient) -> None:
    council = await a_council()
    carried = await a_carried_motion(council)
    await sign_in(client, council.members[2])
    assert "Raise a motion to rescind it" in (await client.get(f"/motions/{carried}")).text
    draft = (await client.get(f"/motions/new?rescinds={carried}")).text
    assert "Rescind motion 1: Letters a week ahead" in draft
    made = await send(
        client, "/motions", body=str(council.body), title="Undo it", text="That it be undone.", rescinds=str(carried)
    )
    page = (await client.get(made.headers["location"])).text
    assert "Would rescind" in page
    await sign_in(client, await a_parent(council.school))
    assert (await client.get(f"/motions/new?rescinds={carried}")).status_code == 403


async def test_withdrawing_asks_first(client: AsyncClient) -> None:
    council = await a_council()
    motion = await a_submitted_motion(council)
    await sign_in(client, council.members[0])
    assert f'href="/motions/{motion}/withdraw"' in (await client.get(f"/motions/{motion}")).text
    assert "Withdraw it for good" in (await client.get(f"/motions/{motion}/withdraw")).text
    assert (await motion_facts(council.members[0], motion)).standing == "submitted"
    assert (await send(client, f"/motions/{motion}/withdraw")).status_code == 303
    assert (await client.get(f"/motions/{motion}/withdraw")).status_code == 409
