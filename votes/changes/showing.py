"""What the page of a poll shows of what was changed after it opened."""

from __future__ import annotations

from typing import Any

from common import render
from common.render import AnyRequest
from people.routes import school_of
from votes.changes.queries import poll_changes
from votes.changes.words import change_in_words
from votes.queries import PollFacts
from votes.rules import PollState

render.add_global("change_in_words", change_in_words)


async def on_poll(request: AnyRequest, facts: PollFacts) -> dict[str, Any]:
    """What the poll's page shows of changes: `poll_changes`, in the order of time."""
    opened = facts.state is not PollState.CREATED
    return {"poll_changes": await poll_changes(school_of(request).id, facts.id) if opened else []}
