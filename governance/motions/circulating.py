"""A motion decided in writing, without a meeting: sent to all voting members, who sign it with their names."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from common import audit, clock, db
from governance.meetings.putting import Putting, Room, Taking, VoteTerms, terms_of
from governance.motions.rules import Verb, check
from governance.motions.services import locked_motion, stand_of
from governance.queries import body_line
from governance.rules import MotionState
from governance.services import rules_in_force
from people.queries import members
from people.rules import Actor
from votes.creating import create_poll
from votes.rules import Custody, OpenMethod
from votes.services import open_poll


async def circulate_motion(
    person: Actor, motion: UUID, closes_at: datetime | None = None, remind_at: datetime | None = None
) -> UUID:
    """Sends a waiting motion to all voting members as a written resolution; the poll's id. Twice is once.

    It is held under the body's rules in force: a majority of everybody entitled, within the days that they give.
    Raises WrongMotionState, NotYourMotion, ClosesTooEarly, LapsesBefore, RemindsTooLate, NotFound.
    """
    async with db.transaction():
        found = await locked_motion(person, motion)
        if found["state"] == MotionState.PUT and found["void_reason"] is None:
            return UUID(str(found["poll"]))
        state = check(Verb.CIRCULATE, person, stand_of(found))
        roll = [member.person for member in await members(found["body"]) if member.votes]
        terms = await circulation_terms(person, found["body"], closes_at, remind_at)
        poll = await create_poll(
            school=person.school,
            title=found["title"],
            text=found["text"],
            decision=terms.decision,
            body=found["body"],
            persons=roll,
            closes_at=terms.closes_at,
            lapses_at=terms.lapses_at,
            created_by=person.id,
            custody=Custody.OPEN,
            method=OpenMethod.WRITTEN_RESOLUTION,
            remind_at=remind_at,
        )
        await open_poll(person.school, poll, person.id)
        await db.rows("UPDATE motion SET state = $2, poll = $3 WHERE id = $1", motion, state.value, poll)
        await audit.record(
            school=person.school, actor=person.id, action="circulate_motion", kind="motion", subject=motion
        )
    return poll


async def circulation_terms(
    person: Actor, body: UUID, closes_at: datetime | None = None, remind_at: datetime | None = None
) -> VoteTerms:
    """What a resolution circulated now would be held under; a body without rules adopts those of its kind.

    Raises ClosesTooEarly, LapsesBefore, RemindsTooLate.
    """
    rules = await rules_in_force(person, await body_line(person.school, body))
    voting = sum(member.votes for member in await members(body))
    putting = Putting(Taking.WRITTEN_RESOLUTION, closes_at=closes_at, remind_at=remind_at)
    return terms_of(putting, Room(rules.numbers, members=voting, present=0), clock.now())
