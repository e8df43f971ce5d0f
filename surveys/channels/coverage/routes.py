"""The pages of those who collect answers: their surveys, whom each has reached, whom nobody has asked yet."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common.forms import FormErrors
from common.render import AnyRequest, go, invalid, page
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of
from people.rules import Role
from surveys.building.queries import survey_facts
from surveys.channels.coverage import services
from surveys.channels.coverage.forms import parse_group, parse_note
from surveys.channels.coverage.queries import counted, open_to_collect, tasks_of, tasks_of_survey
from surveys.channels.coverage.rules import SMALLEST, reach
from surveys.channels.kiosk.queries import kiosks_of
from surveys.channels.paper.queries import forms_keyed_once
from surveys.channels.words import group_name
from surveys.rules import Anonymity, SurveyState

COLLECTORS = [requires(Permission.COLLECT_ANSWERS)]
KINDS = ("year", "class", "language")


@get("/ambassador", guards=COLLECTORS)
async def own_page(request: AnyRequest) -> Response[Any]:
    """The surveys that take answers, what one has entered oneself, and whom one has promised to ask."""
    school, person = school_of(request).id, request.user.id
    return page(
        request,
        "surveys/channels/ambassador.html",
        surveys=await open_to_collect(school, person),
        tasks=await tasks_of(school, person),
        group_name=group_name,
    )


async def _collecting(request: AnyRequest, survey: UUID) -> dict[str, Any]:
    school = school_of(request).id
    facts = await survey_facts(school, survey)
    groups = await counted(school, survey, facts.anonymity)
    tasks = await tasks_of_survey(school, survey)
    taken = {(task.kind, task.of) for task in tasks if task.taken_by and not task.done_at}
    shown = {kind: reach(groups, kind) for kind in KINDS}
    missing = [line for kind in KINDS for line in shown[kind] if line.missing and (kind, line.of) not in taken]
    if facts.anonymity is Anonymity.ANONYMOUS:  # who answered through the link is known to nobody
        missing = [line for line in missing if line.kind == "language" and line.of != school_of(request).language]
    open_ = facts.state is SurveyState.OPEN
    return {
        "survey": facts,
        "anonymous": facts.anonymity is Anonymity.ANONYMOUS,
        "shown": shown,
        "missing": missing if open_ else [],
        "tasks": tasks,
        "all_tasks": Role.LEADERSHIP in request.user.roles,
        "waiting": await forms_keyed_once(school, survey),
        "kiosks": await kiosks_of(school, survey),
        "group_name": group_name,
        "smallest": SMALLEST,
    }


@get("/ambassador/{survey:uuid}", guards=COLLECTORS)
async def collecting(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    """One survey: the ways to collect, whom it has reached, whom it has not."""
    return page(request, "surveys/channels/survey.html", **await _collecting(request, survey))


@post("/ambassador/{survey:uuid}/voices", guards=COLLECTORS)
async def take_on(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    context = await _collecting(request, survey)
    known = [f"{line.kind}:{line.of}" for line in context["missing"]]
    mine = [f"{task.kind}:{task.of}" for task in context["tasks"] if task.taken_by == request.user.id]
    others = [f"{task.kind}:{task.of}" for task in context["tasks"]]
    group = parse_group(await request.form(), {*known, *mine, *others})
    if isinstance(group, FormErrors):
        return invalid(request, "surveys/channels/survey.html", group, **context)
    kind, _, of = group.partition(":")
    taken = await services.take_on(school_of(request).id, survey, kind, of, request.user.id)
    return go(f"/ambassador/{survey}", done="voice-taken" if taken else "voice-not-free")


@post("/ambassador/voices/{task:uuid}", guards=COLLECTORS)
async def note(request: AnyRequest, task: FromPath[UUID]) -> Response[Any]:
    """Keeps a note, ticks a task off, or gives it back."""
    school, person = school_of(request).id, request.user
    noted = parse_note(await request.form())
    if isinstance(noted, FormErrors):
        own = await tasks_of(school, person.id)
        surveys = await open_to_collect(school, person.id)
        context: dict[str, Any] = {"surveys": surveys, "tasks": own, "wrong": task, "group_name": group_name}
        return invalid(request, "surveys/channels/ambassador.html", noted, **context)
    survey = await services.note(school, task, noted, person.id, anybodys=Role.LEADERSHIP in person.roles)
    return go("/ambassador" if Role.LEADERSHIP not in person.roles else f"/ambassador/{survey}", done="voice-noted")


coverage_routes = [own_page, collecting, take_on, note]
