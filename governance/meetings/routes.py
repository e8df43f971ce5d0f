"""Pages of meetings: the list, planning one, its agenda and notice, attendance, opening, noting, closing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common import clock
from common.forms import FieldError, FormErrors
from common.render import AnyRequest, go, invalid, page
from governance.meetings import forms, items, queries, services
from governance.meetings.notice import send_notice
from governance.meetings.rules import NoticeTooShort
from governance.motions.queries import motions_waiting
from governance.motions.rules import DISPOSALS, allowed
from governance.queries import bodies_seen_by
from governance.rules import AttendanceStatus, ItemPurpose, MeetingKind, runs_body
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of

SEES = [requires(Permission.TAKE_PART_IN_BODIES)]
RUNS = [requires(Permission.RUN_MEETINGS)]


@get("/meetings", guards=SEES)
async def meeting_list(request: AnyRequest) -> Response[str]:
    found = await queries.meetings_seen_by(request.user)
    coming = sorted((line for line in found if not line.is_over), key=lambda line: line.starts_at)
    past = [line for line in found if line.is_over]
    return page(request, "governance/meetings.html", coming=coming, past=past)


async def _planning(request: AnyRequest) -> dict[str, Any]:
    own = [body for body in await bodies_seen_by(request.user) if runs_body(request.user, body.id)]
    return {"bodies": own, "kinds": list(MeetingKind)}


@get("/meetings/new", guards=RUNS)
async def new_meeting(request: AnyRequest) -> Response[str]:
    return page(request, "governance/meeting_new.html", **await _planning(request))


@post("/meetings", guards=RUNS)
async def plan_meeting(request: AnyRequest) -> Response[Any]:
    context = await _planning(request)
    own = [seat.body for seat in request.user.seats if runs_body(request.user, seat.body)]
    planned = forms.parse_meeting(await request.form(), own, school_of(request).timezone, clock.now())
    if isinstance(planned, FormErrors):
        return invalid(request, "governance/meeting_new.html", planned, **context)
    meeting = await services.plan_meeting(
        request.user,
        planned.body,
        kind=planned.kind,
        title=planned.title,
        place=planned.place,
        starts_at=planned.starts_at,
        key=planned.key,
    )
    return go(f"/meetings/{meeting}", done="meeting-planned")


async def meeting_context(request: AnyRequest, meeting: UUID) -> dict[str, Any]:
    """Everything that the meeting's page shows to this person."""
    facts = await queries.meeting_facts(request.user, meeting)
    clerk = runs_body(request.user, facts.body)
    lines = await queries.attendance(request.user.school, meeting, facts.body)
    agenda = await queries.agenda(request.user, facts)
    return {
        "meeting": facts,
        "agenda": agenda,
        "clerk": clerk,
        "quorum": queries.quorum_among(facts, lines),
        "present": [line for line in lines if line.votes and line.status is AttendanceStatus.PRESENT],
        "attendance_taken": any(line.status for line in lines),
        "waiting": await motions_waiting(request.user.school, facts.body, meeting) if clerk else [],
        "purposes": list(ItemPurpose),
        "disposals": DISPOSALS,
        "verbs": {line.motion.id: allowed(request.user, line.motion.stand) for line in agenda if line.motion},
        "failed": None,
    }


async def meeting_again(request: AnyRequest, meeting: UUID, errors: FormErrors, failed: str) -> Response[str]:
    """The meeting's page with what is wrong in one of its forms; `failed` names the form."""
    context = {**await meeting_context(request, meeting), "failed": failed}
    return invalid(request, "governance/meeting.html", errors, **context)


@get("/meetings/{meeting:uuid}", guards=SEES)
async def one_meeting(request: AnyRequest, meeting: FromPath[UUID]) -> Response[str]:
    return page(request, "governance/meeting.html", block="agenda", **await meeting_context(request, meeting))


@post("/meetings/{meeting:uuid}/items", guards=RUNS)
async def add_item(request: AnyRequest, meeting: FromPath[UUID]) -> Response[Any]:
    added = forms.parse_item(await request.form())
    if isinstance(added, FormErrors):
        return await meeting_again(request, meeting, added, "item")
    await items.add_item(
        request.user,
        meeting,
        title=added.title,
        purpose=added.purpose,
        duration=added.duration,
        confidential=added.confidential,
        key=added.key,
    )
    return go(f"/meetings/{meeting}", done="agenda-saved")


@post("/meetings/{meeting:uuid}/motions", guards=RUNS)
async def add_motion(request: AnyRequest, meeting: FromPath[UUID]) -> Response[Any]:
    motion = forms.parse_choice(await request.form(), "motion", "Choose a motion.")
    if isinstance(motion, FormErrors):
        return await meeting_again(request, meeting, motion, "motion")
    await items.put_on_agenda(request.user, meeting, motion)
    return go(f"/meetings/{meeting}", done="agenda-added")


@post("/meetings/{meeting:uuid}/items/{item:uuid}/earlier", guards=RUNS)
async def earlier(request: AnyRequest, meeting: FromPath[UUID], item: FromPath[UUID]) -> Response[Any]:
    await items.move_item(request.user, meeting, item, -1)
    return go(f"/meetings/{meeting}")


@post("/meetings/{meeting:uuid}/items/{item:uuid}/later", guards=RUNS)
async def later(request: AnyRequest, meeting: FromPath[UUID], item: FromPath[UUID]) -> Response[Any]:
    await items.move_item(request.user, meeting, item, 1)
    return go(f"/meetings/{meeting}")


@post("/meetings/{meeting:uuid}/items/{item:uuid}/remove", guards=RUNS)
async def remove_item(request: AnyRequest, meeting: FromPath[UUID], item: FromPath[UUID]) -> Response[Any]:
    await items.remove_item(request.user, meeting, item)
    return go(f"/meetings/{meeting}", done="agenda-saved")


@post("/meetings/{meeting:uuid}/items/{item:uuid}/note", guards=RUNS)
async def note_item(request: AnyRequest, meeting: FromPath[UUID], item: FromPath[UUID]) -> Response[Any]:
    text = forms.parse_note(await request.form())
    if isinstance(text, FormErrors):
        return await meeting_again(request, meeting, text, f"note-{item}")
    await services.note_item(request.user, meeting, item, text)
    return go(f"/meetings/{meeting}", done="note-saved")


async def _notice(request: AnyRequest, meeting: UUID) -> dict[str, Any]:
    facts = await queries.meeting_facts(request.user, meeting)
    check = queries.notice_check(facts, clock.now(), school_of(request).timezone)
    lines = await queries.attendance(request.user.school, meeting, facts.body)
    return {"meeting": facts, "check": check, "members": lines, "agenda": await queries.agenda(request.user, facts)}


@get("/meetings/{meeting:uuid}/notice", guards=RUNS)
async def notice_page(request: AnyRequest, meeting: FromPath[UUID]) -> Response[str]:
    return page(request, "governance/notice.html", **await _notice(request, meeting))


@post("/meetings/{meeting:uuid}/notice", guards=RUNS)
async def give_notice(request: AnyRequest, meeting: FromPath[UUID]) -> Response[Any]:
    accept = forms.parse_short_notice(await request.form())
    try:
        await send_notice(request.user, meeting, school_of(request).timezone, accept_short=accept)
    except NoticeTooShort as short:
        errors = FormErrors((FieldError("accept_short", short.message, short.parameters),), {})
        return invalid(request, "governance/notice.html", errors, **await _notice(request, meeting))
    return go(f"/meetings/{meeting}", done="notice-sent")


async def _attendance(request: AnyRequest, meeting: UUID) -> dict[str, Any]:
    facts = await queries.meeting_facts(request.user, meeting)
    lines = await queries.attendance(request.user.school, meeting, facts.body)
    return {"meeting": facts, "lines": lines, "quorum": queries.quorum_among(facts, lines)}


@get("/meetings/{meeting:uuid}/attendance", guards=RUNS)
async def attendance_page(request: AnyRequest, meeting: FromPath[UUID]) -> Response[str]:
    return page(request, "governance/attendance.html", **await _attendance(request, meeting))


@post("/meetings/{meeting:uuid}/attendance", guards=RUNS)
async def take_attendance(request: AnyRequest, meeting: FromPath[UUID]) -> Response[Any]:
    context = await _attendance(request, meeting)
    statuses = forms.parse_attendance(await request.form(), [line.person for line in context["lines"]])
    if isinstance(statuses, FormErrors):
        return invalid(request, "governance/attendance.html", statuses, **context)
    await services.take_attendance(request.user, meeting, statuses)
    return go(f"/meetings/{meeting}", done="attendance-saved")


@post("/meetings/{meeting:uuid}/close", guards=RUNS)
async def close_meeting(request: AnyRequest, meeting: FromPath[UUID]) -> Response[Any]:
    await services.close_meeting(request.user, meeting)
    return go(f"/meetings/{meeting}", done="meeting-closed")


HANDLERS = [
    meeting_list,
    new_meeting,
    plan_meeting,
    one_meeting,
    add_item,
    add_motion,
    earlier,
    later,
    remove_item,
    note_item,
    notice_page,
    give_notice,
    attendance_page,
    take_attendance,
    close_meeting,
]
