"""Pages of motions: the list, raising and editing one, submitting, withdrawing, and putting it on an agenda."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common.errors import NotFound
from common.forms import FormErrors
from common.render import AnyRequest, go, invalid, page
from governance.meetings.forms import parse_choice
from governance.meetings.items import put_on_agenda
from governance.meetings.queries import meetings_for_agenda, meetings_with
from governance.motions import forms, queries, services
from governance.motions.rules import MotionChanged, Verb, allowed, check
from governance.queries import BodyLine, bodies
from governance.rules import may_raise_in
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of
from surveys.results.queries import FindingFacts
from surveys.results.queries import finding as finding_facts
from surveys.results.rules import FindingState

SEES = [requires(Permission.TAKE_PART_IN_BODIES)]
RAISES = [requires(Permission.RAISE_MOTIONS)]
RUNS = [requires(Permission.RUN_MEETINGS)]


@get("/motions", guards=SEES)
async def motion_list(request: AnyRequest) -> Response[str]:
    found = await queries.motions_seen_by(request.user)
    groups = {
        "open": [motion for motion in found if motion.standing in ("submitted", "moved", "seconded", "postponed")],
        "put": [motion for motion in found if motion.standing == "put"],
        "draft": [motion for motion in found if motion.standing == "draft"],
    }
    shown = {motion.id for group in groups.values() for motion in group}
    groups["settled"] = [motion for motion in found if motion.id not in shown]
    return page(request, "governance/motions.html", groups=groups)


async def _own_bodies(request: AnyRequest) -> list[BodyLine]:
    return [body for body in await bodies(request.user.school) if may_raise_in(request.user, body.id)]


async def _evidence(request: AnyRequest, text: object) -> FindingFacts | None:
    """The published finding that a draft starts from; anything else is as if none had been named."""
    try:
        found = await finding_facts(request.user.school, UUID(str(text)))
    except (ValueError, NotFound):
        return None
    return found if found.state is FindingState.PUBLISHED else None


async def _undone(request: AnyRequest, text: object) -> queries.MotionFacts | None:
    """The carried motion that a draft would rescind; anything else is as if none had been named."""
    try:
        found = await queries.motion_facts(request.user, UUID(str(text)))
    except (ValueError, NotFound):
        return None
    return found if found.standing == "carried" and may_raise_in(request.user, found.body) else None


async def _drafting(request: AnyRequest, finding: object, rescinds: object) -> dict[str, Any]:
    undone, own = await _undone(request, rescinds), await _own_bodies(request)
    bodies = [body for body in own if undone is None or body.id == undone.body]
    return {"bodies": bodies, "evidence": await _evidence(request, finding), "undone": undone}


@get("/motions/new", guards=RAISES)
async def new_motion(request: AnyRequest) -> Response[str]:
    asked = request.query_params
    context = await _drafting(request, asked.get("finding", ""), asked.get("rescinds", ""))
    return page(request, "governance/motion_new.html", **context)


@post("/motions", guards=RAISES)
async def raise_motion(request: AnyRequest) -> Response[Any]:
    own = await _own_bodies(request)
    raised = forms.parse_motion(await request.form(), [body.id for body in own])
    if isinstance(raised, FormErrors):
        context = await _drafting(request, raised.typed["finding"], raised.typed["rescinds"])
        return invalid(request, "governance/motion_new.html", raised, **context)
    motion = await services.raise_motion(
        request.user, raised.body, raised.title, raised.text, raised.finding, raised.key, rescinds=raised.rescinds
    )
    return go(f"/motions/{motion}", done="motion-raised")


async def _motion_context(request: AnyRequest, motion: UUID) -> dict[str, Any]:
    facts = await queries.motion_facts(request.user, motion)
    verbs = allowed(request.user, facts.stand)
    school = school_of(request).id
    schedules = Verb.SCHEDULE in verbs
    return {
        "motion": facts,
        "verbs": verbs,
        "versions": await queries.versions_of(school, motion),
        "evidence": await queries.evidence_of(school, motion),
        "meetings": await meetings_with(school, motion),
        "may_rescind": facts.standing == "carried" and may_raise_in(request.user, facts.body),
        "agendas": await meetings_for_agenda(school, facts.body, motion) if schedules else [],
    }


@get("/motions/{motion:uuid}", guards=SEES)
async def one_motion(request: AnyRequest, motion: FromPath[UUID]) -> Response[str]:
    return page(request, "governance/motion.html", **await _motion_context(request, motion))


async def _editing(request: AnyRequest, motion: UUID) -> dict[str, Any]:
    facts = await queries.motion_facts(request.user, motion)
    evidence = await queries.evidence_of(request.user.school, motion)
    return {"motion": facts, "evidence": evidence, "changed": None, "version": facts.version}


@get("/motions/{motion:uuid}/edit", guards=SEES)
async def edit_motion(request: AnyRequest, motion: FromPath[UUID]) -> Response[str]:
    facts = await queries.motion_facts(request.user, motion)
    check(Verb.REVISE, request.user, facts.stand)
    return page(request, "governance/motion_edit.html", **await _editing(request, motion))


@post("/motions/{motion:uuid}/edit", guards=SEES)
async def revise_motion(request: AnyRequest, motion: FromPath[UUID]) -> Response[Any]:
    form = await request.form()
    reworded = forms.parse_wording(form)
    if isinstance(reworded, FormErrors):
        context = {**await _editing(request, motion), "version": reworded.typed["version"]}
        return invalid(request, "governance/motion_edit.html", reworded, **context)
    try:
        await services.revise_motion(request.user, motion, reworded.title, reworded.text, reworded.version)
    except MotionChanged as changed:
        kept = FormErrors((), {"title": reworded.title, "text": reworded.text})
        context = {**await _editing(request, motion), "errors": kept, "changed": changed, "version": changed.version}
        return page(request, "governance/motion_edit.html", status=HTTPStatus.CONFLICT, **context)
    return go(f"/motions/{motion}", done="motion-saved")


@post("/motions/{motion:uuid}/submit", guards=RAISES)
async def submit_motion(request: AnyRequest, motion: FromPath[UUID]) -> Response[Any]:
    await services.submit_motion(request.user, motion)
    return go(f"/motions/{motion}", done="motion-submitted")


@get("/motions/{motion:uuid}/withdraw", guards=SEES)
async def ask_to_withdraw(request: AnyRequest, motion: FromPath[UUID]) -> Response[Any]:
    facts = await queries.motion_facts(request.user, motion)
    check(Verb.WITHDRAW, request.user, facts.stand)
    return page(request, "governance/motion_withdraw.html", motion=facts)


@post("/motions/{motion:uuid}/withdraw", guards=SEES)
async def withdraw_motion(request: AnyRequest, motion: FromPath[UUID]) -> Response[Any]:
    await services.withdraw_motion(request.user, motion)
    return go(f"/motions/{motion}", done="motion-withdrawn")


@post("/motions/{motion:uuid}/agenda", guards=RUNS)
async def schedule_motion(request: AnyRequest, motion: FromPath[UUID]) -> Response[Any]:
    meeting = parse_choice(await request.form(), "meeting", "Choose a meeting.")
    if isinstance(meeting, FormErrors):
        return invalid(request, "governance/motion.html", meeting, **await _motion_context(request, motion))
    await put_on_agenda(request.user, meeting, motion)
    return go(f"/motions/{motion}", done="agenda-added")


HANDLERS = [
    motion_list,
    new_motion,
    raise_motion,
    one_motion,
    edit_motion,
    revise_motion,
    submit_motion,
    ask_to_withdraw,
    withdraw_motion,
    schedule_motion,
]
