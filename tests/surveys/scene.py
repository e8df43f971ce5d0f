"""The surveys of every test here: one that is open, answers to it, and a device that fills it in."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from uuid import UUID

from httpx import AsyncClient, Response

from surveys.building.queries import questionnaire
from surveys.building.ready_made import ready_made
from surveys.building.rules import Questionnaire
from surveys.building.services import create_survey, open_survey
from tests.cast import send


async def a_draft_survey(school: UUID, title: str = "Autumn parent survey") -> UUID:
    """A whole-school survey that is not open."""
    return await create_survey(
        school=school, title=title, template=ready_made()["whole-school"], closes_at=None, by=None
    )


async def an_open_survey(school: UUID) -> Questionnaire:
    """A whole-school survey that takes answers."""
    survey = await a_draft_survey(school)
    await open_survey(school, survey, by=None)
    return await questionnaire(school, survey, "en")


def a_token() -> str:
    """What a new device's cookie holds."""
    return secrets.token_urlsafe(32)


def answers_to(asked: Questionnaire, choice: str = "agree", comments: tuple[str, str] = ("", "")) -> dict[UUID, str]:
    """The same choice for every statement, and a comment for each of the two boxes."""
    texts = iter(comments)
    return {question.id: next(texts) if question.is_text else choice for question in asked.questions}


def fields(asked: Questionnaire, number: int, choice: str = "agree", **own: str) -> dict[str, str]:
    """The fields of one section as a browser sends them."""
    section = asked.section(number)
    assert section is not None
    filled = {question.name: "" if question.is_text else choice for question in section.questions}
    return {**filled, **{name: text for name, text in own.items() if name in filled}}


async def fill_in(client: AsyncClient, asked: Questionnaire, own: Mapping[str, str] | None = None) -> Response:
    """Sends every section, the last look excepted; the last answer."""
    answer = None
    for section in asked.sections:
        answer = await send(client, f"/s/{asked.code}/{section.number}", **fields(asked, section.number, **(own or {})))
    assert answer is not None
    return answer
