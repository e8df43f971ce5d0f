"""Reads of findings and of the comments that they rest on. Only redacted text leaves this module."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common import db
from common.errors import NotFound
from surveys.comments.themes.queries import theme_names
from surveys.comments.themes.rules import usual
from surveys.results.rules import PAGE, FindingState, Paged


@dataclass(frozen=True)
class Sentence:
    """A sentence of a finding and the comments that it rests on."""

    text: str
    comment_ids: tuple[UUID, ...]


@dataclass(frozen=True)
class QuoteLine:
    """Words of one comment, redacted; the English that somebody gave for them where `translated`."""

    comment_id: UUID
    text: str
    translated: bool = False


@dataclass(frozen=True)
class FindingNumbers:
    """How many comments: `count` of `n` answered, as a share from 0 to 1 with its interval, and by how they feel."""

    n: int
    count: int
    share: float
    low: float
    high: float
    positive: int
    negative: int
    mixed: int
    neutral: int
    suggestions: int


@dataclass(frozen=True)
class FindingFacts:
    """A finding with all that it says and rests on, whatever its state: callers decide who may see a draft."""

    id: UUID
    survey_id: UUID
    survey_title: str
    question_id: UUID
    question_text: str
    analysis: UUID | None
    theme: str
    theme_name: str
    headline: str
    sentences: tuple[Sentence, ...]
    quotes: tuple[QuoteLine, ...]
    numbers: FindingNumbers
    state: FindingState
    published_at: datetime | None
    published_by: str | None


@dataclass(frozen=True)
class FindingLine:
    """A finding in a list."""

    id: UUID
    headline: str
    theme_name: str
    survey_title: str
    count: int
    n: int
    question_text: str
    state: FindingState = FindingState.PUBLISHED


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


_OWN_NAME = """
(SELECT w.name FROM school_theme w WHERE w.school = f.school AND w.theme = f.theme
  ORDER BY w.made_at DESC, w.id LIMIT 1) AS own_name
"""


def _name(found: db.Row) -> str:
    """What the theme of a finding's row is called. A topic that came up by itself is its own name."""
    return str(found["own_name"] or (usual()[found["theme"]].name if found["theme"] in usual() else found["theme"]))


_FINDING = f"""
SELECT f.*, {_OWN_NAME}, s.title AS survey_title, p.name AS publisher,
       (SELECT t.text FROM survey_question q JOIN question_text t ON t.version = q.version
         WHERE q.id = f.question ORDER BY t.language <> 'en', t.language LIMIT 1) AS question_text
  FROM finding f JOIN survey s ON s.id = f.survey LEFT JOIN person p ON p.id = f.published_by
"""  # noqa: S608 - words of our own


def finding_facts(found: db.Row) -> FindingFacts:
    """A row of the finding query as facts."""
    return FindingFacts(
        id=found["id"],
        survey_id=found["survey"],
        survey_title=found["survey_title"],
        question_id=found["question"],
        question_text=found["question_text"] or "",
        analysis=found["analysis"],
        theme=found["theme"],
        theme_name=_name(found),
        headline=found["headline"],
        sentences=tuple(Sentence(s["text"], tuple(UUID(c) for c in s["comments"])) for s in found["sentences"]),
        quotes=tuple(QuoteLine(UUID(q["comment"]), q["text"], "translated" in q) for q in found["quotes"]),
        numbers=FindingNumbers(**found["numbers"]),
        state=FindingState(found["state"]),
        published_at=found["published_at"],
        published_by=found["publisher"],
    )


async def finding(school: UUID, finding_id: UUID) -> FindingFacts:
    """One finding. Raises NotFound."""
    found = await db.row(f"{_FINDING} WHERE f.school = $1 AND f.id = $2", school, finding_id)
    if found is None:
        raise NotFound()
    return finding_facts(found)


async def findings_of_survey(school: UUID, survey: UUID) -> list[FindingFacts]:
    """All findings of a survey, drafts too, in the order of their questions and then of their weight."""
    found = await db.rows(
        f"{_FINDING} JOIN survey_question o ON o.id = f.question"
        " WHERE f.school = $1 AND f.survey = $2 ORDER BY o.position, f.rank, f.state DESC, f.id",
        school,
        survey,
    )
    return [finding_facts(line) for line in found]


_LINE = f"""
SELECT f.id, f.headline, f.theme, {_OWN_NAME}, f.state, s.title AS survey_title, (f.numbers->>'count')::int AS count,
       (f.numbers->>'n')::int AS n,
       COALESCE((SELECT t.text FROM survey_question q JOIN question_text t ON t.version = q.version
         WHERE q.id = f.question ORDER BY t.language <> 'en', t.language LIMIT 1), '') AS question_text
  FROM finding f JOIN survey s ON s.id = f.survey
"""  # noqa: S608 - words of our own


def _line(found: db.Row) -> FindingLine:
    own = {key: value for key, value in found.items() if key not in ("theme", "own_name", "state")}
    return FindingLine(theme_name=_name(found), state=FindingState(found["state"]), **own)


async def published_findings(school: UUID) -> list[FindingLine]:
    """What is published to the council, the latest first."""
    found = await db.rows(
        f"{_LINE} WHERE f.school = $1 AND f.state = 'published' ORDER BY f.published_at DESC, f.rank, f.id",
        school,
    )
    return [_line(line) for line in found]


async def draft_findings(school: UUID) -> list[FindingLine]:
    """What leadership has not published, by survey (the newest first) and weight."""
    found = await db.rows(
        f"{_LINE} WHERE f.school = $1 AND f.state <> 'published' ORDER BY s.created_at DESC, s.id, f.rank, f.id",
        school,
    )
    return [_line(line) for line in found]


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
    findings = await _findings_on(school, comment_id, drafts=drafts)
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


async def _findings_on(school: UUID, comment: UUID, *, drafts: bool) -> list[FindingLine]:
    found = await db.rows(
        f"{_LINE} JOIN finding_comment c ON c.finding = f.id WHERE f.school = $1 AND c.comment = $2"
        " AND ($3 OR f.state = 'published') ORDER BY f.state DESC, f.rank, f.id",
        school,
        comment,
        drafts,
    )
    return [_line(line) for line in found]


async def _themes_of(analysis: UUID, comment: UUID, shown: Sequence[str]) -> list[str]:
    found = await db.rows(
        "SELECT theme FROM theme_assignment WHERE analysis = $1 AND comment = $2 AND theme = ANY($3) ORDER BY theme",
        analysis,
        comment,
        list(shown),
    )
    return [line["theme"] for line in found]
