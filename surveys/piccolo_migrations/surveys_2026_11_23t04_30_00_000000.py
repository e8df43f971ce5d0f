"""What a survey promises stays once it has been open, and only what is said in a named one carries a person."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from common.migrations import run_all

ID = "2026-11-23T04:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "the promise of a survey"

STATEMENTS = [
    "CREATE FUNCTION refuse_other_promise() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN RAISE EXCEPTION 'the promise of a survey that has been open stays'"
    " USING ERRCODE = 'check_violation'; END $$",
    "CREATE TRIGGER survey_promise_stays BEFORE UPDATE OF anonymity ON survey FOR EACH ROW"
    " WHEN (OLD.state <> 'draft' AND OLD.anonymity <> NEW.anonymity) EXECUTE FUNCTION refuse_other_promise()",
    "CREATE FUNCTION refuse_person_unless_named() RETURNS trigger LANGUAGE plpgsql AS"
    " $$ BEGIN IF NOT EXISTS (SELECT 1 FROM survey WHERE id = NEW.survey AND anonymity = 'named') THEN"
    " RAISE EXCEPTION 'only a named survey knows who said what' USING ERRCODE = 'check_violation'; END IF;"
    " RETURN NEW; END $$",
    *(
        f"CREATE TRIGGER {table}_person_only_if_named BEFORE INSERT OR UPDATE ON {table} FOR EACH ROW"
        " WHEN (NEW.person IS NOT NULL) EXECUTE FUNCTION refuse_person_unless_named()"
        for table in ("response", "comment")
    ),
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="surveys", description=DESCRIPTION)
    manager.add_raw(run_all(STATEMENTS))
    return manager
