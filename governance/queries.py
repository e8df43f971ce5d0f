"""Reads that meetings, motions and minutes share: bodies and their rules."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from common import db
from common.errors import NotFound
from governance.rules import RuleNumbers, sees_body
from people.rules import Actor, BodyKind
from votes.count.result import Rule


@dataclass(frozen=True)
class BodyLine:
    """A body of the school."""

    id: UUID
    name: str
    kind: BodyKind


@dataclass(frozen=True)
class RuleSetFacts:
    """One version of a body's rules."""

    id: UUID
    version: int
    numbers: RuleNumbers


async def bodies(school: UUID) -> list[BodyLine]:
    """Every body of the school, by name."""
    found = await db.rows("SELECT id, name, kind FROM body WHERE school = $1 ORDER BY name, id", school)
    return [BodyLine(line["id"], line["name"], BodyKind(line["kind"])) for line in found]


async def bodies_seen_by(person: Actor) -> list[BodyLine]:
    """The bodies whose meetings and motions `person` may read."""
    return [body for body in await bodies(person.school) if sees_body(person, body.id)]


async def body_line(school: UUID, body: UUID) -> BodyLine:
    """One body. Raises NotFound."""
    found = await db.row("SELECT id, name, kind FROM body WHERE school = $1 AND id = $2", school, body)
    if found is None:
        raise NotFound()
    return BodyLine(found["id"], found["name"], BodyKind(found["kind"]))


def rule_set_from(line: db.Row) -> RuleSetFacts:
    """A row of rule_set as the rules read it."""
    share = (line["quorum_numerator"], line["quorum_denominator"]) if line["quorum_numerator"] else None
    return RuleSetFacts(
        id=line["id"],
        version=line["version"],
        numbers=RuleNumbers(
            notice_clear_days=line["notice_clear_days"],
            general_notice_clear_days=line["general_notice_clear_days"],
            quorum_count=line["quorum_count"],
            quorum_share=share,
            parents_outnumber=line["parents_outnumber"],
            majority=line["majority"],
            majority_numerator=line["majority_numerator"],
            majority_denominator=line["majority_denominator"],
            base=line["base"],
            casting_vote=line["casting_vote"],
            poll_hours=line["poll_hours"],
            secret_by_default=line["secret_by_default"],
            most_proxies=line["most_proxies"],
            in_person_overrides=line["in_person_overrides"],
            resolution_days=line["resolution_days"],
            counting=Rule(line["counting"]),
        ),
    )


async def current_rule_set(school: UUID, body: UUID) -> RuleSetFacts | None:
    """The rules in force in a body, or None while it has adopted none."""
    found = await db.row(
        "SELECT * FROM rule_set WHERE school = $1 AND body = $2 ORDER BY version DESC LIMIT 1", school, body
    )
    return rule_set_from(found) if found else None


async def rule_set(school: UUID, rules: UUID) -> RuleSetFacts:
    """The version of the rules that something was done under. Raises NotFound."""
    found = await db.row("SELECT * FROM rule_set WHERE school = $1 AND id = $2", school, rules)
    if found is None:
        raise NotFound()
    return rule_set_from(found)
