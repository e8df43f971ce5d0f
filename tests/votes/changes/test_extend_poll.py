"""More time: only while people vote, only later, told to everybody and shown to everybody."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID

import pytest

from common import clock, db, mail
from tests.cast import a_parent, a_person, a_school
from tests.votes.paper.stage import apart, audited, blocked
from tests.votes.stage import a_poll, an_open_poll, state_of
from votes.changes.queries import poll_changes
from votes.changes.services import extend_poll
from votes.errors import Lapses, NotLater, PollClosed, PollNotOpen
from votes.letters import compose_poll_extended
from votes.queries import poll_facts
from votes.rules import ChangeKind
from votes.services import close_due_polls, close_poll

DAY = timedelta(days=1)


@pytest.mark.usefixtures("rollback")
async def test_an_extension_is_logged_once_shown_and_told_to_the_roll_with_its_reason() -> None:
    school = await a_school()
    clerk, parent = await a_person(school, "Clare Byrne"), await a_parent(school)
    poll = await an_open_poll(school, [parent.id])
    before = (await poll_facts(school, poll)).closes_at
    later = before + DAY
    for _ in range(2):
        await extend_poll(school, poll, clerk.id, later, "The site was away on Tuesday.")
    assert (await poll_facts(school, poll)).closes_at == later
    (change,) = await poll_changes(school, poll)
    assert (change.kind, change.by, change.reason) == (
        ChangeKind.EXTENDED,
        "Clare Byrne",
        "The site was away on Tuesday.",
    )
    assert (change.moment("before"), change.moment("after")) == (before, later)
    assert len(await audited(poll, "extend_poll")) == 1
    letters = await db.rows("SELECT person, address FROM outbox_mail WHERE kind = 'poll_extended'")
    assert [line["person"] for line in letters] == [parent.id]
    to = mail.Addressee(school, parent.id, letters[0]["address"], {"poll": str(poll)})
    letter = await compose_poll_extended(to)
    assert letter is not None
    assert letter.subject == "More time to vote: Fund a breakfast club"
    assert "The site was away on Tuesday." in letter.body
    await close_poll(school, poll, None)
    assert await compose_poll_extended(to) is None


@pytest.mark.usefixtures("rollback")
async def test_a_written_resolution_is_extended_to_the_day_it_lapses_and_no_further() -> None:
    school = await a_school()
    clerk, parent = await a_person(school), await a_parent(school)
    poll = await an_open_poll(school, [parent.id])
    lapses = (await poll_facts(school, poll)).closes_at + 5 * DAY
    await db.rows("UPDATE poll SET lapses_at = $2 WHERE id = $1", poll, lapses)
    with pytest.raises(Lapses):
        await extend_poll(school, poll, clerk.id, lapses + DAY / 24, "A little more.")
    await extend_poll(school, poll, clerk.id, lapses, "As long as the rules allow.")
    assert (await poll_facts(school, poll)).closes_at == lapses


@pytest.mark.usefixtures("rollback")
async def test_time_is_never_taken_away_and_never_given_before_the_opening_or_after_the_close() -> None:
    school = await a_school()
    clerk, parent = await a_person(school), await a_parent(school)
    poll, created = await an_open_poll(school, [parent.id]), await a_poll(school, [parent.id])
    with pytest.raises(NotLater):
        await extend_poll(school, poll, clerk.id, clock.now() + DAY, "shorter")
    with pytest.raises(PollNotOpen):
        await extend_poll(school, created, clerk.id, clock.now() + 5 * DAY, "why")
    late = await an_open_poll(school, [parent.id], lasts=timedelta(milliseconds=200))
    await db.rows("SELECT pg_sleep(0.3)")
    with pytest.raises(PollClosed):
        await extend_poll(school, late, clerk.id, clock.now() + DAY, "why")
    await close_poll(school, poll, None)
    with pytest.raises(PollClosed):
        await extend_poll(school, poll, clerk.id, clock.now() + 5 * DAY, "why")
    assert await poll_changes(school, poll) == []


async def test_a_poll_that_is_extended_in_its_last_moment_is_not_closed_by_the_timetable(
    committed_school: UUID,
) -> None:
    clerk, parent = await a_person(committed_school), await a_parent(committed_school)
    poll = await an_open_poll(committed_school, [parent.id], lasts=timedelta(seconds=1))
    async with db.transaction():
        await extend_poll(committed_school, poll, clerk.id, clock.now() + DAY, "nearly over")
        await asyncio.sleep(1.2)
        closing = apart(close_due_polls())
        await blocked()
    await closing
    assert await state_of(poll) == "open"


async def test_an_extension_that_waits_for_a_close_is_refused(committed_school: UUID) -> None:
    clerk, parent = await a_person(committed_school), await a_parent(committed_school)
    poll = await an_open_poll(committed_school, [parent.id])
    async with db.transaction():
        await close_poll(committed_school, poll, None)
        extending = apart(extend_poll(committed_school, poll, clerk.id, clock.now() + 5 * DAY, "too late"))
        await blocked()
    with pytest.raises(PollClosed):
        await extending
