"""Routes of proxies: recorded by whoever runs the poll, cast by the holder, taken back by the giver."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common.errors import Refused
from common.forms import FieldError, FormErrors
from common.render import AnyRequest, go, invalid, page
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of
from votes import casting
from votes.ballot_routes import ballot_in_words, marked_in
from votes.errors import NoProxies
from votes.evidence import receipt_for
from votes.forms import parse_ballot, parse_choice, parse_sealed_ballot
from votes.proxies import services
from votes.proxies.forms import parse_proxy
from votes.proxies.queries import proxies_of, takes_proxies, vote_held
from votes.proxies.rules import HeldState
from votes.proxies.showing import BEFORE_THE_CLOSE
from votes.queries import PollFacts, poll_facts
from votes.roll import whole_roll
from votes.rules import Choice, PollState
from votes.running import poll_to_run
from votes.showing import names_in_order

QUIET = {"quiet": True}
SIGNED_IN = [requires(Permission.BE_SIGNED_IN)]
RUNS_POLLS = [requires(Permission.RUN_POLLS)]


async def _proxies(request: AnyRequest, poll: UUID) -> dict[str, Any]:
    """What whoever runs the poll sees. Raises NoProxies."""
    facts = await poll_to_run(request, poll)
    if not await takes_proxies(facts):
        raise NoProxies()
    school = school_of(request).id
    return {"poll": facts, "proxies": await proxies_of(school, poll), "roll": await whole_roll(school, poll)}


@get("/polls/{poll:uuid}/proxies", guards=RUNS_POLLS)
async def proxies(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    """The proxies that stand, and the form for another."""
    context = await _proxies(request, poll)
    if context["poll"].state not in BEFORE_THE_CLOSE:
        return go(f"/polls/{poll}")
    return page(request, "votes/proxies/proxies.html", **context)


@post("/polls/{poll:uuid}/proxies", guards=RUNS_POLLS)
async def record_proxy(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    context, form = await _proxies(request, poll), await request.form()
    proxy = parse_proxy(form, [line.person for line in context["roll"]])
    if isinstance(proxy, FormErrors):
        return invalid(request, "votes/proxies/proxies.html", proxy, **context)
    try:
        await services.record_proxy(
            school_of(request).id, poll, proxy.giver, proxy.holder, proxy.writing, request.user.id
        )
    except Refused as fact:
        typed = {name: str(form.get(name, "")) for name in ("giver", "holder", "writing")}
        errors = FormErrors((FieldError("giver", fact.message, fact.parameters),), typed)
        return invalid(request, "votes/proxies/proxies.html", errors, **context)
    return go(f"/polls/{poll}/proxies", done="proxy-recorded")


@post("/polls/{poll:uuid}/proxies/{giver:uuid}/return", guards=RUNS_POLLS)
async def take_back_for(request: AnyRequest, poll: FromPath[UUID], giver: FromPath[UUID]) -> Response[None]:
    """A giver tells whoever runs the poll, in writing or on the spot."""
    await poll_to_run(request, poll)
    await services.take_back_proxy(school_of(request).id, poll, giver, request.user.id)
    return go(f"/polls/{poll}/proxies", done="proxy-taken-back")


@post("/polls/{poll:uuid}/own-proxy/return", guards=SIGNED_IN)
async def take_back_own(request: AnyRequest, poll: FromPath[UUID]) -> Response[None]:
    await services.take_back_proxy(school_of(request).id, poll, request.user.id, request.user.id)
    return go(f"/polls/{poll}", done="own-proxy-taken-back")


async def _held(request: AnyRequest, poll: UUID, giver: UUID) -> dict[str, Any]:
    """The vote that the reader holds for somebody. Raises NotFound."""
    school = school_of(request).id
    held, facts = await vote_held(school, poll, request.user.id, giver), await poll_facts(school, poll)
    return {
        "poll": facts,
        "held": held,
        "states": HeldState,
        "choices": list(Choice),
        "receipt_text": receipt_for(poll, held.envelope).text if held.envelope else None,
        "marked": {},
        "names_in_order": names_in_order(facts, request.user.id) if facts.election else [],
    }


@get("/polls/{poll:uuid}/proxies/{giver:uuid}", guards=SIGNED_IN, opt=QUIET)
async def held_vote(request: AnyRequest, poll: FromPath[UUID], giver: FromPath[UUID]) -> Response[str]:
    """The ballot that a holder casts for somebody else, apart from their own, and its receipt."""
    return page(request, "votes/proxies/ballot.html", **await _held(request, poll, giver))


@post("/polls/{poll:uuid}/proxies/{giver:uuid}/ballots/preview", guards=SIGNED_IN, opt=QUIET)
async def preview_held(request: AnyRequest, poll: FromPath[UUID], giver: FromPath[UUID]) -> Response[Any]:
    """An election's ballot for somebody else as it would be cast, or back on the paper. Nothing of it is kept."""
    context, form = await _held(request, poll, giver), await request.form()
    facts, held = context["poll"], context["held"]
    if facts.election is None or facts.state is not PollState.OPEN or held.state is HeldState.TAKEN_BACK:
        return go(f"/polls/{poll}/proxies/{giver}")
    slate = facts.election.slate
    ballot = parse_ballot(form, facts.ballot_paper, slate.names, slate.withdrawn)
    context["marked"] = marked_in(form, facts.ballot_paper.marking)
    if isinstance(ballot, FormErrors):
        return invalid(request, "votes/proxies/ballot.html", ballot, **context)
    if "again" in form:
        return page(request, "votes/proxies/ballot.html", errors=None, **context)
    words = ballot_in_words(facts, ballot)
    return page(request, "votes/preview.html", ballot_text=ballot, **words, **context)


@post("/polls/{poll:uuid}/proxies/{giver:uuid}/ballots", guards=SIGNED_IN, opt=QUIET)
async def cast_held(request: AnyRequest, poll: FromPath[UUID], giver: FromPath[UUID]) -> Response[Any]:
    context, form = await _held(request, poll, giver), await request.form()
    facts: PollFacts = context["poll"]
    ballot = parse_sealed_ballot(form) if facts.election else parse_choice(form)
    if isinstance(ballot, FormErrors):
        return invalid(request, "votes/proxies/ballot.html", ballot, **context)
    cast = await casting.cast_ballot(school_of(request).id, poll, request.user.id, ballot, instead_of=giver)
    return go(f"/polls/{poll}/proxies/{giver}", done="vote-replaced" if cast.replaced else "vote-cast")


HANDLERS = [proxies, record_proxy, take_back_for, take_back_own, held_vote, preview_held, cast_held]
