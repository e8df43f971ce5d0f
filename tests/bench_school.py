"""A school to measure on: parents with sessions, an open survey, an open poll."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from common import clock, db
from people.rules import Role
from people.services import start_session
from surveys.building.ready_made import ready_made
from surveys.building.services import create_survey, open_survey
from tests.cast import a_parent, a_person, a_school
from votes.creating import create_poll
from votes.rules import DecisionRule, MajorityRule, VoteBase
from votes.services import close_poll, open_poll
from votes.steps import advance_poll


@dataclass(frozen=True)
class BenchSchool:
    """What the measurements need to know."""

    id: UUID
    survey_code: str
    poll: UUID
    sessions: list[str]
    crowd_poll: UUID
    crowd: list[str]
    """Sessions of those who all vote within one minute, in a poll of their own."""


async def prepare(voters: int, crowd: int = 0) -> BenchSchool:
    """Writes the school into the open database; `crowd`: how many more parents there are for a second poll."""
    school = await a_school()
    head = await a_person(school, "Helen Marsh", Role.LEADERSHIP)
    parents = [(await a_parent(school, f"Parent {number}")).id for number in range(voters)]
    others = [(await a_parent(school, f"Late parent {number}")).id for number in range(crowd)]
    survey = await create_survey(
        school=school, title="Autumn parent survey", template=ready_made()["whole-school"], closes_at=None, by=head.id
    )
    await open_survey(school, survey, head.id)
    poll = await _poll(school, parents, head.id)
    return BenchSchool(
        school,
        await db.value("SELECT code FROM survey WHERE id = $1", survey),
        poll,
        [await start_session(school, parent) for parent in parents],
        await _poll(school, others, head.id) if others else poll,
        [await start_session(school, parent) for parent in others],
    )


async def _poll(school: UUID, persons: list[UUID], by: UUID) -> UUID:
    poll = await create_poll(
        school=school,
        title="Longer lunch",
        text="That lunch be ten minutes longer.",
        decision=DecisionRule(MajorityRule.SIMPLE, 1, 2, VoteBase.VALID),
        persons=persons,
        closes_at=clock.now() + timedelta(days=2),
        created_by=by,
        quorum=None,
        casting_vote=False,
    )
    await open_poll(school, poll, by)
    return poll


async def counted(school: UUID, poll: UUID) -> int:
    """Closes the poll and takes it to its declaration; how many ballots were counted."""
    await close_poll(school, poll, None)
    for _ in range(4):
        await advance_poll({"school": str(school), "poll": str(poll)})
    found = await db.value(
        "SELECT sum(ballots) FROM tallied_ballot JOIN poll ON poll.id = poll WHERE poll = $1 AND state = 'declared'",
        poll,
    )
    return int(found or 0)
