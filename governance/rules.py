"""Words and decisions of meetings and motions. Pure."""

from __future__ import annotations

from enum import StrEnum


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
