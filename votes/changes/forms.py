"""Reading the forms of changes: a later closing time, and whom to add to the roll or strike from it; always why."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common import clock
from common.forms import FormData, FormErrors, FormReader
from votes.changes.rules import may_extend
from votes.queries import PollFacts

WHY = "Say why. Everybody whom the vote concerns sees it."


@dataclass(frozen=True)
class Extension:
    """A later closing time, and why."""

    later: datetime
    reason: str


def parse_extension(data: FormData, poll: PollFacts, zone: str) -> Extension | FormErrors:
    """More time for an open vote, typed in the school's own time."""
    reader = FormReader(data)
    later = reader.moment("closes_at", zone, missing="Enter the new closing time.")
    fact = may_extend(poll.closes_at, poll.lapses_at, later, clock.now()) if later else None
    if fact:
        reader.error("closes_at", fact.message)
    reason = reader.line("reason", missing=WHY, longest=500)
    return reader.errors() or Extension(later or poll.closes_at, reason)


@dataclass(frozen=True)
class RollChange:
    """A person or household to add or strike, and why."""

    who: UUID
    reason: str


def parse_roll_change(data: FormData) -> RollChange | FormErrors:
    """Who is meant, and why. Whether they can be added or struck, the service says."""
    reader = FormReader(data)
    who = reader.line("who", missing="Choose who is meant.")
    reason = reader.line("reason", missing=WHY, longest=500)
    try:
        return reader.errors() or RollChange(UUID(who), reason)
    except ValueError:
        reader.error("who", "Choose one of the options on the page.")
        return reader.errors() or FormErrors((), reader.typed)
