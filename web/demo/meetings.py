"""The demonstration's meetings: one the council has held and one it will hold, and one of the PTA with a vote open."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from common import clock, db, jobs
from governance.meetings.floor import move_motion, put_motion, second_motion
from governance.meetings.items import add_item, put_on_agenda
from governance.meetings.notice import send_notice
from governance.meetings.putting import Putting
from governance.meetings.services import close_meeting, note_item, open_meeting, plan_meeting, take_attendance
from governance.motions.services import raise_motion, submit_motion, withdraw_motion
from governance.rules import AttendanceStatus, ItemPurpose, MeetingKind
from people.queries import members
from people.rules import Actor, BodyKind
from votes.casting import cast_ballot
from votes.rules import Choice
from votes.services import close_poll
from web.demo.cast import CHAIR, CLERK, PTA_CHAIR, TREASURER, VICE_CHAIR
from web.demo.stage import (
    ZONE,
    Stage,
    forget_letters,
    put_back_letters,
    put_back_meeting,
    put_back_motion,
    put_back_poll,
)

COUNCIL, PTA = BodyKind.PARENT_COUNCIL, BodyKind.PTA
PLACE = "Kestrel classroom, first floor (step-free by the lift)"
INFORMATION, DISCUSSION, DECISION = ItemPurpose.INFORMATION, ItemPurpose.DISCUSSION, ItemPurpose.DECISION

WEEKLY_MESSAGE = (
    "One message home each week",
    "That the school sends families one message a week, on Thursday by 5 pm, with every date and every item that a"
    " child has to bring in the two weeks to come; and that what is asked for at shorter notice is never required.",
)
LATER_START = (
    "Start the school day fifteen minutes later",
    "That the school day starts at 9.05 am instead of 8.50 am from the summer term, with breakfast club open as now.",
)
PHONE_BOX = (
    "A phone-free playground",
    "That adults are asked to keep phones in their pockets inside the gates at the start and end of the day.",
)
HOMEWORK = (
    "One homework plan for each class",
    "That every class has one homework plan for each half term, on one side of paper and on the app: what is set, on"
    " which day, how long it should take, and how it is looked at afterwards; and that no homework is set on a Friday"
    " for the Monday.",
)
DATES = (
    "All the term's dates on one page",
    "That the dates of assemblies, trips, parents' evenings and dressing-up days are published on one page before each"
    " term begins, and that a date is moved only with two weeks' notice.",
)
INTERPRETERS = (
    "Interpreters at parents' evenings",
    "That families can book an interpreter together with their appointment, so that no child has to interpret.",
)
SHADE = (
    "Shade for the infant playground",
    "That the PTA spends up to £1,200 of the summer fair's takings on two shade sails for the infant playground, to be"
    " put up before the summer term.",
)


@dataclass(frozen=True)
class Item:
    """An item of an agenda, with what the clerk noted under it."""

    title: str
    purpose: ItemPurpose
    minutes: int
    note: str = ""


async def _plan(
    stage: Stage, kind: BodyKind, title: str, starts_at: datetime, items: Sequence[Item | UUID], place: str = PLACE
) -> UUID:
    """A meeting with its agenda; a UUID among the items is a motion."""
    clerk = await stage.person(CLERK)
    meeting = await plan_meeting(
        clerk, stage.body(kind), kind=MeetingKind.ORDINARY, title=title, place=place, starts_at=starts_at
    )
    for item in items:
        if isinstance(item, UUID):
            await put_on_agenda(clerk, meeting, item)
        else:
            await add_item(
                clerk,
                meeting,
                title=item.title,
                purpose=item.purpose,
                duration=item.minutes,
                confidential=False,
            )
    return meeting


async def _raise(
    stage: Stage, name: str, kind: BodyKind, words: tuple[str, str], finding: UUID | None, raised: datetime
) -> UUID:
    person = await stage.person(name)
    motion = await raise_motion(person, stage.body(kind), *words, finding)
    await put_back_motion(motion, raised)
    return motion


async def _submitted(
    stage: Stage, name: str, kind: BodyKind, words: tuple[str, str], finding: UUID | None, raised: datetime
) -> UUID:
    motion = await _raise(stage, name, kind, words, finding, raised)
    await submit_motion(await stage.person(name), motion)
    return motion


async def _attend(stage: Stage, clerk: Actor, meeting: UUID, kind: BodyKind, missing: Mapping[str, bool]) -> None:
    """Everybody is there but the `missing`, of whom those marked True sent apologies."""
    away = {
        stage.roll.named(name): AttendanceStatus.APOLOGIES if sorry else AttendanceStatus.ABSENT
        for name, sorry in missing.items()
    }
    lines = await members(stage.body(kind))
    await take_attendance(
        clerk, meeting, {line.person: away.get(line.person, AttendanceStatus.PRESENT) for line in lines}
    )


async def _note(clerk: Actor, meeting: UUID, items: Sequence[Item | UUID]) -> None:
    written = await db.rows("SELECT id, title FROM agenda_item WHERE meeting = $1", meeting)
    notes = {item.title: item.note for item in items if isinstance(item, Item) and item.note}
    for line in written:
        if line["title"] in notes:
            await note_item(clerk, meeting, line["id"], notes[line["title"]])


async def _put(
    stage: Stage, meeting: UUID, motion: UUID, mover: str, seconder: str, closes_at: datetime | None = None
) -> UUID:
    await move_motion(await stage.person(mover), meeting, motion, stage.roll.named(mover))
    await second_motion(await stage.person(seconder), meeting, motion, stage.roll.named(seconder))
    return await put_motion(await stage.person(CLERK), meeting, motion, Putting(closes_at=closes_at))


async def _vote(stage: Stage, poll: UUID, kind: BodyKind, choices: Sequence[Choice], keep: Sequence[str] = ()) -> None:
    """One ballot of each of `choices` by the body's voting members in turn, leaving out those who `keep` theirs."""
    waiting = {stage.roll.named(name) for name in keep}
    voters = [line.person for line in await members(stage.body(kind)) if line.votes and line.person not in waiting]
    for voter, choice in zip(voters, choices, strict=False):
        await cast_ballot(stage.school, poll, voter, choice)


async def hold_council_meeting(stage: Stage, communication: UUID) -> None:
    """About six weeks ago: one motion carried, one lost, one withdrawn."""
    day = stage.tuesday(-41)
    raised = [stage.day(day - back, 20, 15) for back in (19, 16, 13)]
    lost = await _submitted(stage, "Daniel Whitlock", COUNCIL, LATER_START, None, raised[0])
    carried = await _submitted(stage, VICE_CHAIR, COUNCIL, WEEKLY_MESSAGE, communication, raised[1])
    withdrawn = await _submitted(stage, "Layla Haddad", COUNCIL, PHONE_BOX, None, raised[2])
    items: list[Item | UUID] = [
        Item("Welcome and apologies", INFORMATION, 5),
        Item("Minutes of the last meeting", DECISION, 5, "Agreed as a true record, with one spelling corrected."),
        Item(
            "What families told us in the last survey",
            DISCUSSION,
            20,
            "The head teacher went through the published findings. Members asked that the two that stood out, messages"
            " home and homework, come back as motions. The ambassadors offered to ask families at the gate again in"
            " the spring.",
        ),
        lost,
        carried,
        withdrawn,
        Item("Any other business", INFORMATION, 5, "The harvest collection raised 31 boxes of food. Thanks to all."),
    ]
    title = f"Parent council, {stage.day(day):%B} meeting"
    meeting = await _plan(stage, COUNCIL, title, clock.now() + timedelta(days=9), items)
    polls = await _hold(stage, meeting, carried, lost, withdrawn, items)
    await jobs.run_pending()
    await _put_council_back(stage, day, meeting, polls)


async def _hold(
    stage: Stage, meeting: UUID, carried: UUID, lost: UUID, withdrawn: UUID, items: Sequence[Item | UUID]
) -> tuple[UUID, UUID]:
    clerk = await stage.person(CLERK)
    await send_notice(clerk, meeting, ZONE)
    await _attend(stage, clerk, meeting, COUNCIL, {"Inês Carvalho": True, "Desmond Joseph": True})
    await open_meeting(clerk, meeting)
    await _note(clerk, meeting, items[:3])
    first = await _put(stage, meeting, lost, "Daniel Whitlock", "Priya Nair")
    second = await _put(stage, meeting, carried, VICE_CHAIR, "Farhana Begum")
    await withdraw_motion(await stage.person("Layla Haddad"), withdrawn)
    await _note(clerk, meeting, items[3:])
    await close_meeting(clerk, meeting)
    yes, no, abstain = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN
    await _vote(stage, first, COUNCIL, [no, no, yes, no, no, yes, no, yes, no, abstain, no])
    await _vote(stage, second, COUNCIL, [yes] * 4 + [no] + [yes] * 4 + [abstain] + [yes])
    for poll in (first, second):
        await close_poll(stage.school, poll, clerk.id)
    await forget_letters()
    return first, second


async def _put_council_back(stage: Stage, day: int, meeting: UUID, polls: tuple[UUID, UUID]) -> None:
    opened = stage.day(day, 18, 32)
    await db.rows("UPDATE meeting SET starts_at = $2 WHERE id = $1", meeting, stage.day(day, 18, 30))
    await put_back_meeting(meeting, stage.day(day - 9, 9, 5), opened)
    for poll in polls:
        put = await _put_at(poll)
        await put_back_poll(poll, put, put + timedelta(hours=72))


async def _put_at(poll: UUID) -> datetime:
    """When the minutes say that the poll's motion was put."""
    put: datetime = await db.value(
        "SELECT e.at FROM meeting_event e JOIN motion m ON m.id = e.motion WHERE m.poll = $1 AND e.kind = 'put'", poll
    )
    return put


async def hold_pta_meeting(stage: Stage) -> None:
    """A few days ago: a motion put, on which some have yet to vote."""
    day = stage.weekday(-2)
    motion = await _submitted(stage, TREASURER, PTA, SHADE, None, stage.day(day - 9, 21, 40))
    items: list[Item | UUID] = [
        Item("Welcome and apologies", INFORMATION, 5),
        Item(
            "Treasurer's report",
            INFORMATION,
            10,
            "The summer fair took £3,418. After costs £2,960 is in the account.",
        ),
        motion,
        Item(
            "Winter fair: stalls and helpers", DISCUSSION, 20, "Twelve stalls so far. Helpers are asked for by class."
        ),
    ]
    title = f"PTA committee, {stage.day(day):%B} meeting"
    meeting = await _plan(stage, PTA, title, clock.now() + timedelta(days=9), items, "Staff room")
    clerk = await stage.person(CLERK)
    await send_notice(clerk, meeting, ZONE)
    await _attend(stage, clerk, meeting, PTA, {"Oliver Fenn": True})
    await open_meeting(clerk, meeting)
    await _note(clerk, meeting, items[:2])
    poll = await _put(stage, meeting, motion, TREASURER, "Rosa Figueiredo", stage.day(6, 20))
    await _note(clerk, meeting, items[2:])
    await close_meeting(clerk, meeting)
    yes, no = Choice.FOR, Choice.AGAINST
    await _vote(stage, poll, PTA, [yes, no, yes, yes], keep=[CHAIR, PTA_CHAIR, "Grace Campbell", "Hodan Jama"])
    opened = stage.day(day, 18, 1)
    await db.rows("UPDATE meeting SET starts_at = $2 WHERE id = $1", meeting, stage.day(day, 18))
    await put_back_meeting(meeting, stage.day(day - 9, 8, 50), opened)
    put = await _put_at(poll)
    await put_back_poll(poll, put, None)
    await jobs.run_pending()
    await put_back_letters(put)


async def plan_next_meeting(stage: Stage, homework: UUID, communication: UUID) -> None:
    """In about two weeks, with notice given; one more motion waits for the clerk, and one is still being written."""
    day = stage.tuesday(16)
    motion = await _submitted(stage, "Farhana Begum", COUNCIL, HOMEWORK, homework, stage.day(-8, 21, 5))
    await _submitted(stage, "Grace Campbell", COUNCIL, DATES, communication, stage.day(-2, 13, 20))
    await _raise(stage, "Yusuf Warsame", COUNCIL, INTERPRETERS, None, stage.day(-4, 22, 10))
    items: list[Item | UUID] = [
        Item("Welcome and apologies", INFORMATION, 5),
        Item("Minutes of the last meeting", DECISION, 5),
        Item("Matters arising: the weekly message, four weeks on", INFORMATION, 10),
        motion,
        Item("The survey that is open now: who has not answered yet?", DISCUSSION, 15),
        Item("Any other business", INFORMATION, 5),
    ]
    title = f"Parent council, {stage.day(day):%B} meeting"
    meeting = await _plan(stage, COUNCIL, title, stage.day(day, 18, 30), items)
    await send_notice(await stage.person(CLERK), meeting, ZONE)
