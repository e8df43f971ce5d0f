"""Elections as people meet them: their list, one election's page, the photos of those who stand."""

from __future__ import annotations

from uuid import UUID

from litestar import Response, get
from litestar.params import FromPath

from common.errors import NotFound
from common.render import AnyRequest, page
from people.guards import requires
from people.permissions import Permission
from votes.elections.drafting_routes import HANDLERS as DRAFTING
from votes.elections.pages import vacancy_page
from votes.elections.queries import photo_of, vacancies_for
from votes.elections.running_routes import HANDLERS as RUNNING
from votes.elections.standing_routes import HANDLERS as STANDING
from votes.elections.waiting import waiting_among

SIGNED_IN = [requires(Permission.BE_SIGNED_IN)]


@get("/elections", guards=SIGNED_IN)
async def elections(request: AnyRequest) -> Response[str]:
    """The elections that concern this person: what waits for them first."""
    lines = await vacancies_for(request.user)
    return page(request, "votes/elections/list.html", lines=lines, waiting=waiting_among(lines))


@get("/elections/{vacancy:uuid}", guards=SIGNED_IN)
async def election(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[str]:
    """What is to be filled, by when, and who stands, as far as this person may know it yet."""
    return page(request, "votes/elections/vacancy.html", **await vacancy_page(request, vacancy))


@get("/elections/{vacancy:uuid}/photos/{nomination:uuid}", guards=SIGNED_IN)
async def photo(request: AnyRequest, vacancy: FromPath[UUID], nomination: FromPath[UUID]) -> Response[bytes]:
    """A candidate's photo; before the list is closed only for themselves and whoever runs the election."""
    context = await vacancy_page(request, vacancy)
    part = context["part"]
    seen = {line.id for line in (*context["candidates"], *context["nominations"], *((part.own,) if part.own else ()))}
    held = await photo_of(request.user.school, vacancy, nomination) if nomination in seen else None
    if held is None:
        raise NotFound()
    headers = {"Cache-Control": "private, max-age=300", "Content-Disposition": "inline"}
    return Response(held, media_type="image/jpeg", headers=headers)


HANDLERS = [elections, election, photo, *DRAFTING, *RUNNING, *STANDING]
