"""Writes of results: having comments read by insight, and publishing what was found."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import structlog

import insight
from common import audit, clock, db, jobs
from common.errors import NotFound, Refused
from surveys.comments.machine import machine_readings, method
from surveys.results.before import said_before
from surveys.results.reading import store
from surveys.results.rules import AnalysisState, FindingState
from surveys.results.taken_in import take_in
from surveys.rules import Channel

log = structlog.get_logger("results")
FORGOTTEN = timedelta(minutes=15)


class ReadAgain(Refused):
    """The finding is not the one that was reviewed."""

    message = (
        "The comments have been read again, or the words were changed, since this finding was reviewed."
        " Review it as it is now, then publish it."
    )


_INPUT = """
SELECT $2 || ':' || md5(string_agg(c.id::text || md5(c.text), '' ORDER BY c.id)) || ':' ||
       (SELECT md5(coalesce(string_agg(p.name, '|' ORDER BY p.name), ''))
          FROM person p WHERE p.school = $3) || ':' ||
       (SELECT md5(coalesce(string_agg(said.id::text, '' ORDER BY said.id), '')) FROM (
          SELECT o.id FROM comment_correction o LEFT JOIN comment k ON k.id = o.comment
           WHERE o.school = $3 AND (o.comment IS NULL OR k.question = $1)
          UNION ALL SELECT t.id FROM comment_translation t JOIN comment k ON k.id = t.comment WHERE k.question = $1
          UNION ALL SELECT h.id FROM school_theme h WHERE h.school = $3) AS said) AS input_hash,
       count(*) AS comments
  FROM comment c WHERE c.question = $1
"""


async def ask_analysis(school: UUID, question: UUID) -> UUID | None:
    """Has the comments on a question read by a background job, in the current transaction; the reading's id.

    Comments that were read already (the same, with the same names on the roll to be redacted) are not read again, and
    a reading that is under way is not asked for twice. None when there is nothing to read.
    """
    async with db.transaction():
        await db.rows("SELECT id FROM survey_question WHERE school = $1 AND id = $2 FOR UPDATE", school, question)
        wanted = await db.row(_INPUT, question, method(), school)
        if wanted is None or not wanted["comments"]:
            return None
        latest = await db.row(
            "SELECT id, state, input_hash FROM comment_analysis WHERE question = $1 AND state <> 'failed'"
            " ORDER BY asked_at DESC, id LIMIT 1",
            question,
        )
        if latest and latest["state"] == AnalysisState.DONE and latest["input_hash"] == wanted["input_hash"]:
            return UUID(str(latest["id"]))
        under_way = latest is not None and latest["state"] in (AnalysisState.QUEUED, AnalysisState.RUNNING)
        analysis = UUID(str(latest["id"])) if latest and under_way else uuid4()
        if not under_way:
            await db.rows(
                "INSERT INTO comment_analysis (id, school, question, state, comments, asked_at)"
                " VALUES ($1, $2, $3, 'queued', $4, clock_timestamp())",
                analysis,
                school,
                question,
                wanted["comments"],
            )
        await jobs.enqueue("analyse_comments", once_key=str(analysis), analysis=analysis)
    return analysis


async def ask_analyses(school: UUID, survey: UUID) -> list[UUID]:
    """The same for every question of a survey that has comments."""
    questions = await db.rows(
        "SELECT DISTINCT question FROM comment WHERE school = $1 AND survey = $2 ORDER BY question", school, survey
    )
    async with db.transaction():
        asked = [await ask_analysis(school, line["question"]) for line in questions]
    return [analysis for analysis in asked if analysis is not None]


@jobs.job("analyse_comments")
async def analyse_comments(payload: jobs.Payload) -> None:
    """Reads all comments on a question and stores what was found, all at once or not at all.

    Repeatable: a reading that is done is left alone, one that a dead worker left is begun again, one that another
    worker is at is left to it. A failure is kept with its reason, for the page to show.
    """
    analysis = UUID(str(payload["analysis"]))
    async with db.transaction():
        if await _claimed(analysis) is None:
            return
        await db.rows("UPDATE comment_analysis SET state = 'running' WHERE id = $1", analysis)
    try:
        async with db.transaction():
            claimed = await _claimed(analysis)
            if claimed is not None:
                await _read_and_store(claimed)
                await ask_analysis(claimed["school"], claimed["question"])
    except Exception as fault:
        log.exception("analysis_failed", analysis=str(analysis))
        await db.rows(
            "UPDATE comment_analysis SET state = 'failed', problem = $2, finished_at = clock_timestamp()"
            " WHERE id = $1 AND state = 'running'",
            analysis,
            type(fault).__name__,
        )


async def _claimed(analysis: UUID) -> db.Row | None:
    return await db.row(
        "SELECT a.id, a.school, a.question, q.survey, s.roll_parents,"
        " (SELECT t.text FROM question_text t WHERE t.version = q.version ORDER BY t.language <> 'en' LIMIT 1) AS asked"
        " FROM comment_analysis a JOIN survey_question q ON q.id = a.question JOIN survey s ON s.id = q.survey"
        " WHERE a.id = $1 AND a.state IN ('queued', 'running') FOR UPDATE OF a SKIP LOCKED",
        analysis,
    )


@jobs.every("forgotten_analyses", "*/10 * * * *")
async def ask_for_forgotten_analyses() -> None:
    """Enqueues again what has waited far longer than its turn (a restored backup has readings without jobs)."""
    waiting = await db.rows(
        "SELECT id FROM comment_analysis WHERE state IN ('queued', 'running') AND asked_at < $1 LIMIT 100",
        clock.now() - FORGOTTEN,
    )
    for analysis in waiting:
        await jobs.enqueue("analyse_comments", once_key=str(analysis["id"]), analysis=analysis["id"])


async def _read_and_store(claimed: db.Row) -> None:
    # The hash comes first: a comment that arrives between the two queries makes the reading look old, never new.
    wanted = await db.row(_INPUT, claimed["question"], method(), claimed["school"])
    found = await take_in(claimed["school"], claimed["question"], claimed["asked"] or "")
    imported = any(comment["channel"] == Channel.IMPORT for comment in found.comments)
    readings = await machine_readings(claimed["school"], claimed["question"], found.to_read, found.themes, found.names)
    analysis = await asyncio.to_thread(
        insight.conclude,
        found.to_read,
        readings,
        found.themes,
        None if imported else claimed["roll_parents"],
        found.corrections,
        before=await said_before(claimed["school"], claimed["survey"], claimed["question"]),
    )
    await store(claimed, found, readings, analysis, wanted["input_hash"] if wanted else "")


_LAST_EDIT = "SELECT id, headline, reading FROM finding_edit WHERE finding = $1 ORDER BY made_at DESC, id LIMIT 1"


async def publish_finding(
    school: UUID, finding: UUID, by: UUID, reviewed: UUID | None = None, words: str | None = None
) -> None:
    """Shows a finding to the council, reviewed by the person who publishes it. Published twice, it stays as first.

    `reviewed` is the reading that the person saw, `words` the last edit of its words ("" for none; None: whatever
    stands). Raises NotFound, and ReadAgain when the comments have been read again since, or the words were edited, or
    are a person's who has not seen what was read since: nobody publishes what nobody reviewed.
    """
    async with db.transaction():
        found = await db.row(
            "SELECT state, analysis FROM finding WHERE school = $1 AND id = $2 FOR UPDATE", school, finding
        )
        if found is None:
            raise NotFound()
        if found["state"] == FindingState.PUBLISHED:
            return
        edit = await db.row(_LAST_EDIT, finding)
        outdated = edit is not None and edit["headline"] is not None and edit["reading"] != found["analysis"]
        edited = words is not None and words != (str(edit["id"]) if edit else "")
        if outdated or edited or (reviewed is not None and reviewed != found["analysis"]):
            raise ReadAgain()
        await db.rows(
            "UPDATE finding SET state = 'published', published_by = $3, published_at = clock_timestamp()"
            " WHERE school = $1 AND id = $2",
            school,
            finding,
            by,
        )
        await audit.record(school=school, actor=by, action="publish_finding", kind="finding", subject=finding)
