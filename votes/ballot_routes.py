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
from votes.ballots import Marking, groups_of, scores_of
from votes.errors import PollClosed, PollNotOpen, PollVoid, VotedByAnother, VotesOnPaper
from votes.forms import parse_ballot
from votes.queries import PollFacts, candidate_photo
from votes.rules import PollState
from votes.running import poll_to_read
from votes.showing import shown_poll
from votes.standing import Standing
from votes.words import candidate_name

QUIET = {"quiet": True}
_IMAGES = {b"\x89PNG": "image/png", b"RIFF": "image/webp"}
_NOT_TAKEN = {PollState.CREATED: PollNotOpen, PollState.VOID: PollVoid}
_CANNOT = {Standing.ON_PAPER: VotesOnPaper, Standing.VOTED_BY_ANOTHER: VotedByAnother}
SIGNED_IN = [requires(Permission.BE_SIGNED_IN)]


async def _own_election(request: AnyRequest, poll: UUID) -> dict[str, Any]:
    """What the page of an election shows to somebody who may cast a ballot in it now.

    Raises NotFound to a stranger, and else what casting would: nobody looks over a ballot that could not be cast.
    """
    context = await shown_poll(request, poll)
    facts, standing = context["poll"], context["own"].standing
    if facts.election is None or standing is Standing.NOT_ENTITLED:
        raise NotFound()
    if facts.state is not PollState.OPEN:
        raise _NOT_TAKEN.get(facts.state, PollClosed)()
    if standing in _CANNOT:
        raise _CANNOT[standing]()
    return context


@post("/polls/{poll:uuid}/ballots/preview", guards=SIGNED_IN, opt=QUIET)
async def preview_ballot(request: AnyRequest, poll: FromPath[UUID]) -> Response[Any]:
    """The ballot as it would be cast, or back on the paper. Nothing of it is kept here: it travels with the page."""
    context = await _own_election(request, poll)
    form, facts = await request.form(), context["poll"]
    slate, paper = facts.election.slate, facts.ballot_paper
    ballot = parse_ballot(form, paper, slate.names, slate.withdrawn)
    context["marked"] = marked_in(form, paper.marking)
    if isinstance(ballot, FormErrors):
        return invalid(request, "votes/poll.html", ballot, **context)
    if "again" in form:
        return page(request, "votes/poll.html", errors=None, **context)
    return page(request, "votes/preview.html", ballot_text=ballot, **ballot_in_words(facts, ballot), **context)


def marked_in(form: Any, marking: Marking) -> dict[str, str | list[str]]:
    """What was marked on a form, by field, to travel with the page."""
    marked: dict[str, str | list[str]] = {"mark": [str(item) for item in form.getall("mark", [])]}
    start = {Marking.RANKS: "rank_", Marking.SCORES: "score_"}.get(marking, "mark_")
    marked.update({name: str(form[name]) for name in form if name.startswith(start) or name == "blank"})
    return marked


def ballot_in_words(poll: PollFacts, ballot: str) -> dict[str, Any]:
    """The lines of a preview, and who has no mark."""
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
