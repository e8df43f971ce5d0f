"""Writes of building: a survey is made from a ready-made set, opened, given a closing date, and closed."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from common import audit, db, i18n, jobs
from common.errors import NotFound
from surveys.batches.services import start_batch
from surveys.building.editing.queries import edited_sections
from surveys.building.editing.rules import NothingAsked
from surveys.building.editing.stumbling import stumbles
from surveys.building.rules import (
    CODE_ALPHABET,
    CODE_LENGTH,
    ClosingDatePassed,
    NotADraft,
    NotOpen,
    ReadyMade,
    ReadyQuestion,
)
from surveys.inviting.services import invite_at_opening
from surveys.rules import Anonymity, SurveyState


async def create_survey(
    *,
    school: UUID,
    title: str,
    template: ReadyMade,
    closes_at: datetime | None,
    by: UUID | None,
    survey: UUID | None = None,
    anonymity: Anonymity = Anonymity.ANONYMOUS,
) -> UUID:
    """A draft that asks what `template` asks. Given the same `survey` id again, it is the same survey.

    What it promises is chosen here, and nothing can change it.
    """
    survey = survey or uuid4()
    async with db.transaction():
        # The bank of questions grows by one maker at a time.
        await db.rows("SELECT id FROM school WHERE id = $1 FOR NO KEY UPDATE", school)
        if await db.row("SELECT id FROM survey WHERE id = $1", survey):
            return survey
        await db.rows(
            "INSERT INTO survey (id, school, title, template, state, anonymity, code, privacy_notice, created_by,"
            " created_at, closes_at) VALUES ($1, $2, $3, $4, 'draft', $8, $5, '1', $6, now(), $7)",
            survey,
            school,
            title,
            template.name,
            await new_code(),
            by,
            closes_at,
            anonymity.value,
        )
        await _write_questions(school, survey, template, await versions_of(school, template.questions))
        await audit.record(school=school, actor=by, action="create_survey", kind="survey", subject=survey)
    return survey


async def new_code() -> str:
    """A short link that no survey has."""
    while True:
        code = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))
        if await db.row("SELECT id FROM survey WHERE code = $1", code) is None:
            return code


async def versions_of(school: UUID, questions: Sequence[ReadyQuestion]) -> dict[str, UUID]:
    """The version of each question with exactly these words: the bank's own, or a new one."""
    await db.insert_many(
        "INSERT INTO question (id, school, key, kind) VALUES ($1, $2, $3, $4) ON CONFLICT (school, key) DO NOTHING",
        [(uuid4(), school, question.key, question.kind.value) for question in questions],
    )
    bank = await db.rows(
        "SELECT q.id, q.key, v.id AS version, v.number, v.definition, t.text, t.help, t.why, t.options FROM question q"
        " LEFT JOIN question_version v ON v.question = q.id"
        " LEFT JOIN question_text t ON t.version = v.id AND t.language = $3"
        " WHERE q.school = $1 AND q.key = ANY($2) ORDER BY v.number",
        school,
        [question.key for question in questions],
        i18n.DEFAULT_LANGUAGE,
    )
    found: dict[str, UUID] = {}
    for question in questions:
        wordings = [line for line in bank if line["key"] == question.key]
        same = [line for line in wordings if _same_words(line, question)]
        found[question.key] = same[-1]["version"] if same else await _new_version(school, question, wordings[-1])
    return found


def _same_words(line: db.Row, question: ReadyQuestion) -> bool:
    return (line["text"], line["help"], line["why"], line["options"], line["definition"]) == (
        question.text,
        question.help,
        question.why,
        dict(question.options),
        dict(question.definition),
    )


async def _new_version(school: UUID, question: ReadyQuestion, latest: db.Row) -> UUID:
    version = uuid4()
    await db.rows(
        "INSERT INTO question_version (id, school, question, number, definition) VALUES ($1, $2, $3, $4, $5)",
        version,
        school,
        latest["id"],
        (latest["number"] or 0) + 1,
        dict(question.definition),
    )
    await db.rows(
        "INSERT INTO question_text (id, school, version, language, text, help, why, options)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        uuid4(),
        school,
        version,
        i18n.DEFAULT_LANGUAGE,
        question.text,
        question.help,
        question.why,
        dict(question.options),
    )
    return version


async def _write_questions(school: UUID, survey: UUID, template: ReadyMade, versions: dict[str, UUID]) -> None:
    sections = [(uuid4(), number, section) for number, section in enumerate(template.sections, start=1)]
    await db.insert_many(
        "INSERT INTO survey_section (id, school, survey, position) VALUES ($1, $2, $3, $4)",
        [(identity, school, survey, number) for identity, number, _ in sections],
    )
    await db.insert_many(
        "INSERT INTO section_text (id, school, section, language, title) VALUES ($1, $2, $3, $4, $5)",
        [(uuid4(), school, identity, i18n.DEFAULT_LANGUAGE, section.title) for identity, _, section in sections],
    )
    placed = [(identity, question) for identity, _, section in sections for question in section.questions]
    await db.insert_many(
        "INSERT INTO survey_question (id, school, survey, section, version, position, required, condition)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        [
            (
                uuid4(),
                school,
                survey,
                section,
                versions[question.key],
                position,
                question.required,
                dict(question.only_if) if question.only_if else None,
            )
            for position, (section, question) in enumerate(placed, start=1)
        ],
    )


async def set_closing_date(school: UUID, survey: UUID, closes_at: datetime | None, by: UUID | None) -> None:
    """Moves the end of a draft or an open survey; None: it stays open until somebody closes it. Raises NotOpen."""
    async with db.transaction():
        found = await _locked(school, survey)
        if found["state"] not in (SurveyState.DRAFT, SurveyState.OPEN):
            raise NotOpen()
        await db.rows("UPDATE survey SET closes_at = $2 WHERE id = $1", survey, closes_at)
        await audit.record(
            school=school,
            actor=by,
            action="set_closing_date",
            kind="survey",
            subject=survey,
            closes_at=closes_at.isoformat() if closes_at else None,
        )


async def open_survey(school: UUID, survey: UUID, by: UUID | None) -> None:
    """Opens a draft: counts whom it asks, fixes the questions, makes the first keys. Opened twice, it opened once.

    Raises NotFound, NotADraft when it was closed, ClosingDatePassed, NothingAsked when nobody could answer it.
    """
    async with db.transaction():
        found = await _locked(school, survey)
        if found["state"] == SurveyState.OPEN:
            return
        if found["state"] != SurveyState.DRAFT:
            raise NotADraft()
        if found["over"]:
            raise ClosingDatePassed()
        sections = await edited_sections(school, survey)
        if any(one.blocks for one in stumbles(sections, ())):
            raise NothingAsked()
        await _drop_groups_not_asked_for(
            survey, [question.key for section in sections for question in section.questions]
        )
        asked = await invite_at_opening(school, survey, Anonymity(found["anonymity"]))
        await db.rows(
            "UPDATE survey SET state = 'open', opened_at = clock_timestamp(), roll_parents = $2, roll_households = $3"
            " WHERE id = $1",
            survey,
            asked.parents,
            asked.households,
        )
        for group in asked.groups:
            await start_batch(school, survey, 1, group)
        await audit.record(
            school=school,
            actor=by,
            action="open_survey",
            kind="survey",
            subject=survey,
            roll_parents=asked.parents,
            roll_households=asked.households,
        )


async def _drop_groups_not_asked_for(survey: UUID, keys: list[str]) -> None:
    """A breakdown by a question that was taken out again is none."""
    await db.rows(
        "UPDATE survey SET breakdowns = COALESCE((SELECT jsonb_agg(one ORDER BY place)"
        " FROM jsonb_array_elements(breakdowns) WITH ORDINALITY AS declared(one, place)"
        " WHERE COALESCE(one->>'of', '') = ANY($2)), '[]'::jsonb) WHERE id = $1",
        survey,
        ["", *keys],
    )


async def close_survey(school: UUID, survey: UUID, by: UUID | None) -> None:
    """Closes an open survey; nobody can answer from this moment. Closed twice, it closed once.

    What is still sealed is opened together by a job. Raises NotFound, and NotOpen for a draft.
    """
    async with db.transaction():
        found = await _locked(school, survey)
        if found["state"] in (SurveyState.CLOSED, SurveyState.PUBLISHED):
            return
        if found["state"] != SurveyState.OPEN:
            raise NotOpen()
        await db.rows("UPDATE survey SET state = 'closed', closed_at = clock_timestamp() WHERE id = $1", survey)
        await jobs.enqueue("open_last_batches", once_key=str(survey), survey=survey)
        await audit.record(school=school, actor=by, action="close_survey", kind="survey", subject=survey)


async def _locked(school: UUID, survey: UUID) -> db.Row:
    found = await db.row(
        # The clock is read after the row is ours, not while waiting for it.
        "WITH locked AS MATERIALIZED"
        " (SELECT state, anonymity, closes_at FROM survey WHERE school = $1 AND id = $2 FOR UPDATE)"
        " SELECT state, anonymity, COALESCE(closes_at <= clock_timestamp(), false) AS over FROM locked",
        school,
        survey,
    )
    if found is None:
        raise NotFound()
    return found


@jobs.every("close_due_surveys", "* * * * *")
async def close_due_surveys() -> None:
    """Closes what is due by the database's clock. No answer was taken after that moment, however late this runs."""
    due = await db.rows("SELECT school, id FROM survey WHERE state = 'open' AND closes_at <= clock_timestamp()")
    for survey in due:
        await close_survey(survey["school"], survey["id"], by=None)
