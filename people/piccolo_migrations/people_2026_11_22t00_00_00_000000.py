"""What Piccolo cannot say: pairs that are unique, words that are known."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from common.migrations import run_all
from people.rules import GRANTED_ROLES, BodyKind, Capacity, Office

ID = "2026-11-22T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "constraints"


def _known(words: object) -> str:
    return ", ".join(f"'{word}'" for word in sorted(str(word) for word in words))  # type: ignore[attr-defined]


STATEMENTS = [
    "ALTER TABLE household_person ADD CONSTRAINT household_person_once UNIQUE (household, person)",
    "ALTER TABLE pupil_adult ADD CONSTRAINT pupil_adult_once UNIQUE (pupil, person)",
    "ALTER TABLE pupil_place ADD CONSTRAINT pupil_place_year_known CHECK (year_group BETWEEN -2 AND 14)",
    "ALTER TABLE role_grant ADD CONSTRAINT role_grant_once UNIQUE (person, role)",
    f"ALTER TABLE role_grant ADD CONSTRAINT role_grant_known CHECK (role IN ({_known(GRANTED_ROLES)}))",
    f"ALTER TABLE body ADD CONSTRAINT body_kind_known CHECK (kind IN ({_known(BodyKind)}))",
    f"ALTER TABLE membership ADD CONSTRAINT membership_capacity_known CHECK (capacity IN ({_known(Capacity)}))",
    f"ALTER TABLE membership ADD CONSTRAINT membership_office_known CHECK (office IN ({_known(Office)}))",
    "ALTER TABLE membership ADD CONSTRAINT membership_once UNIQUE (body, person, starts_on)",
    "ALTER TABLE membership ADD CONSTRAINT membership_ends_after_start CHECK (ends_on >= starts_on)",
    "CREATE UNIQUE INDEX membership_one_chair ON membership (body) WHERE office = 'chair' AND ends_on IS NULL",
    "ALTER TABLE person ADD CONSTRAINT person_email_normal CHECK (email = lower(btrim(email)))",
    *(
        f"CREATE INDEX {table}_of_{column} ON {table} ({column})"
        for table, column in [
            ("person", "school"),
            ("household_person", "person"),
            ("pupil_adult", "person"),
            ("pupil_place", "school"),
            ("membership", "person"),
            ("signed_in_session", "expires_at"),
        ]
    ),
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="people", description=DESCRIPTION)
    manager.add_raw(run_all(STATEMENTS))
    return manager
