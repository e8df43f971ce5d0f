"""Reads about people: the school of a request, the person of a session, members and the roll."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from common import db
from people.rules import Actor, Capacity, Office, Role, SchoolFacts, Seat, roles_of

SESSION_SQL = """
SELECT p.id, p.school, p.name, p.language, s.seen_at < now() - interval '15 minutes' AS stale,
       ARRAY(SELECT g.role FROM role_grant g WHERE g.person = p.id) AS granted,
       EXISTS (SELECT 1 FROM pupil_adult a WHERE a.person = p.id) AS has_pupil,
       COALESCE((SELECT jsonb_agg(jsonb_build_array(m.body, b.name, m.capacity, m.office, NOT EXISTS (
                           SELECT 1 FROM membership c WHERE c.body = m.body AND c.office = 'clerk'
                            AND c.starts_on <= current_date AND (c.ends_on IS NULL OR c.ends_on >= current_date)))
                         ORDER BY b.name)
                   FROM membership m JOIN body b ON b.id = m.body
                  WHERE m.person = p.id AND m.starts_on <= current_date
                    AND (m.ends_on IS NULL OR m.ends_on >= current_date)), '[]'::jsonb) AS seats
  FROM person p LEFT JOIN signed_in_session s ON s.person = p.id AND s.token_hash = $1
"""


def token_hash(token: str) -> str:
    """What is stored of a secret that only a browser or a letter holds."""
    return hashlib.sha256(token.encode()).hexdigest()


def _actor(found: db.Row) -> Actor:
    seats = tuple(
        Seat(UUID(body), name, Capacity(capacity), Office(office) if office else None, without_clerk)
        for body, name, capacity, office, without_clerk in found["seats"]
    )
    granted = frozenset(Role(role) for role in found["granted"])
    return Actor(
        id=found["id"],
        school=found["school"],
        name=found["name"],
        language=found["language"],
        roles=roles_of(granted, seats, has_pupil=found["has_pupil"]),
        seats=seats,
    )


async def signed_in_person(token: str, school: UUID) -> tuple[Actor, bool] | None:
    """The person of a session of this school, and whether the session should be marked as seen; None when over."""
    found = await db.row(
        SESSION_SQL + " WHERE s.token_hash = $1 AND s.school = $2 AND s.expires_at > now() AND p.left_on IS NULL",
        token_hash(token),
        school,
    )
    return (_actor(found), bool(found["stale"])) if found else None


async def actor(person: UUID) -> Actor | None:
    """Somebody with all their roles, for jobs and tests."""
    found = await db.row(SESSION_SQL + " WHERE p.id = $2", "", person)
    return _actor(found) if found else None


async def school_for_host(host: str) -> SchoolFacts | None:
    """The school that `host` selects, or the only one there is."""
    found = await db.rows(
        "SELECT id, name, timezone, language, safeguarding_contact, host FROM school"
        " WHERE host = $1 OR (SELECT count(*) FROM school) = 1",
        host,
    )
    if not found:
        return None
    found[0].pop("host")
    return SchoolFacts(**found[0])


@dataclass(frozen=True)
class PersonLine:
    """A person in a list."""

    id: UUID
    name: str
    email: str | None
    language: str


async def persons_at(school: UUID, address: str) -> list[PersonLine]:
    """Everybody of the school who gave this address, by name."""
    found = await db.rows(
        "SELECT id, name, email, language FROM person"
        " WHERE school = $1 AND email = $2 AND left_on IS NULL ORDER BY name, id",
        school,
        address,
    )
    return [PersonLine(**line) for line in found]


async def persons_named(school: UUID, persons: Sequence[UUID]) -> dict[UUID, str]:
    """The names of `persons` by id, in the order of the alphabet."""
    found = await db.rows(
        "SELECT id, name FROM person WHERE school = $1 AND id = ANY($2::uuid[]) ORDER BY name, id",
        school,
        list(persons),
    )
    return {line["id"]: line["name"] for line in found}


@dataclass(frozen=True)
class MemberLine:
    """A current member of a body."""

    person: UUID
    name: str
    capacity: Capacity
    office: Office | None

    @property
    def votes(self) -> bool:
        """Whether the seat has a vote: a clerk's has none."""
        return self.office is not Office.CLERK


@dataclass(frozen=True)
class LetterReader:
    """To whom a letter speaks, in which language, of which school."""

    name: str
    language: str
    school: str
    timezone: str


async def letter_reader(school: UUID, person: UUID | None, name: str = "") -> LetterReader | None:
    """Whoever a letter goes to; None for somebody who has left. Somebody who is no person here is called `name`."""
    found = await db.row(
        "SELECT COALESCE(p.name, $3) AS name, COALESCE(p.language, s.language) AS language,"
        " s.name AS school, s.timezone"
        " FROM school s LEFT JOIN person p ON p.school = s.id AND p.id = $2 AND p.left_on IS NULL"
        " WHERE s.id = $1 AND ($2::uuid IS NULL OR p.id IS NOT NULL)",
        school,
        person,
        name,
    )
    return LetterReader(**found) if found else None


async def members(body: UUID) -> list[MemberLine]:
    """The current members of a body: officers first, then by name."""
    found = await db.rows(
        "SELECT m.person, p.name, m.capacity, m.office FROM membership m JOIN person p ON p.id = m.person"
        " WHERE m.body = $1 AND m.starts_on <= current_date AND (m.ends_on IS NULL OR m.ends_on >= current_date)"
        " ORDER BY array_position(ARRAY['chair','vice_chair','secretary','treasurer','clerk'], m.office)"
        " NULLS LAST, p.name",
        body,
    )
    return [
        MemberLine(
            line["person"],
            line["name"],
            Capacity(line["capacity"]),
            Office(line["office"]) if line["office"] else None,
        )
        for line in found
    ]


async def parents_on_roll(school: UUID) -> int:
    """How many adults have a child at the school."""
    return int(
        await db.value(
            "SELECT count(DISTINCT a.person) FROM pupil_adult a JOIN person p ON p.id = a.person"
            " WHERE a.school = $1 AND p.left_on IS NULL",
            school,
        )
    )


async def households_on_roll(school: UUID) -> int:
    """How many households have a child at the school."""
    return int(
        await db.value(
            "SELECT count(DISTINCT h.household) FROM household_person h JOIN pupil_adult a ON a.person = h.person"
            " WHERE h.school = $1",
            school,
        )
    )


@dataclass(frozen=True)
class Choosable:
    """The groups of people that a school has. `bodies`: names by id; `years`: 0 is Reception."""

    bodies: dict[UUID, str]
    years: tuple[int, ...]
    classes: tuple[str, ...]
    roles: tuple[Role, ...]


async def choosable(school: UUID) -> Choosable:
    """Out of which groups an electorate can be chosen: what somebody belongs to, in the order of a school."""
    found = await db.rows(
        "SELECT 1 AS kind, b.name, b.id, 0 AS year FROM body b WHERE b.school = $1"
        " UNION ALL SELECT DISTINCT 2, '', NULL::uuid, l.year_group FROM pupil_place l WHERE l.school = $1"
        " UNION ALL SELECT 3, l.class_name, NULL::uuid, min(l.year_group) FROM pupil_place l WHERE l.school = $1"
        " GROUP BY l.class_name"
        " UNION ALL SELECT DISTINCT 4, g.role, NULL::uuid, 0 FROM role_grant g WHERE g.school = $1"
        " ORDER BY 1, 4, 2",
        school,
    )
    return Choosable(
        bodies={line["id"]: line["name"] for line in found if line["kind"] == 1},
        years=tuple(line["year"] for line in found if line["kind"] == 2),
        classes=tuple(line["name"] for line in found if line["kind"] == 3),
        roles=tuple(Role(line["name"]) for line in found if line["kind"] == 4),
    )


@dataclass(frozen=True)
class CastMember:
    """Somebody of the demonstration with everything they are."""

    id: UUID
    name: str
    roles: tuple[Role, ...]
    seats: tuple[Seat, ...]
    classes: tuple[str, ...]


async def demo_cast(school: UUID) -> list[CastMember]:
    """Everybody with a role or a seat, and three parents who have neither."""
    found = await db.rows(
        "SELECT p.id FROM person p WHERE p.school = $1 AND ("
        "  EXISTS (SELECT 1 FROM role_grant g WHERE g.person = p.id)"
        "  OR EXISTS (SELECT 1 FROM membership m WHERE m.person = p.id))"
        " UNION ALL (SELECT p.id FROM person p WHERE p.school = $1"
        "  AND EXISTS (SELECT 1 FROM pupil_adult a WHERE a.person = p.id)"
        "  AND NOT EXISTS (SELECT 1 FROM role_grant g WHERE g.person = p.id)"
        "  AND NOT EXISTS (SELECT 1 FROM membership m WHERE m.person = p.id) ORDER BY p.name, p.id LIMIT 3)",
        school,
    )
    cast = []
    for line in found:
        person = await actor(line["id"])
        if person is not None:
            classes = await db.rows(
                "SELECT DISTINCT l.class_name FROM pupil_place l JOIN pupil_adult a ON a.pupil = l.id"
                " WHERE a.person = $1 ORDER BY 1",
                person.id,
            )
            names = tuple(line["class_name"] for line in classes)
            cast.append(CastMember(person.id, person.name, tuple(sorted(person.roles)), person.seats, names))
    return cast
