"""The cast of every test, as plain functions that write what they are asked for and answer with its id or itself."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID, uuid4

from httpx import AsyncClient

from people.identity import SESSION_COOKIE, forget_schools
from people.queries import actor
from people.rules import Actor, BodyKind, Capacity, Office, Role
from people.services import start_session
from people.tables import (
    Body,
    Household,
    HouseholdPerson,
    Membership,
    Person,
    PupilAdult,
    PupilPlace,
    RoleGrant,
    School,
)


async def a_school(name: str = "Larkfield Primary School") -> UUID:
    """A school with nobody in it, at the test client's host."""
    school = School(name=name, host=None, safeguarding_contact="Ring 020 7946 0000")
    await school.save()
    forget_schools()
    return school.id


async def a_person(school: UUID, name: str = "Sam Taylor", *roles: Role, email: str | None = None) -> Actor:
    """Somebody with school-wide roles and no child at the school: an outsider, if there are no roles."""
    address = email or f"{name.lower().replace(' ', '.')}.{uuid4().hex[:6]}@example.org"
    person = Person(school=school, name=name, email=address)
    await person.save()
    for role in roles:
        await RoleGrant(school=school, person=person.id, role=role.value).save()
    found = await actor(person.id)
    assert found is not None
    return found


async def a_parent(
    school: UUID,
    name: str = "Pat Okafor",
    *,
    year: int = 3,
    household: UUID | None = None,
    email: str | None = None,
) -> Actor:
    """A parent of one pupil; of a household of their own, or of the one given."""
    person = await a_person(school, name, email=email)
    pupil = PupilPlace(school=school, year_group=year, class_name=f"{year}A")
    await pupil.save()
    await PupilAdult(school=school, pupil=pupil.id, person=person.id).save()
    if household is None:
        household = await a_household(school)
    await HouseholdPerson(school=school, household=household, person=person.id).save()
    found = await actor(person.id)
    assert found is not None
    return found


async def a_household(school: UUID) -> UUID:
    """A household with nobody in it yet."""
    household = Household(school=school)
    await household.save()
    return household.id


async def a_body(school: UUID, kind: BodyKind = BodyKind.PARENT_COUNCIL, name: str = "Parent council") -> UUID:
    """A body without members."""
    body = Body(school=school, kind=kind.value, name=name)
    await body.save()
    return body.id


async def a_member(
    school: UUID, body: UUID, name: str, office: Office | None = None, capacity: Capacity = Capacity.PARENT
) -> Actor:
    """A parent who is a current member of `body`."""
    person = await a_parent(school, name)
    await Membership(
        school=school,
        body=body,
        person=person.id,
        capacity=capacity.value,
        office=office.value if office else None,
        starts_on=date(2024, 9, 1),
    ).save()
    found = await actor(person.id)
    assert found is not None
    return found


async def a_head_teacher(school: UUID) -> Actor:
    """The head: leadership."""
    return await a_person(school, "Helen Marsh", Role.LEADERSHIP)


@dataclass(frozen=True)
class Council:
    """A parent council as most tests need it."""

    school: UUID
    body: UUID
    head: Actor
    clerk: Actor
    chair: Actor
    members: tuple[Actor, ...]


async def a_council(size: int = 5) -> Council:
    """A school with a head, and a parent council of a clerk, a chair and `size` more members."""
    school = await a_school()
    body = await a_body(school)
    return Council(
        school=school,
        body=body,
        head=await a_head_teacher(school),
        clerk=await a_member(school, body, "Clare Byrne", Office.CLERK, Capacity.CO_OPTED),
        chair=await a_member(school, body, "Chidi Obi", Office.CHAIR),
        members=tuple([await a_member(school, body, f"Member {number}") for number in range(1, size + 1)]),
    )


async def sign_in(client: AsyncClient, person: Actor) -> None:
    """Signs `person` in with this browser, in place of whoever was."""
    client.cookies.delete(SESSION_COOKIE)
    client.cookies.set(SESSION_COOKIE, await start_session(person.school, person.id), domain="testserver.local")


def sign_out(client: AsyncClient) -> None:
    """Makes the browser anonymous."""
    client.cookies.delete(SESSION_COOKIE)


async def csrf(client: AsyncClient) -> dict[str, str]:
    """The hidden field that every form of this browser sends."""
    if "quorate_csrf" not in client.cookies:
        await client.get("/sign-in/sent")
    return {"_csrf_token": client.cookies["quorate_csrf"]}


async def send(client: AsyncClient, path: str, **fields: object):  # type: ignore[no-untyped-def]
    """Posts a form as a browser would, with its CSRF field."""
    return await client.post(path, data={**await csrf(client), **fields})
