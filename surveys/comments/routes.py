"""Pages on which leadership looks through a survey's comments and sets their readings right."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath

from common.forms import FormErrors
from common.render import AnyRequest, go, page
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of
from surveys.building.queries import survey_facts
from surveys.comments.filters import filters
from surveys.comments.forms import as_shown, kinds_of, parse_reading
from surveys.comments.judging.routes import judging_routes
from surveys.comments.listing import listed, one_comment
from surveys.comments.names.routes import name_routes
from surveys.comments.queries import history, translations
from surveys.comments.rules import changes
from surveys.comments.services import correct, take_back
from surveys.comments.themes.queries import wanted_themes
from surveys.comments.themes.routes import theme_routes
from surveys.comments.translating.routes import translating_routes
from surveys.comments.wording.routes import wording_routes
from surveys.comments.words import came_name, english_name, said_in_words
from surveys.results.rules import page_number
from surveys.results.succession import published_on
from surveys.results.words import sentiment_name

TO_LOOK = [requires(Permission.SEE_RESULTS)]
TO_CORRECT = [requires(Permission.CORRECT_READINGS)]


@get("/surveys/{survey:uuid}/comments", guards=TO_LOOK)
async def comment_list(request: AnyRequest, survey: FromPath[UUID]) -> Response[str]:
    """The comments of a survey, by question, theme, feeling, words and how they came in."""
    school = school_of(request).id
    facts = await survey_facts(school, survey)
    asked = filters(request.query_params)
    number = page_number(request.query_params.get("page", "1"))
    return page(
        request,
        "surveys/comments/list.html",
        block="progress",
        survey=facts,
        asked=asked,
        found=await listed(school, survey, asked, number),
        themes=await wanted_themes(school),
        came_name=came_name,
        english_name=english_name,
        sentiment_name=sentiment_name,
    )


@get("/surveys/{survey:uuid}/comments/{comment:uuid}", guards=TO_LOOK)
async def comment_page(request: AnyRequest, survey: FromPath[UUID], comment: FromPath[UUID]) -> Response[str]:
    return await _shown(request, survey, comment)


@post("/surveys/{survey:uuid}/comments/{comment:uuid}", guards=TO_CORRECT)
async def correct_reading(request: AnyRequest, survey: FromPath[UUID], comment: FromPath[UUID]) -> Response[Any]:
    """Says of a comment what the person changed on its page, and nothing else."""
    school = school_of(request).id
    one = await one_comment(school, survey, comment)
    said = parse_reading(await request.form(), await wanted_themes(school))
    if isinstance(said, FormErrors):
        return await _shown(request, survey, comment, said)
    new = await correct(school, comment, request.user.id, changes(one.machine, said.was, said.wanted))
    return _back_to(request, survey, comment, new)


@post("/surveys/{survey:uuid}/comments/{comment:uuid}/as-read", guards=TO_CORRECT)
async def as_read(request: AnyRequest, survey: FromPath[UUID], comment: FromPath[UUID]) -> Response[Any]:
    """Leaves the reading to the machine again."""
    school = school_of(request).id
    await one_comment(school, survey, comment)
    new = await take_back(school, comment, request.user.id)
    return _back_to(request, survey, comment, new)


def _back_to(request: AnyRequest, survey: UUID, comment: UUID, new: int) -> Response[None]:
    done = "reading-corrected" if new else "reading-as-it-was"
    return go(f"/surveys/{survey}/comments/{comment}{_opened_from(request)}", done=done)


def _opened_from(request: AnyRequest) -> str:
    """The list that a comment was opened from, as the query of an address: the way back leads there."""
    return filters(request.query_params).at(page_number(request.query_params.get("page", "1")))


async def _shown(request: AnyRequest, survey: UUID, comment: UUID, errors: FormErrors | None = None) -> Response[str]:
    school = school_of(request).id
    one = await one_comment(school, survey, comment)
    wanted = await wanted_themes(school)
    return page(
        request,
        "surveys/comments/comment.html",
        block="progress",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        survey=await survey_facts(school, survey),
        comment=one,
        opened_from=_opened_from(request),
        themes=[theme for theme in wanted.values() if theme.active or theme.theme in one.stands.themes],
        names={theme: known.name for theme, known in wanted.items()},
        history=await history(school, comment),
        translations=await translations(school, comment),
        published=await published_on(school, comment),
        was=as_shown(one.stands),
        kinds=kinds_of(one.stands),
        english_name=english_name,
        said_in_words=said_in_words,
        sentiment_name=sentiment_name,
        errors=errors,
    )


comments_router = Router(
    path="/",
    route_handlers=[
        comment_list,
        comment_page,
        correct_reading,
        as_read,
        *judging_routes,
        *name_routes,
        *theme_routes,
        *translating_routes,
        *wording_routes,
    ],
)
