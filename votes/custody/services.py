"""Writes of secret custody: a key is made and forgotten, a poll is opened under it, two sheets open the box."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from uuid import UUID

from common import audit, db
from votes.custody.rules import Holder, NewKey, Sheet, SheetsOutdated, WrongKey, fingerprint, new_key, public_half
from votes.custody.rules import private_key_of as key_of_sheets
from votes.errors import PollClosed, PollNotOpen
from votes.locks import poll_for_update
from votes.rules import Custody, PollState
from votes.services import open_poll
from votes.steps import open_locked


async def make_sheets(school: UUID, poll: UUID, by: UUID, holders: Sequence[Holder]) -> NewKey:
    """Makes the poll's key and hands its words over, once: only the public half is stored. Done again, a new key.

    Raises NotFound, and PollClosed for a poll that is open already or whose key the server keeps.
    """
    key = await asyncio.to_thread(new_key)
    async with db.transaction():
        found = await poll_for_update(school, poll)
        _not_yet_open(found)
        await db.rows("UPDATE poll SET public_key = $3 WHERE school = $1 AND id = $2", school, poll, key.public_key)
        await db.rows("DELETE FROM key_holder WHERE school = $1 AND poll = $2", school, poll)
        await db.insert_many(
            "INSERT INTO key_holder (id, school, poll, place, name, email)"
            " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5)",
            [(school, poll, place, holder.name, holder.email) for place, holder in enumerate(holders, start=1)],
        )
        await audit.record(
            school=school, actor=by, action="make_sheets", kind="poll", subject=poll, fingerprint=key.fingerprint
        )
    return key


def _not_yet_open(found: db.Row) -> None:
    if found["custody"] != Custody.SECRET or found["state"] != PollState.CREATED:
        raise PollClosed("The key of this vote is settled already.")


async def open_under_sheets(school: UUID, poll: UUID, by: UUID, mark: str) -> None:
    """Opens a poll whose three sheets are written down; `mark` is the fingerprint of their key. Twice is once.

    Raises SheetsOutdated when others were made since, KeyNotShared when none were, and what `open_poll` raises.
    """
    async with db.transaction():
        found = await poll_for_update(school, poll)
        if found["public_key"] is not None and fingerprint(found["public_key"]) != mark:
            raise SheetsOutdated()
        await open_poll(school, poll, by)


async def count_with_sheets(school: UUID, poll: UUID, by: UUID, sheets: Sequence[Sheet]) -> None:
    """reconciled → opened, with the key that two sheets make, which is forgotten again. Twice is once.

    One transaction: after a crash the box is as it was and the sheets are typed again. Raises WrongKey, changing
    nothing, and PollNotOpen before the close.
    """
    private_key = await asyncio.to_thread(key_of_sheets, sheets)
    async with db.transaction():
        found = await poll_for_update(school, poll)
        if found["custody"] != Custody.SECRET or found["state"] in (PollState.CREATED, PollState.OPEN):
            raise PollNotOpen("The sheets of this vote are not needed yet.")
        if public_half(private_key) != found["public_key"]:
            raise WrongKey()
        if found["state"] != PollState.RECONCILED:
            return
        places = sorted(sheet.place for sheet in sheets)
        await audit.record(school=school, actor=by, action="use_sheets", kind="poll", subject=poll, sheets=places)
        await open_locked(found, private_key)
