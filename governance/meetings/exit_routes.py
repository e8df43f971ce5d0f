"""The ways out of a meeting, each behind a page that says what it does: early opening, adjourning, cancelling."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common import clock
from common.forms import FormErrors
from common.render import AnyRequest, go, invalid, page
from governance.meetings import exits, forms, services
from governance.meetings.queries import MeetingFacts, meeting_facts
from governance.meetings.routes import RUNS
from governance.meetings.rules import NotYourMeeting, OpensEarly
from governance.rules import runs_body
from people.routes import school_of


async def _clerks(request: AnyRequest, meeting: UUID) -> MeetingFacts:
    facts = await meeting_facts(request.user, meeting)
    if not runs_body(request.user, facts.body):
        raise NotYourMeeting()
    return facts


@get("/meetings/{meeting:uuid}/open", guards=RUNS)
async def ask_why_early(request: AnyRequest, meeting: FromPath[UUID]) -> Response[Any]:
    facts = await _clerks(request, meeting)
    return page(request, "governance/open_early.html", meeting=facts) if facts.is_before else go(f"/meetings/{meeting}")


@post("/meetings/{meeting:uuid}/open", guards=RUNS)
async def open_meeting(request: AnyRequest, meeting: FromPath[UUID]) -> Response[Any]:
    form = await request.form()
    reason = forms.parse_reason(form, "Say why the meeting is held before its day.") if "reason" in form else ""
    if isinstance(reason, FormErrors):
        return invalid(request, "governance/open_early.html", reason, meeting=await _clerks(request, meeting))
    try:
        await services.open_meeting(request.user, meeting, early=reason, zone=school_of(request).timezone)
    except OpensEarly:
        return go(f"/meetings/{meeting}/open")
    return go(f"/meetings/{meeting}", done="meeting-opened")


@get("/meetings/{meeting:uuid}/adjourn", guards=RUNS)
async def ask_to_adjourn(request: AnyRequest, meeting: FromPath[UUID]) -> Response[Any]:
    facts = await _clerks(request, meeting)
    return page(request, "governance/adjourn.html", meeting=facts) if facts.in_session else go(f"/meetings/{meeting}")


@post("/meetings/{meeting:uuid}/adjourn", guards=RUNS)
async def adjourn(request: AnyRequest, meeting: FromPath[UUID]) -> Response[Any]:
    adjourned = forms.parse_adjournment(await request.form(), school_of(request).timezone, clock.now())
    if isinstance(adjourned, FormErrors):
        return invalid(request, "governance/adjourn.html", adjourned, meeting=await _clerks(request, meeting))
    await exits.adjourn_meeting(request.user, meeting, adjourned.resumes_at, adjourned.reason)
    return go(f"/meetings/{meeting}", done="meeting-adjourned")


@post("/meetings/{meeting:uuid}/resume", guards=RUNS)
async def resume(request: AnyRequest, meeting: FromPath[UUID]) -> Response[Any]:
    await exits.resume_meeting(request.user, meeting)
    return go(f"/meetings/{meeting}", done="meeting-resumed")


@get("/meetings/{meeting:uuid}/cancel", guards=RUNS)
async def ask_to_cancel(request: AnyRequest, meeting: FromPath[UUID]) -> Response[Any]:
    facts = await _clerks(request, meeting)
    return page(request, "governance/cancel.html", meeting=facts) if facts.is_before else go(f"/meetings/{meeting}")


@post("/meetings/{meeting:uuid}/cancel", guards=RUNS)
async def cancel(request: AnyRequest, meeting: FromPath[UUID]) -> Response[Any]:
    reason = forms.parse_reason(await request.form(), "Say why the meeting does not take place.")
    if isinstance(reason, FormErrors):
        return invalid(request, "governance/cancel.html", reason, meeting=await _clerks(request, meeting))
    await exits.cancel_meeting(request.user, meeting, reason)
    return go(f"/meetings/{meeting}", done="meeting-cancelled")


HANDLERS = [ask_why_early, open_meeting, ask_to_adjourn, adjourn, resume, ask_to_cancel, cancel]
