"""A confidential survey that is open, with invitations whose links the test knows."""

from __future__ import annotations

import re
import secrets
from datetime import UTC, datetime
from uuid import UUID, uuid4

from common import db
from people.rules import Actor
from surveys.answering.passes import INVITATION, hashed
from surveys.building.queries import questionnaire
from surveys.building.rules import Questionnaire
from surveys.building.services import open_survey
from surveys.inviting import letters
from surveys.inviting.services import send_invitations
from surveys.rules import Anonymity
from tests.cast import a_parent
from tests.surveys.scene import a_draft_survey


async def a_link_for(asked: Questionnaire, person: Actor, group: str = "", invitation: UUID | None = None) -> str:
    """What follows /i/ in a personal link: to the invitation given, or to one of its own."""
    secret = secrets.token_urlsafe(32)
    if invitation is None:
        invitation = uuid4()
        await db.rows(
            "INSERT INTO invitation (id, school, survey, person, group_key) VALUES ($1, $2, $3, $4, $5)",
            invitation,
            asked.school,
            asked.survey,
            person.id,
            group,
        )
    await db.rows(
        "INSERT INTO invitation_link (id, school, invitation, token_hash) VALUES ($1, $2, $3, $4)",
        uuid4(),
        asked.school,
        invitation,
        hashed(secret, asked.survey),
    )
    return secret


def cookie_for(link: str) -> str:
    """What the browser's cookie holds once the link was opened."""
    return INVITATION.letter + link


async def an_open_survey_that_is(anonymity: Anonymity, school: UUID) -> Questionnaire:
    """A survey that takes answers from those who are invited."""
    survey = await a_draft_survey(school)
    await a_parent(school, "First Invited")
    await db.rows("UPDATE survey SET anonymity = $2 WHERE id = $1", survey, anonymity.value)
    await open_survey(school, survey, by=None)
    return await questionnaire(school, survey, "en")


NOON, NIGHT = datetime(2026, 11, 23, 12, tzinfo=UTC), datetime(2026, 11, 23, 22, tzinfo=UTC)


async def a_survey(school: UUID, anonymity: Anonymity = Anonymity.CONFIDENTIAL) -> UUID:
    """A draft that promises this."""
    survey = await a_draft_survey(school)
    await db.rows("UPDATE survey SET anonymity = $2 WHERE id = $1", survey, anonymity.value)
    return survey


async def open_and_send(school: UUID, survey: UUID) -> dict[str, str]:
    """Opens the survey and sends its letters: the bodies by address."""
    await open_survey(school, survey, by=None)
    await send_invitations()
    return await compose_all()


async def compose_all() -> dict[str, str]:
    """Composes what waits in the outbox, as sending would, and marks it: the bodies by address."""
    found = {}
    for line in await db.rows("SELECT * FROM outbox_mail WHERE state = 'queued' AND kind LIKE 'survey_%' ORDER BY id"):
        to = letters.mail.Addressee(line["school"], line["person"], line["address"], line["parameters"])
        compose = letters.compose_invitation if line["kind"] == "survey_invitation" else letters.compose_reminder
        letter = await compose(to)
        await db.rows("UPDATE outbox_mail SET state = 'sent' WHERE id = $1", line["id"])
        if letter is not None:
            found[line["address"]] = f"{letter.subject}\n{letter.body}"
    return found


def link_in(body: str) -> str:
    """What follows /i/ in a letter."""
    found = re.search(r"/i/([\w-]{43})\n", body)
    assert found is not None
    return found[1]
