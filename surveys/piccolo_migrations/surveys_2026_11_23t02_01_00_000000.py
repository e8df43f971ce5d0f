"""Ways to be heard without a link of one's own: which words are known, what stands once, what is looked up."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from common.migrations import index, known, run_all, unique
from surveys.rules import Channel

ID = "2026-11-23T02:01:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "constraints of paper forms, kiosks and tasks of ambassadors"

STATEMENTS = [
    statement
    for table in ("response", "comment", "invitation", "ambassador_entry")
    for statement in (
        f"ALTER TABLE {table} DROP CONSTRAINT {table}_channel_known",
        known(table, "channel", Channel),
    )
] + [
    "ALTER TABLE paper_form DROP CONSTRAINT paper_form_state_known",
    known("paper_form", "state", ("printed", "keyed", "spent", "void")),
    known("voice_task", "kind", ("year", "class", "language")),
    unique("voice_task", "survey", "kind", "of"),
    # What is encrypted cannot be compressed: trying costs processor time.
    "ALTER TABLE form_keying ALTER COLUMN encrypted SET STORAGE EXTERNAL",
    index("paper_form", "invitation"),
    index("kiosk", "survey"),
    index("voice_task", "taken_by"),
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="surveys", description=DESCRIPTION)
    manager.add_raw(run_all(STATEMENTS))
    return manager
