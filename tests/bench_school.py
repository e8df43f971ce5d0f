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
from votes.rules import DecisionRule, MajorityRule, VoteBase
from votes.creating import create_poll
from votes.services import open_poll


@dataclass(frozen=True)
class BenchSchool:
    """What the measurements need to know."""

    survey_code: str
    poll: UUID
    sessions: list[str]


async def prepare(voters: int) -> BenchSchool:
    """Writes the school into the open database."""
    school = await a_school()
    head = await a_person(school, "Helen Marsh", Role.LEADERSHIP)
    parents = [await a_parent(school, f"Parent {number}") for number in range(voters)]
    survey = await create_survey(
        school=school, title="Autumn parent survey", template=ready_made()["whole-school"], closes_at=None, by=head.id
    )
    await open_survey(school, survey, head.id)
    poll = await create_poll(
        school=school,
        title="Longer lunch",
        text="That lunch be ten minutes longer.",
        decision=DecisionRule(MajorityRule.SIMPLE, 1, 2, VoteBase.VALID),
        persons=[parent.id for parent in parents],
        closes_at=clock.now() + timedelta(days=2),
        created_by=head.id,
        quorum=None,
        casting_vote=False,
    )
    await open_poll(school, poll, head.id)
    code = await db.value("SELECT code FROM survey WHERE id = $1", survey)
    return BenchSchool(code, poll, [await start_session(school, parent.id) for parent in parents])
