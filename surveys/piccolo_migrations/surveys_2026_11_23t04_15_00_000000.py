"""A comment can be said to count by itself, though others say the same."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from common.migrations import known, run_all
from surveys.comments.rules import Aspect

ID = "2026-11-23T04:15:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "comments that count by themselves"

STATEMENTS = [
    "ALTER TABLE comment_correction DROP CONSTRAINT comment_correction_aspect_known",
    known("comment_correction", "aspect", Aspect),
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="surveys", description=DESCRIPTION)
    manager.add_raw(run_all(STATEMENTS))
    return manager
