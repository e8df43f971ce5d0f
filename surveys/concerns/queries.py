"""Reads of concerns, for designated leads alone: every caller stands behind SEE_CONCERNS."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common import db
from common.errors import NotFound
from surveys.concerns.rules import ConcernState


@dataclass(frozen=True)
class ConcernLine:
    """A concern in the list."""

    id: UUID
    survey_title: str
    reasons: tuple[str, ...]
    raised_at: datetime
    state: ConcernState


@dataclass(frozen=True)
class EntryLine:
    """An entry of a concern's record."""

    id: UUID
    written_at: datetime
    written_by: str | None
    action: str
    decision: str
    outcome: str
    reasons: str


@dataclass(frozen=True)
class ConcernFacts:
    """A concern with its text as it was written, and the record kept of it."""

    id: UUID
    survey_title: str
    question_text: str
    anonymity: str
    imported: bool
    text: str
    reasons: tuple[str, ...]
    raised_at: datetime
    state: ConcernState
    acknowledged_by: str | None
    acknowledged_at: datetime | None
    entries: tuple[EntryLine, ...]

    @property
    def seen(self) -> str:
        """What a form carries along, so that nobody acts on a record that they have not read to its end."""
        return str(self.entries[-1].id) if self.entries else ""


async def concerns(school: UUID) -> list[ConcernLine]:
    """All concerns of a school: new ones first, the oldest of them at the top; then the others, the newest first."""
    found = await db.rows(
        "SELECT c.id, s.title, c.reasons, c.raised_at, c.state FROM concern c JOIN survey s ON s.id = c.survey"
        " WHERE c.school = $1 ORDER BY array_position(ARRAY['new','acknowledged','closed'], c.state),"
        " CASE WHEN c.state = 'new' THEN c.raised_at END, c.raised_at DESC, c.id",
        school,
    )
    return [
        ConcernLine(line["id"], line["title"], tuple(line["reasons"]), line["raised_at"], ConcernState(line["state"]))
        for line in found
    ]


async def new_concerns(school: UUID) -> int:
    """How many concerns no lead has acknowledged yet. For a page that only leads see."""
    return int(await db.value("SELECT count(*) FROM concern WHERE school = $1 AND state = 'new'", school))


async def concern_facts(school: UUID, concern: UUID) -> ConcernFacts:
    """One concern with its record, the oldest entry first. Raises NotFound."""
    found = await db.row(
        "SELECT c.*, s.title AS survey_title, s.anonymity, p.name AS acknowledged_name,"
        " (SELECT t.text FROM survey_question q JOIN question_text t ON t.version = q.version"
        "   WHERE q.id = c.question ORDER BY t.language <> 'en', t.language LIMIT 1) AS question_text"
        " FROM concern c JOIN survey s ON s.id = c.survey LEFT JOIN person p ON p.id = c.acknowledged_by"
        " WHERE c.school = $1 AND c.id = $2",
        school,
        concern,
    )
    if found is None:
        raise NotFound()
    entries = await db.rows(
        "SELECT e.id, e.written_at, p.name AS written_by, e.action, e.decision, e.outcome, e.reasons"
        " FROM concern_entry e LEFT JOIN person p ON p.id = e.written_by WHERE e.school = $1 AND e.concern = $2"
        " ORDER BY e.written_at, e.id",
        school,
        concern,
    )
    return ConcernFacts(
        id=found["id"],
        survey_title=found["survey_title"],
        question_text=found["question_text"] or "",
        anonymity=found["anonymity"],
        imported=found["external_id"] is not None,
        text=found["text"],
        reasons=tuple(found["reasons"]),
        raised_at=found["raised_at"],
        state=ConcernState(found["state"]),
        acknowledged_by=found["acknowledged_name"],
        acknowledged_at=found["acknowledged_at"],
        entries=tuple(EntryLine(**entry) for entry in entries),
    )
