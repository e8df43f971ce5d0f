"""Who people are to a school: roles, offices, capacities, and the person behind a request. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class Role(StrEnum):
    """What somebody is to the school. Parent, council member and officer follow from other facts; others are given."""

    PARENT = "parent"
    AMBASSADOR = "ambassador"
    COUNCIL_MEMBER = "council_member"
    COUNCIL_OFFICER = "council_officer"
    CLERK = "clerk"
    RETURNING_OFFICER = "returning_officer"
    LEADERSHIP = "leadership"
    ADMINISTRATOR = "administrator"
    SAFEGUARDING_LEAD = "safeguarding_lead"


GRANTED_ROLES = frozenset(
    {
        Role.AMBASSADOR,
        Role.RETURNING_OFFICER,
        Role.LEADERSHIP,
        Role.ADMINISTRATOR,
        Role.SAFEGUARDING_LEAD,
        Role.CLERK,
    }
)


class Capacity(StrEnum):
    """In what capacity somebody belongs to a body."""

    PARENT = "parent"
    STAFF = "staff"
    CO_OPTED = "co_opted"
    EX_OFFICIO = "ex_officio"


class Office(StrEnum):
    """An office of a body."""

    CHAIR = "chair"
    VICE_CHAIR = "vice_chair"
    SECRETARY = "secretary"
    TREASURER = "treasurer"
    CLERK = "clerk"


class BodyKind(StrEnum):
    """The kinds of body that a school has."""

    PTA = "pta"
    PARENT_COUNCIL = "parent_council"
    ADVISORY_BOARD = "advisory_board"
    GOVERNING_BOARD = "governing_board"


DRAFTING_OFFICES = frozenset({Office.CHAIR, Office.VICE_CHAIR, Office.SECRETARY, Office.CLERK})
"""Whoever holds one of these prepares what a body asks of families; the school's leadership lets it out."""


@dataclass(frozen=True)
class Seat:
    """A current membership of the signed-in person. `without_clerk`: nobody is the body's clerk at present."""

    body: UUID
    body_name: str
    capacity: Capacity
    office: Office | None
    without_clerk: bool = False

    @property
    def runs(self) -> bool:
        """Whether the seat's holder runs the body's meetings and votes: its clerk or, where it has none, its secretary.

        Parents' associations mostly have a secretary and no clerk. The secretary keeps their own vote.
        """
        return self.office is Office.CLERK or (self.office is Office.SECRETARY and self.without_clerk)


@dataclass(frozen=True)
class SchoolFacts:
    """The school that a request is for."""

    id: UUID
    name: str
    timezone: str
    language: str
    safeguarding_contact: str


@dataclass(frozen=True)
class RollGroups:
    """Parents by group today. Somebody with children in two years counts in both. Year 0 is Reception."""

    years: Mapping[int, int]
    classes: Mapping[str, int]
    languages: Mapping[str, int]


@dataclass(frozen=True)
class Actor:
    """The signed-in person, with everything that a permission can rest on."""

    id: UUID
    school: UUID
    name: str
    language: str
    roles: frozenset[Role]
    seats: tuple[Seat, ...]

    def sits_in(self, body: UUID) -> bool:
        """Whether the person is a current member of `body`, voting or not."""
        return any(seat.body == body for seat in self.seats)

    def votes_in(self, body: UUID) -> bool:
        """Whether the person is a voting member of `body`: a clerk is not one."""
        return any(seat.body == body and seat.office is not Office.CLERK for seat in self.seats)

    def holds(self, body: UUID, *offices: Office) -> bool:
        """Whether the person holds one of `offices` in `body`."""
        return any(seat.body == body and seat.office in offices for seat in self.seats)

    def runs(self, body: UUID) -> bool:
        """Whether the person runs the meetings and votes of `body`: running another is not enough."""
        return any(seat.body == body and seat.runs for seat in self.seats)


def roles_of(granted: frozenset[Role], seats: tuple[Seat, ...], *, has_pupil: bool) -> frozenset[Role]:
    """All roles: those granted, and those that follow from a child at the school and from seats in bodies."""
    derived: set[Role] = set(granted)
    if has_pupil:
        derived.add(Role.PARENT)
    if any(seat.office is not Office.CLERK for seat in seats):
        derived.add(Role.COUNCIL_MEMBER)
    if any(seat.runs for seat in seats):
        derived.add(Role.CLERK)
    if any(seat.office in DRAFTING_OFFICES for seat in seats):
        derived.add(Role.COUNCIL_OFFICER)
    return frozenset(derived)


_ADDRESS = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


def normal_address(text: str) -> str | None:
    """An e-mail address as it is compared and stored, or None when `text` is none."""
    address = text.strip().lower()
    return address if len(address) <= 254 and _ADDRESS.fullmatch(address) else None


def safe_path(text: str) -> str:
    """A path on this site to go on to, or '/': never another site's address."""
    inside = text.startswith("/") and not text.startswith(("//", "/\\")) and "\n" not in text and "\r" not in text
    return text if inside and len(text) <= 500 else "/"
