"""What was read in the comments, as rows: readings, themes, and findings with the comments that they rest on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from uuid import UUID, uuid4

import insight
from common import db
from common.errors import BrokenRule
from insight.redaction import blank_out
from surveys.concerns.services import Disclosure, raise_concerns
from surveys.results.queries import FindingNumbers, themes_named
from surveys.results.rules import Grouped, grouped


async def store(claimed: db.Row, comments: Sequence[db.Row], analysis: insight.Analysis, input_hash: str) -> None:
    """Writes a reading over the one before, in the current transaction; published findings stay as they are."""
    groups = grouped(analysis.summary, tuple(themes_named()))
    await _store_readings(claimed, comments, analysis)
    await _pass_on_disclosures(claimed, comments, analysis)
    identities = await _drop_drafts(claimed["question"])
    for finding in analysis.summary.findings:
        if finding.theme in groups.shown:
            await _store_finding(claimed, finding, identities.get(finding.theme) or uuid4())
    await _mark_done(claimed, len(comments), analysis.summary, groups, input_hash)
    await _drop_superseded(claimed)


async def _store_readings(claimed: db.Row, comments: Sequence[db.Row], analysis: insight.Analysis) -> None:
    safe = [
        (comment, read) for comment, read in zip(comments, analysis.comments, strict=True) if not read.safeguarding.flag
    ]
    await db.insert_many(
        "INSERT INTO comment_reading"
        " (id, school, analysis, comment, shown, language, non_answer, suggestion, sentiment, score)"
        " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9)",
        [
            (
                claimed["school"],
                claimed["id"],
                comment["id"],
                blank_out(comment["text"], read.redactions),
                read.language,
                read.non_answer,
                read.suggestion,
                read.sentiment.label,
                read.sentiment.score,
            )
            for comment, read in safe
        ],
    )
    spoken_of = [(comment["id"], hit.theme, hit.sentiment.label) for comment, read in safe for hit in read.themes]
    labels = {comment["id"]: read.sentiment.label for comment, read in safe}
    for finding in analysis.summary.findings:
        if finding.emergent:
            spoken_of += [(UUID(c), finding.theme, labels[UUID(c)]) for c in finding.comment_ids]
    await db.insert_many(
        "INSERT INTO theme_assignment (id, school, analysis, comment, theme, sentiment, assigned_by)"
        " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, 'machine')",
        [(claimed["school"], claimed["id"], *assignment) for assignment in spoken_of],
    )


async def _pass_on_disclosures(claimed: db.Row, comments: Sequence[db.Row], analysis: insight.Analysis) -> None:
    """Every comment was screened when it came in; what a later list of signs finds in it goes to the leads now."""
    await raise_concerns(
        school=claimed["school"],
        survey=claimed["survey"],
        question=claimed["question"],
        disclosures=[
            Disclosure(comment["text"], read.safeguarding.reasons, comment["external_id"] or f"comment:{comment['id']}")
            for comment, read in zip(comments, analysis.comments, strict=True)
            if read.safeguarding.flag
        ],
    )


async def _drop_drafts(question: UUID) -> dict[str, UUID]:
    """The ids of what was dropped, by theme: the new draft on it takes the id over, for somebody may be reading it."""
    dropped: dict[str, UUID] = {}
    for draft in await db.rows("SELECT id FROM finding WHERE question = $1 AND state <> 'published'", question):
        try:
            async with db.transaction():
                gone = await db.rows(
                    "DELETE FROM finding WHERE id = $1 AND state <> 'published' RETURNING theme, id", draft["id"]
                )
        except BrokenRule:  # something rests on it already, so it stays
            continue
        dropped.update((line["theme"], line["id"]) for line in gone)
    return dropped


async def _store_finding(claimed: db.Row, finding: insight.Finding, identity: UUID) -> None:
    if await _is_published(claimed["question"], finding):
        return
    numbers = FindingNumbers(
        n=finding.n,
        count=finding.count,
        share=finding.share.share,
        low=finding.share.interval.low,
        high=finding.share.interval.high,
        positive=finding.positive,
        negative=finding.negative,
        mixed=finding.mixed,
        neutral=finding.neutral,
        suggestions=finding.suggestions,
    )
    await db.rows(
        "INSERT INTO finding"
        " (id, school, survey, question, analysis, theme, rank, headline, sentences, quotes, numbers, state)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'draft')",
        identity,
        claimed["school"],
        claimed["survey"],
        claimed["question"],
        claimed["id"],
        finding.theme,
        finding.rank,
        finding.headline,
        [{"text": sentence.text, "comments": list(sentence.comment_ids)} for sentence in finding.sentences],
        [{"comment": quote.comment_id, "text": quote.text} for quote in finding.quotes],
        asdict(numbers),
    )
    await db.insert_many(
        "INSERT INTO finding_comment (id, school, finding, comment) VALUES (gen_random_uuid(), $1, $2, $3)",
        [(claimed["school"], identity, UUID(comment)) for comment in finding.comment_ids],
    )


async def _is_published(question: UUID, finding: insight.Finding) -> bool:
    """Whether a finding on the same theme stands published that rests on exactly these comments."""
    published = await db.rows(
        "SELECT array_agg(c.comment::text) AS comments FROM finding f JOIN finding_comment c ON c.finding = f.id"
        " WHERE f.question = $1 AND f.theme = $2 AND f.state = 'published' GROUP BY f.id",
        question,
        finding.theme,
    )
    return any(set(line["comments"]) == set(finding.comment_ids) for line in published)


async def _mark_done(
    claimed: db.Row, comments: int, summary: insight.Summary, groups: Grouped, input_hash: str
) -> None:
    await db.rows(
        "UPDATE comment_analysis SET state = 'done', input_hash = $2, comments = $3, answered = $4, unassigned = $5,"
        " summary = $6, problem = '', finished_at = clock_timestamp() WHERE id = $1",
        claimed["id"],
        input_hash,
        comments,
        summary.answered,
        summary.unassigned,
        asdict(groups),
    )


async def _drop_superseded(claimed: db.Row) -> None:
    """Earlier readings go, unless a finding rests on one or a person corrected it."""
    await db.rows(
        "DELETE FROM comment_analysis a WHERE a.question = $1 AND a.id <> $2 AND a.state IN ('done', 'failed')"
        " AND NOT EXISTS (SELECT 1 FROM finding f WHERE f.analysis = a.id)"
        " AND NOT EXISTS (SELECT 1 FROM theme_assignment t WHERE t.analysis = a.id AND t.assigned_by = 'person')",
        claimed["question"],
        claimed["id"],
    )
