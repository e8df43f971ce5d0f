"""Writes of rule sets: a new version is adopted; no version ever changes."""

from __future__ import annotations

from uuid import UUID

from common import audit, db
from common.errors import NotFound
from governance.queries import body_line
from governance.rules import RuleNumbers, runs_body
from governance.rulesets.queries import carried_motions, rule_set_versions
from governance.rulesets.rules import AdoptedBeforeTheLast, NotYourRules, RulesAdopted, RulesChanged
from people.rules import Actor


async def adopt_rules(person: Actor, body: UUID, adopted: RulesAdopted) -> int:
    """Records the next version of a body's rules, for meetings called from now on; its number.

    Sent twice with the same words it is one version. Raises RulesChanged when another came between,
    AdoptedBeforeTheLast, NotYourRules, NotFound also for a motion that was not carried.
    """
    async with db.transaction():
        await body_line(person.school, body)
        if not runs_body(person, body):
            raise NotYourRules()
        await db.rows("SELECT id FROM body WHERE id = $1 FOR UPDATE", body)
        versions = await rule_set_versions(person.school, body)
        latest = versions[0] if versions else None
        if latest is not None and latest.version != adopted.after:
            if latest.version == adopted.after + 1 and _same(latest, adopted):
                return latest.version
            raise RulesChanged()
        if latest is not None and adopted.adopted_on < latest.adopted_on:
            raise AdoptedBeforeTheLast()
        carried = {motion.id for motion in await carried_motions(person.school, body)}
        if adopted.motion is not None and adopted.motion not in carried:
            raise NotFound()
        await write_version(person, body, adopted)
        await audit.record(
            school=person.school,
            actor=person.id,
            action="adopt_rules",
            kind="body",
            subject=body,
            version=adopted.after + 1,
        )
    return adopted.after + 1


def _same(latest: object, adopted: RulesAdopted) -> bool:
    names = ("numbers", "adopted_on", "reason", "motion")
    return all(getattr(latest, name) == getattr(adopted, name) for name in names)


async def write_version(person: Actor, body: UUID, adopted: RulesAdopted) -> bool:
    """Writes the version after `adopted.after` in the current transaction; False when it was there."""
    columns = {
        "school": person.school,
        "body": body,
        "version": adopted.after + 1,
        "adopted_on": adopted.adopted_on,
        "reason": adopted.reason,
        "motion": adopted.motion,
        "adopted_by": person.id,
        **_numbers(adopted.numbers),
    }
    places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
    written = await db.rows(
        f"INSERT INTO rule_set (id, {', '.join(columns)}) VALUES (gen_random_uuid(), {places})"  # noqa: S608 - names of our own columns
        " ON CONFLICT (body, version) DO NOTHING RETURNING id",
        *columns.values(),
    )
    return bool(written)


def _numbers(rules: RuleNumbers) -> dict[str, object]:
    numerator, denominator = rules.quorum_share or (None, None)
    decision = rules.decision
    same = (
        "notice_clear_days",
        "general_notice_clear_days",
        "quorum_count",
        "parents_outnumber",
        "casting_vote",
        "secret_by_default",
        "poll_hours",
        "most_proxies",
        "in_person_overrides",
        "resolution_days",
    )
    return {
        **{name: getattr(rules, name) for name in same},
        "quorum_numerator": numerator,
        "quorum_denominator": denominator,
        "majority": decision.majority.value,
        "majority_numerator": decision.numerator,
        "majority_denominator": decision.denominator,
        "base": decision.base.value,
        "counting": rules.counting.value,
    }
