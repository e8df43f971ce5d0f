"""Pages of those who review names: the designated leads, who already read what was written in confidence."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common.forms import FormErrors
from common.render import AnyRequest, go, page
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of
from surveys.comments.names.forms import parse_name
from surveys.comments.names.queries import (
    MAY_BE_MISSED,
    TAKEN_OUT,
    comments_with_names,
    looked_lately,
    original,
    surveys_with_comments,
)
from surveys.comments.names.services import note_look, say_of_name
from surveys.comments.words import said_in_words
from surveys.results.rules import page_number

TO_REVIEW = [requires(Permission.REVIEW_NAMES)]


@get("/names", guards=TO_REVIEW)
async def name_list(request: AnyRequest) -> Response[str]:
    """The comments out of which something was taken, or in which a name may still stand; as readers see them."""
    school = school_of(request).id
    surveys = await surveys_with_comments(school)
    which = TAKEN_OUT if request.query_params.get("which") == TAKEN_OUT else MAY_BE_MISSED
    survey = next((s for s in surveys if str(s) == request.query_params.get("survey")), next(iter(surveys), None))
    number = page_number(request.query_params.get("page", "1"))
    lines, paged = await comments_with_names(school, survey, which, number) if survey else ([], None)
    return page(
        request,
        "surveys/comments/names.html",
        surveys=surveys,
        survey=survey,
        which=which,
        lines=lines,
        paged=paged,
    )


@post("/names/{comment:uuid}/original", guards=TO_REVIEW)
async def open_original(request: AnyRequest, comment: FromPath[UUID]) -> Response[Any]:
    """The comment with its names. A POST, since reading it is noted; the page that follows can be gone back to."""
    await note_look(school_of(request).id, comment, request.user.id)
    return go(f"/names/{comment}/original")


@get("/names/{comment:uuid}/original", guards=TO_REVIEW)
async def show_original(request: AnyRequest, comment: FromPath[UUID]) -> Response[Any]:
    """The comment with its names, as long as the look lasts that was noted; then it must be asked for again."""
    if not await looked_lately(school_of(request).id, comment, request.user.id):
        return go("/names")
    return await _shown(request, comment)


@post("/names/{comment:uuid}", guards=TO_REVIEW)
async def say_name(request: AnyRequest, comment: FromPath[UUID]) -> Response[Any]:
    """Takes words out, gives them back, or leaves them to the machine; then the same page, with what it has become."""
    school = school_of(request).id
    text = "".join(piece.text for piece in (await original(school, comment)).pieces)
    said = parse_name(await request.form(), text)
    await note_look(school, comment, request.user.id)
    if isinstance(said, FormErrors):
        return await _shown(request, comment, said)
    await say_of_name(school, comment, request.user.id, said.words, said.value, everywhere=said.everywhere)
    return go(f"/names/{comment}/original", done="name-said")


async def _shown(request: AnyRequest, comment: UUID, errors: FormErrors | None = None) -> Response[str]:
    return page(
        request,
        "surveys/comments/name.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        comment=await original(school_of(request).id, comment),
        said_in_words=said_in_words,
        errors=errors,
    )


name_routes = [name_list, open_original, show_original, say_name]
