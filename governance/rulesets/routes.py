"""Pages of a body's rules: those in force with where each comes from, all versions, and adopting another."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common import clock
from common.clock import at_school
from common.errors import NotFound
from common.forms import FieldError, FormErrors
from common.render import AnyRequest, go, invalid, page
from governance.queries import bodies_seen_by, body_line
from governance.rules import DEFAULT_RULES, runs_body, sees_body
from governance.rulesets.forms import parse_rules
from governance.rulesets.queries import carried_motions, rule_set_versions
from governance.rulesets.rules import AdoptedBeforeTheLast, NotYourRules
from governance.rulesets.services import adopt_rules
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of
from votes.count.result import Rule
from votes.rules import MajorityRule, VoteBase

SEES = [requires(Permission.TAKE_PART_IN_BODIES)]
RUNS = [requires(Permission.RUN_MEETINGS)]


@get("/rules", guards=SEES)
async def every_body(request: AnyRequest) -> Response[str]:
    """The bodies whose rules this person may read."""
    return page(request, "governance/rule_sets.html", bodies=await bodies_seen_by(request.user))


async def _rules(request: AnyRequest, body: UUID) -> dict[str, Any]:
    school = school_of(request)
    facts = await body_line(school.id, body)
    if not sees_body(request.user, body):
        raise NotFound()
    versions = await rule_set_versions(school.id, body)
    default = DEFAULT_RULES[facts.kind]
    return {
        "body": facts,
        "versions": versions,
        "default": default,
        "rules": versions[0].numbers if versions else default,
        "clerk": runs_body(request.user, body),
        "today": at_school(clock.now(), school.timezone).date(),
    }


@get("/bodies/{whose:uuid}/rules", guards=SEES)
async def rules_in_force(request: AnyRequest, whose: FromPath[UUID]) -> Response[str]:
    return page(request, "governance/rule_set.html", **await _rules(request, whose))


async def _adopting(request: AnyRequest, body: UUID) -> dict[str, Any]:
    context = await _rules(request, body)
    if not context["clerk"]:
        raise NotYourRules()
    motions = await carried_motions(request.user.school, body)
    return {**context, "motions": motions, "majorities": MajorityRule, "bases": VoteBase, "countings": Rule}


@get("/bodies/{whose:uuid}/rules/new", guards=RUNS)
async def ask_for_rules(request: AnyRequest, whose: FromPath[UUID]) -> Response[str]:
    return page(request, "governance/rule_set_new.html", **await _adopting(request, whose))


@post("/bodies/{whose:uuid}/rules", guards=RUNS)
async def adopt(request: AnyRequest, whose: FromPath[UUID]) -> Response[Any]:
    context, form = await _adopting(request, whose), await request.form()
    adopted = parse_rules(form, context["today"])
    if isinstance(adopted, FormErrors):
        return invalid(request, "governance/rule_set_new.html", adopted, **context)
    try:
        await adopt_rules(request.user, whose, adopted)
    except AdoptedBeforeTheLast as fact:
        errors = FormErrors((FieldError("adopted_on", fact.message),), {name: str(form[name]) for name in form})
        return invalid(request, "governance/rule_set_new.html", errors, **context)
    return go(f"/bodies/{whose}/rules", done="rules-adopted")


HANDLERS = [every_body, rules_in_force, ask_for_rules, adopt]
