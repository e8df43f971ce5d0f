"""The page on which a school's leadership says whether it shares with its trust."""

from __future__ import annotations

from typing import Any

from litestar import Response, Router, get, post

from common.render import AnyRequest, go, page
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of
from people.trusts.queries import trust_of
from people.trusts.services import share_with_trust

FOR_LEADERSHIP = [requires(Permission.SEE_RESULTS)]


@get("/trust", guards=FOR_LEADERSHIP)
async def trust_page(request: AnyRequest) -> Response[Any]:
    return page(request, "people/trust.html", trust=await trust_of(school_of(request).id))


@post("/trust/share", guards=FOR_LEADERSHIP)
async def share(request: AnyRequest) -> Response[Any]:
    await share_with_trust(school_of(request).id, request.user.id, shared=True)
    return go("/trust", done="trust-shared")


@post("/trust/stop", guards=FOR_LEADERSHIP)
async def stop(request: AnyRequest) -> Response[Any]:
    await share_with_trust(school_of(request).id, request.user.id, shared=False)
    return go("/trust", done="trust-stopped")


trust_router = Router(path="/", route_handlers=[trust_page, share, stop])
