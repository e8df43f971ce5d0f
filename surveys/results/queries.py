"""Reads of findings. Only redacted text leaves this module."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common import db
from common.errors import NotFound
from surveys.comments.themes.rules import usual
from surveys.results.rules import SUPERSEDED, FindingState


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
    """A finding with all that it says and rests on, whatever its state: callers decide who may see a draft.

    `superseded`: a newer one on the same theme of the same question has been published since.
    """

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
    superseded: bool = False

    @property
    def standing(self) -> str:
        """Its state in one word, for the tag beside it."""
        return SUPERSEDED if self.superseded else self.state.value


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
    superseded: bool = False

    @property
    def standing(self) -> str:
        """Its state in one word, for the tag beside it."""
        return SUPERSEDED if self.superseded else self.state.value


_OWN_NAME = """
(SELECT w.name FROM school_theme w WHERE w.school = f.school AND w.theme = f.theme
  ORDER BY w.made_at DESC, w.id LIMIT 1) AS own_name
"""


IS_SUPERSEDED = """
EXISTS (SELECT 1 FROM finding n WHERE n.question = f.question AND n.theme = f.theme AND n.state = 'published'
           AND f.state = 'published' AND (n.published_at, n.id) > (f.published_at, f.id))
"""


def _name(found: db.Row) -> str:
    """What the theme of a finding's row is called. A topic that came up by itself is its own name."""
    return str(found["own_name"] or (usual()[found["theme"]].name if found["theme"] in usual() else found["theme"]))


_FINDING = f"""
SELECT f.*, {_OWN_NAME}, {IS_SUPERSEDED} AS superseded, s.title AS survey_title, p.name AS publisher,
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
        superseded=found["superseded"],
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
SELECT f.id, f.headline, f.theme, {_OWN_NAME}, {IS_SUPERSEDED} AS superseded, f.state, s.title AS survey_title,
       (f.numbers->>'count')::int AS count, (f.numbers->>'n')::int AS n,
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


async def findings_on(school: UUID, comment: UUID, *, drafts: bool) -> list[FindingLine]:
    """The findings that rest on a comment: published ones, with `drafts` the others too."""
    found = await db.rows(
        f"{_LINE} JOIN finding_comment c ON c.finding = f.id WHERE f.school = $1 AND c.comment = $2"
        " AND ($3 OR f.state = 'published') ORDER BY f.state DESC, f.rank, f.id",
        school,
        comment,
        drafts,
    )
    return [_line(line) for line in found]
