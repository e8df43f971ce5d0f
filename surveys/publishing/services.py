"""Writes of publishing: files of answers are remembered, and a closed survey is shown to families."""

from __future__ import annotations

import secrets
from uuid import UUID

from common import audit, db, i18n
from common.errors import NotFound, Refused
from surveys.building.queries import survey_facts
from surveys.building.rules import SurveyFacts
from surveys.publishing.queries import answers_by_response, shown_tables
from surveys.publishing.rules import answer_rows, row_file_allowed
from surveys.results.asked import closed_questions
from surveys.results.groups import all_are_in
from surveys.results.kinds import ClosedQuestion
from surveys.results.overview import breakdowns_of
from surveys.results.shown import keep, latest, one_at_a_time, totals
from surveys.rules import SurveyState

ROWS = "rows"


class NotClosed(Refused):
    """Only a closed survey can be published."""

    message = "Close the survey and let all answers come in, then publish it."


async def row_file(school: UUID, facts: SurveyFacts, language: str) -> list[list[str]]:
    """A row for each response, and that it was made, so that no later file can be compared with it.

    Questions that too few answered to be shown are no columns. Raises the reason when there may be no such file.
    """
    grouped = bool(await breakdowns_of(school, facts.id))
    all_in = await all_are_in(school, facts.id)
    async with db.transaction():
        await one_at_a_time(facts.id)
        made = await latest(school, facts.id, ROWS)
        responses = int(await db.value("SELECT count(*) FROM response WHERE survey = $1", facts.id))
        last_made = int(made["responses"]) if made else None
        row_file_allowed(all_in=all_in, grouped=grouped, responses=responses, last_made=last_made)
        questions = await shown_columns(school, facts, language, responses)
        rows = answer_rows(questions, await answers_by_response(facts.id, questions), secrets.SystemRandom().shuffle)
        if last_made != responses:
            await keep(school, facts.id, ROWS, {"responses": responses})
    return rows


async def shown_columns(school: UUID, facts: SurveyFacts, language: str, responses: int) -> list[ClosedQuestion]:
    """The questions that enough people answered to be shown as they are now."""
    asked = await closed_questions(school, facts.id, language)
    shown = await totals(school, facts.id, responses, asked)
    return [q for q in asked if q.id in shown.questions and shown.questions[q.id].n and not shown.questions[q.id].later]


async def publish_survey(school: UUID, survey: UUID, by: UUID) -> None:
    """Shows the results of a closed survey to families. Published twice, it was published once.

    Raises NotFound, and NotClosed while answers can still come in or when too few have.
    """
    async with db.transaction():
        state = await db.value("SELECT state FROM survey WHERE school = $1 AND id = $2 FOR UPDATE", school, survey)
        if state is None:
            raise NotFound()
        if state == SurveyState.PUBLISHED:
            return
        if state != SurveyState.CLOSED or not await all_are_in(school, survey):
            raise NotClosed()
        # What families will see is kept now, so that their looking writes nothing.
        await shown_tables(school, await survey_facts(school, survey), i18n.DEFAULT_LANGUAGE)
        await db.rows("UPDATE survey SET state = 'published' WHERE id = $1", survey)
        await audit.record(school=school, actor=by, action="publish_survey", kind="survey", subject=survey)
