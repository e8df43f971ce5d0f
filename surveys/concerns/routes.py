"""Pages of the designated safeguarding leads, and of nobody else."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath

from common.forms import FieldError, FormErrors
from common.render import AnyRequest, go, page
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of
from surveys.concerns.forms import as_typed, parse_entry
from surveys.concerns.queries import ConcernFacts, concern_facts, concerns
from surveys.concerns.services import RecordHasChanged, keep_record
from surveys.concerns.words import promise_in_words, reason_in_words, state_in_words

FOR_LEADS = [requires(Permission.SEE_CONCERNS)]


@get("/concerns", guards=FOR_LEADS)
async def concern_list(request: AnyRequest) -> Response[str]:
    found = await concerns(school_of(request).id)
    return page(
        request, "surveys/concerns/list.html", concerns=found, reason=reason_in_words, state_words=state_in_words
    )


@get("/concerns/{concern:uuid}", guards=FOR_LEADS)
async def one_concern(request: AnyRequest, concern: FromPath[UUID]) -> Response[str]:
    return _shown(request, await concern_facts(school_of(request).id, concern))


@post("/concerns/{concern:uuid}/record", guards=FOR_LEADS)
async def add_entry(request: AnyRequest, concern: FromPath[UUID]) -> Response[Any]:
    school = school_of(request).id
    facts = await concern_facts(school, concern)
    entry = parse_entry(await request.form())
    if isinstance(entry, FormErrors):
        return _shown(request, facts, entry)
    try:
        await keep_record(school, concern, request.user.id, entry)
    except RecordHasChanged as fault:
        errors = FormErrors((FieldError("action", fault.message),), as_typed(entry))
        return _shown(request, await concern_facts(school, concern), errors)
    return go(f"/concerns/{concern}", done="concern-acknowledged")


def _shown(request: AnyRequest, facts: ConcernFacts, errors: FormErrors | None = None) -> Response[str]:
    return page(
        request,
        "surveys/concerns/concern.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        concern=facts,
        errors=errors,
        reason=reason_in_words,
        state_words=state_in_words,
        promise=promise_in_words,
    )


concerns_router = Router(path="/", route_handlers=[concern_list, one_concern, add_entry])
