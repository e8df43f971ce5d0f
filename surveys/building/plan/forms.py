"""Reading the form of a survey's plan."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from common.forms import FormData, FormErrors, FormReader
from surveys.building.plan.rules import Offer
from surveys.building.rules import LONGEST_OPEN


@dataclass(frozen=True)
class Plan:
    """When a draft opens by itself, how many answers are hoped for, and by which groups results are broken down."""

    opens_at: datetime | None
    target: int | None
    breakdowns: tuple[Offer, ...]


def parse_plan(
    data: FormData, offered: Sequence[Offer], *, zone: str, now: datetime, closes_at: datetime | None
) -> Plan | FormErrors:
    """The form of /surveys/…/plan. `offered`: the breakdowns that this survey can have."""
    reader = FormReader(data)
    opens_at = reader.moment("opens_at", zone)
    if opens_at is not None and not now < opens_at < now + LONGEST_OPEN:
        reader.error("opens_at", "Enter a time from now to a year from now.")
    elif opens_at is not None and closes_at is not None and opens_at >= closes_at:
        reader.error("opens_at", "Enter a time before the closing date, or move the closing date first.")
    target = reader.integer("target", 1, 100_000)
    known = {offer.value: offer for offer in offered}
    chosen = reader.choices("breakdowns", known)
    return reader.errors() or Plan(opens_at, target, tuple(known[value] for value in chosen))
