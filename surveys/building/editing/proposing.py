"""Words that ready-made questions have in other languages: proposed where there are none, and marked unread."""

from __future__ import annotations

import re
from collections.abc import Mapping
from uuid import UUID, uuid4

from common import db
from common.errors import NotFound
from surveys.building.editing.queries import Translated, edited_sections
from surveys.building.editing.rules import Wording
from surveys.building.ready_made import words_in


def proposed_words(known: Mapping[str, str], wording: Wording) -> Translated | None:
    """A question whose every word comes with the ready-made ones; None where somebody has changed the English."""
    said = [text for text in wording.words if text]
    if not said or any(text not in known for text in said):
        return None
    return Translated(
        known[wording.text],
        known.get(wording.help, ""),
        known.get(wording.why, ""),
        {option: known[words] for option, words in wording.options},
    )


def proposed_title(known: Mapping[str, str], title: str) -> str:
    """A usual name of a survey, its year with it: 'Autumn parent survey 2026'; '' for any other."""
    name, year = title[:-5], title[-5:]
    if re.fullmatch(r" \d{4}", year) and name in known:
        return f"{known[name]}{year}"
    return known.get(title, "")


async def propose_words(school: UUID, survey: UUID) -> None:
    """Fills in, in every language that the survey is asked in, what has no words yet and is a ready-made question's."""
    found = await db.row("SELECT title, titles, languages FROM survey WHERE school = $1 AND id = $2", school, survey)
    if found is None:
        raise NotFound()
    sections = await edited_sections(school, survey)
    questions = [question for section in sections for question in section.questions]
    for language in found["languages"]:
        known = words_in(language)
        title = proposed_title(known, found["title"])
        if title and not found["titles"].get(language):
            await db.rows(
                "UPDATE survey SET titles = titles || jsonb_build_object($2::text, $3::text) WHERE id = $1",
                survey,
                language,
                title,
            )
        await db.insert_many(
            "INSERT INTO section_text (id, school, section, language, title) VALUES ($1, $2, $3, $4, $5)"
            " ON CONFLICT (section, language) DO NOTHING",
            [(uuid4(), school, one.id, language, known[one.title]) for one in sections if one.title in known],
        )
        made = {
            question.version: own
            for question in questions
            if language not in question.languages and (own := proposed_words(known, question.wording))
        }
        await _write_proposals(school, survey, language, made)


async def _write_proposals(school: UUID, survey: UUID, language: str, made: Mapping[UUID, Translated]) -> None:
    """In the order of ids, so that two surveys which ask the same do not wait for each other."""
    await db.insert_many(
        "INSERT INTO question_text (id, school, version, language, text, help, why, options, unread)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, true) ON CONFLICT (version, language) DO NOTHING",
        [
            (uuid4(), school, version, language, own.text, own.help, own.why, own.options)
            for version, own in sorted(made.items())
        ],
    )
    # Others that ask these words keep their pages in memory, and are told by their revision.
    await db.rows(
        "UPDATE survey SET revision = revision + 1 WHERE id <> $1 AND languages ? $2 AND id IN"
        " (SELECT o.survey FROM survey_question o WHERE o.version = ANY($3))",
        survey,
        language,
        list(made),
    )


async def english_changed(version: UUID) -> None:
    """What was proposed for other words goes; what somebody wrote stays, to be read again beside the new English."""
    await db.rows("DELETE FROM question_text WHERE version = $1 AND language <> 'en' AND unread", version)
    await db.rows("UPDATE question_text SET unread = true WHERE version = $1 AND language <> 'en'", version)
