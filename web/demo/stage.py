"""Where the demonstration's history is played: the school, its people, today, and clocks put back afterwards."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from common import db
from people.queries import actor
from people.rules import Actor, BodyKind
from web.demo.people import Roll

ZONE = "Europe/London"
_LONDON = ZoneInfo(ZONE)
TUESDAY, SATURDAY = 1, 5


@dataclass(frozen=True)
class Stage:
    """What every scene needs."""

    school: UUID
    roll: Roll
    today: date

    async def person(self, name: str) -> Actor:
        """A member of the cast with all their roles."""
        found = await actor(self.roll.named(name))
        assert found is not None
        return found

    def body(self, kind: BodyKind) -> UUID:
        """One of the two bodies."""
        return self.roll.bodies[kind]

    def day(self, days: int, hour: int = 12, minute: int = 0) -> datetime:
        """A time on the school's clock, so many days from today (negative: ago)."""
        return datetime.combine(self.today + timedelta(days=days), time(hour, minute), _LONDON)

    def tuesday(self, days: int) -> int:
        """The last Tuesday up to so many days from today, as days from today."""
        return days - ((self.today + timedelta(days=days)).weekday() - TUESDAY) % 7

    def weekday(self, days: int) -> int:
        """The last weekday up to so many days from today, as days from today."""
        return days - max(0, (self.today + timedelta(days=days)).weekday() - SATURDAY + 1)

    def term(self, days: int) -> str:
        """What a survey is called after the term it was held in."""
        day = self.today + timedelta(days=days)
        return f"{('Spring', 'Summer', 'Autumn')[(day.month - 1) // 4]} parent survey {day.year}"


async def put_back_survey(survey: UUID, opened: datetime, closed: datetime | None) -> None:
    """The survey's own times, as if it had been opened and closed then."""
    await db.rows(
        "UPDATE survey SET created_at = $2::timestamptz - interval '6 days', opened_at = $2,"
        " closes_at = coalesce($3, closes_at), closed_at = $3 WHERE id = $1",
        survey,
        opened,
        closed,
    )


async def put_back_findings(survey: UUID, read: datetime, published: datetime) -> None:
    """When a survey's comments were read, and its findings published."""
    await db.rows(
        "UPDATE comment_analysis SET asked_at = $2, finished_at = $2::timestamptz + interval '9 seconds'"
        " WHERE question IN (SELECT id FROM survey_question WHERE survey = $1)",
        survey,
        read,
    )
    await db.rows(
        "UPDATE finding SET published_at = $2 WHERE survey = $1 AND published_at IS NOT NULL", survey, published
    )


async def put_back_concerns(survey: UUID, last: datetime) -> None:
    """When a survey's concerns came in, the last of them then and a day apart, and were seen to, if they were."""
    await db.rows(
        "UPDATE concern c SET raised_at = t.at, acknowledged_at = CASE WHEN acknowledged_at IS NULL THEN NULL"
        " ELSE t.at + interval '2 hours' END FROM (SELECT id, $2::timestamptz"
        " - (row_number() OVER (ORDER BY id) - 1) * interval '1 day' AS at FROM concern WHERE survey = $1) t"
        " WHERE t.id = c.id",
        survey,
        last,
    )
    await db.rows(
        "UPDATE concern_entry e SET written_at = c.acknowledged_at + interval '5 hours' FROM concern c"
        " WHERE c.id = e.concern AND c.survey = $1 AND c.acknowledged_at IS NOT NULL",
        survey,
    )


async def put_back_rules(school: UUID, adopted: date) -> None:
    """When the bodies adopted the rules that they have always had."""
    await db.rows("UPDATE rule_set SET adopted_on = $2 WHERE school = $1", school, adopted)


async def put_back_motion(motion: UUID, raised: datetime) -> None:
    """When a motion was raised and worded."""
    await db.rows("UPDATE motion SET raised_at = $2 WHERE id = $1", motion, raised)
    await db.rows(
        "UPDATE motion_version SET written_at = $2::timestamptz + (number - 1) * interval '2 days' WHERE motion = $1",
        motion,
        raised,
    )


async def put_back_meeting(meeting: UUID, noticed: datetime, opened: datetime) -> datetime:
    """A meeting that was held: noticed then, opened then, and so many minutes spent on each thing. When it closed."""
    await db.rows(
        "UPDATE meeting_event e SET at = t.at FROM (SELECT id, CASE WHEN kind = 'notice_sent' THEN $2::timestamptz"
        " ELSE $3::timestamptz + interval '1 minute' * sum(CASE kind WHEN 'notice_sent' THEN 0 WHEN 'opened' THEN 0"
        " WHEN 'seconded' THEN 1 ELSE 8 END) OVER (ORDER BY at, id) END AS at FROM meeting_event WHERE meeting = $1) t"
        " WHERE t.id = e.id",
        meeting,
        noticed,
        opened,
    )
    closed: datetime = await db.value("SELECT max(at) FROM meeting_event WHERE meeting = $1", meeting)
    await db.rows(
        "UPDATE meeting SET noticed_at = $2, opened_at = $3, closed_at = $4 WHERE id = $1",
        meeting,
        noticed,
        opened,
        closed,
    )
    await db.rows(
        "UPDATE attendance SET arrived_at = $2 WHERE meeting = $1 AND arrived_at IS NOT NULL", meeting, opened
    )
    return closed


async def put_back_poll(poll: UUID, opened: datetime, closed: datetime | None) -> None:
    """A poll that was opened then; closed, opened and counted within two minutes, if it was."""
    await db.rows(
        "UPDATE poll SET created_at = $2, opens_at = CASE WHEN opens_at IS NULL THEN NULL ELSE $2::timestamptz END,"
        " closes_at = coalesce($3, closes_at), closed_at = $3,"
        " opened_at = $3::timestamptz + interval '1 minute', declared_at = $3::timestamptz + interval '2 minutes',"
        " key_destroyed_at = CASE WHEN key_destroyed_at IS NOT NULL THEN $3::timestamptz + interval '2 minutes' END"
        " WHERE id = $1",
        poll,
        opened,
        closed,
    )


async def put_back_letters(written: datetime) -> None:
    """When all the letters there are were written and sent."""
    await db.rows(
        "UPDATE outbox_mail SET queued_at = $1, sent_at = CASE WHEN sent_at IS NULL THEN NULL ELSE $1::timestamptz END",
        written,
    )


async def forget_letters() -> None:
    """Letters of long ago: the demonstration's outbox shows what is written from now on."""
    await db.rows("DELETE FROM outbox_mail")
