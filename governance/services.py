"""Writes that meetings, motions and minutes share: adopting rules, and noting what happened."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from uuid import UUID

from common import audit, clock, db
from governance.queries import BodyLine, RuleSetFacts, current_rule_set
from governance.rules import DEFAULT_RULES, EventKind
from governance.rulesets.rules import RulesAdopted
from governance.rulesets.services import write_version
from people.rules import Actor


async def rules_in_force(person: Actor, body: BodyLine) -> RuleSetFacts:
    """The body's rules; a body without any adopts the defaults of its kind, in the current transaction."""
    found = await current_rule_set(person.school, body.id)
    if found is not None:
        return found
    rules = RulesAdopted(DEFAULT_RULES[body.kind], clock.now().date(), "", motion=None, after=0)
    if await write_version(person, body.id, rules):
        await audit.record(
            school=person.school, actor=person.id, action="adopt_default_rules", kind="body", subject=body.id
        )
    found = await current_rule_set(person.school, body.id)
    assert found is not None
    return found


async def note_event(
    person: Actor,
    meeting: UUID,
    kind: EventKind,
    *,
    item: UUID | None = None,
    motion: UUID | None = None,
    whose: UUID | None = None,
    text: str = "",
    numbers: Mapping[str, object] = MappingProxyType({}),
) -> None:
    """Notes in the current transaction what happened in a meeting: the minutes are made of these.

    `whose` is the person who did it, when another (the clerk) recorded it.
    """
    await db.rows(
        "INSERT INTO meeting_event (id, school, meeting, item, at, kind, person, motion, text, numbers, recorded_by)"
        " VALUES (gen_random_uuid(), $1, $2, $3, clock_timestamp(), $4, $5, $6, $7, $8, $9)",
        person.school,
        meeting,
        item,
        kind.value,
        whose,
        motion,
        text,
        dict(numbers),
        person.id,
    )
