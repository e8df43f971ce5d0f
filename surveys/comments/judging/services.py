"""Writes of coded samples: drawing one, and what a person says of one of its comments."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from uuid import UUID, uuid4

from common import audit, db
from common.errors import NotFound, Refused
from surveys.comments.judging.rules import drawn
from surveys.comments.listing import enough, machine_said


class NothingToDraw(Refused):
    """The question has too few comments."""

    message = "There are not enough comments on this question to draw from."


_TO_DRAW = """
SELECT r.comment::text AS comment, m.read FROM comment_reading r JOIN machine_reading m ON m.comment = r.comment
 WHERE r.analysis = $1 AND r.checked AND NOT (m.read->>'non_answer')::boolean
"""


async def draw_sample(school: UUID, survey: UUID, question: UUID, size: int, by: UUID, key: UUID) -> UUID:
    """Draws comments by a new seed and keeps how the machine alone read them; the sample's id, which is the form's key,
    so that the same form sent twice draws once. Raises NothingToDraw."""
    async with db.transaction():
        reading = (await enough(school, survey)).get(question)
        if reading is None:
            raise NothingToDraw()
        readings = {line["comment"]: line["read"] for line in await db.rows(_TO_DRAW, reading.id)}
        seed = secrets.randbelow(2**31 - 1)
        new = await db.value(
            "INSERT INTO coding_sample (id, school, question, seed, drawn_by, drawn_at)"
            " VALUES ($1, $2, $3, $4, $5, now()) ON CONFLICT (id) DO NOTHING RETURNING id",
            key,
            school,
            question,
            seed,
            by,
        )
        if new is None:
            return key
        chosen = drawn(tuple(readings), size, seed)
        await db.insert_many(
            "INSERT INTO coded_comment (id, school, sample, comment, position, machine)"
            " VALUES ($1, $2, $3, $4, $5, $6)",
            [
                (uuid4(), school, key, UUID(comment), place, _machine(readings[comment]))
                for place, comment in enumerate(chosen, start=1)
            ],
        )
        await audit.record(
            school=school, actor=by, action="draw_sample", kind="survey", subject=survey, size=len(chosen)
        )
    return key


def _machine(kept: dict[str, object]) -> dict[str, object]:
    said = machine_said(kept)
    return {"themes": sorted(said.themes), "sentiment": said.sentiment}


async def code_comment(
    school: UUID, sample: UUID, comment: UUID, by: UUID, themes: Sequence[str], sentiment: str
) -> bool:
    """Keeps how a person read a comment of a sample; False where somebody was quicker, whose word stays.

    Raises NotFound for a comment that was not drawn.
    """
    coded = await db.value(
        "UPDATE coded_comment SET themes = $4, sentiment = $5, coded_by = $6, coded_at = now()"
        " WHERE school = $1 AND sample = $2 AND comment = $3 AND sentiment IS NULL RETURNING id",
        school,
        sample,
        comment,
        list(themes),
        sentiment,
        by,
    )
    if coded is None and not await db.value(
        "SELECT count(*) FROM coded_comment WHERE school = $1 AND sample = $2 AND comment = $3", school, sample, comment
    ):
        raise NotFound()
    return coded is not None
