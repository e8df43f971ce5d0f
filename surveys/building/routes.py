"""The pages of those who build surveys: the list, a new one, one survey with its link, poster, opening and closing."""

from __future__ import annotations

import io
from typing import Any
from uuid import UUID

import segno
from litestar import Response, Router, get, post
from litestar.params import FromPath

from common import clock, i18n
from common.forms import FormErrors
from common.render import AnyRequest, go, invalid, page
from common.settings import settings
from people.permissions import Permission, may
from people.queries import households_on_roll, parents_on_roll
from people.routes import school_of
from surveys.building import planning, services
from surveys.building.editing.grid_routes import grid_routes
from surveys.building.editing.routes import editing_routes
from surveys.building.forms import parse_closing_date, parse_new_survey
from surveys.building.guards import BUILDERS, DRAFTERS
from surveys.building.languages.routes import language_routes
from surveys.building.plan.routes import plan_routes, typed_time
from surveys.building.preview.routes import preview_routes
from surveys.building.queries import questionnaire, survey_facts, surveys_of
from surveys.building.ready_made import ready_made
from surveys.building.rules import Questionnaire, SurveyFacts
from surveys.rules import QuestionKind, SurveyState
from surveys.words import agree_points


def _link(facts: SurveyFacts) -> str:
    return f"{settings().base_url}/s/{facts.code}"


async def _visible(request: AnyRequest) -> list[SurveyFacts]:
    """All surveys, or for an officer of a council those that they made."""
    by = None if may(request.user, Permission.BUILD_SURVEYS) else request.user.id
    return await surveys_of(school_of(request).id, by=by)


@get("/surveys", guards=DRAFTERS)
async def survey_list(request: AnyRequest) -> Response[Any]:
    return page(request, "surveys/building/list.html", surveys=await _visible(request))


@get("/surveys/new", guards=DRAFTERS)
async def new_survey(request: AnyRequest) -> Response[Any]:
    return page(request, "surveys/building/new.html", **await _to_start_from(request))


async def _to_start_from(request: AnyRequest) -> dict[str, Any]:
    earlier = [survey for survey in await _visible(request) if survey.state is not SurveyState.DRAFT]
    return {"templates": list(ready_made().values()), "earlier": earlier[:10]}


@post("/surveys/new", guards=DRAFTERS)
async def create_survey(request: AnyRequest) -> Response[Any]:
    """Makes a draft. The same form sent twice leads to the same draft."""
    school, context = school_of(request), await _to_start_from(request)
    sources = [*ready_made(), *(str(survey.id) for survey in context["earlier"])]
    asked = parse_new_survey(await request.form(), sources, school=school.id, zone=school.timezone, now=clock.now())
    if isinstance(asked, FormErrors):
        return invalid(request, "surveys/building/new.html", asked, form_key=asked.typed["form_key"], **context)
    own: dict[str, Any] = {"title": asked.title, "closes_at": asked.closes_at, "survey": asked.key}
    own["anonymity"] = asked.anonymity
    template, by = ready_made().get(asked.template), request.user.id
    if template is None:
        survey = await planning.ask_again(school=school.id, source=UUID(asked.template), by=by, **own)
    else:
        survey = await services.create_survey(school=school.id, template=template, by=by, **own)
    return go(f"/surveys/{survey}", done="survey-created")


def _has_statements(asked: Questionnaire) -> bool:
    return any(question.kind is QuestionKind.AGREE_SCALE for page in asked.sections for question in page.questions)


async def _survey_page(request: AnyRequest, survey: UUID, errors: FormErrors | None = None) -> Response[Any]:
    school = school_of(request)
    facts = await survey_facts(school.id, survey)
    draft = facts.state is SurveyState.DRAFT
    asked = await questionnaire(school.id, survey, i18n.current_language.get())
    context: dict[str, Any] = {
        "survey": facts,
        "asked": asked,
        "points": [name for _, name in agree_points()] if _has_statements(asked) else [],
        "link": _link(facts),
        "parents": await parents_on_roll(school.id) if draft else facts.roll_parents,
        "households": await households_on_roll(school.id) if draft else facts.roll_households,
        "closes": typed_time(facts.closes_at, school.timezone),
    }
    if errors:
        return invalid(request, "surveys/building/survey.html", errors, **context)
    return page(request, "surveys/building/survey.html", **context)


@get("/surveys/{survey:uuid}", guards=DRAFTERS)
async def survey_page(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    return await _survey_page(request, survey)


@post("/surveys/{survey:uuid}/closing-date", guards=DRAFTERS)
async def set_closing_date(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    school = school_of(request)
    asked = parse_closing_date(await request.form(), zone=school.timezone, now=clock.now())
    if isinstance(asked, FormErrors):
        return await _survey_page(request, survey, asked)
    await services.set_closing_date(school.id, survey, asked.closes_at, request.user.id)
    return go(f"/surveys/{survey}", done="closing-date-set")


@post("/surveys/{survey:uuid}/open", guards=BUILDERS)
async def open_survey(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    await services.open_survey(school_of(request).id, survey, request.user.id)
    return go(f"/surveys/{survey}", done="survey-opened")


@get("/surveys/{survey:uuid}/close", guards=BUILDERS)
async def confirm_close(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    """What closing means, and the button."""
    facts = await survey_facts(school_of(request).id, survey)
    if facts.state is not SurveyState.OPEN:
        return go(f"/surveys/{survey}")
    return page(request, "surveys/building/close.html", survey=facts)


@post("/surveys/{survey:uuid}/close", guards=BUILDERS)
async def close_survey(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    await services.close_survey(school_of(request).id, survey, request.user.id)
    return go(f"/surveys/{survey}", done="survey-closed")


@get("/surveys/{survey:uuid}/poster", guards=BUILDERS)
async def poster(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    """A page to print and hang at the gate, until nobody can answer any more."""
    facts = await survey_facts(school_of(request).id, survey)
    if facts.state is SurveyState.CLOSED:
        return go(f"/surveys/{survey}")
    return page(request, "surveys/building/poster.html", survey=facts, link=_link(facts))


@get("/surveys/{survey:uuid}/qr.svg", guards=BUILDERS)
async def qr_code(request: AnyRequest, survey: FromPath[UUID]) -> Response[bytes]:
    """The survey's link as a QR code, in black on white with its quiet zone."""
    facts = await survey_facts(school_of(request).id, survey)
    drawn = io.BytesIO()
    segno.make_qr(_link(facts), error="m").save(drawn, kind="svg", light="#fff", border=4, omitsize=True, nl=False)
    return Response(drawn.getvalue(), media_type="image/svg+xml", headers={"Cache-Control": "no-store"})


building_router = Router(
    path="/",
    route_handlers=[
        survey_list,
        new_survey,
        create_survey,
        *plan_routes,
        survey_page,
        set_closing_date,
        open_survey,
        confirm_close,
        close_survey,
        poster,
        qr_code,
        *editing_routes,
        *grid_routes,
        *language_routes,
        *preview_routes,
    ],
)
