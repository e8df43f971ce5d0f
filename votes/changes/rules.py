"""Decisions about changes after the opening: whether a poll can still be changed, and by how much. Pure."""

from __future__ import annotations

from datetime import datetime

from common.errors import QuorateError
from votes.errors import Lapses, NotLater, PollClosed, PollNotOpen
from votes.rules import PollState


def may_change(state: PollState, closes_at: datetime, now: datetime) -> QuorateError | None:
    """Why nothing of a poll can be changed at `now`, or None when it can: only while people vote."""
    if state is PollState.CREATED:
        return PollNotOpen()
    if state is not PollState.OPEN or now >= closes_at:
        return PollClosed("This vote is closed. Nothing of it can be changed any more.")
    return None


def may_extend(closes_at: datetime, lapses_at: datetime | None, later: datetime, now: datetime) -> QuorateError | None:
    """Why `later` cannot be the new closing time: an extension never takes time away, nor goes beyond what lapses."""
    if later <= max(closes_at, now):
        return NotLater()
    return Lapses() if lapses_at is not None and later > lapses_at else None
