"""Settling a tie by lot, after which the count goes on by itself."""

from __future__ import annotations

from uuid import UUID

from common import audit, db
from votes.declaring.rules import DrawnLot, PublicValue
from votes.errors import NothingToSettle
from votes.locks import poll_for_update
from votes.rules import PollState
from votes.steps import count_locked


async def settle_lot(school: UUID, poll: UUID, by: UUID, lot: DrawnLot | PublicValue) -> None:
    """awaiting_lot → counted, with the lot that was drawn. The same lot again does nothing; another is refused.

    Raises NotFound, NothingToSettle.
    """
    async with db.transaction():
        found = await poll_for_update(school, poll)
        if found["lot"] == lot.as_json():
            return
        if found["state"] != PollState.AWAITING_LOT:
            raise NothingToSettle()
        await db.rows("UPDATE poll SET lot = $3 WHERE school = $1 AND id = $2", school, poll, lot.as_json())
        await audit.record(school=school, actor=by, action="settle_lot", kind="poll", subject=poll, **lot.as_json())
        await count_locked({**found, "lot": lot.as_json()})
