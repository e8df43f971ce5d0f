"""Who may read a poll and who runs it, for its routes."""

from __future__ import annotations

from uuid import UUID

from common.errors import NotFound
from common.render import AnyRequest
from people.routes import school_of
from votes.errors import NotYourPoll
from votes.queries import PollFacts, poll_facts
from votes.rules import runs_poll, sees_poll
from votes.scrutiny.queries import watches
from votes.standing import Standing, own_vote


async def poll_to_read(request: AnyRequest, poll: UUID) -> PollFacts:
    """The poll, for whoever is on its roll, watches it, or whom it concerns otherwise. Raises NotFound to others."""
    school, actor = school_of(request).id, request.user
    facts = await poll_facts(school, poll)
    if not sees_poll(actor, facts.body):
        own = await own_vote(school, poll, actor.id)
        if own.standing is Standing.NOT_ENTITLED and not await watches(school, poll, actor.id):
            raise NotFound()
    return facts


async def poll_to_run(request: AnyRequest, poll: UUID) -> PollFacts:
    """The poll, for whoever runs it. Raises NotFound for one that is none of theirs, NotYourPoll for a mere reader."""
    facts = await poll_facts(school_of(request).id, poll)
    if not sees_poll(request.user, facts.body):
        raise NotFound()
    if not runs_poll(request.user, facts.body):
        raise NotYourPoll()
    return facts
