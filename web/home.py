"""The front page, health, and the pages that belong to no domain: accessibility, privacy, the outbox."""

from __future__ import annotations

from litestar import Response, Router, get
from litestar.enums import MediaType

from common import db
from common.errors import NotFound
from common.render import AnyRequest, page
from common.settings import settings
from people.guards import PUBLIC
from people.permissions import Permission, may
from people.routes import school_of
from people.rules import SchoolFacts
from web.audit_log import audit_log
from web.outbox import outbox_page
from web.waiting import desk, open_surveys


@get("/", opt=PUBLIC)
async def home(request: AnyRequest) -> Response[str]:
    """What waits for the person who is signed in; for a visitor, the open surveys and the way in."""
    if request.user is not None:
        return page(request, "web/home_desk.html", desk=await desk(request.user), base_url=settings().base_url)
    school = request.state.school
    surveys = await open_surveys(school.id) if isinstance(school, SchoolFacts) else []
    return page(request, "web/home.html", surveys=surveys)


@get("/healthz", opt=PUBLIC | {"quiet": True}, media_type=MediaType.TEXT)
async def healthz() -> str:
    """Whether the process answers."""
    return "ok"


@get("/readyz", opt=PUBLIC | {"quiet": True}, media_type=MediaType.TEXT)
async def readyz() -> Response[str]:
    """Whether the process can do its work: the database answers and its tables are there."""
    try:
        await db.value("SELECT count(*) FROM school")
    except Exception:  # whatever is wrong, the answer is the same: not ready
        return Response("the database does not answer", status_code=503, media_type=MediaType.TEXT)
    return Response("ready", media_type=MediaType.TEXT)


@get("/accessibility", opt=PUBLIC)
async def accessibility(request: AnyRequest) -> Response[str]:
    return page(request, "web/accessibility.html")


@get("/privacy", opt=PUBLIC)
async def privacy(request: AnyRequest) -> Response[str]:
    return page(request, "web/privacy.html")


@get("/demo/outbox", opt=PUBLIC)
async def outbox(request: AnyRequest) -> Response[str]:
    """The letters of the demonstration, to one person or to all, newest first. Not there outside it."""
    if not settings().demo:
        raise NotFound()
    query = request.query_params
    return page(
        request,
        "web/outbox.html",
        **await outbox_page(
            school_of(request).id,
            query.get("to", ""),
            query.get("page", ""),
            sees_concerns=may(request.user, Permission.SEE_CONCERNS),
        ),
    )


home_router = Router(path="/", route_handlers=[home, healthz, readyz, accessibility, privacy, outbox, audit_log])
