"""Writes of the plan: a question that asks for a group of the roll."""

from __future__ import annotations

from uuid import UUID, uuid4, uuid5

from common import db, i18n
from common.errors import NotFound
from people.rules import RollGroups
from surveys.building.editing.holding import editing
from surveys.building.editing.queries import edited_sections
from surveys.building.plan.rules import Grouping, Offer, question_about
from surveys.building.services import versions_of

PAGE = "About your family"


async def ask_about(school: UUID, survey: UUID, kind: Grouping, roll: RollGroups, by: UUID | None) -> None:
    """Asks for the child's year or class, or the family's language, on a last page, and declares the breakdown by it.

    Pressed twice, it is asked once. Raises NotFound where the roll has no two such groups, QuestionsLocked.
    """
    ready = question_about(kind, roll)
    if ready is None:
        raise NotFound()
    async with editing(school, survey, by, "add_question"):
        sections = await edited_sections(school, survey)
        if any(question.key == ready.key for section in sections for question in section.questions):
            return
        page = await _last_page(school, survey)
        version = (await versions_of(school, [ready]))[ready.key]
        await db.rows(
            "INSERT INTO survey_question (id, school, survey, section, version, position, required)"
            " VALUES ($1, $2, $3, $4, $5, (SELECT COALESCE(max(position), 0) + 1 FROM survey_question"
            " WHERE survey = $3), false)",
            uuid4(),
            school,
            survey,
            page,
            version,
        )
        await db.rows(
            "UPDATE survey SET breakdowns = breakdowns || $2::jsonb WHERE id = $1",
            survey,
            [Offer(kind, ready.key).breakdown],
        )


async def _last_page(school: UUID, survey: UUID) -> UUID:
    page = uuid5(survey, PAGE)
    if await db.row("SELECT id FROM survey_section WHERE id = $1", page) is None:
        await db.rows(
            "INSERT INTO survey_section (id, school, survey, position) VALUES ($1, $2, $3,"
            " (SELECT COALESCE(max(position), 0) + 1 FROM survey_section WHERE survey = $3))",
            page,
            school,
            survey,
        )
        await db.rows(
            "INSERT INTO section_text (id, school, section, language, title) VALUES ($1, $2, $3, $4, $5)",
            uuid4(),
            school,
            page,
            i18n.DEFAULT_LANGUAGE,
            PAGE,
        )
    return page
