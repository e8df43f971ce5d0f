"""Routes after the count: recording a lot, counting again, and the declaration as a table and on paper."""

from __future__ import annotations

import asyncio
import csv
import io
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common.errors import NotFound
from common.forms import FormErrors
from common.pdf import pdf
from common.render import AnyRequest, go, invalid, page
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of
from votes.count.csv import to_csv
from votes.count.declaration import TEMPLATE
from votes.declaring import services
from votes.declaring.forms import parse_lot
from votes.declaring.papers import declaration_of
from votes.declaring.queries import recount, shown_count
from votes.queries import PollFacts
from votes.rules import PollState
from votes.running import poll_to_read, poll_to_run

SIGNED_IN = [requires(Permission.BE_SIGNED_IN)]
RUNS_POLLS = [requires(Permission.RUN_POLLS)]


def _lot_page(poll: PollFacts) -> dict[str, Any]:
    assert poll.election is not None
    names = poll.election.slate.names
    between = (poll.election.tie or {}).get("between", ())
    standing = [line for line in poll.election.candidates if not line.withdrawn]
    return {"poll": poll, "standing": standing, "tied": [names[number - 1] for number in between]}


@get("/polls/{poll:uuid}/lot", guards=RUNS_POLLS)
async def ask_for_lot(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    """How to draw, and where to write down what was drawn."""
    facts = await poll_to_run(request, poll)
    if facts.state is not PollState.AWAITING_LOT:
        return go(f"/polls/{poll}")
    return page(request, "votes/declaring/lot.html", **_lot_page(facts))


@post("/polls/{poll:uuid}/lot", guards=RUNS_POLLS)
async def settle_lot(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    facts = await poll_to_run(request, poll)
    if facts.election is None:
        raise NotFound()
    standing = [line.number for line in facts.election.candidates if not line.withdrawn]
    lot = parse_lot(await request.form(), standing, announced=bool(facts.election.lot_source))
    if isinstance(lot, FormErrors):
        return invalid(request, "votes/declaring/lot.html", lot, **_lot_page(facts))
    await services.settle_lot(school_of(request).id, poll, request.user.id, lot)
    return go(f"/polls/{poll}", done="lot-settled")


async def _declared(request: AnyRequest, poll: UUID) -> PollFacts:
    facts = await poll_to_read(request, poll)
    if facts.state is not PollState.DECLARED:
        raise NotFound()
    return facts


@get("/polls/{poll:uuid}/recount", guards=SIGNED_IN)
async def count_again(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    """The result worked out again, now, beside what was declared."""
    facts = await _declared(request, poll)
    again = await recount(school_of(request).id, facts)
    return page(request, "votes/declaring/recount.html", poll=facts, again=again)


@get("/polls/{poll:uuid}/result.csv", guards=SIGNED_IN)
async def as_csv(request: AnyRequest, poll: FromPath[UUID]) -> Response[bytes]:
    """The declared result as a table for a spreadsheet."""
    facts = await _declared(request, poll)
    if facts.election is None:
        text = _motion_csv(facts)
    else:
        text = to_csv((await shown_count(school_of(request).id, facts)).count)
    name = f'attachment; filename="result-{poll}.csv"'
    # The mark at the start is what tells a spreadsheet that the file is UTF-8.
    headers = {"Content-Disposition": name, "Cache-Control": "no-store"}
    return Response(("\ufeff" + text).encode(), media_type="text/csv", headers=headers)


def _motion_csv(poll: PollFacts) -> str:
    result = poll.result
    assert result is not None
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\r\n")
    table.writerow(["ballot", "number"])
    table.writerows(
        [
            ("for", result.for_),
            ("against", result.against),
            ("abstain", result.abstain),
            ("blank", result.spoilt),
            ("of these unreadable", result.unreadable),
            ("cast", result.cast),
            ("entitled", result.entitled),
            ("margin", result.margin),
            ("carried", "yes" if result.carried else "no"),
        ]
    )
    return written.getvalue()


@get("/polls/{poll:uuid}/result.pdf", guards=SIGNED_IN)
async def as_pdf(request: AnyRequest, poll: FromPath[UUID]) -> Response[bytes]:
    """The declaration as a paper to print, sign and hang up; the same bytes for the same result."""
    facts = await _declared(request, poll)
    made = await asyncio.to_thread(pdf, TEMPLATE, await declaration_of(school_of(request), facts))
    headers = {"Content-Disposition": f'attachment; filename="result-{poll}.pdf"', "Cache-Control": "no-store"}
    return Response(made, media_type="application/pdf", headers=headers)


HANDLERS = [ask_for_lot, settle_lot, count_again, as_csv, as_pdf]
