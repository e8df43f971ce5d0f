"""What every change of a survey's questions has in common: the survey is held, in order, and of a new revision."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from uuid import UUID

from common import audit, db
from common.errors import NotFound
from surveys.building.editing.queries import edited_sections
from surveys.building.editing.rules import ConditionRefused, QuestionsLocked, placed
from surveys.questions.order import condition_faults
from surveys.rules import SurveyState


@asynccontextmanager
async def editing(
    school: UUID, survey: UUID, by: UUID | None, action: str, *, slip: bool = False
) -> AsyncIterator[str]:
    """A transaction that holds the survey; afterwards its questions stand in order and its revision is the next."""
    async with db.transaction():
        state = await db.value("SELECT state FROM survey WHERE school = $1 AND id = $2 FOR UPDATE", school, survey)
        if state is None:
            raise NotFound()
        if state != SurveyState.DRAFT and not (slip and state == SurveyState.OPEN):
            raise QuestionsLocked()
        yield state
        if state == SurveyState.DRAFT:
            await _number(school, survey)
        await db.rows("UPDATE survey SET revision = revision + 1 WHERE id = $1", survey)
        await audit.record(school=school, actor=by, action=action, kind="survey", subject=survey)


async def _number(school: UUID, survey: UUID) -> None:
    """Numbers the questions through, and sees that every condition still looks back."""
    await db.rows(
        "UPDATE survey_question q SET position = n.place FROM (SELECT a.id, row_number() OVER"
        " (ORDER BY c.position, a.position)::int AS place FROM survey_question a JOIN survey_section c"
        " ON c.id = a.section WHERE a.survey = $1) n WHERE q.id = n.id AND q.position <> n.place",
        survey,
    )
    questions = [question for section in await edited_sections(school, survey) for question in section.questions]
    if condition_faults([placed(question) for question in questions]):
        raise ConditionRefused()
