"""Invitations: one a parent or household, one plan a survey, and why letters to an address were stopped."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from common.migrations import index, known, run_all

ID = "2026-11-23T02:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "constraints of invitations"

STATEMENTS = [
    "CREATE UNIQUE INDEX invitation_once_household ON invitation (survey, household) WHERE household IS NOT NULL",
    "ALTER TABLE invitation ADD CONSTRAINT invitation_of_one CHECK ((person IS NULL) <> (household IS NULL))",
    known("invite_stop", "why", ("asked", "bounced")),
    index("invitation_link", "invitation"),
    index("survey_reminder", "survey"),
    "CREATE INDEX invitation_unsent ON invitation (survey) WHERE sent_at IS NULL",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="surveys", description=DESCRIPTION)
    manager.add_raw(run_all(STATEMENTS))
    return manager
