"""Routes of an election's ballot: the names in each voter's own order, the look before casting, the photographs."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common.errors import NotFound
from common.forms import FormErrors
from common.render import AnyRequest, invalid, page
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of
from votes.ballots import Marking, groups_of, scores_of, shuffled
from votes.declaring.queries import shown_count
from votes.forms import parse_ballot
from votes.queries import CandidateLine, PollFacts, candidate_photo, poll_facts
from votes.rules import PollState
from votes.running import poll_to_read
from votes.standing import Standing, own_vote
from votes.words import candidate_name

QUIET = {"quiet": True}
_IMAGES = {b"\x89PNG": "image/png", b"RIFF": "image/webp"}
SIGNED_IN = [requires(Permission.BE_SIGNED_IN)]


async def election_page(request: AnyRequest, poll: PollFacts) -> dict[str, Any]:
    """What the page of an election shows besides that of any poll; nothing for a motion."""
    if poll.election is None:
        return {}
    names = poll.election.slate.names
    tie = poll.election.tie or {}
    return {
        "names_in_order": names_in_order(poll, request.user.id),
        "marked": {},
        "shown": await shown_count(school_of(request).id, poll) if poll.state is PollState.DECLARED else None,
        "tied": [names[number - 1] for number in tie.get("between", ())],
    }


def names_in_order(poll: PollFacts, voter: UUID) -> list[CandidateLine]:
    """The names of an election in this voter's own order."""
    assert poll.election is not None
    candidates = {line.number: line for line in poll.election.candidates}
    return [candidates[number] for number in shuffled(poll.id, voter, list(candidates), poll.election.slate.ron_number)]


async def _own_election(request: AnyRequest, poll: UUID) -> dict[str, Any]:
    """The election on whose roll the reader is. Raises NotFound to anybody else."""
    school, actor = school_of(request).id, request.user
    facts, own = await poll_facts(school, poll), await own_vote(school, poll, actor.id)
    if facts.election is None or own.standing is Standing.NOT_ENTITLED:
        raise NotFound()
    return {"poll": facts, "own": own, "runs": False, **await election_page(request, facts)}


@post("/polls/{poll:uuid}/ballots/preview", guards=SIGNED_IN, opt=QUIET)
async def preview_ballot(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    """The ballot as it would be cast, or back on the paper. Nothing of it is kept here: it travels with the page."""
    context = await _own_election(request, poll)
    form, facts = await request.form(), context["poll"]
    slate, paper = facts.election.slate, facts.ballot_paper
    ballot = parse_ballot(form, paper, slate.names, slate.withdrawn)
    context["marked"] = _marked(form, paper.marking)
    if isinstance(ballot, FormErrors):
        return invalid(request, "votes/poll.html", ballot, **context)
    if "again" in form:
        return page(request, "votes/poll.html", errors=None, **context)
    return page(request, "votes/preview.html", ballot_text=ballot, **_in_words(facts, ballot), **context)


def _marked(form: Any, marking: Marking) -> dict[str, str | list[str]]:
    """What was marked, by field, to travel with the page."""
    marked: dict[str, str | list[str]] = {"mark": [str(item) for item in form.getall("mark", [])]}
    start = {Marking.RANKS: "rank_", Marking.SCORES: "score_"}.get(marking, "mark_")
    marked.update({name: str(form[name]) for name in form if name.startswith(start) or name == "blank"})
    return marked


def _in_words(poll: PollFacts, ballot: str) -> dict[str, Any]:
    """The lines of the preview, and who has no mark."""
    assert poll.election is not None
    names = {line.number: candidate_name(poll, line) for line in poll.election.candidates if not line.withdrawn}
    if poll.ballot_paper.marking is Marking.SCORES:
        scored = dict(enumerate(scores_of(ballot), start=1))
        lines = [[f"{name}: {scored[number]}"] for number, name in names.items()] if scored else []
        return {"lines": lines, "left_out": []}
    groups = groups_of(ballot)
    named = {number for group in groups for number in group}
    lines = [[names[number] for number in group] for group in groups]
    return {"lines": lines, "left_out": [name for number, name in names.items() if number not in named]}


@get("/polls/{poll:uuid}/candidates/{number:int}/photo", guards=SIGNED_IN, opt=QUIET)
async def photo(request: AnyRequest, poll: FromPath[UUID], number: FromPath[int]) -> Response[bytes]:
    """A candidate's photograph, for those whom the election concerns."""
    await poll_to_read(request, poll)
    held = await candidate_photo(school_of(request).id, poll, number)
    return Response(
        held, media_type=_IMAGES.get(held[:4], "image/jpeg"), headers={"Cache-Control": "private, max-age=3600"}
    )


HANDLERS = [preview_ballot, photo]
