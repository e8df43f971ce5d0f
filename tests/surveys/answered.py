"""Closed questions of any kind in a survey that is open, and opened responses to them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from uuid import UUID, uuid4

from common import db
from surveys.building.rules import Questionnaire


async def add_question(
    asked: Questionnaire,
    key: str,
    kind: str,
    *,
    options: Mapping[str, str] | None = None,
    text: str = "",
    **definition: object,
) -> UUID:
    """A question at the end of the survey's last section; its id in the survey."""
    bank, version, placed = uuid4(), uuid4(), uuid4()
    words = dict(options or {})
    await db.rows("INSERT INTO question (id, school, key, kind) VALUES ($1, $2, $3, $4)", bank, asked.school, key, kind)
    await db.rows(
        "INSERT INTO question_version (id, school, question, number, definition) VALUES ($1, $2, $3, 1, $4)",
        version,
        asked.school,
        bank,
        {"options": list(words), **definition},
    )
    await db.rows(
        "INSERT INTO question_text (id, school, version, language, text, options)"
        " VALUES (gen_random_uuid(), $1, $2, 'en', $3, $4)",
        asked.school,
        version,
        text or f"About {key}?",
        words,
    )
    await db.rows(
        "INSERT INTO survey_question (id, school, survey, section, version, position, required)"
        " SELECT $1, $2, $3, section, $4, position + 1, false FROM survey_question WHERE survey = $3"
        " ORDER BY position DESC LIMIT 1",
        placed,
        asked.school,
        asked.survey,
        version,
    )
    return placed


async def answer(
    asked: Questionnaire,
    given: Mapping[UUID, str | Sequence[str]],
    *,
    times: int = 1,
    channel: str = "link",
    group: Mapping[str, str] | None = None,
) -> None:
    """So many opened responses that say the same."""
    values = [(q, v) for q, those in given.items() for v in ([those] if isinstance(those, str) else those)]
    for _ in range(times):
        response = uuid4()
        await db.rows(
            "INSERT INTO response (id, school, survey, channel, group_key) VALUES ($1, $2, $3, $4, $5)",
            response,
            asked.school,
            asked.survey,
            channel,
            json.dumps(dict(group)) if group else "",
        )
        await db.insert_many(
            "INSERT INTO answer (id, school, response, question, value) VALUES (gen_random_uuid(), $1, $2, $3, $4)",
            [(asked.school, response, question, value) for question, value in values],
        )
