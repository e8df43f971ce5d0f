"""What the page of a poll shows of its paper ballots."""

from __future__ import annotations

from typing import Any

from common.render import AnyRequest
from people.routes import school_of
from votes.paper.queries import account_of
from votes.queries import PollFacts
from votes.rules import PollState


async def on_poll(request: AnyRequest, facts: PollFacts) -> dict[str, Any]:
    """What the poll's page says of its papers: `paper_account` once it is closed, for whoever waits for the count."""
    counting = facts.paper and facts.state is PollState.CLOSED
    return {"paper_account": await account_of(school_of(request).id, facts.id) if counting else None}
