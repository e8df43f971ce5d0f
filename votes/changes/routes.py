"""Routes of changes after the opening, for whoever runs the poll: more time, and lines of the roll."""

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
from votes.changes import services
from votes.changes.forms import parse_extension, parse_roll_change
from votes.changes.queries import find_off_roll
from votes.paper.forms import parse_name
from votes.queries import PollFacts
from votes.roll import SHOWN_NAMES, find_on_roll
from votes.rules import PollState, RollUnit
from votes.running import poll_to_run

RUNS_POLLS = [requires(Permission.RUN_POLLS)]


async def _open_poll(request: AnyRequest, poll: UUID) -> PollFacts | None:
    """The poll while something of it can be changed."""
    facts = await poll_to_run(request, poll)
    return facts if facts.state is PollState.OPEN else None


@get("/polls/{poll:uuid}/changes", guards=RUNS_POLLS)
async def changes(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    """What can be changed while people vote."""
    facts = await _open_poll(request, poll)
    return page(request, "votes/changes/changes.html", poll=facts) if facts else go(f"/polls/{poll}")


@get("/polls/{poll:uuid}/extension", guards=RUNS_POLLS)
async def ask_to_extend(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    facts = await _open_poll(request, poll)
    return page(request, "votes/changes/extension.html", poll=facts) if facts else go(f"/polls/{poll}")


@post("/polls/{poll:uuid}/extension", guards=RUNS_POLLS)
async def extend_poll(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    facts, school = await poll_to_run(request, poll), school_of(request)
    extension = parse_extension(await request.form(), facts, school.timezone)
    if isinstance(extension, FormErrors):
        return invalid(request, "votes/changes/extension.html", extension, poll=facts)
    await services.extend_poll(school.id, poll, request.user.id, extension.later, extension.reason)
    return go(f"/polls/{poll}", done="poll-extended")


async def _search(request: AnyRequest, facts: PollFacts, name: str, *, strike: bool) -> dict[str, Any]:
    """Those whom the name finds, on the roll or off it, as (id, name, others, classes)."""
    school, households = school_of(request).id, facts.unit is RollUnit.HOUSEHOLD
    found: list[dict[str, Any]] = []
    if name and strike:
        for line in await find_on_roll(school, facts.id, name):
            unit = line.household if households else line.person
            found.append({"unit": unit, "name": line.name, "others": line.others, "classes": line.classes})
    elif name:
        found = [vars(line) for line in await find_off_roll(school, facts.id, facts.unit, name)]
    return {"poll": facts, "strike": strike, "name": name, "found": found, "shown": SHOWN_NAMES}


async def _roll_page(request: AnyRequest, poll: UUID, *, strike: bool) -> Response[Any]:
    facts = await _open_poll(request, poll)
    if facts is None:
        return go(f"/polls/{poll}")
    if "name" not in request.query_params:
        return page(request, "votes/changes/roll.html", **await _search(request, facts, "", strike=strike))
    name = parse_name(request.query_params)
    if isinstance(name, FormErrors):
        return invalid(request, "votes/changes/roll.html", name, **await _search(request, facts, "", strike=strike))
    return page(request, "votes/changes/roll.html", **await _search(request, facts, name, strike=strike))


async def _change_roll(request: AnyRequest, poll: UUID, *, strike: bool) -> Response[Any]:
    facts, form = await poll_to_run(request, poll), await request.form()
    name = str(form.get("name", ""))[:200]
    context = await _search(request, facts, name, strike=strike)
    change = parse_roll_change(form)
    if isinstance(change, FormErrors):
        return invalid(request, "votes/changes/roll.html", change, **context)
    act = services.strike_from_roll if strike else services.add_to_roll
    try:
        await act(school_of(request).id, poll, request.user.id, change.who, change.reason)
    except Refused as fact:
        typed = {"who": str(change.who), "reason": change.reason}
        errors = FormErrors((FieldError("who", fact.message, fact.parameters),), typed)
        return invalid(request, "votes/changes/roll.html", errors, **context)
    return go(f"/polls/{poll}", done="roll-struck" if strike else "roll-added")


@get("/polls/{poll:uuid}/roll-additions", guards=RUNS_POLLS)
async def ask_to_add(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    return await _roll_page(request, poll, strike=False)


@post("/polls/{poll:uuid}/roll-additions", guards=RUNS_POLLS)
async def add_to_roll(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    return await _change_roll(request, poll, strike=False)


@get("/polls/{poll:uuid}/roll-strikes", guards=RUNS_POLLS)
async def ask_to_strike(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    return await _roll_page(request, poll, strike=True)


@post("/polls/{poll:uuid}/roll-strikes", guards=RUNS_POLLS)
async def strike_from_roll(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    return await _change_roll(request, poll, strike=True)


HANDLERS = [changes, ask_to_extend, extend_poll, ask_to_add, add_to_roll, ask_to_strike, strike_from_roll]
