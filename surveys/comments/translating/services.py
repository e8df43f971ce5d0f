"""Writes of translators: which languages they know. What they say of comments is written as everybody's is."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from common import db


async def save_languages(school: UUID, person: UUID, languages: Sequence[str]) -> None:
    """The languages that somebody translates from, in place of those before."""
    async with db.transaction():
        await db.rows("DELETE FROM translator_language WHERE school = $1 AND person = $2", school, person)
        await db.insert_many(
            "INSERT INTO translator_language (id, school, person, language) VALUES (gen_random_uuid(), $1, $2, $3)"
            " ON CONFLICT (person, language) DO NOTHING",
            [(school, person, language) for language in languages],
        )
