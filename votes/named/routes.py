"""Pages of open votes: the clerk records hands and names and declares; members sign a written resolution."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common import render
from common.errors import QuorateError
from common.forms import FieldError, FormErrors
from common.render import AnyRequest, go, invalid, page
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of
from votes.named import services, words
from votes.named.forms import parse_hands, parse_names, parse_signature
from votes.named.queries import hands_of, record_of
from votes.named.rules import IN_THE_ROOM, MoreHandsThanPresent, MoreHandsThanRoll, MoreNamesThanPresent
from votes.named.showing import on_poll
from votes.rules import OpenMethod, PollState
from votes.running import poll_to_read, poll_to_run

QUIET = {"quiet": True}
SIGNED_IN = [requires(Permission.BE_SIGNED_IN)]
RUNS_POLLS = [requires(Permission.RUN_POLLS)]

for name in ("method_name", "everybody_sees", "said_name"):
    render.add_global(name, getattr(words, name))


async def _taking(request: AnyRequest, poll: UUID, method: OpenMethod) -> dict[str, Any] | None:
    """What the page that takes an open vote needs; None where the poll is not being taken in that way."""
    facts = await poll_to_run(request, poll)
    if facts.method is not method or facts.state is not PollState.OPEN:
        return None
    school = school_of(request).id
    if method is OpenMethod.SHOW_OF_HANDS:
        return {"poll": facts, "hands": await hands_of(school, poll)}
    return {"poll": facts, "lines": await record_of(school, poll)}


@get("/polls/{poll:uuid}/hands", guards=RUNS_POLLS)
async def hands_page(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    """Where the clerk types what was counted; on to the poll once it is closed."""
    context = await _taking(request, poll, OpenMethod.SHOW_OF_HANDS)
    return page(request, "votes/named/hands.html", **context) if context else go(f"/polls/{poll}")


@post("/polls/{poll:uuid}/hands", guards=RUNS_POLLS)
async def record_hands(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    context = await _taking(request, poll, OpenMethod.SHOW_OF_HANDS)
    if context is None:
        return go(f"/polls/{poll}")
    form = await request.form()
    hands = parse_hands(form)
    if isinstance(hands, FormErrors):
        return invalid(request, "votes/named/hands.html", hands, **context)
    try:
        await services.record_hands(school_of(request).id, poll, hands, request.user.id)
    except (MoreHandsThanPresent, MoreHandsThanRoll) as fact:
        return invalid(request, "votes/named/hands.html", _at("for", fact, form), **context)
    return go(f"/polls/{poll}/hands", done="open-vote-recorded")


def _at(field: str, fact: QuorateError, form: Any) -> FormErrors:
    typed = {name: str(form[name]) for name in form}
    return FormErrors((FieldError(field, fact.message, fact.parameters),), typed)


@get("/polls/{poll:uuid}/roll-call", guards=RUNS_POLLS)
async def roll_call_page(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    """The whole roll on one page, to be gone through with the keyboard."""
    context = await _taking(request, poll, OpenMethod.ROLL_CALL)
    return page(request, "votes/named/roll_call.html", **context) if context else go(f"/polls/{poll}")


@post("/polls/{poll:uuid}/roll-call", guards=RUNS_POLLS)
async def record_names(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    context = await _taking(request, poll, OpenMethod.ROLL_CALL)
    if context is None:
        return go(f"/polls/{poll}")
    form, roll = await request.form(), [line.entitlement for line in context["lines"]]
    said = parse_names(form, roll)
    if isinstance(said, FormErrors):
        return invalid(request, "votes/named/roll_call.html", said, **context)
    try:
        await services.record_names(school_of(request).id, poll, said, request.user.id)
    except MoreNamesThanPresent as fact:
        return invalid(request, "votes/named/roll_call.html", _at(f"said-{roll[0]}", fact, form), **context)
    return go(f"/polls/{poll}/roll-call", done="open-vote-recorded")


@post("/polls/{poll:uuid}/declare", guards=RUNS_POLLS)
async def declare(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    """What was recorded in the room is the result."""
    facts = await poll_to_run(request, poll)
    if facts.method in IN_THE_ROOM:
        await services.declare_open_vote(school_of(request).id, poll, request.user.id)
    return go(f"/polls/{poll}", done="open-vote-closed")


@get("/polls/{poll:uuid}/signatures", guards=SIGNED_IN)
async def signing_page(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    """What signing means, with what the reader signed before."""
    facts = await poll_to_read(request, poll)
    if facts.method is not OpenMethod.WRITTEN_RESOLUTION or facts.state is not PollState.OPEN:
        return go(f"/polls/{poll}")
    return page(request, "votes/named/sign.html", poll=facts, **await on_poll(request, facts))


@post("/polls/{poll:uuid}/signatures", guards=SIGNED_IN, opt=QUIET)
async def sign(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    facts = await poll_to_read(request, poll)
    choice = parse_signature(await request.form())
    if isinstance(choice, FormErrors):
        return invalid(request, "votes/named/sign.html", choice, poll=facts, **await on_poll(request, facts))
    passed = await services.sign_resolution(school_of(request).id, poll, request.user.id, choice)
    return go(f"/polls/{poll}", done="resolution-passed" if passed else "resolution-signed")


HANDLERS = [hands_page, record_hands, roll_call_page, record_names, declare, signing_page, sign]
