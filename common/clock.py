"""The time. Rules are given it as an argument; only services and handlers ask here."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo


def now() -> datetime:
    """This moment, in UTC."""
    return datetime.now(UTC)


def at_school(moment: datetime, zone: str) -> datetime:
    """`moment` as the clock on the school's wall shows it. Raises ZoneInfoNotFoundError for an unknown zone."""
    return moment.astimezone(ZoneInfo(zone))
