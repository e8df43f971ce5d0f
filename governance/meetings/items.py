"""Writes of the agenda: items and motions put on it, reordered and taken off. The clerk's acts."""

from __future__ import annotations

from uuid import UUID, uuid4

from common import db
from common.errors import NotFound
from governance.meetings.rules import BEFORE, ItemHasBusiness, MeetingHasBegun, WrongBody
from governance.meetings.services import audit_meeting, clerks_meeting, still_going
from governance.motions.rules import Verb, check
from governance.motions.services import locked_motion, stand_of
from governance.rules import ItemPurpose
from people.rules import Actor


async def _append_item(
    person: Actor,
    meeting: UUID,
    item: UUID,
    title: str,
    purpose: ItemPurpose,
    duration: int,
    *,
    confidential: bool = False,
    motion: UUID | None = None,
) -> bool:
    """Whether it was written: not when it was there."""
    return bool(
        await db.value(
            "INSERT INTO agenda_item (id, school, meeting, position, title, purpose, duration, confidential, motion)"
            " SELECT $1, $2, $3, COALESCE(max(position), 0) + 1, $4, $5, $6, $7, $8 FROM agenda_item"
            " WHERE meeting = $3 ON CONFLICT (id) DO NOTHING RETURNING id",
            item,
            person.school,
            meeting,
            title,
            purpose.value,
            duration,
            confidential,
            motion,
        )
    )


async def add_item(
    person: Actor,
    meeting: UUID,
    *,
    title: str,
    purpose: ItemPurpose,
    duration: int,
    confidential: bool,
    key: UUID | None = None,
) -> None:
    """Puts an item at the end of the agenda. `key` is the form's own: sent twice it is one item."""
    async with db.transaction():
        still_going(await clerks_meeting(person, meeting))
        item = key or uuid4()
        if await _append_item(person, meeting, item, title, purpose, duration, confidential=confidential):
            await audit_meeting(person, "add_item", meeting, item=str(item))


async def put_on_agenda(person: Actor, meeting: UUID, motion: UUID) -> None:
    """Puts a submitted or postponed motion at the end of the agenda, for decision. Twice is once."""
    async with db.transaction():
        facts = await clerks_meeting(person, meeting)
        still_going(facts)
        found = await locked_motion(person, motion)
        if found["body"] != facts.body:
            raise WrongBody()
        if await db.value("SELECT id FROM agenda_item WHERE meeting = $1 AND motion = $2", meeting, motion):
            return
        check(Verb.SCHEDULE, person, stand_of(found))
        await _append_item(person, meeting, uuid4(), found["title"], ItemPurpose.DECISION, 15, motion=motion)
        await audit_meeting(person, "put_on_agenda", meeting, motion=str(motion))


async def move_item(person: Actor, meeting: UUID, item: UUID, step: int) -> None:
    """Swaps an item with its neighbour: `step` -1 is earlier, 1 later. At the end of the list nothing happens."""
    async with db.transaction():
        facts = await clerks_meeting(person, meeting)
        if facts.state not in BEFORE:
            raise MeetingHasBegun()
        items = [
            line["id"]
            for line in await db.rows("SELECT id FROM agenda_item WHERE meeting = $1 ORDER BY position", meeting)
        ]
        if item not in items:
            raise NotFound()
        here = items.index(item)
        there = here + step
        if not 0 <= there < len(items):
            return
        items[here], items[there] = items[there], items[here]
        await _renumber(items)
        await audit_meeting(person, "move_item", meeting, item=str(item), step=step)


async def _renumber(items: list[UUID]) -> None:
    await db.insert_many(
        "UPDATE agenda_item SET position = $2 WHERE id = $1",
        [(item, position) for position, item in enumerate(items, start=1)],
    )


async def remove_item(person: Actor, meeting: UUID, item: UUID) -> None:
    """Takes an item off the agenda of a meeting to come. Twice is once."""
    async with db.transaction():
        facts = await clerks_meeting(person, meeting)
        if facts.state not in BEFORE:
            raise MeetingHasBegun()
        if await db.value("SELECT 1 FROM meeting_event WHERE item = $1 LIMIT 1", item):
            raise ItemHasBusiness()
        gone = await db.value(
            "DELETE FROM agenda_item WHERE id = $1 AND meeting = $2 AND school = $3 RETURNING title",
            item,
            meeting,
            person.school,
        )
        if gone is None:
            return
        left = await db.rows("SELECT id FROM agenda_item WHERE meeting = $1 ORDER BY position", meeting)
        await _renumber([line["id"] for line in left])
        await audit_meeting(person, "remove_item", meeting, item=str(item), title=gone)
