"""Routes of those who check a vote: scrutineers, bundles, the verifier, receipts, and what is secret and what not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common import limits
from common.errors import NotFound
from common.forms import FormErrors
from common.render import AnyRequest, go, invalid, page
from people.guards import PUBLIC, requires
from people.permissions import Permission
from people.routes import school_of
from votes.bundle import VERIFIER, full_bundle, public_bundle
from votes.evidence import Receipt, receipt_is_ours
from votes.forms import parse_receipt
from votes.queries import poll_facts
from votes.receipts import ReceiptState, receipt_proof, receipt_state
from votes.rules import runs_poll
from votes.running import poll_to_read, poll_to_run
from votes.scrutiny import services
from votes.scrutiny.forms import parse_scrutineer
from votes.scrutiny.queries import scrutineers_of
from votes.scrutiny.rules import ALIKE, may_name
from votes.scrutiny.showing import may_take_all, receipt_code
from votes.showing import shown_poll

QUIET = {"quiet": True}
SIGNED_IN = [requires(Permission.BE_SIGNED_IN)]
RUNS_POLLS = [requires(Permission.RUN_POLLS)]
CHECKED_AN_HOUR = 300


async def _watched(request: AnyRequest, poll: UUID) -> dict[str, Any]:
    facts = await poll_to_read(request, poll)
    named = await scrutineers_of(school_of(request).id, poll)
    runs = runs_poll(request.user, facts.body)
    return {
        "poll": facts,
        "scrutineers": named,
        "runs": runs,
        "may_name": runs and may_name(facts.state, len(named)) is None,
    }


@get("/polls/{poll:uuid}/scrutineers", guards=SIGNED_IN)
async def scrutineers(request: AnyRequest, poll: FromPath[UUID]) -> Response[str]:
    """Who watches this vote; whoever runs it names them here until it closes."""
    return page(request, "votes/scrutiny/scrutineers.html", **await _watched(request, poll))


@post("/polls/{poll:uuid}/scrutineers", guards=RUNS_POLLS)
async def name_scrutineer(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    await poll_to_run(request, poll)
    new = parse_scrutineer(await request.form())
    if isinstance(new, FormErrors):
        return invalid(request, "votes/scrutiny/scrutineers.html", new, **await _watched(request, poll))
    await services.name_scrutineer(school_of(request).id, poll, request.user.id, new)
    return go(f"/polls/{poll}/scrutineers", done="scrutineer-named")


@post("/polls/{poll:uuid}/scrutineers/{scrutineer:uuid}/remove", guards=RUNS_POLLS)
async def remove_scrutineer(request: AnyRequest, poll: FromPath[UUID], scrutineer: FromPath[UUID]) -> Response[Any]:
    await poll_to_run(request, poll)
    await services.remove_scrutineer(school_of(request).id, poll, request.user.id, scrutineer)
    return go(f"/polls/{poll}/scrutineers", done="scrutineer-removed")


@get("/polls/{poll:uuid}/bundle.zip", guards=SIGNED_IN)
async def bundle(request: AnyRequest, poll: FromPath[UUID]) -> Response[bytes]:
    """What the declared result rests on, for somebody who checks it; no ballot in it could sign a voter."""
    facts = await poll_to_read(request, poll)
    found = await public_bundle(school_of(request).id, facts)
    return _download(found, "application/zip", f"result-{poll}.zip")


@get("/polls/{poll:uuid}/full-bundle.zip", guards=SIGNED_IN)
async def bundle_with_ballots(request: AnyRequest, poll: FromPath[UUID]) -> Response[bytes]:
    """The same with every ballot, for those who watch the vote."""
    facts = await poll_to_read(request, poll)
    if not await may_take_all(request, facts):
        raise NotFound()
    found = await full_bundle(school_of(request).id, facts)
    return _download(found, "application/zip", f"result-{poll}-full.zip")


@get("/polls/{poll:uuid}/verifier", guards=SIGNED_IN)
async def verifier(request: AnyRequest, poll: FromPath[UUID]) -> Response[bytes]:
    """The program that checks a bundle, as a file of its own."""
    await poll_to_read(request, poll)
    return _download(VERIFIER.read_bytes(), "text/x-python", "verify.py")


def _download(held: bytes, kind: str, name: str) -> Response[bytes]:
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return Response(held, media_type=kind, headers=headers)


@get("/polls/{poll:uuid}/receipt", guards=SIGNED_IN, opt=QUIET)
async def own_receipt(request: AnyRequest, poll: FromPath[UUID]) -> Response[str]:
    """The reader's own receipt to print or to scan. Drawing the code takes a while, so the poll's page has none."""
    context = await shown_poll(request, poll)
    if not context["receipt_text"]:
        raise NotFound()
    code = receipt_code(poll, context["receipt_text"])
    return page(request, "votes/scrutiny/receipt.html", code=code, **context)


@get("/polls/{poll:uuid}/receipts", opt=PUBLIC | QUIET)
async def check_receipt(request: AnyRequest, poll: FromPath[UUID]) -> Response[str]:
    """What became of the envelope behind a receipt, and whether the receipt is one of ours.

    Anybody may ask, on any device: whoever has no part in the vote must show a receipt that this site signed for it,
    and learns what became of it; before that not even whether there is such a vote.
    """
    context = await _reader_of(request, poll)
    if "receipt" not in request.query_params:
        return page(request, "votes/receipts.html", **context)
    receipt = parse_receipt(request.query_params)
    if isinstance(receipt, FormErrors):
        return invalid(request, "votes/receipts.html", receipt, **context)
    if context["poll"] is None:
        await limits.spend("receipt", _caller(request), allowed=CHECKED_AN_HOUR, every=timedelta(hours=1))
    context |= await _became(request, context, receipt)
    return page(request, "votes/receipts.html", **context)


def _caller(request: AnyRequest) -> str:
    return request.client.host if request.client else "-"


async def _reader_of(request: AnyRequest, poll: UUID) -> dict[str, Any]:
    """`poll` for somebody whom it concerns, else None."""
    try:
        facts = await poll_to_read(request, poll) if request.user else None
    except NotFound:
        facts = None
    return {"poll": facts, "poll_id": poll, "title": None, "receipt": None}


async def _became(request: AnyRequest, context: dict[str, Any], receipt: Receipt) -> dict[str, Any]:
    school, poll, facts = school_of(request).id, context["poll_id"], context["poll"]
    ours = receipt_is_ours(poll, receipt) if receipt.signature else None
    shown: dict[str, Any] = {"receipt": receipt, "ours": ours, "became": None, "missing": False, "proof": None}
    if facts is None and not ours:
        return shown
    state = await receipt_state(school, poll, receipt.envelope)
    shown |= {"became": state, "missing": bool(ours) and state is ReceiptState.UNKNOWN}
    if facts is None:
        return {**shown, "title": await _public_title(school, poll)}
    return {**shown, "proof": await receipt_proof(school, facts, receipt.envelope)}


async def _public_title(school: UUID, poll: UUID) -> str | None:
    """The title of a vote of all parents; one of a body is that body's own business."""
    try:
        facts = await poll_facts(school, poll)
    except NotFound:
        return None
    return facts.title if facts.body is None else None


@get("/polls/{poll:uuid}/secrecy", guards=SIGNED_IN)
async def secrecy(request: AnyRequest, poll: FromPath[UUID]) -> Response[str]:
    """What could go wrong: who could see or change what, and what protects from it."""
    return page(request, "votes/secrecy.html", alike=ALIKE, **await shown_poll(request, poll))


HANDLERS = [
    scrutineers,
    name_scrutineer,
    remove_scrutineer,
    bundle,
    bundle_with_ballots,
    verifier,
    own_receipt,
    check_receipt,
    secrecy,
]
