"""What Piccolo cannot say: what is unique, which words are known, what must hold between columns."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from common.migrations import index, known, run_all, unique
from people.rules import GRANTED_ROLES, BodyKind, Capacity, Office

ID = "2026-11-22T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "constraints"

STATEMENTS = [
    unique("household_person", "household", "person"),
    unique("pupil_adult", "pupil", "person"),
    "ALTER TABLE pupil_place ADD CONSTRAINT pupil_place_year_known CHECK (year_group BETWEEN -2 AND 14)",
    unique("role_grant", "person", "role"),
    known("role_grant", "role", GRANTED_ROLES),
    known("body", "kind", BodyKind),
    known("membership", "capacity", Capacity),
    known("membership", "office", Office),
    unique("membership", "body", "person", "starts_on"),
    "ALTER TABLE membership ADD CONSTRAINT membership_ends_after_start CHECK (ends_on >= starts_on)",
    "CREATE UNIQUE INDEX membership_one_chair ON membership (body) WHERE office = 'chair' AND ends_on IS NULL",
    "ALTER TABLE person ADD CONSTRAINT person_email_normal CHECK (email = lower(btrim(email)))",
    index("person", "school"),
    index("household_person", "person"),
    index("pupil_adult", "person"),
    index("pupil_place", "school"),
    index("membership", "person"),
    index("signed_in_session", "expires_at"),
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="people", description=DESCRIPTION)
    manager.add_raw(run_all(STATEMENTS))
    return manager
