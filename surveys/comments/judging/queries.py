"""Reads of coded samples: how far each has come, the next comment to be coded, what they say."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common import db
from common.errors import NotFound
from surveys.comments.judging.rules import Coded, Figures, figures


@dataclass(frozen=True)
class Sample:
    """A sample of a question's comments. `figures` are None before enough are coded."""

    id: UUID
    question: UUID
    asked: str
    seed: int
    size: int
    coded: int
    drawn_by: str | None
    drawn_at: datetime
    figures: Figures | None


@dataclass(frozen=True)
class ToCode:
    """A comment to be coded. Of the machine's reading, nothing."""

    comment: UUID
    position: int
    text: str


@dataclass(frozen=True)
class Compared:
    """A coded comment beside the machine's reading."""

    text: str
    told: tuple[str, ...]
    felt: str
    found: tuple[str, ...]
    read: str
    coded_by: str | None


@dataclass(frozen=True)
class Freely:
    """How many comments people corrected of their own accord: where they saw a mistake, so no measure of how many
    there are."""

    themes: int
    sentiment: int
    comments: int


_SAMPLES = """
SELECT s.id, s.question, s.seed, s.drawn_at, p.name AS drawn_by,
       COALESCE((SELECT t.text FROM survey_question q JOIN question_text t ON t.version = q.version
         WHERE q.id = s.question ORDER BY t.language <> 'en', t.language LIMIT 1), '') AS asked,
       (SELECT count(*) FROM comment c WHERE c.question = s.question) AS population,
       (SELECT jsonb_agg(jsonb_build_array(o.machine, o.themes, o.sentiment)) FROM coded_comment o
         WHERE o.sample = s.id) AS comments
  FROM coding_sample s JOIN survey_question k ON k.id = s.question LEFT JOIN person p ON p.id = s.drawn_by
 WHERE s.school = $1 AND k.survey = $2
"""


async def samples(school: UUID, survey: UUID) -> list[Sample]:
    """The samples of a survey, the latest first."""
    return [_sample(line) for line in await db.rows(f"{_SAMPLES} ORDER BY s.drawn_at DESC, s.id", school, survey)]


async def sample(school: UUID, survey: UUID, wanted: UUID) -> Sample:
    """One sample. Raises NotFound."""
    found = await db.row(f"{_SAMPLES} AND s.id = $3", school, survey, wanted)
    if found is None:
        raise NotFound()
    return _sample(found)


def _sample(line: db.Row) -> Sample:
    comments = line["comments"] or []
    done = [
        Coded(frozenset(told), frozenset(machine["themes"]), felt, machine["sentiment"])
        for machine, told, felt in comments
        if felt is not None
    ]
    return Sample(
        id=line["id"],
        question=line["question"],
        asked=line["asked"],
        seed=line["seed"],
        size=len(comments),
        coded=len(done),
        drawn_by=line["drawn_by"],
        drawn_at=line["drawn_at"],
        figures=figures(tuple(done), line["seed"], int(line["population"])),
    )


_TEXT = """
(SELECT coalesce(r.english, r.shown) FROM comment_reading r JOIN comment_analysis a ON a.id = r.analysis
  WHERE r.comment = o.comment AND a.state = 'done' ORDER BY a.asked_at DESC LIMIT 1)
"""


async def next_to_code(sample_id: UUID) -> ToCode | None:
    """The first comment of a sample that nobody has coded; None when all are. What was found to be for the designated
    lead since is passed over."""
    found = await db.row(
        f"SELECT o.comment, o.position, o.text FROM (SELECT o.*, {_TEXT} AS text FROM coded_comment o"  # noqa: S608
        "  WHERE o.sample = $1 AND o.sentiment IS NULL) AS o WHERE o.text IS NOT NULL ORDER BY o.position LIMIT 1",
        sample_id,
    )
    return ToCode(found["comment"], found["position"], found["text"]) if found else None


async def compared(sample_id: UUID) -> list[Compared]:
    """The coded comments of a sample where people and machine differ, in the order in which they were drawn."""
    found = await db.rows(
        f"SELECT o.themes, o.sentiment, o.machine, p.name, {_TEXT} AS text FROM coded_comment o"  # noqa: S608
        " LEFT JOIN person p ON p.id = o.coded_by WHERE o.sample = $1 AND o.sentiment IS NOT NULL ORDER BY o.position",
        sample_id,
    )
    lines = [
        Compared(
            text=line["text"],
            told=tuple(sorted(line["themes"])),
            felt=line["sentiment"],
            found=tuple(sorted(line["machine"]["themes"])),
            read=line["machine"]["sentiment"],
            coded_by=line["name"],
        )
        for line in found
        if line["text"] is not None
    ]
    return [line for line in lines if (line.told, line.felt) != (line.found, line.read)]


async def corrected_freely(school: UUID, survey: UUID) -> Freely:
    """How many comments of a survey stand otherwise than the machine read them, because somebody said so."""
    found = await db.row(
        "SELECT count(DISTINCT comment) FILTER (WHERE aspect = 'theme') AS themes,"
        " count(DISTINCT comment) FILTER (WHERE aspect = 'sentiment') AS sentiment,"
        " (SELECT count(*) FROM comment WHERE survey = $2) AS comments"
        " FROM (SELECT DISTINCT ON (o.comment, o.aspect, o.subject) o.comment, o.aspect, o.value"
        "   FROM comment_correction o JOIN comment c ON c.id = o.comment WHERE o.school = $1 AND c.survey = $2"
        "   ORDER BY o.comment, o.aspect, o.subject, o.made_at DESC, o.id) AS last WHERE value <> ''",
        school,
        survey,
    )
    assert found is not None
    return Freely(**found)
