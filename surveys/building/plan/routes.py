"""The page on which a draft's plan is made."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common import clock, i18n
from common.errors import NotFound
from common.forms import FormErrors
from common.render import AnyRequest, go, page
from people.permissions import Permission, may
from people.roll import roll_groups
from people.routes import school_of
from surveys.building import planning
from surveys.building.guards import DRAFTERS
from surveys.building.plan.forms import parse_plan
from surveys.building.plan.rules import ON_ROLL, SMALL, Grouping, Offer, offers, question_about
from surveys.building.plan.services import ask_about
from surveys.building.plan.words import grouping_name
from surveys.building.queries import questionnaire, survey_facts


def typed_time(moment: datetime | None, zone: str) -> str:
    """A moment as a field for a date and time holds it."""
    return clock.at_school(moment, zone).strftime("%Y-%m-%dT%H:%M") if moment else ""


async def _offered(school: UUID, survey: UUID) -> list[Offer]:
    asked = await questionnaire(school, survey, i18n.DEFAULT_LANGUAGE)
    return offers(asked.questions, asked.anonymity, await roll_groups(school))


async def _plan_page(request: AnyRequest, survey: UUID, errors: FormErrors | None = None) -> Response[Any]:
    school = school_of(request)
    facts, offered = await survey_facts(school.id, survey), await _offered(school.id, survey)
    roll = await roll_groups(school.id)
    known = {offer.kind for offer in offered}
    return page(
        request,
        "surveys/building/plan.html",
        status=422 if errors else 200,
        errors=errors,
        survey=facts,
        opens=typed_time(facts.opens_at, school.timezone),
        offered=offered,
        small=SMALL,
        to_ask=[kind for kind in ON_ROLL if kind not in known and question_about(kind, roll)],
        grouping_name=grouping_name,
    )


@get("/surveys/{survey:uuid}/plan", guards=DRAFTERS)
async def plan_page(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    """When it opens by itself, how many answers are hoped for, by what results are shown apart."""
    return await _plan_page(request, survey)


@post("/surveys/{survey:uuid}/plan", guards=DRAFTERS)
async def save_plan(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    school, offered = school_of(request), await _offered(school_of(request).id, survey)
    facts = await survey_facts(school.id, survey)
    plan = parse_plan(await request.form(), offered, zone=school.timezone, now=clock.now(), closes_at=facts.closes_at)
    if isinstance(plan, FormErrors):
        return await _plan_page(request, survey, plan)
    declared = [offer.breakdown for offer in plan.breakdowns]
    # Whoever may not open a survey may not have it open by itself either.
    opens_at = plan.opens_at if may(request.user, Permission.BUILD_SURVEYS) else facts.opens_at
    await planning.plan_survey(school.id, survey, opens_at, plan.target, declared, request.user.id)
    return go(f"/surveys/{survey}", done="plan-saved")


@post("/surveys/{survey:uuid}/plan/ask/{what:str}", guards=DRAFTERS)
async def ask(request: AnyRequest, survey: FromPath[UUID], what: FromPath[str]) -> Response[Any]:
    """Adds a question that asks for a group of the roll, and declares that results are shown by it."""
    if what not in ON_ROLL:
        raise NotFound()
    school = school_of(request).id
    await ask_about(school, survey, Grouping(what), await roll_groups(school), request.user.id)
    return go(f"/surveys/{survey}/plan", done="question-added")


plan_routes = [plan_page, save_plan, ask]
