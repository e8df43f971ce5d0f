"""What was read in the comments, as rows: readings, themes, and findings with the comments that they rest on."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass
from uuid import UUID, uuid4

import insight
from common import db
from common.errors import BrokenRule
from insight.redaction import blank_out, corrected, parts_of_names, redactions
from surveys.concerns.services import Disclosure, raise_concerns
from surveys.results.queries import FindingNumbers
from surveys.results.rules import grouped
from surveys.results.taken_in import TakenIn


async def store(
    claimed: db.Row,
    found: TakenIn,
    machine: Sequence[insight.CommentAnalysis],
    analysis: insight.Analysis,
    input_hash: str,
) -> None:
    """Writes a reading over the one before, in the current transaction; published findings stay as they are."""
    groups = grouped(analysis.summary, tuple(theme.id for theme in found.themes))
    await _store_readings(claimed, found, analysis)
    await _store_themes(claimed, machine, analysis)
    await _pass_on_disclosures(claimed, found.comments, analysis)
    drafts = await _drop_drafts(claimed["question"])
    for finding in analysis.summary.findings:
        if finding.theme in groups.shown:
            await _store_finding(claimed, finding, drafts.get(finding.theme), found.english)
    campaigns = [list(one.comment_ids) for one in analysis.summary.campaigns]
    summary = {
        **asdict(groups),
        "apart": dict(analysis.apart),
        "campaigns": campaigns,
        "voices": analysis.summary.voices,
    }
    await _mark_done(claimed, len(found.comments), analysis.summary, summary, input_hash)
    await _drop_superseded(claimed)


async def _store_readings(claimed: db.Row, found: TakenIn, analysis: insight.Analysis) -> None:
    read = zip(found.comments, analysis.comments, strict=True)
    own_words = await asyncio.to_thread(_own_words, found)
    await db.insert_many(
        "INSERT INTO comment_reading (id, school, analysis, comment, shown, english, language, checked, non_answer,"
        " suggestion, sentiment, score) VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        [
            (
                claimed["school"],
                claimed["id"],
                comment["id"],
                *_texts(comment["text"], found.english.get(comment["id"]), one, own_words.get(comment["id"])),
                one.checked,
                one.non_answer,
                one.suggestion,
                one.sentiment.label,
                one.sentiment.score,
            )
            for comment, one in read
            if not one.safeguarding.flag
        ],
    )


def _own_words(found: TakenIn) -> dict[UUID, tuple[str, str]]:
    """Of every comment that was translated what it says in its own language, names taken out, and which that is."""
    names = parts_of_names(found.names)
    words = {}
    for comment in found.comments:
        if comment["id"] in found.english:
            text, known = comment["text"], found.corrections[str(comment["id"])]
            spans = corrected(text, redactions(text, names), known.hidden, known.plain)
            words[comment["id"]] = (blank_out(text, spans), known.language or insight.language([text])[0])
    return words


def _texts(
    text: str, english: str | None, read: insight.CommentAnalysis, own_words: tuple[str, str] | None
) -> tuple[str, str | None, str]:
    """What is shown of a comment, its English if it was translated, and its language."""
    if own_words is None or english is None:
        return blank_out(text, read.redactions), None, read.language
    return own_words[0], blank_out(english, read.redactions), own_words[1]


async def _store_themes(
    claimed: db.Row, machine: Sequence[insight.CommentAnalysis], analysis: insight.Analysis
) -> None:
    found = {one.id: {hit.theme for hit in one.themes} for one in machine}
    safe = [read for read in analysis.comments if not read.safeguarding.flag]
    spoken_of = [
        (UUID(read.id), hit.theme, hit.sentiment.label, "machine" if hit.theme in found[read.id] else "person")
        for read in safe
        for hit in read.themes
    ]
    labels = {read.id: read.sentiment.label for read in safe}
    for finding in analysis.summary.findings:
        if finding.emergent:
            spoken_of += [(UUID(c), finding.theme, labels[c], "machine") for c in finding.comment_ids]
    await db.insert_many(
        "INSERT INTO theme_assignment (id, school, analysis, comment, theme, sentiment, assigned_by)"
        " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6)",
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


@dataclass(frozen=True)
class _Dropped:
    """A draft that makes way for a newer one: its id, which the new one takes over, for somebody may be reading it,
    what the machine wrote, and what people made of it."""

    id: UUID
    machine: dict[str, object]
    edits: Sequence[db.Row]


async def _drop_drafts(question: UUID) -> dict[str, _Dropped]:
    """What was dropped, by theme. In the order in which whoever takes a quotation out of them locks them as well."""
    dropped: dict[str, _Dropped] = {}
    for draft in await db.rows(
        "SELECT id, theme, machine FROM finding WHERE question = $1 AND state <> 'published' ORDER BY id", question
    ):
        edits = await db.rows(
            "SELECT id, headline, sentences, reading, made_by, made_at FROM finding_edit WHERE finding = $1"
            " ORDER BY made_at",
            draft["id"],
        )
        try:
            async with db.transaction():
                gone = await db.rows(
                    "DELETE FROM finding WHERE id = $1 AND state <> 'published' RETURNING id", draft["id"]
                )
        except BrokenRule:  # something rests on it already, so it stays
            continue
        dropped.update((draft["theme"], _Dropped(line["id"], draft["machine"], edits)) for line in gone)
    return dropped


async def _store_finding(
    claimed: db.Row, finding: insight.Finding, before: _Dropped | None, english: Collection[UUID]
) -> None:
    if await _is_published(claimed["question"], finding):
        return
    identity = before.id if before else uuid4()
    machine = {
        "headline": finding.headline,
        "sentences": [{"text": said.text, "comments": list(said.comment_ids)} for said in finding.sentences],
    }
    words = before.edits[-1] if before and before.edits and before.edits[-1]["headline"] else machine
    await db.rows(
        "INSERT INTO finding"
        " (id, school, survey, question, analysis, theme, rank, headline, sentences, quotes, numbers, machine, state)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'draft')",
        identity,
        claimed["school"],
        claimed["survey"],
        claimed["question"],
        claimed["id"],
        finding.theme,
        finding.rank,
        words["headline"],
        words["sentences"],
        [_quote(quote, english) for quote in finding.quotes],
        asdict(_numbers(finding)),
        machine,
    )
    if before:
        await _put_back_edits(claimed, before, unchanged=before.machine == machine)
    await db.insert_many(
        "INSERT INTO finding_comment (id, school, finding, comment) VALUES (gen_random_uuid(), $1, $2, $3)",
        [(claimed["school"], identity, UUID(comment)) for comment in finding.comment_ids],
    )


def _quote(quote: insight.Quote, english: Collection[UUID]) -> dict[str, object]:
    said: dict[str, object] = {"comment": quote.comment_id, "text": quote.text}
    return {**said, "translated": True} if UUID(quote.comment_id) in english else said


async def _put_back_edits(claimed: db.Row, before: _Dropped, *, unchanged: bool) -> None:
    """What people made of the draft before. Where the machine says the same as then, they have seen what was read."""
    last = len(before.edits) - 1
    await db.insert_many(
        "INSERT INTO finding_edit (id, school, finding, headline, sentences, reading, made_by, made_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
        [
            (
                edit["id"],
                claimed["school"],
                before.id,
                edit["headline"],
                edit["sentences"],
                claimed["id"] if unchanged and place == last else edit["reading"],
                edit["made_by"],
                edit["made_at"],
            )
            for place, edit in enumerate(before.edits)
        ],
    )


def _numbers(finding: insight.Finding) -> FindingNumbers:
    return FindingNumbers(
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
    claimed: db.Row, comments: int, found: insight.Summary, summary: dict[str, object], input_hash: str
) -> None:
    await db.rows(
        "UPDATE comment_analysis SET state = 'done', input_hash = $2, comments = $3, answered = $4, unassigned = $5,"
        " summary = $6, problem = '', finished_at = clock_timestamp() WHERE id = $1",
        claimed["id"],
        input_hash,
        comments,
        found.answered,
        found.unassigned,
        summary,
    )


async def _drop_superseded(claimed: db.Row) -> None:
    """Earlier readings go, unless a finding rests on one. What people corrected is kept by itself."""
    await db.rows(
        "DELETE FROM comment_analysis a WHERE a.question = $1 AND a.id <> $2 AND a.state IN ('done', 'failed')"
        " AND NOT EXISTS (SELECT 1 FROM finding f WHERE f.analysis = a.id)",
        claimed["question"],
        claimed["id"],
    )
