"""The thread runs unbroken both ways, and shows nobody more than their role allows."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from httpx import AsyncClient

from common.errors import NotFound
from governance.meetings.services import close_meeting
from governance.motions.services import raise_motion
from governance.plan.thread import thread_of_comment, thread_of_finding, thread_of_motion
from people.rules import Role
from tests.cast import a_council, a_parent, sign_in
from tests.governance.stage import WORDS, a_comment, a_finding, a_submitted_motion, an_open_meeting
from tests.governance.test_minutes import a_vote, four_to_one


async def test_from_the_comment_to_the_minutes_and_back(client: AsyncClient) -> None:
    council = await a_council()
    comment, finding = await a_comment(council.school)
    motion = await a_submitted_motion(council, finding=finding)
    meeting = await an_open_meeting(council, motion)
    poll = await a_vote(council, meeting, motion)
    await close_meeting(council.clerk, meeting)
    await four_to_one(council, poll)
    kinds = ["comment", "theme", "finding", "motion", "vote", "minutes"]
    member = council.members[0]
    for thread, here in (
        (await thread_of_motion(member, motion), "motion"),
        (await thread_of_finding(member, finding), "finding"),
        (await thread_of_comment(member, comment), "comment"),
    ):
        (chain,) = thread.chains
        assert [step.kind for step in chain] == kinds
        assert [step.kind for step in chain if step.place == "here"] == [here]
        assert chain[0].quotes[0].text == WORDS
        feelings = chain[1].text.partition(";")[0]
        assert sum(int(number) for number in re.findall(r"\d+", feelings)) == 12, "every feeling is told"
        assert chain[3].state == "carried"
        assert chain[4].href == f"/polls/{poll}"
        assert "4 for, 1 against" in chain[4].text
        assert chain[5].href == f"/meetings/{meeting}/minutes"
    await sign_in(client, member)
    for path in (f"motions/{motion}", f"findings/{finding}", f"comments/{comment}"):
        shown = (await client.get(f"/thread/{path}")).text
        assert WORDS in shown
        assert "Motion 1: Letters a week ahead" in shown


async def test_who_may_not_read_findings_sees_that_there_is_evidence_and_no_word_of_it(rollback: None) -> None:
    council = await a_council()
    comment, finding = await a_comment(council.school)
    motion = await a_submitted_motion(council, finding=finding)
    outside = replace(council.members[0], roles=frozenset({Role.PARENT}))
    (chain,) = (await thread_of_motion(outside, motion)).chains
    assert [step.kind for step in chain] == ["finding", "motion", "vote"]
    assert chain[0].title == "Evidence from a survey"
    assert WORDS not in repr(chain)
    assert "Families want" not in repr(chain)
    for refused in (thread_of_finding(outside, finding), thread_of_comment(outside, comment)):
        with pytest.raises(NotFound):
            await refused


async def test_a_finding_that_is_not_published_is_leaderships_alone(rollback: None) -> None:
    council = await a_council()
    comment, finding = await a_comment(council.school, state="draft")
    for refused in (thread_of_finding(council.chair, finding), thread_of_comment(council.chair, comment)):
        with pytest.raises(NotFound):
            await refused
    (chain,) = (await thread_of_finding(council.head, finding)).chains
    assert [(step.kind, step.place) for step in chain][-1] == ("motion", "ahead")


async def test_a_draft_motion_of_somebody_else_hangs_on_no_thread(rollback: None) -> None:
    council = await a_council()
    finding = await a_finding(council.school)
    author = council.members[0]
    await raise_motion(author, council.body, "A secret plan", "That it stays secret.", finding)
    assert "A secret plan" not in repr(await thread_of_finding(council.members[1], finding))
    assert "A secret plan" in repr(await thread_of_finding(author, finding))


async def test_the_thread_is_closed_to_parents_without_a_seat(client: AsyncClient) -> None:
    council = await a_council()
    finding = await a_finding(council.school)
    motion = await a_submitted_motion(council, finding=finding)
    await sign_in(client, await a_parent(council.school))
    assert (await client.get(f"/thread/motions/{motion}")).status_code == 403
    assert (await client.get(f"/thread/findings/{finding}")).status_code == 403
