"""Votes as people meet them: their list, the ballot, the result, the close."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, Router, get, post
from litestar.params import FromPath

from common import render
from common.forms import FormErrors
from common.render import AnyRequest, go, invalid, page
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of
from people.rules import Actor
from votes import casting, services, words
from votes.ballot_routes import HANDLERS as BALLOTS
from votes.changes.routes import HANDLERS as CHANGES
from votes.custody.queries import waiting_ceremonies
from votes.custody.routes import HANDLERS as CEREMONIES
from votes.declaring.routes import HANDLERS as DECLARING
from votes.elections.routes import HANDLERS as ELECTIONS
from votes.elections.waiting import waiting_elections
from votes.forms import parse_casting_vote, parse_choice, parse_sealed_ballot
from votes.named.routes import HANDLERS as OPEN_VOTES
from votes.paper.routes import HANDLERS as PAPER
from votes.proxies.routes import HANDLERS as PROXIES
from votes.rules import PollState, runs_poll, sees_poll
from votes.running import poll_to_run
from votes.scrutiny.routes import HANDLERS as SCRUTINY
from votes.showing import shown_poll
from votes.standing import Standing, polls_for

QUIET = {"quiet": True}
SIGNED_IN = [requires(Permission.BE_SIGNED_IN)]
RUNS_POLLS = [requires(Permission.RUN_POLLS)]
HAVE_VOTED = (Standing.VOTED, Standing.VOTED_BY_ANOTHER, Standing.ON_PAPER)

WORDS = (
    "rule_in_words",
    "quorum_in_words",
    "outcome_in_words",
    "margin_in_words",
    "choice_name",
    "counting_in_words",
    "seats_in_words",
    "rule_of_counting",
    "how_to_mark",
    "place_name",
    "candidate_name",
)
for name in WORDS:
    render.add_global(name, getattr(words, name))


@get("/polls", guards=SIGNED_IN)
async def polls(request: AnyRequest) -> Response[str]:
    """The votes that concern this person: those that wait for them first."""
    actor: Actor = request.user
    bodies = [seat.body for seat in actor.seats]
    lines = await polls_for(school_of(request).id, actor.id, bodies=bodies, sees_all=sees_poll(actor, None))
    running = [line for line in reversed(lines) if line.running]
    return page(
        request,
        "votes/polls.html",
        needed=[line for line in running if line.standing is Standing.NEEDED],
        voted=[line for line in running if line.standing in HAVE_VOTED],
        others=[line for line in running if line.standing in (Standing.NOT_ENTITLED, Standing.IN_THE_ROOM)],
        past=[line for line in lines if not line.running],
        ceremonies=[line for line in await waiting_ceremonies(actor.school) if runs_poll(actor, line.body)],
        elections=await waiting_elections(actor),
    )


@get("/polls/{poll:uuid}", guards=SIGNED_IN, opt=QUIET)
async def poll_page(request: AnyRequest, poll: FromPath[UUID]) -> Response[str]:
    """The question, the rule and the ballot; after the close the result, which comes by itself."""
    return page(request, "votes/poll.html", block="outcome", **await shown_poll(request, poll))


@post("/polls/{poll:uuid}/ballots", guards=SIGNED_IN, opt=QUIET)
async def cast_ballot(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    """A motion's ballot as it was chosen, or an election's as its preview showed it."""
    form = await request.form()
    ballot = parse_sealed_ballot(form) if "ballot" in form else parse_choice(form)
    if isinstance(ballot, FormErrors):
        return invalid(request, "votes/poll.html", ballot, block="ballot", **await shown_poll(request, poll))
    cast = await casting.cast_ballot(school_of(request).id, poll, request.user.id, ballot)
    return go(f"/polls/{poll}", done="vote-replaced" if cast.replaced else "vote-cast")


@get("/polls/{poll:uuid}/close", guards=RUNS_POLLS)
async def ask_to_close(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    """What closing does, before it is done; on to the poll if it is closed already."""
    facts = await poll_to_run(request, poll)
    if facts.state is not PollState.OPEN:
        return go(f"/polls/{poll}")
    return page(request, "votes/close.html", poll=facts)


@post("/polls/{poll:uuid}/close", guards=RUNS_POLLS)
async def close_poll(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    await poll_to_run(request, poll)
    await services.close_poll(school_of(request).id, poll, request.user.id)
    return go(f"/polls/{poll}", done="poll-closed")


@post("/polls/{poll:uuid}/casting-vote", guards=RUNS_POLLS)
async def record_casting_vote(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    """The chair's own act, which whoever runs the vote records."""
    await poll_to_run(request, poll)
    choice = parse_casting_vote(await request.form())
    if isinstance(choice, FormErrors):
        return invalid(request, "votes/poll.html", choice, block="outcome", **await shown_poll(request, poll))
    await services.cast_casting_vote(school_of(request).id, poll, request.user.id, choice)
    return go(f"/polls/{poll}", done="casting-vote-recorded")


votes_router = Router(
    path="/",
    route_handlers=[
        polls,
        poll_page,
        cast_ballot,
        ask_to_close,
        close_poll,
        record_casting_vote,
        *BALLOTS,
        *CEREMONIES,
        *DECLARING,
        *ELECTIONS,
        *OPEN_VOTES,
        *PAPER,
        *PROXIES,
        *SCRUTINY,
        *CHANGES,
    ],
)
