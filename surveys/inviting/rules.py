"""Whom a survey invites, into which groups their answers go, and when letters may be sent. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Any
from uuid import UUID

from babel import Locale

from common.clock import at_school
from common.errors import Refused
from surveys.batches.grouping import key_of, labels_of, merged_keys, parts_of

QUIET_FROM, QUIET_UNTIL = time(20), time(8)
"""By the school's clock no letter leaves in between."""
MOST_REMINDERS = 3
MOST_DAYS = 60


class NobodyInvited(Refused):
    """A survey by personal link without anybody who would get one."""

    message = "Nobody on the roll is invited, so nobody could answer. Choose who is invited first."


class RemindedEnough(Refused):
    """A fourth reminder."""

    message = "Three reminders have been sent. More would cost goodwill and bring few answers."


class ClosesFirst(Refused):
    """Whatever is done about letters of a survey that is not open."""

    message = "This survey is not open, so nobody can be reminded of it."


class Which(StrEnum):
    """Why a reminder was sent: planned from the opening, planned from the close, or asked for."""

    AFTER = "after"
    BEFORE = "before"
    BY_HAND = "by_hand"


@dataclass(frozen=True)
class Audience:
    """Parents with a child in one of these years or classes, who speak one of these languages. Empty: all."""

    years: tuple[int, ...] = ()
    classes: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()

    def holds(self, adult: RollLine) -> bool:
        """Whether somebody on the roll is meant, by this one of their children."""
        of_school = not (self.years or self.classes) or adult.year in self.years or adult.class_name in self.classes
        return of_school and (not self.languages or adult.language in self.languages)

    def stored(self) -> dict[str, list[Any]]:
        """As it is kept."""
        return {"years": [*self.years], "classes": [*self.classes], "languages": [*self.languages]}


def audience_of(stored: Mapping[str, Sequence[Any]]) -> Audience:
    """What was kept."""
    return Audience(*(tuple(stored.get(part) or ()) for part in ("years", "classes", "languages")))


@dataclass(frozen=True)
class InvitingPlan:
    """Whom a survey invites and when it reminds them."""

    audience: Audience = field(default_factory=Audience)
    per_household: bool = False
    remind_after: int | None = None
    remind_before: int | None = None


@dataclass(frozen=True)
class RollLine:
    """An adult on the roll with one of their children. Lines of one person stand from the youngest child on."""

    person: UUID
    household: UUID | None
    email: str | None
    language: str
    year: int
    class_name: str


@dataclass(frozen=True)
class Entitled:
    """Who gets one invitation: a person, or a household with its adults. `labels`: their groups by kind."""

    person: UUID | None
    household: UUID | None
    adults: tuple[UUID, ...]
    homes: frozenset[UUID]
    addresses: tuple[str, ...]
    labels: Mapping[str, str]


def entitled(roll: Iterable[RollLine], plan: InvitingPlan) -> list[Entitled]:
    """Everybody who is invited, once. A family with several children counts where its youngest of those meant is."""
    families: dict[tuple[UUID | None, UUID | None], list[RollLine]] = {}
    for line in roll:
        if plan.audience.holds(line):
            together = plan.per_household and line.household is not None
            who = (None, line.household) if together else (line.person, None)
            families.setdefault(who, []).append(line)
    return [_entitled(person, household, lines) for (person, household), lines in families.items()]


def _entitled(person: UUID | None, household: UUID | None, lines: Sequence[RollLine]) -> Entitled:
    youngest = min(lines, key=lambda line: (line.year, line.class_name))
    by_adult = {line.person: line.email for line in lines}
    return Entitled(
        person,
        household,
        tuple(by_adult),
        frozenset(line.household for line in lines if line.household is not None),
        tuple(address for address in by_adult.values() if address),
        {
            "year": f"Year {youngest.year}" if youngest.year > 0 else "Reception",
            "class": youngest.class_name,
            "language": str(Locale("en").languages.get(lines[0].language, lines[0].language)),
        },
    )


@dataclass(frozen=True)
class Asked:
    """Who is asked as a survey opens: the groups that answers are mixed within, how many parents, of how many homes."""

    groups: tuple[str, ...]
    parents: int
    households: int


def asked_of(invited: Sequence[Entitled], groups: Sequence[str]) -> Asked:
    """Of those who are invited, with the group of each."""
    adults = {adult for one in invited for adult in one.adults}
    homes = {home for one in invited for home in one.homes}
    return Asked(tuple(sorted(set(groups))) or ("",), len(adults), len(homes))


def groups_of(invited: Sequence[Entitled], kinds: Sequence[str]) -> list[str]:
    """The group of each who is invited, none of fewer than ten while there are ten at all; '' without `kinds`."""
    own = [key_of({kind: one.labels[kind] for kind in kinds}) for one in invited]
    wider = merged_keys(Counter(own)) if kinds else {"": ""}
    return [wider[key] for key in own]


def group_among(labels: Mapping[str, str], groups: Sequence[str]) -> str:
    """The frozen group of somebody who came later: the first that names all of theirs, else most of them."""

    def fits(group: str) -> int:
        return sum(labels.get(kind) in parts_of(name) for kind, name in labels_of(group).items())

    return max(groups, key=fits, default="")


@dataclass(frozen=True)
class Numbers:
    """How many would be invited: in all, by letter, and without an address that takes letters."""

    invited: int
    by_mail: int
    groups: Mapping[str, int]

    @property
    def without(self) -> int:
        """Those who need a paper form or a call."""
        return self.invited - self.by_mail


def is_quiet(now: datetime, zone: str) -> bool:
    """Whether it is night at the school: no letter is sent then."""
    wall = at_school(now, zone).time()
    return wall >= QUIET_FROM or wall < QUIET_UNTIL


def reminders_due(
    plan: InvitingPlan, opened_at: datetime, closes_at: datetime | None, now: datetime
) -> tuple[Which, ...]:
    """The planned reminders whose time has come. One that would leave on the day of the opening is left out."""
    due = []
    if plan.remind_after is not None and now >= opened_at + timedelta(days=plan.remind_after):
        due.append(Which.AFTER)
    if plan.remind_before is not None and closes_at is not None:
        at = closes_at - timedelta(days=plan.remind_before)
        if now >= at > opened_at + timedelta(days=1):
            due.append(Which.BEFORE)
    return tuple(due)
