"""Routes of a draft: whose seats, everything that is announced, and two people who edit it at once."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common import clock
from common.errors import NotFound, QuorateError
from common.forms import FieldError, FormData, FormErrors
from common.render import AnyRequest, go, invalid, page
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of
from people.rules import BodyKind, Role
from votes.count.result import Rule
from votes.elections import services
from votes.elections.errors import ChangedMeanwhile
from votes.elections.forms import USUAL, parse_vacancy
from votes.elections.pages import groups_of_school
from votes.elections.queries import BodyLine, VacancyFacts, bodies_to_run, vacancy_to_run
from votes.elections.rules import VacancyState
from votes.elections.starting import customs_in, customs_of, later_like, usual_times
from votes.elections.terms import VacancyTerms
from votes.electorates import NobodyInElectorate
from votes.rules import Custody, RollUnit

RUNS_POLLS = [requires(Permission.RUN_POLLS)]
NO_BODY = "none"


async def _bodies(request: AnyRequest) -> dict[str, BodyLine | None]:
    """The bodies whose seats this person may put up for election; for the returning officer also none at all."""
    found: dict[str, BodyLine | None] = {str(line.id): line for line in await bodies_to_run(request.user)}
    if Role.RETURNING_OFFICER in request.user.roles:
        found[NO_BODY] = None
    return found


async def _form(request: AnyRequest, body: BodyLine | None, terms: VacancyTerms | None = None) -> dict[str, Any]:
    """What the form needs; `terms`: what stands in it before anything is typed."""
    zone = school_of(request).timezone
    board = body is not None and body.kind is BodyKind.GOVERNING_BOARD
    return {
        "body": body,
        "body_key": str(body.id) if body else NO_BODY,
        "board": board,
        "groups": await groups_of_school(request.user.school),
        "terms": terms,
        "times": usual_times(clock.now(), zone),
        "rules": [rule for rule in Rule if rule not in (Rule.IRV, Rule.SCOTTISH_STV)],
        "usual": USUAL,
        "customs": customs_of(terms) if terms else customs_in(request.query_params),
        "units": list(RollUnit),
        "custodies": (Custody.CONFIDENTIAL, Custody.SECRET),
    }


def _parse(request: AnyRequest, form: FormData, context: dict[str, Any]) -> VacancyTerms | FormErrors:
    groups = {key: group for key, (group, _words) in context["groups"].items()}
    body = context["body"].id if context["body"] else None
    return parse_vacancy(form, school_of(request).timezone, clock.now(), body=body, groups=groups)


def _again(form: FormData, field: str, fact: QuorateError) -> FormErrors:
    """The form with what was typed, and a fact that only the service knew."""
    typed: dict[str, str | list[str]] = {name: str(form.get(name, "")) for name in form}
    typed["options"] = [str(item) for item in form.getall("options", [])]
    return FormErrors((FieldError(field, fact.message, fact.parameters),), typed)


def _nobody(form: FormData, terms: VacancyTerms, context: dict[str, Any], fact: NobodyInElectorate) -> FormErrors:
    """The form again, where one of the two groups has nobody."""
    nobody_stands = context["groups"][terms.standing.key][1] == fact.parameters["group"]
    return _again(form, "standing" if nobody_stands else "voting", fact)


@get("/elections/new", guards=RUNS_POLLS)
async def new_election(request: AnyRequest) -> Response[str]:
    """Whose seats, where there is a choice; then the form, filled in as that kind of body mostly does it."""
    bodies = await _bodies(request)
    chosen = request.query_params.get("body") or (next(iter(bodies)) if len(bodies) == 1 else None)
    if chosen is None:
        return page(request, "votes/elections/whose.html", bodies=bodies)
    if chosen not in bodies:
        raise NotFound()
    return page(request, "votes/elections/form.html", vacancy=None, **await _form(request, bodies[chosen]))


@get("/elections/{vacancy:uuid}/again", guards=RUNS_POLLS)
async def next_election(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    """The form of a new election, filled in as this one was; for the seats that stayed vacant, if any did."""
    before = await vacancy_to_run(request.user, vacancy)
    bodies = await _bodies(request)
    key = str(before.terms.body or NO_BODY)
    if key not in bodies or not before.ended:
        raise NotFound()
    terms = later_like(before.terms, _seats_left(before), clock.now(), school_of(request).timezone)
    return page(request, "votes/elections/form.html", vacancy=None, **await _form(request, bodies[key], terms))


def _seats_left(before: VacancyFacts) -> int:
    return before.vacant if before.declared and before.vacant else before.terms.seats


@post("/elections", guards=RUNS_POLLS)
async def draft_election(request: AnyRequest) -> Response[Any]:
    form, bodies = await request.form(), await _bodies(request)
    chosen = str(form.get("body", ""))
    if chosen not in bodies:
        raise NotFound()
    context = {"vacancy": None, **await _form(request, bodies[chosen])}
    terms = _parse(request, form, context)
    if isinstance(terms, FormErrors):
        return invalid(request, "votes/elections/form.html", terms, **context)
    try:
        vacancy = await services.draft_vacancy(request.user, terms, _key(form))
    except NobodyInElectorate as fact:
        return invalid(request, "votes/elections/form.html", _nobody(form, terms, context, fact), **context)
    return go(f"/elections/{vacancy}", done="election-drafted")


def _key(form: FormData) -> UUID | None:
    """The form's own key, so that a form sent twice is one vacancy."""
    try:
        return UUID(str(form.get("key", "")))
    except ValueError:
        return None


async def _draft(request: AnyRequest, vacancy: UUID) -> dict[str, Any] | None:
    """What the form of a draft needs; None once it is no draft any more."""
    facts = await vacancy_to_run(request.user, vacancy)
    if facts.state is not VacancyState.DRAFT:
        return None
    body = next((line for line in await bodies_to_run(request.user) if line.id == facts.terms.body), None)
    return {"vacancy": facts, "changed": False, **await _form(request, body, facts.terms)}


@get("/elections/{vacancy:uuid}/edit", guards=RUNS_POLLS)
async def edit_election(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    context = await _draft(request, vacancy)
    return page(request, "votes/elections/form.html", **context) if context else go(f"/elections/{vacancy}")


@post("/elections/{vacancy:uuid}/edit", guards=RUNS_POLLS)
async def save_election(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    """Saves a draft; where somebody else saved meanwhile, both are shown and nothing is lost."""
    context, form = await _draft(request, vacancy), await request.form()
    if context is None:
        return go(f"/elections/{vacancy}")
    terms = _parse(request, form, context)
    if isinstance(terms, FormErrors):
        return invalid(request, "votes/elections/form.html", terms, **context)
    try:
        await services.change_vacancy(request.user, vacancy, terms, str(form.get("seen", "")))
    except NobodyInElectorate as fact:
        return invalid(request, "votes/elections/form.html", _nobody(form, terms, context, fact), **context)
    except ChangedMeanwhile as fact:
        context["changed"] = True
        return invalid(request, "votes/elections/form.html", _again(form, "title", fact), **context)
    return go(f"/elections/{vacancy}", done="election-saved")


HANDLERS = [new_election, next_election, draft_election, edit_election, save_election]
