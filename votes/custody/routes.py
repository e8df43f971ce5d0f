"""The ceremonies of a secret poll: three sheets before it opens, two after it closed; a rehearsal, giving up."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common import sealing
from common.forms import FieldError, FormData, FormErrors, FormReader
from common.render import AnyRequest, go, invalid, page
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of
from votes import services as polls
from votes.custody import services
from votes.custody.forms import parse_holders, parse_reason, parse_sheets, parse_written
from votes.custody.queries import holders_of
from votes.custody.rules import SHEETS, WrongKey, new_key, private_key_of, public_half
from votes.rules import Custody, PollState
from votes.running import poll_to_run

RUNS_POLLS = [requires(Permission.RUN_POLLS)]
GIVEN_UP_UNTIL = (PollState.CREATED, PollState.OPEN, PollState.CLOSED, PollState.RECONCILED)


async def _ceremony(request: AnyRequest, poll: UUID, state: PollState) -> dict[str, Any] | None:
    """What a ceremony's page needs; None where the poll is not at that ceremony."""
    facts = await poll_to_run(request, poll)
    if facts.custody is not Custody.SECRET or facts.state is not state:
        return None
    return {"poll": facts, "holders": await holders_of(school_of(request).id, poll), "places": range(1, SHEETS + 1)}


@get("/polls/{poll:uuid}/opening", guards=RUNS_POLLS)
async def opening(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    """Who holds the sheets, before they are made."""
    context = await _ceremony(request, poll, PollState.CREATED)
    return page(request, "votes/custody/opening.html", **context) if context else go(f"/polls/{poll}")


@post("/polls/{poll:uuid}/opening", guards=RUNS_POLLS)
async def make_sheets(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    """Shows the words, this once: the answer itself is the page, since nothing is kept that could be shown again."""
    context = await _ceremony(request, poll, PollState.CREATED)
    if context is None:
        return go(f"/polls/{poll}")
    holders = parse_holders(await request.form())
    if isinstance(holders, FormErrors):
        return invalid(request, "votes/custody/opening.html", holders, **context)
    key = await services.make_sheets(school_of(request).id, poll, request.user.id, holders)
    return page(request, "votes/custody/sheets.html", **{**context, "holders": holders}, key=key)


@post("/polls/{poll:uuid}/opening/written", guards=RUNS_POLLS)
async def open_poll(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    await poll_to_run(request, poll)
    mark = parse_written(await request.form())
    if isinstance(mark, FormErrors):
        context = await _ceremony(request, poll, PollState.CREATED)
        if context is None:
            return go(f"/polls/{poll}")
        return invalid(request, "votes/custody/sheets.html", mark, key=None, **context)
    await services.open_under_sheets(school_of(request).id, poll, request.user.id, mark)
    return go(f"/polls/{poll}", done="poll-opened")


@get("/polls/{poll:uuid}/count", guards=RUNS_POLLS)
async def count(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    """Where two of the three type their words."""
    context = await _ceremony(request, poll, PollState.RECONCILED)
    return page(request, "votes/custody/count.html", **context) if context else go(f"/polls/{poll}")


@post("/polls/{poll:uuid}/count", guards=RUNS_POLLS)
async def count_with_sheets(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    context = await _ceremony(request, poll, PollState.RECONCILED)
    if context is None:
        return go(f"/polls/{poll}")
    form = await request.form()
    sheets = parse_sheets(form)
    if isinstance(sheets, FormErrors):
        return invalid(request, "votes/custody/count.html", sheets, **context)
    try:
        await services.count_with_sheets(school_of(request).id, poll, request.user.id, sheets)
    except WrongKey:
        return invalid(request, "votes/custody/count.html", _wrong_key(form), **context)
    return go(f"/polls/{poll}", done="box-opened")


def _wrong_key(form: FormData) -> FormErrors:
    reader = FormReader(form)
    typed: dict[str, str | list[str]] = {name: reader.raw(name) for name in ("sheet_1", "sheet_2")}
    return FormErrors((FieldError("sheet_1", WrongKey.message),), typed)


@get("/polls/rehearsal", guards=RUNS_POLLS)
async def rehearsal(request: AnyRequest) -> Response[str]:
    return page(request, "votes/custody/rehearsal.html", key=None, public_key=None, worked=False)


@post("/polls/rehearsal", guards=RUNS_POLLS)
async def rehearse_sheets(request: AnyRequest) -> Response[str]:
    """Words of a key for practice, of which nothing is kept: its public half travels with the form."""
    key = new_key()
    public_key = key.public_key.hex()
    return page(request, "votes/custody/rehearsal.html", key=key, public_key=public_key, worked=False)


@post("/polls/rehearsal/count", guards=RUNS_POLLS)
async def rehearse_count(request: AnyRequest) -> Response[str]:
    form = await request.form()
    public_key = str(form.get("public_key", ""))[:64]
    sheets = parse_sheets(form)
    context: dict[str, Any] = {"key": None, "public_key": public_key, "worked": False}
    if isinstance(sheets, FormErrors):
        return invalid(request, "votes/custody/rehearsal.html", sheets, **context)
    private_key = private_key_of(sheets)
    opened = sealing.open_sealed(sealing.seal(b"practice", public_half(private_key)), private_key)
    worked = opened == b"practice" and public_half(private_key).hex() == public_key
    if not worked:
        return invalid(request, "votes/custody/rehearsal.html", _wrong_key(form), **context)
    return page(request, "votes/custody/rehearsal.html", key=None, public_key=None, worked=True)


@get("/polls/{poll:uuid}/void", guards=RUNS_POLLS)
async def ask_to_give_up(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    """What it means to end a vote without a result."""
    facts = await poll_to_run(request, poll)
    return page(request, "votes/void.html", poll=facts) if facts.state in GIVEN_UP_UNTIL else go(f"/polls/{poll}")


@post("/polls/{poll:uuid}/void", guards=RUNS_POLLS)
async def give_up(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    facts = await poll_to_run(request, poll)
    reason = parse_reason(await request.form())
    if isinstance(reason, FormErrors):
        return invalid(request, "votes/void.html", reason, poll=facts)
    await polls.void_poll(school_of(request).id, poll, request.user.id, reason)
    return go(f"/polls/{poll}", done="poll-void")


HANDLERS = [
    opening,
    make_sheets,
    open_poll,
    count,
    count_with_sheets,
    rehearsal,
    rehearse_sheets,
    rehearse_count,
    ask_to_give_up,
    give_up,
]
