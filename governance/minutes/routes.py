"""The page of the minutes, and their approval."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common.forms import FormErrors
from common.render import AnyRequest, go, invalid, page
from governance.meetings.forms import parse_choice
from governance.meetings.queries import later_meetings
from governance.minutes.queries import minutes_of
from governance.minutes.services import approve_minutes
from governance.rules import runs_body
from people.guards import requires
from people.permissions import Permission


async def _context(request: AnyRequest, meeting: UUID) -> dict[str, Any]:
    found = await minutes_of(request.user, meeting)
    clerk = runs_body(request.user, found.meeting.body)
    later = await later_meetings(request.user.school, found.meeting) if clerk else []
    return {"minutes": found, "clerk": clerk, "later": [line for line in later if line.minutes_state == "draft"]}


@get("/meetings/{meeting:uuid}/minutes", guards=[requires(Permission.TAKE_PART_IN_BODIES)])
async def minutes_page(request: AnyRequest, meeting: FromPath[UUID]) -> Response[str]:
    return page(request, "governance/minutes.html", **await _context(request, meeting))


@post("/meetings/{meeting:uuid}/minutes/approve", guards=[requires(Permission.RUN_MEETINGS)])
async def approve(request: AnyRequest, meeting: FromPath[UUID]) -> Response[Any]:
    at = parse_choice(await request.form(), "at", "Choose the meeting that approved the minutes.")
    if isinstance(at, FormErrors):
        return invalid(request, "governance/minutes.html", at, **await _context(request, meeting))
    await approve_minutes(request.user, meeting, at)
    return go(f"/meetings/{meeting}/minutes", done="minutes-approved")


HANDLERS = [minutes_page, approve]
