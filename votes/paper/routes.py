"""Routes of paper ballots at the desk: the roll by name, one line at a time; papers and a roll to print."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common.errors import NotFound
from common.forms import FormErrors
from common.render import AnyRequest, go, invalid, page
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of
from votes.errors import NoPaper
from votes.paper import bundle_routes, services
from votes.paper.forms import parse_name, parse_take_back
from votes.paper.rules import AtDesk
from votes.queries import PollFacts
from votes.roll import SHOWN_NAMES, find_on_roll, names_on_line, whole_roll
from votes.rules import PollState
from votes.running import poll_to_run

RUNS_POLLS = [requires(Permission.RUN_POLLS)]


async def _paper_poll(request: AnyRequest, poll: UUID) -> PollFacts:
    facts = await poll_to_run(request, poll)
    if not facts.paper:
        raise NoPaper()
    return facts


@get("/polls/{poll:uuid}/papers", guards=RUNS_POLLS)
async def desk(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    """Where papers are given out: somebody is looked for by name. Who has voted is not listed anywhere."""
    facts = await _paper_poll(request, poll)
    if facts.state is not PollState.OPEN:
        return go(f"/polls/{poll}")
    context: dict[str, Any] = {"poll": facts, "found": None, "name": "", "shown": SHOWN_NAMES}
    if "name" not in request.query_params:
        return page(request, "votes/paper/desk.html", **context)
    name = parse_name(request.query_params)
    if isinstance(name, FormErrors):
        return invalid(request, "votes/paper/desk.html", name, **context)
    context |= {"found": await find_on_roll(school_of(request).id, poll, name), "name": name}
    return page(request, "votes/paper/desk.html", **context)


async def _line(request: AnyRequest, poll: UUID, line: UUID) -> dict[str, Any]:
    """What the desk sees of one line. Raises NotFound."""
    school, facts = school_of(request).id, await _paper_poll(request, poll)
    names = await names_on_line(school, poll, line)
    if not names:
        raise NotFound()
    standing = await services.look_up_line(school, poll, line, request.user.id)
    return {"poll": facts, "line": line, "names": names, "standing": standing, "AtDesk": AtDesk}


@post("/polls/{poll:uuid}/papers/{line:uuid}", guards=RUNS_POLLS, status_code=200)
async def look_up(request: AnyRequest, poll: FromPath[UUID], line: FromPath[UUID]) -> Response[str]:
    """How the one person at the desk stands. A look is a write, since it is recorded that it was taken."""
    return page(request, "votes/paper/line.html", **await _line(request, poll, line))


@post("/polls/{poll:uuid}/papers/{line:uuid}/issue", guards=RUNS_POLLS)
async def give_out_paper(request: AnyRequest, poll: FromPath[UUID], line: FromPath[UUID]) -> Response[Any]:
    await _paper_poll(request, poll)
    await services.give_out_paper(school_of(request).id, poll, line, request.user.id)
    return go(f"/polls/{poll}/papers", done="paper-given-out")


@post("/polls/{poll:uuid}/papers/{line:uuid}/return", guards=RUNS_POLLS)
async def take_back_paper(request: AnyRequest, poll: FromPath[UUID], line: FromPath[UUID]) -> Response[Any]:
    await _paper_poll(request, poll)
    reason = parse_take_back(await request.form())
    if isinstance(reason, FormErrors):
        return invalid(request, "votes/paper/line.html", reason, **await _line(request, poll, line))
    await services.take_back_paper(school_of(request).id, poll, line, request.user.id, reason)
    return go(f"/polls/{poll}/papers", done="paper-taken-back")


@get("/polls/{poll:uuid}/papers/blank", guards=RUNS_POLLS)
async def blank_paper(request: AnyRequest, poll: FromPath[UUID]) -> Response[str]:
    """A ballot paper to print, alike for everybody."""
    return page(request, "votes/paper/blank.html", poll=await _paper_poll(request, poll))


@get("/polls/{poll:uuid}/papers/roll", guards=RUNS_POLLS)
async def printed_roll(request: AnyRequest, poll: FromPath[UUID]) -> Response[str]:
    """The names on the roll to print, for a desk whose connection fails."""
    facts = await _paper_poll(request, poll)
    names = await whole_roll(school_of(request).id, poll)
    return page(request, "votes/paper/roll.html", poll=facts, names=names)


HANDLERS = [desk, look_up, give_out_paper, take_back_paper, blank_paper, printed_roll, *bundle_routes.HANDLERS]
