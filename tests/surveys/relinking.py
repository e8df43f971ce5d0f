"""What the probes of surveys share: the truth, which signatures tell to us and not to the thief, and the reading."""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Mapping, Sequence
from uuid import UUID

from common import db
from surveys.building.rules import Questionnaire
from tests.thief import Line

Reads = Callable[[str, Line], Sequence[Hashable]]
COMMENT = re.compile(rb"Thursday clubs, wish (\d{3})")
BOXES = ("public.comment", "public.careless_box")
"""Where comments lie as they were written; the second one only after a careless program."""


async def told_by(asked: Questionnaire, signatures: Sequence[tuple[str, ...]]) -> Mapping[str, int]:
    """Whose each response is, by the values of its first four questions."""
    whose = {signature: number for number, signature in enumerate(signatures)}
    found = await db.rows(
        "SELECT r.id::text AS id, array_agg(a.value ORDER BY array_position($2::uuid[], a.question)) AS said"
        " FROM response r JOIN answer a ON a.response = r.id"
        " WHERE r.survey = $1 AND a.question = ANY($2) GROUP BY r.id",
        asked.survey,
        [question.id for question in asked.questions[:4]],
    )
    return {line["id"]: whose[tuple(line["said"])] for line in found}


def reader(responses: Mapping[str, int], wishes: Mapping[str, int], first: UUID) -> Reads:
    """What a row of a table tells: whose response it is, or whose wish stands in its text."""

    def says(table: str, line: Line) -> list[Hashable]:
        if table == "public.response":
            return [responses[str(line.columns["id"])]]
        if table == "public.answer" and line.columns["question"] == str(first):
            return [responses[str(line.columns["response"])]]
        written = re.search(COMMENT.pattern.decode(), str(line.columns.get("text", "")))
        return [wishes[written[1]]] if table in BOXES and written else []

    return says
