"""Reads of the comments under findings and themes. Only redacted text leaves this module."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from common import db
from common.errors import NotFound
from surveys.comments.themes.queries import theme_names
from surveys.results.queries import FindingFacts, FindingLine, findings_on
from surveys.results.rules import PAGE, Paged


@dataclass(frozen=True)
class CommentLine:
    """A comment in a list: its redacted text, and how it feels about what the list is on."""

    id: UUID
    text: str
    sentiment: str
    suggestion: bool


@dataclass(frozen=True)
class ShownComment:
    """One comment with what it is part of; `original`: its own words, where `text` is the English given for them."""

    id: UUID
    survey_title: str
    question_text: str
    text: str
    original: str | None
    themes: tuple[str, ...]
    sentiment: str
    findings: tuple[FindingLine, ...]


async def comments_of_finding(
    school: UUID, facts: FindingFacts, sentence: int | None, page: int
) -> tuple[list[CommentLine], Paged]:
    """The comments that a finding, or one of its sentences (counted from 1), rests on, PAGE at a time.

    As they were read for the finding, even if they have been read again since. Raises NotFound when there is no such
    sentence or page.
    """
    if sentence is None:
        rests = "EXISTS (SELECT 1 FROM finding_comment c WHERE c.finding = $3 AND c.comment = r.comment)"
        return await _comments(school, facts.analysis, facts.theme, rests, facts.id, page)
    if not 1 <= sentence <= len(facts.sentences):
        raise NotFound()
    ids = list(facts.sentences[sentence - 1].comment_ids)
    return await _comments(school, facts.analysis, facts.theme, "r.comment = ANY($3::uuid[])", ids, page)


async def comments_of_theme(school: UUID, analysis: UUID, theme: str, page: int) -> tuple[list[CommentLine], Paged]:
    """The comments that a reading found to speak of a theme, PAGE at a time. The caller knows that they are enough."""
    speaks = (
        "EXISTS (SELECT 1 FROM theme_assignment t"
        " WHERE t.analysis = r.analysis AND t.comment = r.comment AND t.theme = $3)"
    )
    return await _comments(school, analysis, theme, speaks, theme, page)


async def _comments(
    school: UUID, analysis: UUID | None, theme: str, condition: str, argument: object, page: int
) -> tuple[list[CommentLine], Paged]:
    where = f"FROM comment_reading r WHERE r.school = $1 AND r.analysis = $2 AND {condition}"
    paged = Paged(page, int(await db.value(f"SELECT count(*) {where}", school, analysis, argument)))
    if page > paged.pages:
        raise NotFound()
    found = await db.rows(
        "SELECT r.comment AS id, COALESCE(r.english, r.shown) AS text, r.suggestion,"  # noqa: S608
        " COALESCE((SELECT t.sentiment FROM theme_assignment t WHERE t.analysis = r.analysis AND t.comment = r.comment"
        f" AND t.theme = $4), r.sentiment) AS sentiment {where}"
        f" ORDER BY r.comment LIMIT {PAGE} OFFSET {paged.offset}",
        school,
        analysis,
        argument,
        theme,
    )
    return [CommentLine(**line) for line in found], paged


async def shown_comment(school: UUID, comment_id: UUID, *, drafts: bool = False) -> ShownComment:
    """One comment, redacted, with its themes and findings.

    Without `drafts`, only where a published finding rests on it, and with those findings only; with `drafts` (for
    leadership) wherever it is in a group that is large enough. Raises NotFound for any other.
    """
    found = await db.row(
        "SELECT r.shown, r.english, r.sentiment, r.analysis, a.summary, s.title,"
        " (SELECT t.text FROM survey_question q JOIN question_text t ON t.version = q.version"
        "   WHERE q.id = c.question ORDER BY t.language <> 'en', t.language LIMIT 1) AS question_text"
        " FROM comment c JOIN survey s ON s.id = c.survey JOIN comment_reading r ON r.comment = c.id"
        " JOIN comment_analysis a ON a.id = r.analysis AND a.state = 'done'"
        " WHERE c.school = $1 AND c.id = $2 ORDER BY a.finished_at DESC LIMIT 1",
        school,
        comment_id,
    )
    if found is None:
        raise NotFound()
    findings = await findings_on(school, comment_id, drafts=drafts)
    themes = await _themes_of(found["analysis"], comment_id, list(found["summary"]["shown"]))
    if not findings and not (drafts and themes):
        raise NotFound()
    names = await theme_names(school)
    return ShownComment(
        id=comment_id,
        survey_title=found["title"],
        question_text=found["question_text"] or "",
        text=found["english"] or found["shown"],
        original=found["shown"] if found["english"] else None,
        themes=tuple(names.get(theme, theme) for theme in themes),
        sentiment=found["sentiment"],
        findings=tuple(findings),
    )


async def _themes_of(analysis: UUID, comment: UUID, shown: Sequence[str]) -> list[str]:
    found = await db.rows(
        "SELECT theme FROM theme_assignment WHERE analysis = $1 AND comment = $2 AND theme = ANY($3) ORDER BY theme",
        analysis,
        comment,
        list(shown),
    )
    return [line["theme"] for line in found]
