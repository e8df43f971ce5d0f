"""What Piccolo cannot say: an audit log that only grows, checked states, counters that need no crash safety."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from common.migrations import run_all

ID = "2026-11-22T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "constraints"

STATEMENTS = [
    "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION '% only grows', TG_TABLE_NAME; END $$",
    "CREATE TRIGGER audit_entry_only_grows BEFORE UPDATE OR DELETE ON audit_entry"
    " FOR EACH ROW EXECUTE FUNCTION refuse_change()",
    "CREATE TRIGGER audit_entry_is_never_emptied BEFORE TRUNCATE ON audit_entry"
    " FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()",
    "ALTER TABLE audit_entry ADD CONSTRAINT audit_details_are_an_object CHECK (jsonb_typeof(details) = 'object')",
    "ALTER TABLE outbox_mail ADD CONSTRAINT outbox_mail_state_known CHECK (state IN ('queued', 'sent', 'failed'))",
    "CREATE INDEX outbox_mail_queued ON outbox_mail (queued_at) WHERE state = 'queued'",
    "ALTER TABLE rate_limit ADD CONSTRAINT rate_limit_one_counter UNIQUE (key, window_number)",
    "ALTER TABLE rate_limit SET UNLOGGED",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="common", description=DESCRIPTION)
    manager.add_raw(run_all(STATEMENTS))
    return manager
