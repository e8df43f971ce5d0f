"""Reads about motions: one with its wording, evidence and outcome, and lists of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common import db
from common.errors import NotFound
from governance.motions.rules import MotionStand, after_vote, may_see, standing
from governance.rules import MotionState, sees_body
from people.rules import Actor
from votes.queries import PollFacts, poll_facts_of
from votes.rules import PollState


@dataclass(frozen=True)
class MotionFacts:
    """A motion as pages show it. `number` is None until it is submitted; `poll` is None until it is put.

    `rescinds`: the carried motion that this one would undo; `rescinded_by`: the carried motion that undid this one.
    """

    id: UUID
    body: UUID
    body_name: str
    number: int | None
    state: MotionState
    version: int
    title: str
    text: str
    raised_by: UUID
    raised_by_name: str
    raised_at: datetime
    mover: UUID | None
    mover_name: str | None
    seconder: UUID | None
    seconder_name: str | None
    rescinds: UUID | None
    rescinds_number: int | None
    rescinds_title: str | None
    rescinded_by: UUID | None
    poll: PollFacts | None

    @property
    def stand(self) -> MotionStand:
        """What the table of transitions looks at."""
        void = self.poll is not None and self.poll.state is PollState.VOID
        return MotionStand(self.body, after_vote(self.state, self.seconder, void=void), self.raised_by, self.mover)

    @property
    def standing(self) -> str:
        """The motion's state in one word; what its poll declared, once it has."""
        result = self.poll.result if self.poll else None
        return standing(
            self.state,
            str(self.poll.state) if self.poll else None,
            result.carried if result else None,
            rescinded=self.rescinded_by is not None,
        )


@dataclass(frozen=True)
class VersionLine:
    """One wording of a motion."""

    number: int
    title: str
    text: str
    written_by: str
    written_at: datetime


@dataclass(frozen=True)
class Evidence:
    """A finding that a motion rests on, as it stood when it was attached."""

    finding: UUID
    headline: str
    numbers: dict[str, object]


_SQL = """
SELECT m.id, m.body, b.name AS body_name, m.number, m.state, m.version, m.title, m.text, m.raised_by,
       r.name AS raised_by_name, m.raised_at, m.mover, mo.name AS mover_name,
       m.seconder, se.name AS seconder_name, m.poll, m.rescinds, rm.number AS rescinds_number,
       rm.title AS rescinds_title,
       (SELECT u.id FROM motion u JOIN poll q ON q.id = u.poll WHERE u.rescinds = m.id AND q.state = 'declared'
           AND (q.result->>'carried')::boolean ORDER BY q.declared_at LIMIT 1) AS rescinded_by
  FROM motion m JOIN body b ON b.id = m.body JOIN person r ON r.id = m.raised_by
  LEFT JOIN person mo ON mo.id = m.mover LEFT JOIN person se ON se.id = m.seconder
  LEFT JOIN motion rm ON rm.id = m.rescinds
 WHERE m.school = $1
"""


async def _facts(school: UUID, found: Sequence[db.Row]) -> list[MotionFacts]:
    put = [line["poll"] for line in found if line["poll"] is not None]
    polls = await poll_facts_of(school, put) if put else {}
    return [
        MotionFacts(**{**line, "state": MotionState(line["state"]), "poll": polls.get(line["poll"])}) for line in found
    ]


async def motion_facts(person: Actor, motion: UUID) -> MotionFacts:
    """A motion that `person` may see. Raises NotFound."""
    found = await _facts(person.school, await db.rows(_SQL + " AND m.id = $2", person.school, motion))
    if not found or not may_see(person, found[0].stand, sees_body=sees_body(person, found[0].body)):
        raise NotFound()
    return found[0]


async def motions_by_id(school: UUID, motions: Sequence[UUID]) -> dict[UUID, MotionFacts]:
    """Several motions, whoever asks: for agendas and minutes, which are themselves only shown to some."""
    if not motions:
        return {}
    found = await _facts(school, await db.rows(_SQL + " AND m.id = ANY($2::uuid[])", school, list(motions)))
    return {motion.id: motion for motion in found}


async def motions_seen_by(person: Actor) -> list[MotionFacts]:
    """Every motion that `person` may see, the newest first."""
    found = await _facts(
        person.school,
        await db.rows(_SQL + " ORDER BY m.number IS NOT NULL, m.number DESC, m.raised_at DESC", person.school),
    )
    return [motion for motion in found if may_see(person, motion.stand, sees_body=sees_body(person, motion.body))]


async def motions_resting_on(person: Actor, finding: UUID) -> list[MotionFacts]:
    """The motions with this finding as evidence that `person` may see, the oldest first."""
    found = await _facts(
        person.school,
        await db.rows(
            f"{_SQL} AND m.id IN (SELECT e.motion FROM motion_evidence e WHERE e.finding = $2) ORDER BY m.raised_at",  # noqa: S608 - words of our own
            person.school,
            finding,
        ),
    )
    return [motion for motion in found if may_see(person, motion.stand, sees_body=sees_body(person, motion.body))]


async def motions_waiting(school: UUID, body: UUID, meeting: UUID) -> list[MotionFacts]:
    """Submitted and postponed motions of a body that are not on the agenda of `meeting` yet, by number."""
    return await _facts(
        school,
        await db.rows(
            f"{_SQL} AND m.body = $2 AND m.state IN ('submitted', 'postponed')"  # noqa: S608 - words of our own
            " AND NOT EXISTS (SELECT 1 FROM agenda_item i WHERE i.motion = m.id AND i.meeting = $3) ORDER BY m.number",
            school,
            body,
            meeting,
        ),
    )


async def versions_of(school: UUID, motion: UUID) -> list[VersionLine]:
    """The wordings of a motion, the latest first."""
    found = await db.rows(
        "SELECT v.number, v.title, v.text, p.name AS written_by, v.written_at FROM motion_version v"
        " JOIN person p ON p.id = v.written_by WHERE v.school = $1 AND v.motion = $2 ORDER BY v.number DESC",
        school,
        motion,
    )
    return [VersionLine(**line) for line in found]


async def evidence_of(school: UUID, motion: UUID) -> list[Evidence]:
    """What a motion rests on."""
    found = await db.rows(
        "SELECT finding, headline, numbers FROM motion_evidence WHERE school = $1 AND motion = $2 ORDER BY headline",
        school,
        motion,
    )
    return [Evidence(**line) for line in found]
