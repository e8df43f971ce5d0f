"""What waits for somebody, and what comes next: the reads of the home page, each behind the person's permission."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common import db
from governance.queries import BodyLine, bodies_seen_by
from governance.rules import runs_body
from people.permissions import Permission, may
from people.queries import households_on_roll, parents_on_roll
from people.rules import Actor, Role
from surveys.comments.translating.queries import languages_of, waiting
from votes.elections.waiting import WaitingElection, waiting_elections
from votes.paper.queries import PapersWaiting, waiting_for_papers
from votes.queries import PollFacts, poll_facts_of
from votes.rules import runs_poll
from votes.standing import PollLine, needs_my_vote

DECISIONS_SHOWN = 4
FINDINGS_SHOWN = 3


@dataclass(frozen=True)
class SurveyLine:
    """An open survey: its short link, and how many answers have come in."""

    id: UUID
    title: str
    code: str
    closes_at: datetime | None
    answers: int
    roll_parents: int | None
    by_link: bool
    """Whether one link serves everybody, rather than a personal one each family."""


@dataclass(frozen=True)
class MeetingLine:
    """A meeting to come."""

    id: UUID
    title: str
    body_name: str
    state: str
    starts_at: datetime
    place: str


@dataclass(frozen=True)
class DraftFindings:
    """Findings of a survey that nobody has published yet."""

    survey: UUID
    title: str
    drafts: int
    published: int


@dataclass(frozen=True)
class FindingLine:
    """A published finding."""

    id: UUID
    headline: str
    survey_title: str


@dataclass(frozen=True)
class MotionLine:
    """A motion that somebody has to do something about."""

    id: UUID
    title: str
    number: int | None


@dataclass(frozen=True)
class Decision:
    """What a body has decided, with the poll that decided it."""

    motion: UUID
    title: str
    body_name: str
    poll: PollFacts


@dataclass(frozen=True)
class RollFacts:
    """How many people the school knows."""

    parents: int
    households: int
    without_address: int


@dataclass(frozen=True)
class Desk:
    """Everything on a person's home page. None: not theirs to see; empty: nothing there at the moment."""

    votes: Sequence[PollLine]
    surveys: Sequence[SurveyLine]
    elections: Sequence[WaitingElection] = ()
    meetings: Sequence[MeetingLine] | None = None
    minutes: Sequence[MeetingLine] | None = None
    draft_findings: Sequence[DraftFindings] | None = None
    findings: Sequence[FindingLine] | None = None
    for_agenda: Sequence[MotionLine] | None = None
    own_drafts: Sequence[MotionLine] | None = None
    polls: Sequence[PollFacts] | None = None
    papers: Sequence[PapersWaiting] | None = None
    decisions: Sequence[Decision] | None = None
    new_concerns: int | None = None
    followed_concerns: int | None = None
    translations: int | None = None
    roll: RollFacts | None = None


async def open_surveys(school: UUID, *, by_link: bool = True) -> list[SurveyLine]:
    """The surveys that are open now, the one that closes first at the top; `by_link`: only what one link opens."""
    found = await db.rows(
        "SELECT s.id, s.title, s.code, s.closes_at, s.roll_parents, s.anonymity = 'anonymous' AS by_link,"
        " (SELECT coalesce(sum(b.arrived), 0)::int FROM answer_batch b WHERE b.survey = s.id) AS answers"
        " FROM survey s WHERE s.school = $1 AND s.state = 'open' AND (s.anonymity = 'anonymous' OR NOT $2)"
        " AND (s.closes_at IS NULL OR s.closes_at > now())"
        " ORDER BY s.closes_at NULLS LAST, s.title",
        school,
        by_link,
    )
    return [SurveyLine(**line) for line in found]


async def desk(person: Actor) -> Desk:
    """What the home page shows to `person`."""
    school = person.school
    seen = await bodies_seen_by(person) if may(person, Permission.TAKE_PART_IN_BODIES) else []
    run = [body for body in seen if runs_body(person, body.id)]
    part = may(person, Permission.TAKE_PART_IN_BODIES)
    clerk = may(person, Permission.RUN_MEETINGS)
    return Desk(
        votes=await needs_my_vote(school, person.id),
        surveys=await open_surveys(school, by_link=not may(person, Permission.BUILD_SURVEYS)),
        elections=await waiting_elections(person),
        meetings=await _meetings_to_come(school, seen) if part else None,
        minutes=await _minutes_in_draft(school, run) if clerk else None,
        draft_findings=await _draft_findings(school) if may(person, Permission.SEE_RESULTS) else None,
        findings=await _findings(school) if _reads_findings(person) else None,
        for_agenda=await _for_agenda(school, run) if clerk else None,
        own_drafts=await _own_drafts(person) if may(person, Permission.RAISE_MOTIONS) else None,
        polls=await _open_polls(school) if may(person, Permission.RUN_POLLS) else None,
        papers=await _papers(person) if may(person, Permission.RUN_POLLS) else None,
        decisions=await _decisions(school, seen) if part else None,
        new_concerns=await _concerns(school, "new") if may(person, Permission.SEE_CONCERNS) else None,
        followed_concerns=await _concerns(school, "acknowledged") if may(person, Permission.SEE_CONCERNS) else None,
        translations=await _translations(person) if may(person, Permission.TRANSLATE_COMMENTS) else None,
        roll=await _roll(school) if Role.ADMINISTRATOR in person.roles else None,
    )


def _reads_findings(person: Actor) -> bool:
    # Leadership publishes them: their own card says how many wait, and repeating them would crowd it out.
    return may(person, Permission.SEE_FINDINGS) and not may(person, Permission.SEE_RESULTS)


def _ids(bodies: Sequence[BodyLine]) -> list[UUID]:
    return [body.id for body in bodies]


async def _meetings_to_come(school: UUID, bodies: Sequence[BodyLine]) -> list[MeetingLine]:
    found = await db.rows(
        "SELECT m.id, m.title, b.name AS body_name, m.state, m.starts_at, m.place"
        " FROM meeting m JOIN body b ON b.id = m.body WHERE m.school = $1 AND m.body = ANY($2)"
        " AND (m.state IN ('open', 'inquorate', 'adjourned')"
        "  OR m.state IN ('planned', 'noticed') AND m.starts_at > now() - interval '1 day')"
        " ORDER BY m.starts_at LIMIT 3",
        school,
        _ids(bodies),
    )
    return [MeetingLine(**line) for line in found]


async def _minutes_in_draft(school: UUID, bodies: Sequence[BodyLine]) -> list[MeetingLine]:
    found = await db.rows(
        "SELECT m.id, m.title, b.name AS body_name, m.state, m.starts_at, m.place"
        " FROM meeting m JOIN body b ON b.id = m.body WHERE m.school = $1 AND m.body = ANY($2)"
        " AND m.state = 'closed' AND m.minutes_state = 'draft' ORDER BY m.starts_at DESC LIMIT 3",
        school,
        _ids(bodies),
    )
    return [MeetingLine(**line) for line in found]


async def _draft_findings(school: UUID) -> list[DraftFindings]:
    found = await db.rows(
        "SELECT s.id AS survey, s.title, count(*) FILTER (WHERE f.state <> 'published')::int AS drafts,"
        " count(*) FILTER (WHERE f.state = 'published')::int AS published"
        " FROM finding f JOIN survey s ON s.id = f.survey WHERE f.school = $1 GROUP BY s.id, s.title, s.opened_at"
        " HAVING count(*) FILTER (WHERE f.state <> 'published') > 0 ORDER BY s.opened_at DESC",
        school,
    )
    return [DraftFindings(**line) for line in found]


async def _findings(school: UUID) -> list[FindingLine]:
    found = await db.rows(
        "SELECT f.id, f.headline, s.title AS survey_title FROM finding f JOIN survey s ON s.id = f.survey"
        " WHERE f.school = $1 AND f.state = 'published' ORDER BY f.published_at DESC, f.rank LIMIT $2",
        school,
        FINDINGS_SHOWN,
    )
    return [FindingLine(**line) for line in found]


async def _for_agenda(school: UUID, bodies: Sequence[BodyLine]) -> list[MotionLine]:
    # A motion that a meeting did not reach, or put off, waits again once that meeting is closed.
    found = await db.rows(
        "SELECT m.id, m.title, m.number FROM motion m WHERE m.school = $1 AND m.body = ANY($2)"
        " AND m.state IN ('submitted', 'postponed') AND NOT EXISTS (SELECT 1 FROM agenda_item a"
        " JOIN meeting g ON g.id = a.meeting WHERE a.motion = m.id AND g.state NOT IN ('closed', 'cancelled'))"
        " ORDER BY m.raised_at",
        school,
        _ids(bodies),
    )
    return [MotionLine(**line) for line in found]


async def _own_drafts(person: Actor) -> list[MotionLine]:
    found = await db.rows(
        "SELECT id, title, number FROM motion"
        " WHERE school = $1 AND raised_by = $2 AND state = 'draft' ORDER BY raised_at",
        person.school,
        person.id,
    )
    return [MotionLine(**line) for line in found]


async def _open_polls(school: UUID) -> list[PollFacts]:
    found = await db.rows("SELECT id FROM poll WHERE school = $1 AND state = 'open' ORDER BY closes_at", school)
    facts = await poll_facts_of(school, [line["id"] for line in found])
    return [facts[line["id"]] for line in found]


async def _papers(person: Actor) -> list[PapersWaiting]:
    return [line for line in await waiting_for_papers(person.school) if runs_poll(person, line.body)]


async def _decisions(school: UUID, bodies: Sequence[BodyLine]) -> list[Decision]:
    found = await db.rows(
        "SELECT m.id, m.title, m.poll, b.name AS body_name FROM motion m JOIN poll p ON p.id = m.poll"
        " JOIN body b ON b.id = m.body WHERE m.school = $1 AND m.body = ANY($2) AND p.state = 'declared'"
        " ORDER BY p.declared_at DESC LIMIT $3",
        school,
        _ids(bodies),
        DECISIONS_SHOWN,
    )
    facts = await poll_facts_of(school, [line["poll"] for line in found])
    return [Decision(line["id"], line["title"], line["body_name"], facts[line["poll"]]) for line in found]


async def _translations(person: Actor) -> int:
    own = await languages_of(person.id)
    return len(await waiting(person.school, own)) if own else 0


async def _concerns(school: UUID, state: str) -> int:
    return int(await db.value("SELECT count(*) FROM concern WHERE school = $1 AND state = $2", school, state))


async def _roll(school: UUID) -> RollFacts:
    without = await db.value(
        "SELECT count(*) FROM person p WHERE p.school = $1 AND p.email IS NULL AND p.left_on IS NULL"
        " AND EXISTS (SELECT 1 FROM pupil_adult a WHERE a.person = p.id)",
        school,
    )
    return RollFacts(await parents_on_roll(school), await households_on_roll(school), int(without))
