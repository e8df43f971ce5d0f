"""A confidential survey that is open, with invitations whose links the test knows."""

from __future__ import annotations

import secrets
from uuid import UUID, uuid4

from common import db
from people.rules import Actor
from surveys.answering.passes import INVITATION, hashed
from surveys.building.queries import questionnaire
from surveys.building.rules import Questionnaire
from surveys.building.services import open_survey
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
