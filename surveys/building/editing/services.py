"""Writes of the editor. Every one holds the survey's row, and raises its revision, so that no reader mixes wordings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID, uuid4

from common import db
from common.errors import NotFound
from surveys.building.editing.holding import editing
from surveys.building.editing.proposing import english_changed, propose_words
from surveys.building.editing.queries import edited_question, edited_sections
from surveys.building.editing.rules import (
    EditedMeanwhile,
    EditedQuestion,
    TooManyQuestions,
    Wording,
    check_slip,
)
from surveys.questions.asked import MOST_QUESTIONS
from surveys.rules import SurveyState


async def add_question(school: UUID, survey: UUID, section: UUID, wording: Wording, by: UUID | None, new: UUID) -> None:
    """A question of one's own at the end of a page; it joins the bank. The same `new` id twice is the same question."""
    async with editing(school, survey, by, "add_question"):
        if await db.row("SELECT id FROM survey_question WHERE id = $1 AND school = $2", new, school):
            return
        await _must_be_here(school, survey, section)
        identity = uuid4()
        await db.rows(
            "INSERT INTO question (id, school, key, kind) VALUES ($1, $2, $3, $4)",
            identity,
            school,
            f"own-{new.hex[:12]}",
            wording.kind.value,
        )
        version = await _new_version(school, identity, wording)
        await _place(school, survey, section, version, new, wording)


async def _must_be_here(school: UUID, survey: UUID, section: UUID) -> None:
    found = await db.row(
        "SELECT (SELECT count(*) FROM survey_question WHERE survey = $2) AS questions FROM survey_section"
        " WHERE school = $1 AND survey = $2 AND id = $3",
        school,
        survey,
        section,
    )
    if found is None:
        raise NotFound()
    if found["questions"] >= MOST_QUESTIONS:
        raise TooManyQuestions(most=MOST_QUESTIONS)


async def _place(school: UUID, survey: UUID, section: UUID, version: UUID, new: UUID, wording: Wording) -> None:
    await db.rows(
        "INSERT INTO survey_question (id, school, survey, section, version, position, required, grid)"
        " VALUES ($1, $2, $3, $4, $5, (SELECT COALESCE(max(position), 0) + 1 FROM survey_question WHERE survey = $3),"
        " $6, $7)",
        new,
        school,
        survey,
        section,
        version,
        wording.required,
        wording.grid or None,
    )


async def _new_version(school: UUID, question: UUID, wording: Wording) -> UUID:
    version = uuid4()
    await db.rows(
        "INSERT INTO question_version (id, school, question, number, definition) VALUES ($1, $2, $3,"
        " (SELECT COALESCE(max(number), 0) + 1 FROM question_version WHERE question = $3), $4)",
        version,
        school,
        question,
        wording.definition,
    )
    await write_words(school, version, "en", wording.text, wording.help, wording.why, dict(wording.options))
    return version


async def write_words(
    school: UUID,
    version: UUID,
    language: str,
    text: str,
    helped: str,
    why: str,
    options: Mapping[str, str],
    *,
    read: bool = True,
) -> None:
    """The words of a version in one language. Not `read`: those that stay as they were stay as unread as they were."""
    await db.rows(
        "INSERT INTO question_text AS t (id, school, version, language, text, help, why, options)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (version, language)"
        " DO UPDATE SET text = $5, help = $6, why = $7, options = $8,"
        " unread = t.unread AND NOT $9 AND (t.text, t.help, t.why, t.options) = ($5, $6, $7, $8::jsonb)",
        uuid4(),
        school,
        version,
        language,
        text,
        helped,
        why,
        dict(options),
        read,
    )


async def edit_question(
    school: UUID, survey: UUID, question: UUID, wording: Wording, stamp: str, by: UUID | None
) -> None:
    """New words for a question. Once the survey is open only a slip can be corrected, as a version of its own.

    `stamp` is that of the words which the editor saw. Raises EditedMeanwhile, QuestionsLocked, NoSlip, NotFound.
    """
    async with editing(school, survey, by, "edit_question", slip=True) as state:
        before = await edited_question(school, survey, question)
        if before.wording == wording:
            return
        if before.wording.stamp != stamp:
            raise EditedMeanwhile(before.wording)
        if state != SurveyState.DRAFT:
            check_slip(before.wording, wording)
        version = before.version
        if before.shared or state != SurveyState.DRAFT:
            version = await _version_of_its_own(school, before, wording)
        else:
            await db.rows("UPDATE question_version SET definition = $2 WHERE id = $1", version, wording.definition)
            await write_words(school, version, "en", wording.text, wording.help, wording.why, dict(wording.options))
        if state == SurveyState.DRAFT and before.wording.words != wording.words:
            await english_changed(version)
        await db.rows(
            "UPDATE survey_question SET version = $2, required = $3, grid = $4 WHERE id = $1",
            question,
            version,
            wording.required,
            wording.grid or None,
        )


async def _version_of_its_own(school: UUID, before: EditedQuestion, wording: Wording) -> UUID:
    """The next version of the same question of the bank, with what was translated of the one before."""
    bank = await db.value("SELECT question FROM question_version WHERE id = $1", before.version)
    version = await _new_version(school, bank, wording)
    await db.rows(
        "INSERT INTO question_text (id, school, version, language, text, help, why, options, unread)"
        " SELECT gen_random_uuid(), school, $2, language, text, help, why, options, unread FROM question_text"
        " WHERE version = $1 AND language <> 'en'",
        before.version,
        version,
    )
    return version


async def duplicate_question(school: UUID, survey: UUID, question: UUID, new: UUID, by: UUID | None) -> None:
    """The same question again below it, as one of its own, for changing."""
    before = await edited_question(school, survey, question)
    await add_question(school, survey, before.section, before.wording, by, new)


async def add_from_bank(school: UUID, survey: UUID, section: UUID, key: str, by: UUID | None) -> None:
    """A question that the school has asked before, in its latest words and with its identity. Once only."""
    async with editing(school, survey, by, "add_question"):
        await _must_be_here(school, survey, section)
        latest = await db.row(
            "SELECT v.id, k.kind, EXISTS (SELECT 1 FROM survey_question q JOIN question_version o ON o.id = q.version"
            "  WHERE o.question = k.id AND q.survey = $3) AS here"
            " FROM question k JOIN question_version v ON v.question = k.id"
            " WHERE k.school = $1 AND k.key = $2 ORDER BY v.number DESC LIMIT 1",
            school,
            key,
            survey,
        )
        if latest is None:
            raise NotFound()
        if not latest["here"]:
            required = latest["kind"] == "agree_scale"
            await db.rows(
                "INSERT INTO survey_question (id, school, survey, section, version, position, required) VALUES"
                " ($1, $2, $3, $4, $5,"
                " (SELECT COALESCE(max(position), 0) + 1 FROM survey_question WHERE survey = $3), $6)",
                uuid4(),
                school,
                survey,
                section,
                latest["id"],
                required,
            )
            await propose_words(school, survey)


async def remove_question(school: UUID, survey: UUID, question: UUID, by: UUID | None) -> None:
    """Takes a question out of the survey; the bank keeps it. Removed twice, it is removed."""
    async with editing(school, survey, by, "remove_question"):
        await db.rows(
            "DELETE FROM survey_question WHERE school = $1 AND survey = $2 AND id = $3", school, survey, question
        )


async def move_question(school: UUID, survey: UUID, question: UUID, step: int, by: UUID | None) -> None:
    """One place up (-1) or down (1); past the end of its page, onto the next page. Raises ConditionRefused."""
    async with editing(school, survey, by, "move_question"):
        sections = await edited_sections(school, survey)
        page, place = _where(sections, question)
        own = list(sections[page].questions)
        if 0 <= place + step < len(own):
            one, other = own[place], own[place + step]
            await db.insert_many(
                "UPDATE survey_question SET position = $2 WHERE id = $1",
                [(one.id, other.position), (other.id, one.position)],
            )
        elif 0 <= page + step < len(sections):
            # Above all or below all; numbering through then puts it at the near end of its new page.
            await db.rows(
                "UPDATE survey_question SET section = $2, position = $3 WHERE id = $1",
                question,
                sections[page + step].id,
                -1 if step > 0 else MOST_QUESTIONS + 1,
            )


def _where(sections: Sequence[Any], question: UUID) -> tuple[int, int]:
    for page, section in enumerate(sections):
        for place, one in enumerate(section.questions):
            if one.id == question:
                return page, place
    raise NotFound()


async def set_condition(
    school: UUID, survey: UUID, question: UUID, on: str, any_of: Sequence[str], by: UUID | None
) -> None:
    """Asks a question only of those who gave one of `any_of` to the question `on`; '' of everybody."""
    condition = {"question": on, "any_of": list(any_of)} if on and any_of else None
    async with editing(school, survey, by, "set_condition"):
        await edited_question(school, survey, question)
        await db.rows("UPDATE survey_question SET condition = $2 WHERE id = $1", question, condition)
