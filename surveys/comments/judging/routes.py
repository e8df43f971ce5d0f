"""Pages on which leadership codes comments blind and sees how well the machine read them."""

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
from surveys.building.queries import survey_facts
from surveys.comments.judging import queries
from surveys.comments.judging.forms import parse_draw, parse_read
from surveys.comments.judging.rules import FEWEST, USUAL
from surveys.comments.judging.services import code_comment, draw_sample
from surveys.comments.listing import enough
from surveys.comments.themes.queries import theme_names, wanted_themes
from surveys.results.words import sentiment_name

TO_CODE = [requires(Permission.CORRECT_READINGS)]


@get("/surveys/{survey:uuid}/comments/check", guards=TO_CODE)
async def check_list(request: AnyRequest, survey: FromPath[UUID]) -> Response[str]:
    """The samples of a survey with what they say, and a form to draw another."""
    return await _list(request, survey)


@post("/surveys/{survey:uuid}/comments/check", guards=TO_CODE)
async def draw(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    school = school_of(request).id
    await survey_facts(school, survey)
    wanted = parse_draw(await request.form(), await enough(school, survey))
    if isinstance(wanted, FormErrors):
        return await _list(request, survey, wanted)
    made = await draw_sample(school, survey, wanted.question, wanted.size, request.user.id, wanted.key)
    return go(f"/surveys/{survey}/comments/check/{made}", done="sample-drawn")


@get("/surveys/{survey:uuid}/comments/check/{sample:uuid}", guards=TO_CODE)
async def check_page(request: AnyRequest, survey: FromPath[UUID], sample: FromPath[UUID]) -> Response[str]:
    """The next comment to be coded, blind, and what the coded ones say."""
    return await _sample(request, survey, sample)


@post("/surveys/{survey:uuid}/comments/check/{sample:uuid}/{comment:uuid}", guards=TO_CODE)
async def code(
    request: AnyRequest, survey: FromPath[UUID], sample: FromPath[UUID], comment: FromPath[UUID]
) -> Response[Any]:
    """How a person reads one comment. It is said once: afterwards the machine's reading is on the page."""
    school = school_of(request).id
    await queries.sample(school, survey, sample)
    read = parse_read(await request.form(), await wanted_themes(school))
    if isinstance(read, FormErrors):
        return await _sample(request, survey, sample, read)
    new = await code_comment(school, sample, comment, request.user.id, read.themes, read.sentiment)
    return go(f"/surveys/{survey}/comments/check/{sample}", done=None if new else "coded-already")


async def _list(request: AnyRequest, survey: UUID, errors: FormErrors | None = None) -> Response[str]:
    school = school_of(request).id
    facts = await survey_facts(school, survey)
    return page(
        request,
        "surveys/comments/check.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        survey=facts,
        questions={question: reading.asked for question, reading in (await enough(school, survey)).items()},
        samples=await queries.samples(school, survey),
        freely=await queries.corrected_freely(school, survey),
        usual=USUAL,
        fewest=FEWEST,
        errors=errors,
    )


async def _sample(request: AnyRequest, survey: UUID, sample: UUID, errors: FormErrors | None = None) -> Response[str]:
    school = school_of(request).id
    return page(
        request,
        "surveys/comments/check_one.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        survey=await survey_facts(school, survey),
        sample=await queries.sample(school, survey, sample),
        next=await queries.next_to_code(sample),
        compared=await queries.compared(sample),
        themes=[theme for theme in (await wanted_themes(school)).values() if theme.active],
        names=await theme_names(school),
        sentiment_name=sentiment_name,
        fewest=FEWEST,
        errors=errors,
    )


judging_routes = [check_list, draw, check_page, code]
