"""Writes of the editor that are about pages and languages: adding, naming, moving, removing, translating."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from common import db
from common.errors import NotFound
from surveys.building.editing.holding import editing
from surveys.building.editing.proposing import propose_words
from surveys.building.editing.queries import Translated
from surveys.building.editing.rules import SectionNotEmpty
from surveys.building.editing.services import write_words


async def add_section(school: UUID, survey: UUID, title: str, new: UUID, by: UUID | None) -> None:
    """A page at the end. The same `new` id twice is the same page."""
    async with editing(school, survey, by, "add_section"):
        if await db.row("SELECT id FROM survey_section WHERE id = $1 AND school = $2", new, school):
            return
        await db.rows(
            "INSERT INTO survey_section (id, school, survey, position) VALUES ($1, $2, $3,"
            " (SELECT COALESCE(max(position), 0) + 1 FROM survey_section WHERE survey = $3))",
            new,
            school,
            survey,
        )
        await _write_title(school, new, "en", title)


async def _write_title(school: UUID, section: UUID, language: str, title: str) -> None:
    await db.rows(
        "INSERT INTO section_text (id, school, section, language, title) VALUES ($1, $2, $3, $4, $5)"
        " ON CONFLICT (section, language) DO UPDATE SET title = $5",
        uuid4(),
        school,
        section,
        language,
        title,
    )


async def name_section(school: UUID, survey: UUID, section: UUID, title: str, by: UUID | None) -> None:
    """Another heading for a page."""
    async with editing(school, survey, by, "name_section"):
        await _place_of(school, survey, section)
        await _write_title(school, section, "en", title)


async def move_section(school: UUID, survey: UUID, section: UUID, step: int, by: UUID | None) -> None:
    """One place up (-1) or down (1), with all that is on it. Raises ConditionRefused."""
    async with editing(school, survey, by, "move_section"):
        place = await _place_of(school, survey, section)
        other = await db.row(
            f"SELECT id, position FROM survey_section WHERE survey = $1 AND position {'<' if step < 0 else '>'} $2"  # noqa: S608
            f" ORDER BY position {'DESC' if step < 0 else 'ASC'} LIMIT 1",
            survey,
            place,
        )
        if other is not None:
            await db.insert_many(
                "UPDATE survey_section SET position = $2 WHERE id = $1",
                [(section, other["position"]), (other["id"], place)],
            )


async def _place_of(school: UUID, survey: UUID, section: UUID) -> int:
    place = await db.value(
        "SELECT position FROM survey_section WHERE school = $1 AND survey = $2 AND id = $3", school, survey, section
    )
    if place is None:
        raise NotFound()
    return int(place)


async def remove_section(school: UUID, survey: UUID, section: UUID, by: UUID | None) -> None:
    """Takes an empty page away. Raises SectionNotEmpty."""
    async with editing(school, survey, by, "remove_section"):
        if await db.row("SELECT id FROM survey_question WHERE section = $1 AND survey = $2 LIMIT 1", section, survey):
            raise SectionNotEmpty()
        await db.rows(
            "DELETE FROM survey_section WHERE school = $1 AND survey = $2 AND id = $3", school, survey, section
        )


async def choose_languages(school: UUID, survey: UUID, languages: Sequence[str], by: UUID | None) -> None:
    """In which languages the survey can be answered, English always; ready-made questions bring words along."""
    chosen = ["en", *(language for language in languages if language != "en")]
    async with editing(school, survey, by, "choose_languages", slip=True):
        await db.rows("UPDATE survey SET languages = $2 WHERE id = $1", survey, chosen)
        await propose_words(school, survey)


async def translate(
    school: UUID,
    survey: UUID,
    language: str,
    title: str,
    words: Mapping[UUID, Translated],
    by: UUID | None,
    *,
    read: bool = True,
) -> None:
    """The words of a survey in one language, by question and section. What is left empty is asked in English.

    `read`: somebody who speaks the language has read them all; else only what was typed anew counts as a person's.

    A translation belongs to a question's version, so that every survey which asks these words has it: also those whose
    pages are kept in memory, and they are told by their revision.
    """
    async with editing(school, survey, by, "translate", slip=True):
        await db.rows(
            "UPDATE survey SET titles = titles || jsonb_build_object($2::text, $3::text) WHERE id = $1",
            survey,
            language,
            title,
        )
        questions = await db.rows("SELECT id, version FROM survey_question WHERE survey = $1", survey)
        for line in questions:
            if own := words.get(line["id"]):
                await _translate_question(school, line["version"], language, own, read)
        for section in await db.rows("SELECT id FROM survey_section WHERE survey = $1", survey):
            if section["id"] in words:
                await _write_title(school, section["id"], language, words[section["id"]].text)
        await db.rows(
            "UPDATE survey SET revision = revision + 1 WHERE id <> $1 AND id IN"
            " (SELECT o.survey FROM survey_question o WHERE o.version = ANY($2))",
            survey,
            [line["version"] for line in questions],
        )


async def _translate_question(school: UUID, version: UUID, language: str, own: Translated, read: bool) -> None:
    if own.text:
        await write_words(school, version, language, own.text, own.help, own.why, own.options or {}, read=read)
    else:
        await db.rows("DELETE FROM question_text WHERE version = $1 AND language = $2", version, language)
