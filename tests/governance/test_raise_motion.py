"""Raising, wording, submitting and withdrawing motions."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from httpx import AsyncClient

from common import db
from common.errors import AlreadyExists, NotAllowed, NotFound
from governance.motions.queries import evidence_of, motion_facts, versions_of
from governance.motions.rules import MotionChanged, NotYourMotion, WrongMotionState
from governance.motions.services import raise_motion, revise_motion, submit_motion, withdraw_motion
from people.rules import BodyKind
from tests.cast import a_body, a_council, a_member, a_parent, a_school, send, sign_in
from tests.governance.stage import a_finding, a_submitted_motion

WORDS = ("Letters a week ahead", "That the school sends letters home a week ahead.")


async def test_a_motion_keeps_the_numbers_that_its_finding_had_when_it_was_raised(rollback: None) -> None:
    council = await a_council()
    finding = await a_finding(council.school)
    motion = await raise_motion(council.members[0], council.body, *WORDS, finding)
    await db.rows("UPDATE finding SET headline = 'Reworded', numbers = jsonb_set(numbers, '{count}', '99')")
    kept = (await evidence_of(council.school, motion))[0]
    assert (kept.finding, kept.headline) == (finding, "Families want letters sooner")
    assert (kept.numbers["count"], kept.numbers["n"]) == (12, 40)


async def test_a_motion_cannot_rest_on_a_finding_that_is_not_published(rollback: None) -> None:
    council = await a_council()
    draft = await a_finding(council.school, "draft")
    with pytest.raises(NotFound):
        await raise_motion(council.members[0], council.body, *WORDS, draft)
    assert await db.value("SELECT count(*) FROM motion") == 0


async def test_leadership_may_bring_a_motion_and_others_may_not(rollback: None) -> None:
    council = await a_council()
    await raise_motion(council.head, council.body, *WORDS, None)
    other = await a_body(council.school, BodyKind.PTA, "PTA")
    for outsider in (council.clerk, await a_parent(council.school), await a_member(council.school, other, "Olu")):
        with pytest.raises(NotAllowed):
            await raise_motion(outsider, council.body, *WORDS, None)


async def test_a_body_of_another_school_does_not_exist(rollback: None) -> None:
    council = await a_council()
    elsewhere = await a_body(await a_school("Elsewhere"))
    with pytest.raises(NotFound):
        await raise_motion(council.head, elsewhere, *WORDS, None)


async def test_a_form_sent_twice_is_one_motion_and_nobody_elses_key_can_be_taken(rollback: None) -> None:
    council = await a_council()
    key = uuid4()
    first = await raise_motion(council.members[0], council.body, *WORDS, None, key)
    assert await raise_motion(council.members[0], council.body, *WORDS, None, key) == first
    assert await db.value("SELECT count(*) FROM motion_version") == 1
    with pytest.raises(AlreadyExists):
        await raise_motion(council.members[1], council.body, *WORDS, None, key)


async def test_each_wording_is_kept_and_the_same_words_are_no_new_one(rollback: None) -> None:
    council = await a_council()
    author = council.members[0]
    motion = await raise_motion(author, council.body, *WORDS, None)
    assert await revise_motion(author, motion, "Two weeks ahead", WORDS[1], 1) == 2
    assert await revise_motion(author, motion, "Two weeks ahead", WORDS[1], 1) == 2
    assert [line.title for line in await versions_of(council.school, motion)] == ["Two weeks ahead", WORDS[0]]


async def test_of_two_editors_the_second_is_told_and_nothing_is_lost(rollback: None) -> None:
    council = await a_council()
    author = council.members[0]
    motion = await raise_motion(author, council.body, *WORDS, None)
    await revise_motion(council.clerk, motion, "The clerk's title", WORDS[1], 1)
    with pytest.raises(MotionChanged) as told:
        await revise_motion(author, motion, "The author's title", WORDS[1], 1)
    assert (told.value.title, told.value.version) == ("The clerk's title", 2)
    assert (await motion_facts(author, motion)).title == "The clerk's title"


async def test_the_number_comes_at_submission_and_counts_within_the_body(rollback: None) -> None:
    council = await a_council()
    author = council.members[0]
    first, second = [await raise_motion(author, council.body, *WORDS, None) for _ in range(2)]
    assert await submit_motion(author, second) == 1
    assert await submit_motion(author, first) == 2
    assert await submit_motion(author, second) == 1
    with pytest.raises(WrongMotionState):
        await revise_motion(author, second, *WORDS, 1)


async def test_only_the_raiser_submits_and_withdraws(rollback: None) -> None:
    council = await a_council()
    motion = await a_submitted_motion(council)
    with pytest.raises(NotYourMotion):
        await withdraw_motion(council.members[1], motion)
    await withdraw_motion(council.members[0], motion)
    await withdraw_motion(council.members[0], motion)
    assert (await motion_facts(council.members[0], motion)).standing == "withdrawn"


async def test_a_draft_is_nobody_elses_to_know_of(client: AsyncClient) -> None:
    council = await a_council()
    motion = await raise_motion(council.members[0], council.body, *WORDS, None)
    await sign_in(client, council.members[1])
    assert (await client.get(f"/motions/{motion}")).status_code == 404
    assert WORDS[0] not in (await client.get("/motions")).text
    await sign_in(client, await a_parent(council.school))
    assert (await client.get("/motions")).status_code == 403


async def test_from_a_finding_to_a_submitted_motion_without_javascript(client: AsyncClient) -> None:
    council = await a_council()
    finding = await a_finding(council.school)
    await sign_in(client, council.members[0])
    blank = await client.get(f"/motions/new?finding={finding}")
    assert "Families want letters sooner" in blank.text
    assert "12 of the 40 comments" in blank.text
    fields = {"body": str(council.body), "finding": str(finding), "key": uuid4().hex}
    wrong = await send(client, "/motions", title="", text="That something is done.", **fields)
    assert wrong.status_code == 422
    assert "That something is done." in wrong.text
    assert "Enter a title" in wrong.text
    assert "Families want letters sooner" in wrong.text
    saved = await send(client, "/motions", title=WORDS[0], text=WORDS[1], **fields)
    assert saved.status_code == 303
    again = await send(client, "/motions", title=WORDS[0], text=WORDS[1], **fields)
    assert again.headers["location"] == saved.headers["location"]
    path = saved.headers["location"].partition("?")[0]
    assert (await send(client, f"{path}/submit")).status_code == 303
    assert (await send(client, f"{path}/submit")).status_code == 303
    shown = (await client.get(path)).text
    assert "Motion 1" in shown
    said = re.sub(r"\s+", " ", shown)
    told = re.search(r"12 of the 40 comments that could be read spoke of this: ([^.<]*)", said)
    assert told, "those who wrote and could not be read are not counted"
    assert sum(int(number) for number in re.findall(r"\d+", told[1])) == 12, "every feeling is told"


async def test_a_conflict_shows_both_wordings_and_saving_again_replaces(client: AsyncClient) -> None:
    council = await a_council()
    author = council.members[0]
    motion = await raise_motion(author, council.body, *WORDS, None)
    await revise_motion(council.clerk, motion, "The clerk's title", WORDS[1], 1)
    await sign_in(client, author)
    answer = await send(client, f"/motions/{motion}/edit", title="My own title", text=WORDS[1], version=1)
    assert answer.status_code == 409
    assert "My own title" in answer.text
    assert "The clerk&#39;s title" in answer.text
    assert 'name="version" value="2"' in answer.text
    await send(client, f"/motions/{motion}/edit", title="My own title", text=WORDS[1], version=2)
    assert (await motion_facts(author, motion)).title == "My own title"
