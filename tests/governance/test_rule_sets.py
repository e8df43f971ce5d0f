"""A body's rules in versions: dated, with a reason, never changed, and each meeting keeps its own."""

from __future__ import annotations

from datetime import timedelta

import pytest
from httpx import AsyncClient

from common import clock, db
from common.errors import NotFound
from governance.meetings.queries import meeting_facts
from governance.rules import DEFAULT_RULES, RuleNumbers
from governance.rulesets.queries import rule_set_versions
from governance.rulesets.rules import AdoptedBeforeTheLast, NotYourRules, RulesAdopted, RulesChanged
from governance.rulesets.services import adopt_rules
from people.rules import BodyKind, Office
from tests.cast import a_body, a_council, a_member, a_parent, send, sign_in
from tests.governance.stage import a_meeting, a_submitted_motion
from votes.count.result import Rule

FOUR_FIFTHS = RuleNumbers(
    notice_clear_days=10,
    quorum_count=5,
    quorum_share=(1, 3),
    majority="custom",
    majority_numerator=4,
    majority_denominator=5,
    base="cast",
    casting_vote=False,
    most_proxies=1,
    in_person_overrides=True,
    resolution_days=14,
    counting=Rule.IRV,
)


def adopted(numbers: RuleNumbers = FOUR_FIFTHS, after: int = 1, ago: int = 0, reason: str = "The AGM.") -> RulesAdopted:
    return RulesAdopted(numbers, (clock.now() - timedelta(days=ago)).date(), reason, None, after)


async def test_a_meeting_keeps_the_rules_that_it_was_called_under(rollback: None) -> None:
    council = await a_council()
    before = await a_meeting(council)
    assert await adopt_rules(council.clerk, council.body, adopted()) == 2
    after = await a_meeting(council)
    default = DEFAULT_RULES[BodyKind.PARENT_COUNCIL]
    assert (await meeting_facts(council.clerk, before)).rules.numbers == default
    assert (await meeting_facts(council.clerk, after)).rules.numbers == FOUR_FIFTHS
    versions = await rule_set_versions(council.school, council.body)
    assert [(line.version, line.meetings, line.reason) for line in versions] == [(2, 1, "The AGM."), (1, 1, "")]
    assert versions[0].adopted_by == "Clare Byrne"


async def test_two_who_change_the_rules_at_once_do_not_undo_each_other(rollback: None) -> None:
    council = await a_council()
    await a_meeting(council)
    first, other = adopted(), adopted(RuleNumbers(notice_clear_days=3))
    for _ in range(2):
        assert await adopt_rules(council.clerk, council.body, first) == 2
    with pytest.raises(RulesChanged):
        await adopt_rules(council.clerk, council.body, other)
    with pytest.raises(AdoptedBeforeTheLast):
        await adopt_rules(council.clerk, council.body, adopted(after=2, ago=1))


async def test_only_whoever_runs_the_body_records_its_rules(rollback: None) -> None:
    council = await a_council()
    other = await a_member(council.school, await a_body(council.school, BodyKind.PTA, "PTA"), "Kim", Office.CLERK)
    for person in (council.chair, council.head, other):
        with pytest.raises(NotYourRules):
            await adopt_rules(person, council.body, adopted(after=0))


async def test_a_motion_that_is_named_was_carried_by_this_body(rollback: None) -> None:
    council = await a_council()
    motion = await a_submitted_motion(council)
    with pytest.raises(NotFound):
        await adopt_rules(
            council.clerk, council.body, RulesAdopted(FOUR_FIFTHS, clock.now().date(), "By motion.", motion, 0)
        )


def the_form() -> dict[str, object]:
    return {
        "after": "0",
        "notice_clear_days": "7",
        "general_notice_clear_days": "14",
        "quorum_count": "",
        "quorum_numerator": "1",
        "quorum_denominator": "3",
        "majority": "custom",
        "majority_numerator": "4",
        "majority_denominator": "5",
        "base": "valid",
        "casting_vote": "yes",
        "poll_hours": "48",
        "resolution_days": "28",
        "most_proxies": "2",
        "counting": "irv",
        "adopted_on": clock.now().date().isoformat(),
        "reason": "Clause 7 as amended.",
    }


async def test_the_clerk_reads_the_rules_and_adopts_others(client: AsyncClient) -> None:
    council = await a_council()
    at = f"/bodies/{council.body}/rules"
    await sign_in(client, council.clerk)
    assert "adopted no rules of its own yet" in (await client.get(at)).text
    assert "Adopt other rules" in (await client.get(f"{at}/new")).text
    for _ in range(2):
        assert (await send(client, at, **the_form())).status_code == 303
    shown = (await client.get(at)).text
    assert "at least 4 in 5" in shown
    assert "1 in 3 of the voting members, rounded up" in shown
    assert "Version 1, adopted on" in shown
    assert "foundation constitution for a CIO, clause 19" in shown
    assert await db.value("SELECT count(*) FROM rule_set") == 1
    assert "2 others" in shown


@pytest.mark.parametrize(
    ("field", "typed", "told"),
    [
        ("quorum_numerator", "4", "The share is at most the whole."),
        ("quorum_denominator", "", "Enter both parts of the share"),
        ("majority_numerator", "2", "A majority is more than a half"),
        ("majority_denominator", "", "Enter both parts of the fraction"),
        ("notice_clear_days", "-1", "Enter a whole number from 0 to 365."),
        ("poll_hours", "0", "Enter a whole number"),
        ("adopted_on", "tomorrow", "Enter the day"),
        ("adopted_on", "2099-01-01", "not still to come"),
        ("reason", "", "Say why the rules change"),
        ("counting", "roulette", "Choose one of the options"),
        ("motion", "none", "Choose one of the options"),
    ],
)
async def test_each_wrong_field_is_named_and_everything_typed_is_kept(
    client: AsyncClient, field: str, typed: str, told: str
) -> None:
    council = await a_council()
    await sign_in(client, council.clerk)
    answer = await send(client, f"/bodies/{council.body}/rules", **{**the_form(), field: typed})
    assert answer.status_code == 422
    assert told in answer.text
    if field != "reason":
        assert "Clause 7 as amended." in answer.text
    assert await db.value("SELECT count(*) FROM rule_set") == 0


async def test_without_any_quorum_the_form_comes_back(client: AsyncClient) -> None:
    council = await a_council()
    await sign_in(client, council.clerk)
    form = {**the_form(), "quorum_numerator": "", "quorum_denominator": ""}
    answer = await send(client, f"/bodies/{council.body}/rules", **form)
    assert answer.status_code == 422
    assert "as a number, a share or both" in answer.text


async def test_members_read_the_rules_of_their_bodies_and_parents_do_not(client: AsyncClient) -> None:
    council = await a_council()
    at = f"/bodies/{council.body}/rules"
    await sign_in(client, council.members[0])
    assert (await client.get(at)).status_code == 200
    assert "Adopt other rules" not in (await client.get(at)).text
    assert "Rules of Parent council" in (await client.get("/rules")).text
    assert (await client.get(f"{at}/new")).status_code == 403
    assert (await send(client, at, **the_form())).status_code == 403
    await sign_in(client, await a_parent(council.school))
    assert (await client.get(at)).status_code == 403
    other = await a_member(council.school, await a_body(council.school, BodyKind.PTA, "PTA"), "Kim")
    await sign_in(client, other)
    assert (await client.get(at)).status_code == 404
