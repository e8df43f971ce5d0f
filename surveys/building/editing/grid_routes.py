"""The page on which a grid is made."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common.errors import NotFound
from common.forms import FormErrors
from common.render import AnyRequest, go, page
from people.routes import school_of
from surveys.building.editing.grids import GRID_KINDS, add_grid, parse_grid
from surveys.building.editing.words import kind_names
from surveys.building.guards import DRAFTERS
from surveys.building.queries import survey_facts


async def _form(request: AnyRequest, survey: UUID, section: str, errors: FormErrors | None = None) -> Response[Any]:
    return page(
        request,
        "surveys/building/grid.html",
        status=422 if errors else 200,
        survey=await survey_facts(school_of(request).id, survey),
        section=section,
        kinds=kind_names(),
        grid_kinds=GRID_KINDS,
        errors=errors,
    )


@get("/surveys/{survey:uuid}/grid", guards=DRAFTERS)
async def grid_form(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    return await _form(request, survey, request.query_params.get("page", ""))


@post("/surveys/{survey:uuid}/grid", guards=DRAFTERS)
async def create_grid(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    """Adds the questions of a grid to a page. The same form sent twice adds them once."""
    form = await request.form()
    section, sent = str(form.get("section", "")), parse_grid(form, survey=survey)
    if isinstance(sent, FormErrors):
        return await _form(request, survey, section, sent)
    try:
        page_id = UUID(section)
    except ValueError:
        raise NotFound() from None
    first = await add_grid(school_of(request).id, survey, page_id, sent, request.user.id)
    return go(f"/surveys/{survey}/questions#q-{first}")


grid_routes = [grid_form, create_grid]
