"""Electorates: who may stand or vote, said as data, what pages call them, and the roll that comes of one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from common import db
from common.errors import Refused
from common.i18n import gettext as _
from common.i18n import ngettext
from people.queries import Choosable, choosable
from people.rules import GRANTED_ROLES, Role
from people.services import give_own_households
from people.words import role_name
from votes.creating import Roll
from votes.rules import RollUnit


class ElectorateKind(StrEnum):
    """Out of what people are taken."""

    PARENTS = "parents"
    MEMBERS = "members"
    YEAR = "year"
    CLASS = "class"
    ROLE = "role"


class UnknownElectorate(Refused):
    """Words that name no electorate."""

    message = "There is no such group of people at this school."


class NobodyInElectorate(Refused):
    """An electorate of nobody, so that nobody could stand or vote."""

    message = "There is nobody in this group: %(group)s."


@dataclass(frozen=True)
class Electorate:
    """`value`: the body's id, the year's number (0 is Reception), the class's name or the role; empty for all parents.

    A role is one that is granted school-wide: the tables know no list of staff beyond it.
    """

    kind: ElectorateKind = ElectorateKind.PARENTS
    value: str = ""

    @property
    def key(self) -> str:
        """As a form sends it: "parents", "year:3"."""
        return f"{self.kind.value}:{self.value}" if self.value else self.kind.value

    def as_json(self) -> dict[str, str]:
        """For a column of a vacancy."""
        return {"kind": self.kind.value, "value": self.value}


def electorate_of(key: str) -> Electorate:
    """The electorate with this key. Raises UnknownElectorate for words that cannot be one."""
    kind, _sep, value = key.partition(":")
    try:
        found = Electorate(ElectorateKind(kind), value)
        _argument(found)
    except ValueError:
        raise UnknownElectorate() from None
    return found


def electorate_from_json(stored: Mapping[str, Any]) -> Electorate:
    """The electorate that `as_json` gave."""
    return Electorate(ElectorateKind(stored["kind"]), stored["value"])


_IN: Mapping[ElectorateKind, str] = {
    ElectorateKind.PARENTS: "EXISTS (SELECT 1 FROM pupil_adult a WHERE a.person = p.id AND $2::text IS NULL)",
    ElectorateKind.MEMBERS: "EXISTS (SELECT 1 FROM membership m WHERE m.person = p.id AND m.body = $2::uuid"
    " AND m.office IS DISTINCT FROM 'clerk' AND m.starts_on <= current_date"
    " AND (m.ends_on IS NULL OR m.ends_on >= current_date))",
    ElectorateKind.YEAR: "EXISTS (SELECT 1 FROM pupil_adult a JOIN pupil_place l ON l.id = a.pupil"
    " WHERE a.person = p.id AND l.year_group = $2::int)",
    ElectorateKind.CLASS: "EXISTS (SELECT 1 FROM pupil_adult a JOIN pupil_place l ON l.id = a.pupil"
    " WHERE a.person = p.id AND l.class_name = $2::text)",
    ElectorateKind.ROLE: "EXISTS (SELECT 1 FROM role_grant g WHERE g.person = p.id AND g.role = $2::text)",
}


def _argument(electorate: Electorate) -> object:
    """What the database compares with. Raises ValueError where the value cannot be one of its kind."""
    value = electorate.value
    if electorate.kind is ElectorateKind.MEMBERS:
        return UUID(value)
    if electorate.kind is ElectorateKind.YEAR:
        if not -2 <= int(value) <= 14:
            raise ValueError(value)
        return int(value)
    if electorate.kind is ElectorateKind.ROLE and value not in GRANTED_ROLES:
        raise ValueError(value)
    if bool(value) == (electorate.kind is ElectorateKind.PARENTS):
        raise ValueError(value)
    return value or None


def _persons_sql(electorate: Electorate) -> str:
    """Who is in it, of school $1: one line a person, however many children; never somebody who has left."""
    return f"FROM person p WHERE p.school = $1 AND p.left_on IS NULL AND {_IN[electorate.kind]}"


async def persons_in(school: UUID, electorate: Electorate) -> list[UUID]:
    """The people of an electorate, with an e-mail address or without."""
    found = await db.rows(f"SELECT p.id {_persons_sql(electorate)}", school, _argument(electorate))
    return [line["id"] for line in found]


async def is_in(school: UUID, electorate: Electorate, person: UUID) -> bool:
    """Whether somebody belongs to an electorate."""
    return bool(
        await db.value(
            f"SELECT EXISTS (SELECT 1 {_persons_sql(electorate)} AND p.id = $3)", school, _argument(electorate), person
        )
    )


@dataclass(frozen=True)
class Size:
    """How many an electorate has; `households` in which they live, those counted for themselves who live in none."""

    persons: int
    households: int


async def size_of(school: UUID, electorate: Electorate) -> Size:
    """How large an electorate is now."""
    found = await db.row(
        f"WITH inside AS (SELECT p.id {_persons_sql(electorate)}) SELECT (SELECT count(*) FROM inside) AS persons,"  # noqa: S608
        " (SELECT count(DISTINCT h.household) FROM household_person h WHERE h.person IN (SELECT id FROM inside))"
        " + (SELECT count(*) FROM inside i WHERE NOT EXISTS (SELECT 1 FROM household_person h WHERE h.person = i.id))"
        " AS households",
        school,
        _argument(electorate),
    )
    assert found is not None
    return Size(**found)


async def roll_of(school: UUID, electorate: Electorate, unit: RollUnit) -> Roll:
    """The roll of a poll: each person once, or each household in which one of them lives; for when a poll is written.

    Somebody whom the school knows in no household is given one of their own first (so this writes): by household,
    too, nobody who may vote is left without a vote. Raises NobodyInElectorate.
    """
    persons = await persons_in(school, electorate)
    if not persons:
        raise NobodyInElectorate(group=electorate_in_words(electorate, await _names(school)))
    if unit is RollUnit.PERSON:
        return Roll(persons=persons)
    await give_own_households(school, persons)
    found = await db.rows(
        "SELECT DISTINCT household FROM household_person WHERE school = $1 AND person = ANY($2::uuid[])",
        school,
        persons,
    )
    return Roll(households=[line["household"] for line in found])


async def _names(school: UUID) -> Mapping[str, str]:
    return {str(body): name for body, name in (await choosable(school)).bodies.items()}


def electorates_among(there: Choosable) -> list[Electorate]:
    """Every electorate that a school can choose from, as its roll stands."""
    return [
        Electorate(),
        *(Electorate(ElectorateKind.MEMBERS, str(body)) for body in there.bodies),
        *(Electorate(ElectorateKind.YEAR, str(year)) for year in there.years),
        *(Electorate(ElectorateKind.CLASS, name) for name in there.classes),
        *(Electorate(ElectorateKind.ROLE, role.value) for role in there.roles),
    ]


def electorate_in_words(electorate: Electorate, bodies: Mapping[str, str]) -> str:
    """'All parents and carers', 'Parents of Year 3'. `bodies`: names by id."""
    value = electorate.value
    if electorate.kind is ElectorateKind.PARENTS:
        return _("All parents and carers of the school")
    if electorate.kind is ElectorateKind.MEMBERS:
        return _("Voting members of %(body)s", body=bodies.get(value, _("a body")))
    if electorate.kind is ElectorateKind.YEAR:
        return _("Parents and carers of %(year)s", year=_year(int(value)))
    if electorate.kind is ElectorateKind.CLASS:
        return _("Parents and carers of class %(name)s", name=value)
    return _("Everybody with the role: %(role)s", role=role_name(Role(value)))


def _year(number: int) -> str:
    if number > 0:
        return _("Year %(number)s", number=number)
    return _("Reception") if number == 0 else _("Nursery")


def size_in_words(size: Size) -> str:
    """'567 people in 381 households'."""
    persons = ngettext("%(num)s person", "%(num)s people", size.persons)
    households = ngettext("%(num)s household", "%(num)s households", size.households)
    return _("%(persons)s in %(households)s", persons=persons, households=households)
