"""Who runs a poll, for the routes that close it, count it with sheets or give it up."""

from __future__ import annotations

from uuid import UUID

from common.errors import NotFound
from common.render import AnyRequest
from people.routes import school_of
from votes.errors import NotYourPoll
from votes.queries import PollFacts, poll_facts
from votes.rules import runs_poll, sees_poll


async def poll_to_run(request: AnyRequest, poll: UUID) -> PollFacts:
    """The poll, for whoever runs it. Raises NotFound for one that is none of theirs, NotYourPoll for a mere reader."""
    facts = await poll_facts(school_of(request).id, poll)
    if not sees_poll(request.user, facts.body):
        raise NotFound()
    if not runs_poll(request.user, facts.body):
        raise NotYourPoll()
    return facts
