"""Routes of bundles after the close: entered, keyed by two people, settled, and everything reckoned up."""

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
from votes.errors import BundleNumbered, NoPaper
from votes.paper import keying, services
from votes.paper.forms import (
    parse_bundle,
    parse_explanation,
    parse_hand_count,
    parse_keying,
    parse_removal,
    parse_settlement,
)
from votes.paper.queries import BundleLine, BundleStage, account_of, bundle_facts, bundles_of, may_key, tells
from votes.queries import PollFacts, poll_facts
from votes.rules import PollState, runs_poll
from votes.running import poll_to_run

RUNS_POLLS = [requires(Permission.RUN_POLLS)]
SIGNED_IN = [requires(Permission.BE_SIGNED_IN)]


async def _closed(request: AnyRequest, poll: UUID, *, teller: bool = False) -> PollFacts | None:
    """The poll while its papers are keyed; None before and after. `teller`: for those who only key as well."""
    tells_here = teller and await tells(school_of(request).id, poll, request.user.id)
    facts = await poll_facts(school_of(request).id, poll) if tells_here else await poll_to_run(request, poll)
    if not facts.paper:
        raise NoPaper()
    return facts if facts.state is PollState.CLOSED else None


async def _bundles(request: AnyRequest, facts: PollFacts) -> dict[str, Any]:
    school = school_of(request).id
    bundles = await bundles_of(school, facts.id, request.user.id)
    return {
        "poll": facts,
        "bundles": bundles,
        "stages": BundleStage,
        "next_number": max((bundle.number for bundle in bundles), default=0) + 1,
        "account": await account_of(school, facts.id),
        "may_key": await may_key(school, facts.id, facts.body),
        "runs": runs_poll(request.user, facts.body),
    }


async def _bundle(request: AnyRequest, facts: PollFacts, bundle: UUID) -> dict[str, Any]:
    found = await bundle_facts(school_of(request).id, facts.id, bundle, request.user.id)
    return {"poll": facts, "bundle": found, "stages": BundleStage, "runs": runs_poll(request.user, facts.body)}


@get("/polls/{poll:uuid}/bundles", guards=SIGNED_IN)
async def bundles(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    """The bundles of a closed poll, and whether everything adds up."""
    facts = await _closed(request, poll, teller=True)
    if facts is None:
        return go(f"/polls/{poll}")
    return page(request, "votes/paper/bundles.html", **await _bundles(request, facts))


@post("/polls/{poll:uuid}/bundles", guards=RUNS_POLLS)
async def add_bundle(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    facts = await _closed(request, poll)
    if facts is None:
        return go(f"/polls/{poll}")
    form = await request.form()
    bundle = parse_bundle(form)
    if isinstance(bundle, FormErrors):
        return invalid(request, "votes/paper/bundles.html", bundle, **await _bundles(request, facts))
    try:
        await keying.add_bundle(school_of(request).id, poll, request.user.id, bundle.number, bundle.papers)
    except BundleNumbered as fact:
        errors = _at("papers", fact, {"papers": str(bundle.papers)})
        return invalid(request, "votes/paper/bundles.html", errors, **await _bundles(request, facts))
    return go(f"/polls/{poll}/bundles", done="bundle-added")


@get("/polls/{poll:uuid}/bundles/{bundle:uuid}", guards=SIGNED_IN)
async def key_bundle(request: AnyRequest, poll: FromPath[UUID], bundle: FromPath[UUID]) -> Response[Any]:
    """Where one of two people keys a bundle, or, once both have, looks again at the papers that differ."""
    facts = await _closed(request, poll, teller=True)
    if facts is None:
        return go(f"/polls/{poll}")
    return page(request, "votes/paper/bundle.html", **await _bundle(request, facts, bundle))


@post("/polls/{poll:uuid}/bundles/{bundle:uuid}/keying", guards=SIGNED_IN)
async def key_papers(request: AnyRequest, poll: FromPath[UUID], bundle: FromPath[UUID]) -> Response[Any]:
    facts = await _closed(request, poll, teller=True)
    if facts is None:
        return go(f"/polls/{poll}")
    context = await _bundle(request, facts, bundle)
    held: BundleLine = context["bundle"]
    keyed = parse_keying(await request.form(), facts.ballot_paper, held.papers)
    if isinstance(keyed, FormErrors):
        return invalid(request, "votes/paper/bundle.html", keyed, **context)
    school, by = school_of(request).id, request.user.id
    await keying.key_papers(school, poll, bundle, by, keyed.ballots, finished=keyed.finished)
    if not keyed.finished:
        return go(f"/polls/{poll}/bundles/{bundle}", done="bundle-saved")
    return await _on_from(request, facts, bundle)


async def _on_from(request: AnyRequest, facts: PollFacts, bundle: UUID) -> Response[None]:
    """On to what a finished keying shows: its differences, or the list."""
    stage = (await bundle_facts(school_of(request).id, facts.id, bundle, request.user.id)).stage
    if stage is BundleStage.DIFFERS:
        return go(f"/polls/{facts.id}/bundles/{bundle}")
    return go(f"/polls/{facts.id}/bundles", done="bundle-agreed" if stage is BundleStage.AGREED else "bundle-keyed")


@post("/polls/{poll:uuid}/bundles/{bundle:uuid}/settlement", guards=SIGNED_IN)
async def settle_differences(request: AnyRequest, poll: FromPath[UUID], bundle: FromPath[UUID]) -> Response[Any]:
    facts = await _closed(request, poll, teller=True)
    if facts is None:
        return go(f"/polls/{poll}")
    context = await _bundle(request, facts, bundle)
    settled = parse_settlement(await request.form(), facts.ballot_paper, context["bundle"].differ)
    if isinstance(settled, FormErrors):
        return invalid(request, "votes/paper/bundle.html", settled, **context)
    school, by = school_of(request).id, request.user.id
    await keying.settle_differences(school, poll, bundle, by, settled.readings, settled.reason)
    return go(f"/polls/{poll}/bundles", done="bundle-agreed")


@post("/polls/{poll:uuid}/bundles/{bundle:uuid}/hand-count", guards=RUNS_POLLS)
async def correct_bundle(request: AnyRequest, poll: FromPath[UUID], bundle: FromPath[UUID]) -> Response[Any]:
    facts = await _closed(request, poll)
    if facts is None:
        return go(f"/polls/{poll}")
    papers = parse_hand_count(await request.form())
    if isinstance(papers, FormErrors):
        return invalid(request, "votes/paper/bundle.html", papers, **await _bundle(request, facts, bundle))
    await keying.correct_bundle(school_of(request).id, poll, bundle, request.user.id, papers)
    return go(f"/polls/{poll}/bundles/{bundle}", done="bundle-corrected")


@post("/polls/{poll:uuid}/bundles/{bundle:uuid}/removal", guards=RUNS_POLLS)
async def remove_bundle(request: AnyRequest, poll: FromPath[UUID], bundle: FromPath[UUID]) -> Response[Any]:
    facts = await _closed(request, poll)
    if facts is None:
        return go(f"/polls/{poll}")
    reason = parse_removal(await request.form())
    if isinstance(reason, FormErrors):
        return invalid(request, "votes/paper/bundle.html", reason, **await _bundle(request, facts, bundle))
    await keying.remove_bundle(school_of(request).id, poll, bundle, request.user.id, reason)
    return go(f"/polls/{poll}/bundles", done="bundle-removed")


@post("/polls/{poll:uuid}/reconciliation", guards=RUNS_POLLS)
async def reconcile_papers(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    facts = await _closed(request, poll)
    if facts is None:
        return go(f"/polls/{poll}")
    context = await _bundles(request, facts)
    explanation = parse_explanation(await request.form(), context["account"].extra)
    if isinstance(explanation, FormErrors):
        return invalid(request, "votes/paper/bundles.html", explanation, **context)
    await services.reconcile_papers(school_of(request).id, poll, request.user.id, explanation)
    return go(f"/polls/{poll}", done="papers-reconciled")


def _at(name: str, fact: Refused, typed: dict[str, str | list[str]]) -> FormErrors:
    return FormErrors((FieldError(name, fact.message, fact.parameters),), typed)


HANDLERS = [
    bundles,
    add_bundle,
    key_bundle,
    key_papers,
    settle_differences,
    correct_bundle,
    remove_bundle,
    reconcile_papers,
]
