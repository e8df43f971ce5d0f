"""A roll call: each answer by name, the absent left blank, shown to the body's people."""

from __future__ import annotations

import pytest
from httpx import AsyncClient

from common.errors import NotFound
from people.rules import SchoolFacts
from tests.cast import a_council, a_parent, send, sign_in
from tests.votes.named.stage import an_open_vote, lines_of, walk
from votes.declaring.papers import declaration_of
from votes.named.queries import record_of
from votes.named.rules import MoreNamesThanPresent
from votes.named.services import declare_open_vote, record_names
from votes.queries import poll_facts
from votes.rules import Choice, OpenMethod

CALL = OpenMethod.ROLL_CALL


async def test_answers_are_added_up_and_the_absent_stay_blank(rollback: None) -> None:
    council = await a_council()
    poll = await an_open_vote(council, CALL, present=5)
    line = await lines_of(poll)
    first, second, third, fourth, absent = (line[member.id] for member in council.members)
    said = {first: Choice.FOR, second: Choice.AGAINST, third: Choice.AGAINST, fourth: Choice.ABSTAIN, absent: None}
    await record_names(council.school, poll, said, council.clerk.id)
    await record_names(council.school, poll, {third: Choice.FOR}, council.clerk.id)
    await declare_open_vote(council.school, poll, council.clerk.id)
    await walk(council.school, poll)
    result = (await poll_facts(council.school, poll)).result
    assert result is not None
    assert (result.for_, result.against, result.abstain, result.cast, result.carried) == (2, 1, 1, 4, True)
    facts = await poll_facts(council.school, poll)
    school = SchoolFacts(council.school, "Tanner's Lock", "Europe/London", "en", "the lead")
    printed = dict((await declaration_of(school, facts))["facts"])
    assert printed["For"] == "2: Member 1 and Member 3" and printed["Against"] == "1: Member 2"
    record = {entry.name: entry.choice for entry in await record_of(council.school, poll)}
    assert record["Member 3"] is Choice.FOR
    assert record["Member 5"] is None
    assert record["Chidi Obi"] is None


async def test_no_more_names_answer_than_are_present_and_nobody_off_the_roll(rollback: None) -> None:
    council = await a_council()
    poll = await an_open_vote(council, CALL, present=2)
    line = await lines_of(poll)
    everybody = dict.fromkeys(line.values(), Choice.FOR)
    with pytest.raises(MoreNamesThanPresent):
        await record_names(council.school, poll, everybody, council.clerk.id)
    assert all(entry.choice is None for entry in await record_of(council.school, poll))
    other = await an_open_vote(council, CALL, present=6)
    stranger = next(iter((await lines_of(other)).values()))
    with pytest.raises(NotFound):
        await record_names(council.school, poll, {stranger: Choice.FOR}, council.clerk.id)


async def test_the_clerk_calls_on_one_page_and_the_record_is_for_the_bodys_people(client: AsyncClient) -> None:
    council = await a_council()
    poll = await an_open_vote(council, CALL, present=6)
    line = await lines_of(poll)
    at = f"/polls/{poll}"
    await sign_in(client, council.clerk)
    page = (await client.get(f"{at}/roll-call")).text
    assert page.count("<fieldset") == 6
    answers = {f"said-{entry}": "for" for entry in list(line.values())[:4]}
    wrong = await send(client, f"{at}/roll-call", **{**answers, f"said-{line[council.chair.id]}": "perhaps"})
    assert wrong.status_code == 422
    assert (await send(client, f"{at}/roll-call", **answers)).status_code == 303
    assert "For: 4. Against: 0. Abstained: 0." in (await client.get(f"{at}/roll-call")).text
    await sign_in(client, council.members[1])
    before = (await client.get(at)).text
    assert "sees how you vote, and the minutes say it by name" in before
    assert "Who voted how" not in before  # nobody is swayed by the names called so far
    await sign_in(client, council.clerk)
    await send(client, f"{at}/declare")
    await walk(council.school, poll)
    await sign_in(client, council.members[1])
    after = (await client.get(at)).text
    assert "Who voted how" in after
    assert "Did not vote" in after
    await sign_in(client, await a_parent(council.school))
    assert (await client.get(at)).status_code == 404
