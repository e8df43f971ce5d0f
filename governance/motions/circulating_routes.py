"""Sending a motion round as a written resolution: what it means, until when, and that everybody sees who signs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common import clock
from common.errors import Refused
from common.forms import FieldError, FormErrors
from common.render import AnyRequest, go, invalid, page
from governance.meetings.putting import ClosesTooEarly, LapsesBefore, RemindsTooLate
from governance.motions import forms, queries
from governance.motions.circulating import circulate_motion
from governance.motions.rules import Verb, check
from governance.queries import body_line, current_rule_set
from governance.rules import DEFAULT_RULES, MotionState
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of

RUNS = [requires(Permission.RUN_MEETINGS)]


async def _circulating(request: AnyRequest, motion: UUID) -> dict[str, Any]:
    facts = await queries.motion_facts(request.user, motion)
    check(Verb.CIRCULATE, request.user, facts.stand)
    body = await body_line(request.user.school, facts.body)
    rules = await current_rule_set(request.user.school, facts.body)
    return {"motion": facts, "rules": rules.numbers if rules else DEFAULT_RULES[body.kind]}


@get("/motions/{motion:uuid}/circulate", guards=RUNS)
async def ask_to_circulate(request: AnyRequest, motion: FromPath[UUID]) -> Response[Any]:
    return page(request, "governance/motion_circulate.html", **await _circulating(request, motion))


@post("/motions/{motion:uuid}/circulate", guards=RUNS)
async def circulate(request: AnyRequest, motion: FromPath[UUID]) -> Response[Any]:
    facts = await queries.motion_facts(request.user, motion)
    if facts.stand.state is MotionState.PUT and facts.poll is not None:
        return go(f"/polls/{facts.poll.id}")
    context, form = await _circulating(request, motion), await request.form()
    times = forms.parse_circulation(form, school_of(request).timezone, clock.now())
    if isinstance(times, FormErrors):
        return invalid(request, "governance/motion_circulate.html", times, **context)
    try:
        poll = await circulate_motion(request.user, motion, times.closes_at, times.remind_at)
    except (ClosesTooEarly, LapsesBefore, RemindsTooLate) as fact:
        return invalid(request, "governance/motion_circulate.html", _beside(fact, form), **context)
    return go(f"/polls/{poll}", done="motion-circulated")


def _beside(fact: Refused, form: Any) -> FormErrors:
    field = "remind_at" if isinstance(fact, RemindsTooLate) else "closes_at"
    return FormErrors((FieldError(field, fact.message, fact.parameters),), {name: str(form[name]) for name in form})


HANDLERS = [ask_to_circulate, circulate]
