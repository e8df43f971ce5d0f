"""A planned reminder is sent once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from common.migrations import known, run_all

ID = "2026-11-23T03:31:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "constraints of reminders"

STATEMENTS = [
    known("survey_reminder", "which", ("after", "before", "by_hand")),
    "CREATE UNIQUE INDEX survey_reminder_once_planned ON survey_reminder (survey, which) WHERE which <> 'by_hand'",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="surveys", description=DESCRIPTION)
    manager.add_raw(run_all(STATEMENTS))
    return manager
