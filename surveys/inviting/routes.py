"""The office's pages of inviting: whom a survey invites, how far its letters are, addresses that get none."""

from __future__ import annotations

from typing import Any
from uuid import UUID, uuid5

from babel import Locale
from litestar import Response, Router, get, post
from litestar.params import FromPath

from common import i18n
from common.forms import FormErrors
from common.render import AnyRequest, go, page
from common.settings import settings
from people.guards import requires
from people.permissions import Permission
from people.roll import roll_groups
from people.routes import school_of
from surveys.batches.grouping import labels_of
from surveys.building.queries import questionnaire
from surveys.inviting import queries, services
from surveys.inviting.forms import parse_address, parse_plan, unknown_address
from surveys.inviting.letters import text_to_paste
from surveys.inviting.public_routes import public_routes
from surveys.inviting.queries import InvitingFacts
from surveys.inviting.rules import MOST_REMINDERS, InvitingPlan
from surveys.rules import Anonymity, SurveyState
from surveys.spoken import own_name

BUILDERS = [requires(Permission.BUILD_SURVEYS)]


def _path(survey: UUID) -> str:
    return f"/surveys/{survey}/invitations"


async def _plan_page(request: AnyRequest, facts: InvitingFacts, errors: FormErrors | None = None) -> Response[Any]:
    school = school_of(request).id
    plan = await queries.plan_of(facts.id)
    own = plan or InvitingPlan()
    invites = plan is not None or facts.anonymity is not Anonymity.ANONYMOUS
    found = await queries.numbers(school, facts.id, own) if invites else None
    languages = Locale("en").languages
    return page(
        request,
        "surveys/inviting/plan.html",
        status=422 if errors else 200,
        errors=errors,
        survey=facts,
        plan=own,
        numbers=found,
        groups=[(", ".join(labels_of(key).values()), n) for key, n in found.groups.items() if key] if found else [],
        roll=await roll_groups(school),
        language_name=lambda code: languages.get(code, code),
    )


async def _progress_page(request: AnyRequest, facts: InvitingFacts, errors: FormErrors | None = None) -> Response[Any]:
    school = school_of(request)
    link = f"{settings().base_url}/s/{facts.code}"
    texts = []
    for language in facts.languages:
        asked = await questionnaire(school.id, facts.id, language)
        text = text_to_paste(asked.title, school.name, link, facts.anonymity, language)
        texts.append((language, own_name(language), i18n.text_direction(language), text))
    reminders = await queries.reminders_of(school.id, facts.id)
    return page(
        request,
        "surveys/inviting/progress.html",
        status=422 if errors else 200,
        errors=errors,
        survey=facts,
        plan=await queries.plan_of(facts.id) or InvitingPlan(),
        progress=await queries.progress(school.id, facts.id),
        waiting=await queries.waiting(facts.id),
        reminders=reminders,
        left=MOST_REMINDERS - len(reminders),
        texts=texts,
        bounced=len(await queries.bounces(school.id)),
        asked_to_stop=await queries.asked_to_stop(school.id),
    )


@get("/surveys/{survey:uuid}/invitations", guards=BUILDERS)
async def invitations(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    """Of a draft whom it will invite; after that how far the letters are."""
    facts = await queries.inviting_facts(school_of(request).id, survey)
    draft = facts.state is SurveyState.DRAFT
    return await _plan_page(request, facts) if draft else await _progress_page(request, facts)


@post("/surveys/{survey:uuid}/invitations", guards=BUILDERS)
async def save_plan(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    """Keeps the plan and shows the numbers that follow from it."""
    school = school_of(request).id
    facts = await queries.inviting_facts(school, survey)
    plan = parse_plan(await request.form(), await roll_groups(school), facts.anonymity)
    if isinstance(plan, FormErrors):
        return await _plan_page(request, facts, plan)
    await services.plan_invitations(school, survey, plan, request.user.id)
    return go(_path(survey), done="invitations-planned")


@post("/surveys/{survey:uuid}/reminders", guards=BUILDERS)
async def remind(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    """Reminds now, or in the morning. Sent twice, it is one reminder."""
    key = str((await request.form()).get("form_key", ""))
    await services.ask_for_reminder(school_of(request).id, survey, uuid5(survey, key), request.user.id)
    return go(_path(survey), done="reminder-asked")


@post("/surveys/{survey:uuid}/newcomers", guards=BUILDERS)
async def invite_newcomers(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    """Invites who has joined the roll since the opening."""
    new = await services.invite_newcomers(school_of(request).id, survey, request.user.id)
    return go(_path(survey), done="newcomers-invited" if new else "nobody-new")


@post("/surveys/{survey:uuid}/letters", guards=BUILDERS)
async def send_again(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    """A letter again, for whoever lost theirs."""
    school = school_of(request).id
    facts = await queries.inviting_facts(school, survey)
    address = parse_address(await request.form(), "Enter the address that the letter should go to.")
    if isinstance(address, FormErrors):
        return await _progress_page(request, facts, address)
    if not await services.send_again(school, survey, address, request.user.id):
        return await _progress_page(request, facts, unknown_address(address))
    return go(_path(survey), done="letter-sent-again")


async def _bounces_page(request: AnyRequest, errors: FormErrors | None = None) -> Response[Any]:
    school, status = school_of(request).id, 422 if errors else 200
    found, asked = await queries.bounces(school), await queries.asked_to_stop(school)
    return page(
        request, "surveys/inviting/bounces.html", status=status, errors=errors, bounces=found, asked_to_stop=asked
    )


@get("/surveys/bounces", guards=BUILDERS)
async def bounces(request: AnyRequest) -> Response[Any]:
    """Addresses from which letters came back."""
    return await _bounces_page(request)


@post("/surveys/bounces", guards=BUILDERS)
async def mark_bounced(request: AnyRequest) -> Response[Any]:
    """Marks an address by hand, from a letter that came back later."""
    address = parse_address(await request.form(), "Enter the address from which the letter came back.")
    if isinstance(address, FormErrors):
        return await _bounces_page(request, address)
    await services.stop_letters(school_of(request).id, address, "bounced", request.user.id)
    return go("/surveys/bounces", done="bounce-marked")


@post("/surveys/bounces/{stop:uuid}/again", guards=BUILDERS)
async def try_again(request: AnyRequest, stop: FromPath[UUID]) -> Response[Any]:
    """The address takes letters again."""
    await services.try_address_again(school_of(request).id, stop, request.user.id)
    return go("/surveys/bounces", done="bounce-lifted")


inviting_router = Router(
    path="/",
    route_handlers=[
        invitations,
        save_plan,
        remind,
        invite_newcomers,
        send_again,
        bounces,
        mark_bounced,
        try_again,
        *public_routes,
    ],
)
