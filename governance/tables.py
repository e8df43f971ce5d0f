"""Rule sets, meetings and their agendas, motions, and what happened, from which the minutes are built."""

from __future__ import annotations

from piccolo.columns import JSONB, UUID, Boolean, Date, ForeignKey, Integer, Text, Timestamptz
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from people.tables import Body, Person, School
from surveys.tables import Finding
from votes.tables import Poll


class Motion(Table, tablename="motion"):
    """A proposal. Its outcome is never stored here: it is what its poll declared."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    body = ForeignKey(Body, null=False, default=None, on_delete=OnDelete.cascade)
    number = Integer(null=True, default=None, help_text="Given at submission, from 1 in each body")
    state = Text(null=False, default="draft")
    version = Integer(null=False, default=1)
    title = Text(null=False, default=None)
    text = Text(null=False, default=None)
    raised_by = ForeignKey(Person, null=False, default=None, on_delete=OnDelete.restrict)
    mover = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    seconder = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    poll = ForeignKey(Poll, null=True, default=None, on_delete=OnDelete.restrict)
    rescinds: ForeignKey[Motion] = ForeignKey(
        "self", null=True, default=None, on_delete=OnDelete.restrict, help_text="The carried motion that this undoes"
    )
    raised_at = Timestamptz(null=False, default=TimestamptzNow())


class RuleSet(Table, tablename="rule_set"):
    """A body's own constitution as numbers, versioned: what was decided was decided under one version."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    body = ForeignKey(Body, null=False, default=None, on_delete=OnDelete.cascade)
    version = Integer(null=False, default=1)
    adopted_on = Date(null=False, default=None)
    notice_clear_days = Integer(null=False, default=7)
    general_notice_clear_days = Integer(null=False, default=21, help_text="For an AGM or EGM")
    quorum_count = Integer(null=True, default=None, help_text="At least so many voting members")
    quorum_numerator = Integer(null=True, default=None, help_text="or at least this fraction of them, rounded up")
    quorum_denominator = Integer(null=True, default=None)
    parents_outnumber = Boolean(null=False, default=True)
    majority = Text(null=False, default="simple")
    majority_numerator = Integer(null=False, default=1)
    majority_denominator = Integer(null=False, default=2)
    base = Text(null=False, default="valid")
    casting_vote = Boolean(null=False, default=True)
    secret_by_default = Boolean(null=False, default=True)
    poll_hours = Integer(null=False, default=72, help_text="How long a poll stays open")
    most_proxies = Integer(null=False, default=0, help_text="For how many others one member may vote")
    in_person_overrides = Boolean(null=False, default=False, help_text="Whether a paper ballot replaces an envelope")
    resolution_days = Integer(null=False, default=28, help_text="How long a written resolution may be signed")
    counting = Text(null=False, default="scottish-stv", help_text="How an election is counted unless it says otherwise")
    reason = Text(null=False, default="", help_text="Why these rules were adopted")
    motion = ForeignKey(Motion, null=True, default=None, on_delete=OnDelete.restrict, help_text="That adopted them")
    adopted_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null, help_text="Who recorded it")


class Meeting(Table, tablename="meeting"):
    """A meeting of a body: planned, noticed, open, adjourned or inquorate, closed; or cancelled before."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    body = ForeignKey(Body, null=False, default=None, on_delete=OnDelete.cascade)
    rule_set = ForeignKey(RuleSet, null=False, default=None, on_delete=OnDelete.restrict)
    kind = Text(null=False, default="ordinary")
    state = Text(null=False, default="planned")
    title = Text(null=False, default=None)
    place = Text(null=False, default="")
    starts_at = Timestamptz(null=False, default=None)
    noticed_at = Timestamptz(null=True, default=None)
    opened_at = Timestamptz(null=True, default=None)
    closed_at = Timestamptz(null=True, default=None)
    resumes_at = Timestamptz(null=True, default=None, help_text="When an adjourned meeting is to go on")
    cancel_reason = Text(null=True, default=None)
    minutes_state = Text(null=False, default="draft")
    minutes_approved_at = Timestamptz(null=True, default=None)


class MotionVersion(Table, tablename="motion_version"):
    """The wording of a motion at one time. The latest is the motion's own."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    motion = ForeignKey(Motion, null=False, default=None, on_delete=OnDelete.cascade)
    number = Integer(null=False, default=None)
    title = Text(null=False, default=None)
    text = Text(null=False, default=None)
    written_by = ForeignKey(Person, null=False, default=None, on_delete=OnDelete.restrict)
    written_at = Timestamptz(null=False, default=TimestamptzNow())


class MotionEvidence(Table, tablename="motion_evidence"):
    """A finding that a motion rests on, with the headline and numbers it had when it was attached."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    motion = ForeignKey(Motion, null=False, default=None, on_delete=OnDelete.cascade)
    finding = ForeignKey(Finding, null=False, default=None, on_delete=OnDelete.restrict)
    headline = Text(null=False, default=None)
    numbers = JSONB(null=False, default="{}")


class AgendaItem(Table, tablename="agenda_item"):
    """One item of a meeting's agenda, perhaps a motion."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    meeting = ForeignKey(Meeting, null=False, default=None, on_delete=OnDelete.cascade)
    position = Integer(null=False, default=None)
    title = Text(null=False, default=None)
    purpose = Text(null=False, default="discussion")
    duration = Integer(null=False, default=10, help_text="Minutes planned")
    confidential = Boolean(null=False, default=False, help_text="Part II")
    motion = ForeignKey(Motion, null=True, default=None, on_delete=OnDelete.restrict)
    added_at = Timestamptz(null=False, default=TimestamptzNow())


class Attendance(Table, tablename="attendance"):
    """Whether a member was at a meeting, and from when to when."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    meeting = ForeignKey(Meeting, null=False, default=None, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, default=None, on_delete=OnDelete.restrict)
    status = Text(null=False, default="absent")
    arrived_at = Timestamptz(null=True, default=None)
    departed_at = Timestamptz(null=True, default=None)


class MeetingEvent(Table, tablename="meeting_event"):
    """Something that happened in a meeting, in order: the minutes are these, told in words."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    meeting = ForeignKey(Meeting, null=False, default=None, on_delete=OnDelete.cascade)
    item = ForeignKey(AgendaItem, null=True, default=None, on_delete=OnDelete.cascade)
    at = Timestamptz(null=False, default=TimestamptzNow())
    kind = Text(null=False, default=None)
    person = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.restrict)
    motion = ForeignKey(Motion, null=True, default=None, on_delete=OnDelete.restrict)
    text = Text(null=False, default="")
    numbers = JSONB(null=False, default="{}")
    recorded_by = ForeignKey(Person, null=True, default=None, on_delete=OnDelete.set_null)
