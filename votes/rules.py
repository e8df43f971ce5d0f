"""Words and decisions of votes: who may vote when, and whether a motion is carried. Pure, integers only."""

from __future__ import annotations

from enum import StrEnum


class PollKind(StrEnum):
    """What is decided."""

    MOTION = "motion"
    ELECTION = "election"


class PollState(StrEnum):
    """The life of a poll; each step is one repeatable transaction."""

    CREATED = "created"
    OPEN = "open"
    CLOSED = "closed"
    RECONCILED = "reconciled"
    OPENED = "opened"
    COUNTED = "counted"
    AWAITING_LOT = "awaiting_lot"
    DECLARED = "declared"
    VOID = "void"


class Custody(StrEnum):
    """Who holds the key: the server's key file, or three people of whom any two can open."""

    CONFIDENTIAL = "confidential"
    SECRET = "secret"


class RollUnit(StrEnum):
    """Who has one vote."""

    PERSON = "person"
    HOUSEHOLD = "household"


class MajorityRule(StrEnum):
    """How much of the base must be in favour."""

    SIMPLE = "simple"
    ABSOLUTE = "absolute"
    TWO_THIRDS = "two_thirds"
    THREE_QUARTERS = "three_quarters"
    CUSTOM = "custom"


class VoteBase(StrEnum):
    """Of what the majority is taken."""

    VALID = "valid"
    CAST = "cast"
    ENTITLED = "entitled"
    PRESENT = "present"
