"""One reminder to those who have not voted, and nothing left that says who they were."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from common import clock, db, jobs
from common.mail import Addressee
from tests.cast import Council, a_council
from tests.votes.stage import an_open_poll
from votes.casting import cast_ballot
from votes.reminders import compose_reminder, forget_reminders, remind_voters
from votes.rules import Choice
from votes.services import close_poll


async def _due(council: Council) -> UUID:
    poll = await an_open_poll(council.school, [member.id for member in council.members], body=council.body)
    await cast_ballot(council.school, poll, council.members[0].id, Choice.FOR)
    await db.rows("UPDATE poll SET remind_at = $2 WHERE id = $1", poll, clock.now() - timedelta(minutes=1))
    return poll


async def _reminded() -> set[UUID]:
    return {line["person"] for line in await db.rows("SELECT person FROM outbox_mail WHERE kind = 'vote_reminder'")}


async def test_only_who_has_not_voted_is_reminded_and_once(rollback: None) -> None:
    council = await a_council()
    await _due(council)
    await remind_voters()
    await remind_voters()
    assert await _reminded() == {member.id for member in council.members[1:]}
    assert await db.value("SELECT count(*) FROM outbox_mail WHERE kind = 'vote_reminder'") == 4


async def test_whoever_votes_before_the_letter_goes_gets_none(rollback: None) -> None:
    council = await a_council()
    poll = await _due(council)
    to = Addressee(council.school, council.members[1].id, "m@example.org", {"poll": str(poll)})
    letter = await compose_reminder(to)
    assert letter is not None
    assert f"/polls/{poll}" in letter.body
    await cast_ballot(council.school, poll, council.members[1].id, Choice.AGAINST)
    assert await compose_reminder(to) is None


async def test_after_the_close_nothing_says_who_had_been_reminded(rollback: None) -> None:
    council = await a_council()
    poll = await _due(council)
    await remind_voters()
    await jobs.run_pending()
    await forget_reminders()
    assert len(await _reminded()) == 4
    await close_poll(council.school, poll, None)
    await forget_reminders()
    assert await _reminded() == set()
    details = await db.value("SELECT details FROM audit_entry WHERE action = 'remind_voters'")
    assert details == {}
