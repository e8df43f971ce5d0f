"""The roll of an open poll changes along one path alone; a receipt can be of an envelope that was taken out."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from common.migrations import index, known, run_all
from votes.rules import ChangeKind

ID = "2026-11-23T00:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one path by which a roll changes"

STATEMENTS = [
    "ALTER TABLE receipt_entry DROP CONSTRAINT receipt_entry_state_known",
    known("receipt_entry", "state", ("replaced", "counted", "taken_out")),
    "ALTER TABLE poll_change DROP CONSTRAINT poll_change_kind_known",
    known("poll_change", "kind", ChangeKind),
    index("proxy", "poll", "holder"),
    """
    CREATE OR REPLACE FUNCTION roll_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        stands text;
        roll uuid := COALESCE(NEW.poll, OLD.poll);
    BEGIN
        -- Deleting a whole poll or school takes its roll along. Of an open poll, a line is added or struck by whoever has
        -- said in this very transaction that the roll of this poll is being changed, which votes.changes logs and shows.
        SELECT state INTO stands FROM poll WHERE id = roll FOR KEY SHARE;
        IF stands <> 'created' AND EXISTS (SELECT 1 FROM school WHERE id = COALESCE(NEW.school, OLD.school))
           AND (stands <> 'open' OR TG_OP = 'UPDATE'
                OR current_setting('quorate.roll_change', true) IS DISTINCT FROM roll::text) THEN
            RAISE EXCEPTION 'the roll of an opened poll does not change'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'entitlement_roll_is_frozen';
        END IF;
        RETURN COALESCE(NEW, OLD);
    END $$
    """,
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="votes", description=DESCRIPTION)
    manager.add_raw(run_all(STATEMENTS))
    return manager
