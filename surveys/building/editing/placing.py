"""Writes of the editor that put a question somewhere else: before another one, or at the end of a page."""

from __future__ import annotations

from uuid import UUID

from common import db
from common.errors import NotFound
from surveys.building.editing.holding import editing
from surveys.building.editing.queries import edited_sections
from surveys.questions.asked import MOST_QUESTIONS


async def place_question(
    school: UUID, survey: UUID, question: UUID, section: UUID, before: UUID | None, by: UUID | None
) -> None:
    """Puts a question on a page, in front of `before` or, with None, at its end.

    Raises ConditionRefused, QuestionsLocked, and NotFound where one of them is no part of the survey any more.
    """
    async with editing(school, survey, by, "move_question"):
        sections = await edited_sections(school, survey)
        here = {one.id for page in sections for one in page.questions}
        target = next((page for page in sections if page.id == section), None)
        if target is None or question not in here or before == question:
            raise NotFound()
        order = [one.id for one in target.questions if one.id != question]
        if before is not None and before not in order:
            raise NotFound()
        order.insert(order.index(before) if before else len(order), question)
        # Beyond all other places first; they are numbered through afterwards.
        await db.insert_many(
            "UPDATE survey_question SET section = $2, position = $3 WHERE id = $1",
            [(one, section, MOST_QUESTIONS + 1 + place) for place, one in enumerate(order)],
        )
