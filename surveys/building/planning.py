"""Writes of building that are about a survey as a whole: what is planned for it, opening on time, asking it again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID, uuid4

import structlog

from common import audit, db, jobs
from common.errors import NotFound, Refused
from surveys.building.rules import PlanFixed
from surveys.building.services import new_code, open_survey
from surveys.rules import Anonymity, SurveyState

log = structlog.get_logger("surveys")


async def plan_survey(
    school: UUID,
    survey: UUID,
    opens_at: datetime | None,
    target: int | None,
    breakdowns: Sequence[Mapping[str, str]],
    by: UUID | None,
) -> None:
    """What a draft shall do and show once it is open. Raises PlanFixed when it has been, NotFound."""
    async with db.transaction():
        state = await db.value("SELECT state FROM survey WHERE school = $1 AND id = $2 FOR UPDATE", school, survey)
        if state is None:
            raise NotFound()
        if state != SurveyState.DRAFT:
            raise PlanFixed()
        await db.rows(
            "UPDATE survey SET opens_at = $2, target = $3, breakdowns = $4 WHERE id = $1",
            survey,
            opens_at,
            target,
            [dict(one) for one in breakdowns],
        )
        await audit.record(school=school, actor=by, action="plan_survey", kind="survey", subject=survey)


@jobs.every("open_due_surveys", "* * * * *")
async def open_due_surveys() -> None:
    """Opens the drafts that are due by the database's clock. One that cannot open stays a draft."""
    due = await db.rows("SELECT school, id FROM survey WHERE state = 'draft' AND opens_at <= clock_timestamp()")
    for survey in due:
        try:
            await open_survey(survey["school"], survey["id"], by=None)
        except Refused:
            log.warning("survey_not_opened", survey=str(survey["id"]))


_COPIES = (
    "INSERT INTO survey (id, school, title, titles, languages, template, state, anonymity, code, privacy_notice,"
    " wave_of, series, created_by, created_at, closes_at, breakdowns)"
    " SELECT $3, school, $4, titles, languages, template, 'draft', $8, $5, privacy_notice, id,"
    " COALESCE(series, id), $6, now(), $7, CASE WHEN $8 = 'anonymous' THEN"
    " (SELECT COALESCE(jsonb_agg(one), '[]'::jsonb) FROM jsonb_array_elements(breakdowns) one"
    " WHERE COALESCE(one->>'of', '') <> '' OR one->>'kind' = 'channel')"
    " ELSE breakdowns END FROM survey WHERE school = $1 AND id = $2",
    "INSERT INTO survey_section (id, school, survey, position)"
    " SELECT md5(id::text || $3::uuid::text)::uuid, school, $3::uuid, position"
    " FROM survey_section WHERE school = $1 AND survey = $2",
    "INSERT INTO section_text (id, school, section, language, title)"
    " SELECT gen_random_uuid(), t.school, md5(t.section::text || $3::uuid::text)::uuid, t.language, t.title"
    " FROM section_text t JOIN survey_section c ON c.id = t.section WHERE c.school = $1 AND c.survey = $2",
    "INSERT INTO survey_question (id, school, survey, section, version, position, required, condition, grid)"
    " SELECT gen_random_uuid(), school, $3::uuid, md5(section::text || $3::uuid::text)::uuid, version, position,"
    " required, condition, grid FROM survey_question WHERE school = $1 AND survey = $2",
)


async def ask_again(
    *,
    school: UUID,
    source: UUID,
    title: str,
    closes_at: datetime | None,
    by: UUID | None,
    survey: UUID | None = None,
    anonymity: Anonymity = Anonymity.ANONYMOUS,
) -> UUID:
    """A draft that asks what another survey asked, in the same words: its answers can be laid beside the other's.

    Given the same `survey` id again, it is the same survey. Raises NotFound.
    """
    survey = survey or uuid4()
    async with db.transaction():
        await db.rows("SELECT id FROM school WHERE id = $1 FOR NO KEY UPDATE", school)
        if await db.row("SELECT id FROM survey WHERE id = $1", survey):
            return survey
        if not await db.row("SELECT id FROM survey WHERE school = $1 AND id = $2", school, source):
            raise NotFound()
        code = await new_code()
        await db.rows(_COPIES[0], school, source, survey, title, code, by, closes_at, anonymity.value)
        for statement in _COPIES[1:]:
            await db.rows(statement, school, source, survey)
        await audit.record(
            school=school, actor=by, action="create_survey", kind="survey", subject=survey, again=str(source)
        )
    return survey
