"""Letters over a real SMTP server: headers to end them, addresses that do not exist, reminders without a trace."""

from __future__ import annotations

from uuid import uuid4

from common import db, jobs
from surveys.building.services import open_survey
from surveys.inviting.services import ask_for_reminder, send_invitations, send_reminders
from tests.cast import a_parent, a_school
from tests.common.test_mail import _Server
from tests.surveys.inviting.scene import a_survey


async def test_an_invitation_can_be_ended_by_the_mail_program_itself(rollback: None, server: _Server) -> None:
    school = await a_school()
    survey = await a_survey(school)
    await a_parent(school)
    await open_survey(school, survey, by=None)
    await send_invitations()
    await jobs.run_pending()
    (letter,) = server.letters
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    body = letter.get_payload(decode=True).decode()  # type: ignore[union-attr]
    assert letter["List-Unsubscribe"].strip().strip("<>") in body


async def test_an_address_that_does_not_exist_gets_no_more_letters(rollback: None, server: _Server) -> None:
    school = await a_school()
    survey = await a_survey(school)
    parent = await a_parent(school)
    await open_survey(school, survey, by=None)
    server.refusals, server.refusal = 1, "550 no such user"
    await send_invitations()
    await jobs.run_pending()
    address = await db.value("SELECT email FROM person WHERE id = $1", parent.id)
    assert await db.rows("SELECT address, why FROM invite_stop") == [{"address": address, "why": "bounced"}]
    await ask_for_reminder(school, survey, uuid4(), None)
    await send_reminders()
    await jobs.run_pending()
    assert server.letters == []


async def test_a_reminder_that_was_sent_or_not_wanted_leaves_nothing_in_the_outbox(
    rollback: None, server: _Server
) -> None:
    school = await a_school()
    survey = await a_survey(school)
    for number in range(3):
        await a_parent(school, f"Parent {number}")
    await open_survey(school, survey, by=None)
    await send_invitations()
    await jobs.run_pending()
    answered = await db.value("SELECT id FROM invitation LIMIT 1")
    await db.rows("UPDATE invitation SET spent_at = current_date WHERE id = $1", answered)
    await ask_for_reminder(school, survey, uuid4(), None)
    await send_reminders()
    assert await db.value("SELECT count(*) FROM outbox_mail WHERE kind = 'survey_reminder'") == 3
    await jobs.run_pending()
    assert len(server.letters) == 3 + 2
    assert await db.value("SELECT count(*) FROM outbox_mail WHERE kind = 'survey_reminder'") == 0
