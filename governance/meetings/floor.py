"""What happens to motions in an open meeting: moved, seconded, put to the vote, or laid aside."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from uuid import UUID

from common import audit, clock, db
from common.errors import BrokenRule
from governance.meetings.putting import Putting, Room, Voters, VoteTerms, terms_of
from governance.meetings.queries import MeetingFacts, attendance, quorum_among
from governance.meetings.rules import (
    IN_SESSION,
    MeetingNotOpen,
    NoQuorum,
    NotOnAgenda,
    NotPresent,
    ParentsOutnumbered,
)
from governance.meetings.services import locked_meeting
from governance.motions.rules import NOT_YOURS, NotYourMotion, SeconderIsMover, Verb, Who, check
from governance.motions.services import locked_motion, stand_of
from governance.rules import AttendanceStatus, EventKind, MotionState, Quorum, runs_body
from governance.services import note_event
from people.queries import members
from people.rules import Actor
from votes.creating import Roll, create_poll
from votes.electorates import Electorate, roll_of, size_of
from votes.rules import Custody, RollUnit
from votes.services import open_poll

DISPOSAL_EVENTS: Mapping[Verb, EventKind] = MappingProxyType(
    {
        Verb.POSTPONE: EventKind.POSTPONED,
        Verb.REFER: EventKind.REFERRED,
        Verb.SET_ASIDE: EventKind.SET_ASIDE,
        Verb.RULE_OUT: EventKind.RULED_OUT,
    }
)

ROLL_UNITS: Mapping[Voters, RollUnit] = MappingProxyType(
    {Voters.PARENTS: RollUnit.PERSON, Voters.HOUSEHOLDS: RollUnit.HOUSEHOLD}
)


@dataclass(frozen=True)
class _Floor:
    """A motion before a meeting, both locked."""

    meeting: MeetingFacts
    item: UUID
    motion: db.Row
    quorum: Quorum
    present: frozenset[UUID]


async def _floor(person: Actor, meeting: UUID, motion: UUID) -> _Floor:
    """Locks the meeting, then the motion: always in this order."""
    facts = await locked_meeting(person, meeting)
    found = await locked_motion(person, motion)
    item = await db.value("SELECT id FROM agenda_item WHERE meeting = $1 AND motion = $2", meeting, motion)
    if item is None:
        raise NotOnAgenda()
    lines = await attendance(person.school, meeting, facts.body)
    present = frozenset(line.person for line in lines if line.votes and line.status is AttendanceStatus.PRESENT)
    return _Floor(facts, item, found, quorum_among(facts, lines), present)


def _in_session(floor: _Floor) -> None:
    if floor.meeting.state not in IN_SESSION:
        raise MeetingNotOpen()


def _able_to_decide(floor: _Floor) -> None:
    _in_session(floor)
    if not floor.quorum.enough:
        raise NoQuorum(present=floor.quorum.present, needed=floor.quorum.needed)
    if not floor.quorum.parents_lead:
        raise ParentsOutnumbered(parents=floor.quorum.parents, others=floor.quorum.others)


def _acts_for(person: Actor, floor: _Floor, member: UUID) -> None:
    """A member acts for themselves; for somebody else in the room only the clerk records it."""
    if person.id != member and not runs_body(person, floor.meeting.body):
        raise NotYourMotion(NOT_YOURS[Who.MEMBER])
    if member not in floor.present:
        raise NotPresent()


async def _write(
    person: Actor,
    floor: _Floor,
    kind: EventKind,
    whose: UUID | None,
    text: str = "",
    numbers: Mapping[str, object] = MappingProxyType({}),
) -> None:
    motion: UUID = floor.motion["id"]
    await note_event(
        person, floor.meeting.id, kind, item=floor.item, motion=motion, whose=whose, text=text, numbers=numbers
    )
    await audit.record(
        school=person.school,
        actor=person.id,
        action=f"motion_{kind.value}",
        kind="motion",
        subject=motion,
        meeting=str(floor.meeting.id),
    )


async def move_motion(person: Actor, meeting: UUID, motion: UUID, mover: UUID) -> None:
    """`mover`, a voting member who is present, moves the motion. Moved twice by one person is once."""
    async with db.transaction():
        floor = await _floor(person, meeting, motion)
        if floor.motion["state"] == MotionState.MOVED and floor.motion["mover"] == mover:
            return
        _able_to_decide(floor)
        state = check(Verb.MOVE, person, stand_of(floor.motion))
        _acts_for(person, floor, mover)
        await db.rows(
            "UPDATE motion SET state = $2, mover = $3, seconder = NULL WHERE id = $1", motion, state.value, mover
        )
        await _write(person, floor, EventKind.MOVED, mover)


async def second_motion(person: Actor, meeting: UUID, motion: UUID, seconder: UUID) -> None:
    """`seconder`, another voting member who is present, seconds the motion. Twice by one person is once.

    Raises SeconderIsMover, which the database would refuse as well.
    """
    async with db.transaction():
        floor = await _floor(person, meeting, motion)
        if floor.motion["state"] == MotionState.SECONDED and floor.motion["seconder"] == seconder:
            return
        _able_to_decide(floor)
        state = check(Verb.SECOND, person, stand_of(floor.motion))
        _acts_for(person, floor, seconder)
        try:
            await db.rows("UPDATE motion SET state = $2, seconder = $3 WHERE id = $1", motion, state.value, seconder)
        except BrokenRule as broken:
            raise SeconderIsMover() from broken
        await _write(person, floor, EventKind.SECONDED, seconder)


async def put_motion(person: Actor, meeting: UUID, motion: UUID, putting: Putting | None = None) -> UUID:
    """Opens a poll on the motion, held as the clerk chose; the poll's id. Twice is once.

    Nothing chosen: a secret vote of all voting members, present or not, for the hours that the rules give. What decides
    it is the majority of the meeting's rule set. In secret custody the poll opens at a ceremony of its own. A motion
    whose vote ended without a result can be put again.
    """
    chosen = putting or Putting()
    async with db.transaction():
        floor = await _floor(person, meeting, motion)
        void = floor.motion["void_reason"]
        if floor.motion["state"] == MotionState.PUT and void is None:
            return UUID(str(floor.motion["poll"]))
        _able_to_decide(floor)
        state = check(Verb.PUT, person, stand_of(floor.motion))
        terms = terms_of(chosen, await _room(person.school, floor), clock.now())
        poll = await _write_poll(person, floor, chosen, terms)
        if terms.custody is not Custody.SECRET:
            await open_poll(person.school, poll, person.id)
        await db.rows("UPDATE motion SET state = $2, poll = $3 WHERE id = $1", motion, state.value, poll)
        said = {"taking": chosen.taking.value, "voters": chosen.voters.value}
        await _write(person, floor, EventKind.PUT, None, text=void or "", numbers={"roll": terms.size, **said})
    return poll


async def _write_poll(person: Actor, floor: _Floor, chosen: Putting, terms: VoteTerms) -> UUID:
    roll = await _roll(person.school, floor, chosen.voters)
    return await create_poll(
        school=person.school,
        title=floor.motion["title"],
        text=floor.motion["text"],
        decision=terms.decision,
        body=floor.meeting.body,
        persons=roll.persons,
        households=roll.households,
        closes_at=terms.closes_at,
        lapses_at=terms.lapses_at,
        created_by=person.id,
        quorum=terms.quorum,
        present=terms.present,
        casting_vote=terms.casting_vote,
        custody=terms.custody,
        method=chosen.taking.method,
        most_proxies=chosen.most_proxies,
        remind_at=chosen.remind_at,
    )


async def _roll(school: UUID, floor: _Floor, voters: Voters) -> Roll:
    if voters.forum:
        return await roll_of(school, Electorate(), ROLL_UNITS[voters])
    voting = [member.person for member in await members(floor.meeting.body) if member.votes]
    return Roll(persons=[one for one in voting if voters is Voters.MEMBERS or one in floor.present])


async def room_for(person: Actor, meeting: UUID, motion: UUID) -> Room:
    """What the terms of a vote on this motion would rest on now, for the page that asks the clerk.

    Raises what putting it would raise: NoQuorum, WrongMotionState, NotYourMotion, NotOnAgenda, NotFound.
    """
    async with db.transaction():
        floor = await _floor(person, meeting, motion)
        _able_to_decide(floor)
        check(Verb.PUT, person, stand_of(floor.motion))
        return await _room(person.school, floor)


async def _room(school: UUID, floor: _Floor) -> Room:
    forum = await size_of(school, Electorate())
    return Room(
        rules=floor.meeting.rules.numbers,
        members=sum(member.votes for member in await members(floor.meeting.body)),
        present=len(floor.present),
        parents=forum.persons,
        households=forum.households,
        without_notice=floor.motion["rescinds"] is not None and not await _noticed(floor),
    )


async def _noticed(floor: _Floor) -> bool:
    """Whether the motion was on the agenda when notice of the meeting was sent."""
    return bool(
        await db.value(
            "SELECT i.added_at <= m.noticed_at FROM agenda_item i JOIN meeting m ON m.id = i.meeting WHERE i.id = $1",
            floor.item,
        )
    )


async def dispose_of_motion(person: Actor, meeting: UUID, motion: UUID, verb: Verb, reason: str) -> None:
    """Postpones, refers, sets aside or rules out a motion in place of a vote, with the reason. Twice is once."""
    kind = DISPOSAL_EVENTS[verb]
    async with db.transaction():
        floor = await _floor(person, meeting, motion)
        if floor.motion["state"] == kind.value:
            return
        _in_session(floor)
        state = check(verb, person, stand_of(floor.motion))
        await db.rows("UPDATE motion SET state = $2, mover = NULL, seconder = NULL WHERE id = $1", motion, state.value)
        await _write(person, floor, kind, None, text=reason)
