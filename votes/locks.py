"""A poll's row, held while something depends on its state: casting waits for closing, and closing for casting."""

from __future__ import annotations

from uuid import UUID

from common import db
from common.errors import NotFound


async def poll_for_share(school: UUID, poll: UUID) -> db.Row:
    """The poll's row, locked so that it cannot be closed meanwhile: for casting. Raises NotFound."""
    return await _locked(school, poll, "FOR SHARE")


async def poll_for_update(school: UUID, poll: UUID) -> db.Row:
    """The poll's row, locked so that nobody else casts or moves it on: for closing and counting. Raises NotFound."""
    return await _locked(school, poll, "FOR UPDATE")


async def _locked(school: UUID, poll: UUID, strength: str) -> db.Row:
    found = await db.row(f"SELECT * FROM poll WHERE school = $1 AND id = $2 {strength}", school, poll)  # noqa: S608
    if found is None:
        raise NotFound()
    return found
