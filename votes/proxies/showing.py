"""What the page of a poll shows of proxies to one person."""

from __future__ import annotations

from typing import Any

from common.render import AnyRequest
from people.routes import school_of
from votes.proxies.queries import takes_proxies, vote_given, votes_held
from votes.queries import PollFacts
from votes.rules import PollState

BEFORE_THE_CLOSE = (PollState.CREATED, PollState.OPEN)


async def on_poll(request: AnyRequest, facts: PollFacts) -> dict[str, Any]:
    """What the poll's page says of proxies to this person: `votes_held`, `vote_given`, and if the poll takes any."""
    if not facts.most_proxies or facts.state not in BEFORE_THE_CLOSE or not await takes_proxies(facts):
        return {"takes_proxies": False, "votes_held": [], "vote_given": None}
    school, person = school_of(request).id, request.user.id
    return {
        "takes_proxies": True,
        "votes_held": await votes_held(school, facts.id, person),
        "vote_given": await vote_given(school, facts.id, person),
    }
