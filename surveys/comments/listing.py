"""Reads of the comments page: which comments a question has, and one comment with its reading. Redacted text only."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from common import db
from common.errors import NotFound
from insight.suppression import TEXT_THRESHOLD, suppress
from surveys.comments.filters import Filters
from surveys.comments.queries import correction_of
from surveys.comments.rules import Settled, settled
from surveys.comments.themes.queries import theme_names
from surveys.results.overview import Reading, done_readings
from surveys.results.rules import PAGE, Paged


@dataclass(frozen=True)
class Line:
    """A comment in the list."""

    id: UUID
    text: str
    english: str | None
    language: str
    checked: bool
    sentiment: str
    suggestion: bool
    themes: tuple[str, ...]


@dataclass(frozen=True)
class Listed:
    """The comments asked for. `questions`: those with enough comments, by id; `came`: the groups that may be asked for
    and how many are in each; `under_way`: a newer reading waits or runs."""

    question: UUID
    questions: Mapping[UUID, str]
    reading: Reading
    came: Mapping[str, int]
    under_way: bool
    lines: tuple[Line, ...]
    paged: Paged


@dataclass(frozen=True)
class OneComment:
    """A comment with what the machine read in it and what stands, people's word included. `sent`: how often the same
    text, or nearly the same, was sent, which counts as one voice; 1 for most."""

    id: UUID
    survey: UUID
    question_text: str
    text: str
    english: str | None
    language: str
    checked: bool
    machine: Settled
    stands: Settled
    under_way: bool
    opened: bool
    sent: int


# Answers that were mixed across channels carry each other's: only where channels were declared they were not mixed.
_CAME = """
SELECT 'channel:' || c.channel AS cell, count(*) AS n FROM comment_reading r JOIN comment c ON c.id = r.comment
  JOIN survey s ON s.id = c.survey
 WHERE r.analysis = $1 AND (s.breakdowns @> '[{"kind": "channel"}]' OR c.channel = 'import') GROUP BY 1
UNION ALL SELECT 'language:' || r.language, count(*) FROM comment_reading r WHERE r.analysis = $1 GROUP BY 1
"""
_WHERE = """
  FROM comment_reading r JOIN comment c ON c.id = r.comment
 WHERE r.school = $1 AND r.analysis = $2 AND ($3 = '' OR r.sentiment = $3)
   AND ($4 = '' OR EXISTS (SELECT 1 FROM theme_assignment t
                            WHERE t.analysis = r.analysis AND t.comment = r.comment AND t.theme = $4))
   AND ($5 = 'nothing') = r.non_answer AND ($5 <> 'suggestion' OR r.suggestion) AND ($5 <> 'unchecked' OR NOT r.checked)
   AND ($6 = '' OR $6 IN ('channel:' || c.channel, 'language:' || r.language))
   AND (r.shown || ' ' || coalesce(r.english, '')) ~* ALL ($7::text[])
"""
_UNDER_WAY = "SELECT count(*) FROM comment_analysis WHERE question = $1 AND state IN ('queued', 'running')"


async def enough(school: UUID, survey: UUID) -> dict[UUID, Reading]:
    """The readings of those questions of a survey that have enough comments to be looked through."""
    return {question: found for question, found in (await done_readings(school, survey)).items() if found.enough}


async def came_in(analysis: UUID) -> dict[str, int]:
    """How the comments of a reading came in and in which languages, where no group is so small, nor all the others
    together, that it tells who wrote."""
    cells = {line["cell"]: int(line["n"]) for line in await db.rows(_CAME, analysis)}
    shown: dict[str, int] = {}
    for kind in ("channel:", "language:"):
        group = {cell: n for cell, n in cells.items() if cell.startswith(kind)}
        shown |= {cell: n for cell, n in suppress(group, TEXT_THRESHOLD).items() if n is not None}
    return shown


async def listed(school: UUID, survey: UUID, asked: Filters, page: int) -> Listed | None:
    """The comments that `asked` describes, PAGE at a time; None where no question has enough of them.

    After the last page comes the last. A theme may have few comments or none, since all can be read here anyway.
    Raises NotFound for a survey, theme or group that is not there.
    """
    readings = await enough(school, survey)
    if not readings:
        return None
    question = next((known for known in readings if str(known) == asked.question), next(iter(readings)))
    reading = readings[question]
    came = await came_in(reading.id)
    if asked.theme and asked.theme not in {*reading.groups.shown, *await theme_names(school)}:
        raise NotFound()
    if asked.came and asked.came not in came:
        raise NotFound()
    arguments = (school, reading.id, asked.feels, asked.theme, asked.says, asked.came, list(asked.searched))
    total = int(await db.value(f"SELECT count(*) {_WHERE}", *arguments))
    # A correction can have shortened the list since its page was opened.
    paged = Paged(min(page, Paged(page, total).pages), total)
    found = await db.rows(
        "SELECT r.comment AS id, r.shown AS text, r.english, r.language, r.checked, r.sentiment, r.suggestion,"  # noqa: S608
        " ARRAY(SELECT t.theme FROM theme_assignment t WHERE t.analysis = r.analysis AND t.comment = r.comment"
        f"  ORDER BY t.theme) AS themes {_WHERE} ORDER BY r.comment LIMIT {PAGE} OFFSET {paged.offset}",
        *arguments,
    )
    return Listed(
        question=question,
        questions={known: other.asked for known, other in readings.items()},
        reading=reading,
        came=came,
        under_way=bool(await db.value(_UNDER_WAY, question)),
        lines=tuple(Line(**{**line, "themes": tuple(line["themes"])}) for line in found),
        paged=paged,
    )


async def one_comment(school: UUID, survey: UUID, comment: UUID) -> OneComment:
    """One comment of a question that has enough. Raises NotFound for any other, and for what was kept for the leads."""
    found = await db.row(
        "SELECT c.question, r.analysis, r.shown, r.english, r.language, r.checked, m.read, a.summary"
        " FROM comment c JOIN comment_reading r ON r.comment = c.id JOIN machine_reading m ON m.comment = c.id"
        " JOIN comment_analysis a ON a.id = r.analysis AND a.state = 'done'"
        " WHERE c.school = $1 AND c.survey = $2 AND c.id = $3 ORDER BY a.finished_at DESC LIMIT 1",
        school,
        survey,
        comment,
    )
    reading = (await enough(school, survey)).get(found["question"]) if found else None
    if found is None or reading is None:
        raise NotFound()
    known = await correction_of(school, comment, found["english"] or found["shown"])
    machine = machine_said(found["read"])
    stands = settled(machine, known)
    return OneComment(
        id=comment,
        survey=survey,
        question_text=reading.asked,
        text=found["shown"],
        english=found["english"],
        language=known.language or found["language"],
        checked=known.checked or (known.language or found["language"]) == "en",
        machine=machine,
        stands=stands,
        under_way=bool(await db.value(_UNDER_WAY, found["question"])),
        opened=bool(stands.themes & set(reading.groups.shown)),
        sent=next((len(ids) for ids in found["summary"].get("campaigns", ()) if str(comment) in ids), 1),
    )


def machine_said(kept: Mapping[str, Any]) -> Settled:
    """What the machine alone reads in a comment, as people may say otherwise."""
    return Settled(
        themes=frozenset(hit[0] for hit in kept["themes"]),
        sentiment=kept["sentiment"][0],
        suggestion=kept["suggestion"],
        non_answer=kept["non_answer"],
        barred=False,
    )
