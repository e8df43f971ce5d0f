"""Writes of motions outside meetings: raising, wording, submitting and withdrawing them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from uuid import UUID, uuid4

from common import audit, db
from common.errors import AlreadyExists, NotAllowed, NotFound
from governance.motions.queries import motions_by_id
from governance.motions.rules import MotionChanged, MotionStand, NothingToRescind, Verb, after_vote, check, may_see
from governance.queries import body_line
from governance.rules import EventKind, MotionState, may_raise_in, sees_body
from governance.services import note_event
from people.permissions import Permission, may
from people.rules import Actor
from surveys.results.queries import FindingFacts
from surveys.results.queries import finding as finding_facts
from surveys.results.rules import FindingState


async def raise_motion(
    person: Actor,
    body: UUID,
    title: str,
    text: str,
    finding: UUID | None,
    key: UUID | None = None,
    *,
    rescinds: UUID | None = None,
) -> UUID:
    """Saves a draft, resting on `finding` with the headline and numbers that it has now; the motion's id.

    `key` is the form's own: sent twice it is one motion. `rescinds`: the carried motion of this body that it undoes.
    Raises NotFound for a body or a published finding that is not there, NothingToRescind, NotAllowed for somebody who
    may not bring motions to this body.
    """
    motion = key or uuid4()
    async with db.transaction():
        await body_line(person.school, body)
        if not may_raise_in(person, body):
            raise NotAllowed("Only voting members of this body and the school's leadership can raise motions in it.")
        facts = await _published(person, finding) if finding else None
        if rescinds is not None:
            await _stands(person, body, rescinds)
        if not await _write_draft(person, motion, body, title, text):
            return motion
        await db.rows("UPDATE motion SET rescinds = $2 WHERE id = $1", motion, rescinds)
        if facts is not None:
            await _attach(person, motion, facts)
        await audit.record(
            school=person.school,
            actor=person.id,
            action="raise_motion",
            kind="motion",
            subject=motion,
            finding=str(finding) if finding else None,
        )
    return motion


async def _stands(person: Actor, body: UUID, motion: UUID) -> None:
    found = (await motions_by_id(person.school, [motion])).get(motion)
    if found is None or found.body != body or found.standing != "carried":
        raise NothingToRescind()


async def _published(person: Actor, finding: UUID) -> FindingFacts:
    facts = await finding_facts(person.school, finding)
    if facts.state is not FindingState.PUBLISHED or not may(person, Permission.SEE_FINDINGS):
        raise NotFound()
    return facts


async def _write_draft(person: Actor, motion: UUID, body: UUID, title: str, text: str) -> bool:
    """Whether it was written: not when the same form was sent before."""
    written = await db.value(
        "INSERT INTO motion (id, school, body, title, text, raised_by, state, version, raised_at)"
        " VALUES ($1, $2, $3, $4, $5, $6, 'draft', 1, now()) ON CONFLICT (id) DO NOTHING RETURNING id",
        motion,
        person.school,
        body,
        title,
        text,
        person.id,
    )
    if written is None:
        if await db.value("SELECT raised_by FROM motion WHERE id = $1", motion) != person.id:
            raise AlreadyExists("motion_pkey")
        return False
    await _write_version(person, motion, 1, title, text)
    return True


async def _write_version(person: Actor, motion: UUID, number: int, title: str, text: str) -> None:
    await db.rows(
        "INSERT INTO motion_version (id, school, motion, number, title, text, written_by, written_at)"
        " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, now())",
        person.school,
        motion,
        number,
        title,
        text,
        person.id,
    )


async def _attach(person: Actor, motion: UUID, facts: FindingFacts) -> None:
    numbers: Mapping[str, object] = asdict(facts.numbers)
    await db.rows(
        "INSERT INTO motion_evidence (id, school, motion, finding, headline, numbers)"
        " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5)",
        person.school,
        motion,
        facts.id,
        facts.headline,
        numbers,
    )


async def locked_motion(person: Actor, motion: UUID) -> db.Row:
    """The motion's row, held until the transaction ends. Raises NotFound for one that `person` may not see."""
    found = await db.row(
        "SELECT motion.*, (SELECT p.void_reason FROM poll p WHERE p.id = motion.poll AND p.state = 'void')"
        " AS void_reason FROM motion WHERE school = $1 AND id = $2 FOR UPDATE",
        person.school,
        motion,
    )
    if found is None or not may_see(person, stand_of(found), sees_body=sees_body(person, found["body"])):
        raise NotFound()
    return found


def stand_of(found: db.Row) -> MotionStand:
    """A motion's row as the table of transitions reads it."""
    state = after_vote(MotionState(found["state"]), found["seconder"], void=found["void_reason"] is not None)
    return MotionStand(found["body"], state, found["raised_by"], found["mover"])


async def revise_motion(person: Actor, motion: UUID, title: str, text: str, version: int) -> int:
    """Saves another wording over `version`, the one that the writer saw; the new version's number.

    Raises MotionChanged when somebody else saved one meanwhile. The same words again are no new version.
    """
    async with db.transaction():
        found = await locked_motion(person, motion)
        check(Verb.REVISE, person, stand_of(found))
        if (title, text) == (found["title"], found["text"]):
            return int(found["version"])
        if version != found["version"]:
            raise MotionChanged(found["title"], found["text"], found["version"])
        await db.rows(
            "UPDATE motion SET title = $2, text = $3, version = $4 WHERE id = $1", motion, title, text, version + 1
        )
        await _write_version(person, motion, version + 1, title, text)
        await audit.record(
            school=person.school,
            actor=person.id,
            action="revise_motion",
            kind="motion",
            subject=motion,
            version=version + 1,
        )
    return version + 1


async def submit_motion(person: Actor, motion: UUID) -> int:
    """Hands the draft to the clerk and gives it the body's next number, which is the answer. Twice is once."""
    async with db.transaction():
        found = await locked_motion(person, motion)
        if found["state"] == MotionState.SUBMITTED and found["raised_by"] == person.id:
            return int(found["number"])
        state = check(Verb.SUBMIT, person, stand_of(found))
        # Two motions of one body submitted at once wait here for each other's number.
        await db.rows("SELECT id FROM body WHERE id = $1 FOR UPDATE", found["body"])
        number = int(await db.value("SELECT COALESCE(max(number), 0) + 1 FROM motion WHERE body = $1", found["body"]))
        await db.rows("UPDATE motion SET state = $2, number = $3 WHERE id = $1", motion, state.value, number)
        await audit.record(
            school=person.school,
            actor=person.id,
            action="submit_motion",
            kind="motion",
            subject=motion,
            number=number,
        )
    return number


async def withdraw_motion(person: Actor, motion: UUID) -> None:
    """Takes a motion back. Before a meeting in session it is minuted there. Twice is once."""
    async with db.transaction():
        floor = await db.row(
            "SELECT m.id, i.id AS item FROM agenda_item i JOIN meeting m ON m.id = i.meeting WHERE i.motion = $1"
            " AND m.school = $2 AND m.state IN ('open', 'inquorate') FOR UPDATE OF m",
            motion,
            person.school,
        )
        found = await locked_motion(person, motion)
        if found["state"] == MotionState.WITHDRAWN:
            return
        state = check(Verb.WITHDRAW, person, stand_of(found))
        await db.rows("UPDATE motion SET state = $2 WHERE id = $1", motion, state.value)
        if floor is not None:
            whose = found["mover"] or person.id
            await note_event(person, floor["id"], EventKind.WITHDRAWN, item=floor["item"], motion=motion, whose=whose)
        await audit.record(
            school=person.school, actor=person.id, action="withdraw_motion", kind="motion", subject=motion
        )
