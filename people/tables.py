"""Schools, persons, households, pupils' places, bodies and memberships, roles, sign-in."""

from __future__ import annotations

from piccolo.columns import UUID, Date, ForeignKey, Integer, Text, Timestamptz
from piccolo.columns.base import OnDelete
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table


class School(Table, tablename="school"):
    """A school. Its key stands in every other table: it is what a hosted service would shard by."""

    id = UUID(primary_key=True, default=UUID4())
    name = Text(null=False, default=None)
    host = Text(null=True, default=None, unique=True, help_text="The host name that selects this school")
    timezone = Text(null=False, default="Europe/London")
    language = Text(null=False, default="en")
    safeguarding_contact = Text(null=False, default="", help_text="Whom to ring, shown beside every comment box")


class Trust(Table, tablename="trust"):
    """Several schools under one roof, such as a multi-academy trust. The one thing here that belongs to no school."""

    id = UUID(primary_key=True, default=UUID4())
    name = Text(null=False, default=None, unique=True)


class TrustSchool(Table, tablename="trust_school"):
    """A school of a trust, and since when it shares what it has published with the others."""

    school = ForeignKey(School, primary_key=True, null=False, default=None, on_delete=OnDelete.cascade)
    trust = ForeignKey(Trust, null=False, default=None, on_delete=OnDelete.cascade)
    agreed_at = Timestamptz(null=True, default=None)


class Person(Table, tablename="person"):
    """Somebody the school knows. The address is not unique: families share one."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    name = Text(null=False, default=None)
    email = Text(null=True, default=None, index=True)
    language = Text(null=False, default="en")
    left_on = Date(null=True, default=None)


class Household(Table, tablename="household"):
    """Adults at one address, for whom some things count once."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)


class HouseholdPerson(Table, tablename="household_person"):
    """A person of a household; one may belong to several."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    household = ForeignKey(Household, null=False, default=None, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, default=None, on_delete=OnDelete.cascade)


class PupilPlace(Table, tablename="pupil_place"):
    """A pupil as year and class, and nothing else: no name is needed here."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    year_group = Integer(null=False, default=None, help_text="0 is Reception")
    class_name = Text(null=False, default=None)


class PupilAdult(Table, tablename="pupil_adult"):
    """An adult with parental responsibility for a pupil."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    pupil = ForeignKey(PupilPlace, null=False, default=None, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, default=None, on_delete=OnDelete.cascade)


class RoleGrant(Table, tablename="role_grant"):
    """A role in the whole school, given to a person."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, default=None, on_delete=OnDelete.cascade)
    role = Text(null=False, default=None)


class Body(Table, tablename="body"):
    """A parent council, PTA, advisory board or governing board."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    kind = Text(null=False, default=None)
    name = Text(null=False, default=None)


class Membership(Table, tablename="membership"):
    """A person's place in a body for a term, in a capacity and perhaps an office."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    body = ForeignKey(Body, null=False, default=None, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, default=None, on_delete=OnDelete.cascade)
    capacity = Text(null=False, default="parent")
    office = Text(null=True, default=None)
    starts_on = Date(null=False, default=None)
    ends_on = Date(null=True, default=None)


class SignInToken(Table, tablename="sign_in_token"):
    """A sign-in link that was mailed: only its hash. It works once and for a quarter of an hour."""

    id = UUID(primary_key=True, default=UUID4())
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    address = Text(null=False, default=None)
    token_hash = Text(null=False, default=None, unique=True)
    next_path = Text(null=False, default="/")
    expires_at = Timestamptz(null=False, default=None)
    used_at = Timestamptz(null=True, default=None)


class SignedInSession(Table, tablename="signed_in_session"):
    """A browser in which somebody is signed in: only the hash of what its cookie holds."""

    token_hash = Text(primary_key=True, default=None)
    school = ForeignKey(School, null=False, default=None, on_delete=OnDelete.cascade)
    person = ForeignKey(Person, null=False, default=None, on_delete=OnDelete.cascade)
    started_at = Timestamptz(null=False, default=TimestamptzNow())
    seen_at = Timestamptz(null=False, default=TimestamptzNow())
    expires_at = Timestamptz(null=False, default=None)
