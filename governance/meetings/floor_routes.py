"""The buttons of an open meeting beside each motion: move, second, lay aside."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, post
from litestar.params import FromPath

from common.forms import FormErrors
from common.render import AnyRequest, go
from governance.meetings import floor, forms
from governance.meetings.routes import RUNS, SEES, meeting_again


@post("/meetings/{meeting:uuid}/motions/{motion:uuid}/move", guards=SEES)
async def move(request: AnyRequest, meeting: FromPath[UUID], motion: FromPath[UUID]) -> Response[Any]:
    member = forms.parse_member(await request.form(), request.user.id)
    if isinstance(member, FormErrors):
        return await meeting_again(request, meeting, member, f"floor-{motion}")
    await floor.move_motion(request.user, meeting, motion, member)
    return go(f"/meetings/{meeting}", done="motion-moved")


@post("/meetings/{meeting:uuid}/motions/{motion:uuid}/second", guards=SEES)
async def second(request: AnyRequest, meeting: FromPath[UUID], motion: FromPath[UUID]) -> Response[Any]:
    member = forms.parse_member(await request.form(), request.user.id)
    if isinstance(member, FormErrors):
        return await meeting_again(request, meeting, member, f"floor-{motion}")
    await floor.second_motion(request.user, meeting, motion, member)
    return go(f"/meetings/{meeting}", done="motion-seconded")


@post("/meetings/{meeting:uuid}/motions/{motion:uuid}/lay-aside", guards=RUNS)
async def lay_aside(request: AnyRequest, meeting: FromPath[UUID], motion: FromPath[UUID]) -> Response[Any]:
    disposal = forms.parse_disposal(await request.form())
    if isinstance(disposal, FormErrors):
        return await meeting_again(request, meeting, disposal, f"aside-{motion}")
    await floor.dispose_of_motion(request.user, meeting, motion, disposal.verb, disposal.reason)
    return go(f"/meetings/{meeting}", done="note-saved")


HANDLERS = [move, second, lay_aside]
