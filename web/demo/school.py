"""Making the demonstration school: when to make it, when to leave it alone, and the people's rows."""

from __future__ import annotations

import sys
from datetime import date, timedelta
from uuid import UUID, uuid4

from common import audit, clock, db, sealing
from common.errors import Refused
from common.settings import Settings
from people.rules import BodyKind
from web.demo.cast import ADMINISTRATOR, BODIES, SAFEGUARDING_LEAD, Character
from web.demo.history import tell_history
from web.demo.people import Roll, generate
from web.migrate import migrate_all

SCHOOL_NAME = "Tanner's Lock Primary School"
SAFEGUARDING_CONTACT = f"{SAFEGUARDING_LEAD}, designated safeguarding lead, on 020 7946 0123"


class NotADemonstration(Refused):
    """The database holds a school that is not the demonstration's."""

    message = "This database holds a real school. Point DATABASE_URL at another database for the demonstration."


def _say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)  # noqa: T201 - progress for the person at the terminal


async def make_demo(settings: Settings, *, fresh: bool) -> None:
    """Makes the demonstration in an empty database; does nothing where it is whole, starts over where it is not.

    `fresh` throws the old one away first. Raises NotADemonstration rather than touch anybody's real school.
    """
    async with db.connected(settings):
        if await _has_school() and not await _noted("demo_begun"):
            raise NotADemonstration()
        if await _has_school() and (fresh or not await _noted("demo_made")):
            _say("Throwing the old demonstration away …")
            await _start_over()
    async with db.connected(settings):  # anew: what a connection knew of the old tables went with them
        await migrate_all()
        if await _has_school():
            return
        await _make()


async def _make() -> None:
    _say("Making the demonstration school (about twenty seconds, once) …")
    roll = generate()
    school = uuid4()
    await _enrol(school, roll)
    _say(f"  {len(roll.pupils)} pupils, {len(roll.households)} households, {len(roll.adults)} adults")
    await tell_history(school, roll, say=lambda words: _say(f"  {words}"))
    await audit.record(
        school=school, actor=roll.named(ADMINISTRATOR), action="demo_made", kind="school", subject=school
    )


async def _has_school() -> bool:
    if await db.value("SELECT to_regclass('public.school') IS NULL"):
        return False
    return bool(await db.value("SELECT EXISTS (SELECT 1 FROM school)"))


async def _noted(action: str) -> bool:
    """Whether the log says so: it tells a demonstration from a real school, and a whole one from one cut short."""
    return bool(await db.value("SELECT EXISTS (SELECT 1 FROM audit_entry WHERE action = $1)", action))


async def _start_over() -> None:
    """An empty schema, and none of the keys that belonged to what was in it. The server's own signing key stays."""
    async with db.transaction():
        await db.rows("DROP SCHEMA public CASCADE")
        await db.rows("CREATE SCHEMA public")
    for name in sealing.key_names() - {"signing"}:
        sealing.destroy_key(name)


async def _enrol(school: UUID, roll: Roll) -> None:
    """The school and all its people, in one transaction."""
    async with db.transaction():
        await db.rows(
            "INSERT INTO school (id, name, timezone, language, safeguarding_contact)"
            " VALUES ($1, $2, 'Europe/London', 'en', $3)",
            school,
            SCHOOL_NAME,
            SAFEGUARDING_CONTACT,
        )
        await audit.record(school=school, actor=None, action="demo_begun", kind="school", subject=school)
        await db.insert_many(
            "INSERT INTO person (id, school, name, email, language) VALUES ($1, $2, $3, $4, $5)",
            [(adult.id, school, adult.name, adult.email, adult.language) for adult in roll.adults],
        )
        await db.insert_many(
            "INSERT INTO household (id, school) VALUES ($1, $2)", [(household, school) for household in roll.households]
        )
        await _bind(school, roll)
        await _seat(school, roll, clock.now().date())


async def _bind(school: UUID, roll: Roll) -> None:
    await db.insert_many(
        "INSERT INTO household_person (id, school, household, person) VALUES (gen_random_uuid(), $1, $2, $3)",
        [(school, household, adult) for household, adult in roll.living],
    )
    await db.insert_many(
        "INSERT INTO pupil_place (id, school, year_group, class_name) VALUES ($1, $2, $3, $4)",
        [(pupil.id, school, pupil.year, pupil.class_name) for pupil in roll.pupils],
    )
    await db.insert_many(
        "INSERT INTO pupil_adult (id, school, pupil, person) VALUES (gen_random_uuid(), $1, $2, $3)",
        [(school, pupil, adult) for pupil, adult in roll.parents],
    )


async def _seat(school: UUID, roll: Roll, today: date) -> None:
    """Bodies, seats and roles of the named cast."""
    cast = [(adult.id, adult.named) for adult in roll.adults if adult.named is not None]
    await db.insert_many(
        "INSERT INTO body (id, school, kind, name) VALUES ($1, $2, $3, $4)",
        [(roll.bodies[kind], school, kind.value, name) for kind, name in BODIES.items()],
    )
    await db.insert_many(
        "INSERT INTO role_grant (id, school, person, role) VALUES (gen_random_uuid(), $1, $2, $3)",
        [(school, person, role.value) for person, character in cast for role in character.roles],
    )
    await db.insert_many(
        "INSERT INTO membership (id, school, body, person, capacity, office, starts_on)"
        " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6)",
        [seat for person, character in cast for seat in _seats(school, roll.bodies, person, character, today)],
    )


def _seats(
    school: UUID, bodies: dict[BodyKind, UUID], person: UUID, character: Character, today: date
) -> list[tuple[object, ...]]:
    return [
        (
            school,
            bodies[place.body],
            person,
            place.capacity.value,
            place.office.value if place.office else None,
            today - timedelta(days=365 * place.years),
        )
        for place in character.places
    ]
