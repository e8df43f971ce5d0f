"""Planning a meeting, its agenda, its notice, who was there, and whether it can decide."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from common import clock, db
from common.errors import NotFound
from common.mail import Addressee
from governance.meetings.items import add_item, move_item, put_on_agenda, remove_item
from governance.meetings.notice import compose_notice, send_notice
from governance.meetings.queries import agenda, meeting_facts
from governance.meetings.rules import MeetingHasBegun, MeetingIsOver, NoticeTooShort, NotYourMeeting, WrongBody
from governance.meetings.services import close_meeting, note_item, open_meeting, take_attendance
from governance.rules import AttendanceStatus, ItemPurpose, MeetingState
from people.queries import actor
from people.rules import BodyKind, Capacity, Office
from people.tables import Membership
from tests.cast import Council, a_body, a_council, a_member, a_parent, send, sign_in
from tests.governance.stage import a_meeting, a_submitted_motion, an_open_meeting, everybody_present

ZONE = "Europe/London"
PRESENT = AttendanceStatus.PRESENT


async def an_item(council: Council, meeting: UUID, title: str, *, confidential: bool = False) -> None:
    await add_item(
        council.clerk,
        meeting,
        title=title,
        purpose=ItemPurpose.DISCUSSION,
        duration=10,
        confidential=confidential,
    )


async def test_a_body_without_rules_adopts_those_of_its_kind_with_its_first_meeting(rollback: None) -> None:
    council = await a_council()
    facts = await meeting_facts(council.clerk, await a_meeting(council))
    assert facts.rules.version == 1
    assert facts.rules.numbers.quorum_share == (1, 2)
    assert facts.rules.numbers.parents_outnumber
    await a_meeting(council)
    assert await db.value("SELECT count(*) FROM rule_set") == 1


async def test_the_clerk_of_another_body_runs_nothing_here(client: AsyncClient) -> None:
    council = await a_council()
    meeting = await a_meeting(council)
    other = await a_member(
        council.school, await a_body(council.school, BodyKind.PTA, "PTA"), "Kim", Office.CLERK, Capacity.STAFF
    )
    with pytest.raises(NotFound):
        await open_meeting(other, meeting)
    with pytest.raises(NotYourMeeting):
        await open_meeting(council.chair, meeting)
    await sign_in(client, other)
    assert (await client.get(f"/meetings/{meeting}")).status_code == 404
    await sign_in(client, council.chair)
    assert (await client.get(f"/meetings/{meeting}")).status_code == 200
    assert (await send(client, f"/meetings/{meeting}/open")).status_code == 403
    await sign_in(client, await a_parent(council.school))
    assert (await client.get("/meetings")).status_code == 403


async def test_a_meeting_is_planned_once_and_what_is_wrong_is_named(client: AsyncClient) -> None:
    council = await a_council()
    await sign_in(client, council.clerk)
    assert "No meeting is planned" in (await client.get("/meetings")).text
    wrong = await send(client, "/meetings", body=str(council.body), kind="agm", title="", starts_at="2020-01-01T18:30")
    assert wrong.status_code == 422
    assert "Enter a title" in wrong.text
    assert "still to come" in wrong.text
    fields = {"body": str(council.body), "kind": "agm", "title": "AGM", "starts_at": "2099-01-01T18:30"}
    key = uuid4().hex
    sent = [await send(client, "/meetings", key=key, **fields) for _ in range(2)]
    assert [answer.status_code for answer in sent] == [303, 303]
    assert await db.value("SELECT count(*) FROM meeting") == 1
    assert "AGM" in (await client.get("/meetings")).text


async def test_items_move_up_and_down_and_stop_at_the_ends(rollback: None) -> None:
    council = await a_council()
    meeting = await a_meeting(council)
    for title in ("Welcome", "Letters", "Any other business"):
        await an_item(council, meeting, title)

    async def titles() -> list[str]:
        facts = await meeting_facts(council.clerk, meeting)
        return [line.title for line in await agenda(council.clerk, facts)]

    first, second, third = [
        line.id for line in await agenda(council.clerk, await meeting_facts(council.clerk, meeting))
    ]
    await move_item(council.clerk, meeting, third, -1)
    assert await titles() == ["Welcome", "Any other business", "Letters"]
    await move_item(council.clerk, meeting, first, -1)
    await move_item(council.clerk, meeting, second, 1)
    assert await titles() == ["Welcome", "Any other business", "Letters"]
    await remove_item(council.clerk, meeting, third)
    await remove_item(council.clerk, meeting, third)
    assert await titles() == ["Welcome", "Letters"]


async def test_htmx_gets_the_agenda_and_a_browser_without_it_the_page(client: AsyncClient) -> None:
    council = await a_council()
    meeting = await a_meeting(council)
    await an_item(council, meeting, "Welcome")
    await sign_in(client, council.clerk)
    part = await client.get(f"/meetings/{meeting}", headers={"HX-Request": "true", "HX-Request-Type": "partial"})
    assert part.text.lstrip().startswith('<h2 class="govuk-heading-m" id="agenda-heading">')
    assert "<html" in (await client.get(f"/meetings/{meeting}")).text


async def test_a_motion_goes_on_the_agenda_of_its_own_body_once(rollback: None) -> None:
    council = await a_council()
    motion, meeting = await a_submitted_motion(council), await a_meeting(council)
    await put_on_agenda(council.clerk, meeting, motion)
    await put_on_agenda(council.clerk, meeting, motion)
    assert await db.value("SELECT count(*) FROM agenda_item") == 1
    pta = await a_body(council.school, BodyKind.PTA, "PTA")
    clerk = await a_member(council.school, pta, "Kim", Office.CLERK)
    foreign = await a_submitted_motion(
        Council(council.school, pta, council.head, clerk, council.chair, ()), council.head
    )
    with pytest.raises(NotFound):
        await put_on_agenda(council.clerk, meeting, foreign)
    await Membership(
        school=council.school, body=pta, person=council.clerk.id, office="clerk", starts_on=date(2024, 9, 1)
    ).save()
    clerk_of_both = await actor(council.clerk.id)
    assert clerk_of_both is not None
    with pytest.raises(WrongBody):
        await put_on_agenda(clerk_of_both, meeting, foreign)


async def test_a_confidential_item_is_not_told_to_leadership_that_does_not_sit_in_the_body(client: AsyncClient) -> None:
    council = await a_council()
    meeting = await a_meeting(council)
    await an_item(council, meeting, "A complaint about a member", confidential=True)
    await sign_in(client, council.head)
    shown = (await client.get(f"/meetings/{meeting}")).text
    assert "A complaint about a member" not in shown
    assert "A confidential item" in shown
    await sign_in(client, council.members[0])
    assert "A complaint about a member" in (await client.get(f"/meetings/{meeting}")).text


async def test_notice_goes_to_every_member_once_with_the_agenda(rollback: None) -> None:
    council = await a_council(size=2)
    meeting = await a_meeting(council)
    await an_item(council, meeting, "Letters home")
    await send_notice(council.clerk, meeting, ZONE)
    await send_notice(council.clerk, meeting, ZONE)
    letters = await db.rows("SELECT id, person, parameters FROM outbox_mail WHERE kind = 'meeting_notice'")
    assert {line["person"] for line in letters} == {
        council.clerk.id,
        council.chair.id,
        *(m.id for m in council.members),
    }
    assert len(letters) == 4
    assert (await meeting_facts(council.clerk, meeting)).state is MeetingState.NOTICED


async def test_the_letter_says_when_where_and_what_about(rollback: None) -> None:
    council = await a_council()
    meeting = await a_meeting(council)
    await an_item(council, meeting, "Letters home")
    to = Addressee(council.school, council.chair.id, "chair@example.org", {"meeting": str(meeting)})
    letter = await compose_notice(to)
    assert letter is not None
    assert "Autumn meeting" in letter.subject
    assert "Library" in letter.body
    assert "1. Letters home" in letter.body
    assert f"/meetings/{meeting}" in letter.body


async def test_short_notice_says_by_how_much_and_goes_only_when_the_clerk_says_so(client: AsyncClient) -> None:
    council = await a_council()
    meeting = await a_meeting(council, clock.now() + timedelta(days=3))
    with pytest.raises(NoticeTooShort):
        await send_notice(council.clerk, meeting, ZONE)
    await sign_in(client, council.clerk)
    page = (await client.get(f"/meetings/{meeting}/notice")).text
    assert "5 clear days too few" in page
    refused = await send(client, f"/meetings/{meeting}/notice")
    assert refused.status_code == 422
    assert "5 too few" in refused.text
    assert (await send(client, f"/meetings/{meeting}/notice", accept_short="yes")).status_code == 303
    numbers = await db.value("SELECT numbers FROM meeting_event WHERE kind = 'notice_sent'")
    assert (numbers["given"], numbers["needed"], numbers["short_by"]) == (2, 7, 5)


async def test_a_meeting_without_a_quorum_opens_as_inquorate_and_recovers_with_latecomers(rollback: None) -> None:
    council = await a_council()
    meeting = await a_meeting(council)
    few = {person.id: PRESENT for person in (council.chair, council.members[0])}
    await take_attendance(council.clerk, meeting, few)
    assert await open_meeting(council.clerk, meeting) is MeetingState.INQUORATE
    assert await open_meeting(council.clerk, meeting) is MeetingState.INQUORATE
    await everybody_present(council, meeting)
    assert (await meeting_facts(council.clerk, meeting)).state is MeetingState.OPEN
    gone = {person.id: AttendanceStatus.ABSENT for person in council.members}
    quorum = await take_attendance(council.clerk, meeting, gone)
    assert (quorum.present, quorum.needed, quorum.met) == (1, 3, False)
    assert (await meeting_facts(council.clerk, meeting)).state is MeetingState.INQUORATE
    kinds = [line["kind"] for line in await db.rows("SELECT kind FROM meeting_event ORDER BY at")]
    assert kinds == ["opened", "quorum_regained", "quorum_lost"]


async def test_a_clerk_in_the_room_makes_no_quorum(rollback: None) -> None:
    council = await a_council()
    meeting = await a_meeting(council)
    there = {person.id: PRESENT for person in (council.clerk, council.chair, council.members[0])}
    assert (await take_attendance(council.clerk, meeting, there)).present == 2


async def test_the_agenda_stands_once_the_meeting_is_open_and_nothing_follows_the_close(rollback: None) -> None:
    council = await a_council()
    motion = await a_submitted_motion(council)
    meeting = await an_open_meeting(council, motion)
    item = await db.value("SELECT id FROM agenda_item")
    with pytest.raises(MeetingHasBegun):
        await remove_item(council.clerk, meeting, item)
    await close_meeting(council.clerk, meeting)
    await close_meeting(council.clerk, meeting)
    with pytest.raises(MeetingIsOver):
        await an_item(council, meeting, "Too late")
    with pytest.raises(MeetingIsOver):
        await everybody_present(council, meeting)
    assert await db.value("SELECT count(*) FROM meeting_event WHERE kind = 'closed'") == 1


async def test_a_meeting_opens_with_attendance_taken_and_not_before(client: AsyncClient) -> None:
    council = await a_council()
    meeting = await a_meeting(council)
    await sign_in(client, council.clerk)
    assert (await send(client, f"/meetings/{meeting}/open")).status_code == 409
    nobody = await send(client, f"/meetings/{meeting}/attendance")
    assert nobody.status_code == 422
    assert "<title>Error: Attendance" in nobody.text
    assert "Mark who is present" in nobody.text
    assert await db.value("SELECT state FROM meeting WHERE id = $1", meeting) == "planned"
    marked = await send(client, f"/meetings/{meeting}/attendance", **{f"attendance-{council.chair.id}": "present"})
    assert marked.status_code == 303
    assert (await send(client, f"/meetings/{meeting}/open", reason="All could come.")).status_code == 303
    assert await db.value("SELECT state FROM meeting WHERE id = $1", meeting) == "inquorate"


async def test_a_note_is_replaced_and_not_doubled(rollback: None) -> None:
    council = await a_council()
    meeting = await a_meeting(council)
    await an_item(council, meeting, "Letters home")
    await everybody_present(council, meeting)
    await open_meeting(council.clerk, meeting)
    item = await db.value("SELECT id FROM agenda_item")
    for text in ("Talked of letters.", "Talked of letters.", "Talked of letters and apps."):
        await note_item(council.clerk, meeting, item, text)
    notes = await db.rows("SELECT text FROM meeting_event WHERE kind = 'note'")
    assert [line["text"] for line in notes] == ["Talked of letters and apps."]


async def test_attendance_is_taken_by_name_on_one_page(client: AsyncClient) -> None:
    council = await a_council(size=2)
    meeting = await a_meeting(council)
    await sign_in(client, council.clerk)
    assert "Chidi Obi" in (await client.get(f"/meetings/{meeting}/attendance")).text
    fields = {
        f"attendance-{council.chair.id}": "present",
        f"attendance-{council.members[0].id}": "apologies",
        f"attendance-{uuid4()}": "present",
    }
    assert (await send(client, f"/meetings/{meeting}/attendance", **fields)).status_code == 303
    found = {line["person"]: line["status"] for line in await db.rows("SELECT person, status FROM attendance")}
    assert found == {council.chair.id: "present", council.members[0].id: "apologies"}
    wrong = await send(client, f"/meetings/{meeting}/attendance", **{f"attendance-{council.chair.id}": "asleep"})
    assert wrong.status_code == 422
