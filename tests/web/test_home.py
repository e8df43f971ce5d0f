"""The front page: for a visitor, and for each role only what is theirs to see."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID, uuid4

from httpx import AsyncClient

from common import clock, db
from governance.meetings.services import close_meeting, plan_meeting
from governance.motions.services import raise_motion, submit_motion
from governance.rules import MeetingKind
from people.rules import Role
from surveys.building.ready_made import ready_made
from surveys.building.services import create_survey, open_survey
from surveys.rules import Anonymity
from tests.cast import Council, a_council, a_parent, a_person, a_school, send, sign_in
from tests.governance.stage import a_submitted_motion, an_open_meeting
from tests.surveys.test_concerns import a_concern
from votes.casting import cast_ballot
from votes.creating import create_poll
from votes.rules import Choice, DecisionRule
from votes.services import close_poll, open_poll


async def _survey(school: UUID, title: str = "Autumn survey") -> str:
    template = ready_made()["whole-school"]
    survey = await create_survey(school=school, title=title, template=template, closes_at=None, by=None)
    await open_survey(school, survey, None)
    return str(await db.value("SELECT code FROM survey WHERE id = $1", survey))


async def _poll(council: Council, title: str) -> UUID:
    poll = await create_poll(
        school=council.school,
        title=title,
        text="That it be so.",
        decision=DecisionRule(),
        persons=[council.chair.id, *(member.id for member in council.members)],
        closes_at=clock.now() + timedelta(days=2),
        created_by=council.clerk.id,
    )
    await open_poll(council.school, poll, council.clerk.id)
    return poll


async def test_a_visitor_finds_the_open_survey_and_the_way_in(client: AsyncClient) -> None:
    school = await a_school()
    code = await _survey(school)
    page = (await client.get("/")).text
    assert f'href="/s/{code}"' in page
    assert 'href="/sign-in"' in page
    assert "/demo/cast" not in page


async def test_without_an_open_survey_the_page_says_so(client: AsyncClient) -> None:
    await a_school()
    assert "No survey is open at the moment" in (await client.get("/")).text


async def test_an_empty_database_has_a_front_page(client: AsyncClient) -> None:
    assert "There is no school here yet" in (await client.get("/")).text


async def test_a_parent_is_offered_the_survey_and_nothing_of_the_council(client: AsyncClient) -> None:
    council = await a_council()
    parent = await a_parent(council.school, "Noor Aziz")
    code = await _survey(council.school)
    await _poll(council, "Longer lunch")
    await sign_in(client, parent)
    page = (await client.get("/")).text
    assert "Noor Aziz" in page
    assert f"/s/{code}" in page
    assert "Longer lunch" not in page
    assert "Next meetings" not in page
    assert "Latest decisions" not in page


async def test_with_nothing_to_do_it_says_that_nothing_needs_you(client: AsyncClient) -> None:
    school = await a_school()
    await sign_in(client, await a_parent(school))
    assert "Nothing needs you at the moment" in (await client.get("/")).text


async def test_a_member_is_asked_for_a_vote_until_it_is_cast(client: AsyncClient) -> None:
    council = await a_council()
    poll = await _poll(council, "Longer lunch")
    await sign_in(client, council.chair)
    assert "Vote: Longer lunch" in (await client.get("/")).text
    await cast_ballot(council.school, poll, council.chair.id, Choice.FOR)
    assert "Vote: Longer lunch" not in (await client.get("/")).text


async def test_meetings_to_come_are_shown_to_members_of_that_body_only(client: AsyncClient) -> None:
    council = await a_council()
    starts = clock.now() + timedelta(days=12)
    await plan_meeting(
        council.clerk, council.body, kind=MeetingKind.ORDINARY, title="June meeting", place="Hall", starts_at=starts
    )
    for person in (council.members[0], council.clerk, council.head):
        await sign_in(client, person)
        assert "June meeting" in (await client.get("/")).text
    await sign_in(client, await a_parent(council.school, "An Other"))
    assert "June meeting" not in (await client.get("/")).text


async def test_a_submitted_motion_waits_for_the_clerk_and_a_draft_for_its_writer(client: AsyncClient) -> None:
    council = await a_council()
    writer, other = council.members[:2]
    motion = await raise_motion(writer, council.body, "More benches", "That there be more benches.", None)
    await sign_in(client, writer)
    assert "Your draft motion: More benches" in (await client.get("/")).text
    for person in (other, council.clerk):
        await sign_in(client, person)
        assert "More benches" not in (await client.get("/")).text
    await submit_motion(writer, motion)
    assert "Put on an agenda: More benches" in (await client.get("/")).text
    await sign_in(client, other)
    assert "Put on an agenda" not in (await client.get("/")).text


async def test_a_motion_that_a_meeting_did_not_reach_waits_for_the_clerk_again(client: AsyncClient) -> None:
    council = await a_council()
    motion = await a_submitted_motion(council)
    meeting = await an_open_meeting(council, motion)
    await sign_in(client, council.clerk)
    assert "Put on an agenda" not in (await client.get("/")).text
    await close_meeting(council.clerk, meeting)
    assert "Put on an agenda: Letters a week ahead" in (await client.get("/")).text


async def test_concerns_are_counted_for_the_safeguarding_lead_and_for_nobody_else(client: AsyncClient) -> None:
    council = await a_council()
    await _survey(council.school)
    await db.rows(
        "INSERT INTO concern (id, school, survey, question, text, reasons, raised_at, state)"
        " SELECT $1, $2, q.survey, q.id, 'Something heard.', '[]', now(), 'new' FROM survey_question q LIMIT 1",
        uuid4(),
        council.school,
    )
    lead = await a_person(council.school, "Jo Brand", Role.SAFEGUARDING_LEAD)
    await sign_in(client, lead)
    assert "1 new concern" in (await client.get("/")).text
    administrator = await a_person(council.school, "Ada Min", Role.ADMINISTRATOR)
    for person in (council.head, council.clerk, council.chair, administrator):
        await sign_in(client, person)
        assert "oncern" not in (await client.get("/")).text


async def test_a_decision_is_shown_with_its_outcome_and_its_thread(client: AsyncClient) -> None:
    from common import jobs

    council = await a_council()
    motion = await raise_motion(council.members[0], council.body, "Longer lunch", "That lunch be longer.", None)
    await submit_motion(council.members[0], motion)
    poll = await _poll(council, "Longer lunch")
    await cast_ballot(council.school, poll, council.chair.id, Choice.FOR)
    await db.rows("UPDATE motion SET state = 'put', poll = $2 WHERE id = $1", motion, poll)
    await close_poll(council.school, poll, council.clerk.id)
    await jobs.run_pending()
    await sign_in(client, council.head)
    page = (await client.get("/")).text
    assert f"/thread/motions/{motion}" in page
    assert "Carried" in page


async def test_an_ambassador_has_the_link_to_pass_on(client: AsyncClient) -> None:
    school = await a_school()
    code = await _survey(school)
    await sign_in(client, await a_person(school, "Nasrin Akhter", Role.AMBASSADOR))
    assert f"http://testserver.local/s/{code}" in (await client.get("/")).text


async def test_a_safeguarding_lead_sees_what_is_in_follow_up_and_nobody_else_does(client: AsyncClient) -> None:
    lead, _ = await a_concern(client)
    page = (await client.get("/")).text
    assert "1 new concern" in page
    assert "in follow-up" not in page
    await db.rows("UPDATE concern SET state = 'acknowledged'")
    page = (await client.get("/")).text
    assert "new concern" not in page
    assert "1 concern in follow-up" in page
    await sign_in(client, await a_person(lead.school, "Helen Marsh", Role.LEADERSHIP))
    assert "follow-up" not in (await client.get("/")).text


async def test_a_page_that_is_no_longer_possible_says_so_and_leads_back(client: AsyncClient) -> None:
    council = await a_council()
    motion = await a_submitted_motion(council)
    await sign_in(client, council.members[0])
    at = f"/motions/{motion}/edit"
    asked = await client.get(at, headers={"referer": f"http://testserver.local/motions/{motion}?done=motion-saved"})
    assert asked.status_code == 409
    assert "Nothing was changed by opening this page." in asked.text
    assert f'href="/motions/{motion}"' in asked.text
    elsewhere = await client.get(at, headers={"referer": "https://example.org/motions"})
    assert "Back to the page you came from" not in elsewhere.text
    sent = await send(client, f"/motions/{motion}/submit")
    assert sent.status_code == 303
    sent = await send(client, at, title="Other", text="Words", version="1")
    assert sent.status_code == 409
    assert "Nothing that you just sent has been saved." in sent.text
    assert f'href="/motions/{motion}">See how things stand now' in sent.text


async def test_leadership_finds_an_open_survey_by_personal_link_and_a_parent_only_through_their_letter(
    client: AsyncClient,
) -> None:
    school = await a_school()
    head, parent = await a_person(school, "Hana Head", Role.LEADERSHIP), await a_parent(school, "Noor Aziz")
    survey = await create_survey(
        school=school,
        title="Year 5 pulse",
        template=ready_made()["year-pulse"],
        closes_at=None,
        by=None,
        anonymity=Anonymity.CONFIDENTIAL,
    )
    await open_survey(school, survey, None)
    await sign_in(client, head)
    assert f'href="/surveys/{survey}"' in (await client.get("/")).text
    await sign_in(client, parent)
    assert "Year 5 pulse" not in (await client.get("/")).text
