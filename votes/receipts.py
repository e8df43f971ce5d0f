"""What became of the envelope behind a receipt, and the proof that it was in the box. Never whose it is."""

from __future__ import annotations

from enum import StrEnum
from uuid import UUID

from common import db
from votes.merkle import Inclusion, inclusion
from votes.queries import PollFacts


class ReceiptState(StrEnum):
    """What became of the envelope that a receipt is for."""

    WAITING = "waiting"
    COUNTED = "counted"
    REPLACED = "replaced"
    TAKEN_OUT = "taken_out"
    UNKNOWN = "unknown"


async def receipt_state(school: UUID, poll: UUID, envelope: str) -> ReceiptState:
    """Whether the envelope with this hash waits, was counted, replaced or taken out. Says nothing of whose it is."""
    found = await db.value(
        "SELECT state FROM receipt_entry WHERE school = $1 AND poll = $2 AND receipt = $3"
        " UNION ALL SELECT 'waiting' FROM envelope WHERE school = $1 AND poll = $2 AND receipt = $3",
        school,
        poll,
        envelope,
    )
    return ReceiptState(found) if found else ReceiptState.UNKNOWN


async def final_receipts(school: UUID, poll: UUID) -> list[str]:
    """The receipts of the envelopes that are in the box or were opened from it, sorted."""
    found = await db.rows(
        "SELECT receipt FROM receipt_entry WHERE school = $1 AND poll = $2 AND state = 'counted'"
        " UNION SELECT receipt FROM envelope WHERE school = $1 AND poll = $2 ORDER BY receipt",
        school,
        poll,
    )
    return [line["receipt"] for line in found]


async def receipt_proof(school: UUID, poll: PollFacts, envelope: str) -> Inclusion | None:
    """What proves that an envelope is under the head of its box; None before the close, and when it is not."""
    return inclusion(await final_receipts(school, poll.id), envelope) if poll.head else None
