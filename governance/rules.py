"""Words and numbers of a body's own constitution: rule sets, notice, quorum, and who may look in. Pure."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID
from zoneinfo import ZoneInfo

from people.rules import Actor, BodyKind, Capacity, Role
from votes.count.result import Rule
from votes.rules import DecisionRule, MajorityRule, VoteBase


class MeetingKind(StrEnum):
    """The kinds of meeting."""

    ORDINARY = "ordinary"
    AGM = "agm"
    EGM = "egm"


class MeetingState(StrEnum):
    """The life of a meeting."""

    PLANNED = "planned"
    NOTICED = "noticed"
    OPEN = "open"
    ADJOURNED = "adjourned"
    INQUORATE = "inquorate"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class MotionState(StrEnum):
    """The life of a motion up to the vote; carried or lost is what its poll declared."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    MOVED = "moved"
    SECONDED = "seconded"
    DEBATING = "debating"
    PUT = "put"
    WITHDRAWN = "withdrawn"
    POSTPONED = "postponed"
    REFERRED = "referred"
    SET_ASIDE = "set_aside"
    RULED_OUT = "ruled_out"
    RESCINDED = "rescinded"


class ItemPurpose(StrEnum):
    """Why an item is on the agenda."""

    INFORMATION = "information"
    DISCUSSION = "discussion"
    DECISION = "decision"


class AttendanceStatus(StrEnum):
    """Whether a member was there."""

    PRESENT = "present"
    APOLOGIES = "apologies"
    ABSENT = "absent"


class EventKind(StrEnum):
    """What can happen to a meeting, in the words of the minutes."""

    NOTICE_SENT = "notice_sent"
    OPENED = "opened"
    QUORUM_LOST = "quorum_lost"
    QUORUM_REGAINED = "quorum_regained"
    MOVED = "moved"
    SECONDED = "seconded"
    PUT = "put"
    WITHDRAWN = "withdrawn"
    POSTPONED = "postponed"
    REFERRED = "referred"
    SET_ASIDE = "set_aside"
    RULED_OUT = "ruled_out"
    NOTE = "note"
    MINUTES_APPROVED = "minutes_approved"
    ADJOURNED = "adjourned"
    RESUMED = "resumed"
    CANCELLED = "cancelled"
    CLOSED = "closed"


@dataclass(frozen=True)
class RuleNumbers:
    """The numbers of a rule set. `quorum_share` is (numerator, denominator) of the voting members, rounded up.

    `resolution_days`: how long a written resolution may be signed. `counting`: how an election is counted.
    """

    notice_clear_days: int = 7
    general_notice_clear_days: int = 21
    quorum_count: int | None = None
    quorum_share: tuple[int, int] | None = (1, 2)
    parents_outnumber: bool = True
    majority: str = "simple"
    majority_numerator: int = 1
    majority_denominator: int = 2
    base: str = "valid"
    casting_vote: bool = True
    poll_hours: int = 72
    secret_by_default: bool = True
    most_proxies: int = 0
    in_person_overrides: bool = False
    resolution_days: int = 28
    counting: Rule = Rule.SCOTTISH_STV

    def notice_for(self, kind: MeetingKind) -> int:
        """Clear days of notice that a meeting of this kind needs."""
        return self.notice_clear_days if kind is MeetingKind.ORDINARY else self.general_notice_clear_days

    @property
    def decision(self) -> DecisionRule:
        """What carries a motion."""
        return DecisionRule(
            MajorityRule(self.majority), self.majority_numerator, self.majority_denominator, VoteBase(self.base)
        )


DEFAULT_RULES: Mapping[BodyKind, RuleNumbers] = MappingProxyType(
    {
        # One PTA's published quorum is 6; 21 days for an AGM or EGM is PTA+ magazine's good practice.
        BodyKind.PTA: RuleNumbers(quorum_count=6, quorum_share=None, parents_outnumber=False),
        # Scotland leaves the number to the constitution; parents outnumber the co-opted (2006 Act s7).
        BodyKind.PARENT_COUNCIL: RuleNumbers(),
        # Parent Council Regs 2007/1330 reg 3: parents outnumber the others by at least one.
        BodyKind.ADVISORY_BOARD: RuleNumbers(),
        # SI 2013/1624: half of the members, rounded up; the chair has a second or casting vote.
        BodyKind.GOVERNING_BOARD: RuleNumbers(parents_outnumber=False),
    }
)
"""What a new body starts with, until it adopts rules of its own: docs/rulebook.md says where each comes from."""


def clear_days(sent: datetime, meeting: datetime, zone: str) -> int:
    """Whole days between the day of sending and the day of the meeting, neither counted; below 0 when it is too late.

    Days are the school's own: a notice sent at 23:30 counts from that evening, whatever the day is in UTC.
    """
    return (_day(meeting, zone) - _day(sent, zone)).days - 1


def _day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def is_early(now: datetime, meeting: datetime, zone: str) -> bool:
    """Whether the day of the meeting is still to come, by the school's clock."""
    return _day(now, zone) < _day(meeting, zone)


@dataclass(frozen=True)
class NoticeCheck:
    """Whether notice sent now is long enough."""

    given: int
    needed: int

    @property
    def short_by(self) -> int:
        """Clear days that are missing; 0 when the notice is long enough."""
        return max(0, self.needed - self.given)


@dataclass(frozen=True)
class Quorum:
    """Whether those present can decide. Counts are of voting members."""

    needed: int
    present: int
    parents: int
    others: int
    parents_outnumber: bool

    @property
    def enough(self) -> bool:
        """Whether there are enough of them, whoever they are."""
        return self.present >= self.needed

    @property
    def parents_lead(self) -> bool:
        """Whether parents outnumber the others, where the rules ask for that."""
        return not self.parents_outnumber or self.parents > self.others

    @property
    def met(self) -> bool:
        """Whether motions can be put."""
        return self.enough and self.parents_lead


def quorum_needed(rules: RuleNumbers, voting_members: int) -> int:
    """How many voting members make a quorum: the count and the share, whichever is more; never fewer than 1."""
    share = 0
    if rules.quorum_share is not None:
        numerator, denominator = rules.quorum_share
        share = -(-voting_members * numerator // denominator)
    return max(1, rules.quorum_count or 0, share)


def quorum(rules: RuleNumbers, voting_members: int, present: Collection[Capacity]) -> Quorum:
    """The quorum of a meeting where voting members of these capacities are `present`."""
    parents = sum(capacity is Capacity.PARENT for capacity in present)
    return Quorum(
        needed=quorum_needed(rules, voting_members),
        present=len(present),
        parents=parents,
        others=len(present) - parents,
        parents_outnumber=rules.parents_outnumber,
    )


def sees_body(person: Actor, body: UUID) -> bool:
    """Whether somebody may read a body's meetings and submitted motions: its members, and the school's leadership."""
    return person.sits_in(body) or Role.LEADERSHIP in person.roles


def runs_body(person: Actor, body: UUID) -> bool:
    """Whether somebody runs this body: its clerk, or its secretary where it has no clerk. Not those of another body."""
    return person.runs(body)


def may_raise_in(person: Actor, body: UUID) -> bool:
    """Whether somebody may bring a motion to a body: its voting members, and the school's leadership to any."""
    return person.votes_in(body) or Role.LEADERSHIP in person.roles
