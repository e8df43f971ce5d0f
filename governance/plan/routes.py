"""Pages of the thread, entered from a motion, a finding or a comment."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from common.render import AnyRequest, page
from governance.plan import thread
from people.guards import requires
from people.permissions import Permission


@get("/thread/motions/{motion:uuid}", guards=[requires(Permission.TAKE_PART_IN_BODIES)])
async def motion_thread(request: AnyRequest, motion: FromPath[UUID]) -> Response[str]:
    return page(request, "governance/thread.html", thread=await thread.thread_of_motion(request.user, motion))


@get("/thread/findings/{finding:uuid}", guards=[requires(Permission.SEE_FINDINGS)])
async def finding_thread(request: AnyRequest, finding: FromPath[UUID]) -> Response[str]:
    return page(request, "governance/thread.html", thread=await thread.thread_of_finding(request.user, finding))


@get("/thread/comments/{comment:uuid}", guards=[requires(Permission.SEE_FINDINGS)])
async def comment_thread(request: AnyRequest, comment: FromPath[UUID]) -> Response[str]:
    return page(request, "governance/thread.html", thread=await thread.thread_of_comment(request.user, comment))


HANDLERS = [motion_thread, finding_thread, comment_thread]
