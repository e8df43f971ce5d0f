"""What Piccolo cannot say: what is unique, which words are known, what must hold between columns."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from common.migrations import index, known, run_all, unique
from votes.rules import Custody, MajorityRule, PollKind, PollState, RollUnit, VoteBase

ID = "2026-11-22T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "constraints"

STATEMENTS = [
    known("poll", "kind", PollKind),
    known("poll", "custody", Custody),
    known("poll", "unit", RollUnit),
    known("poll", "state", PollState),
    known("poll", "majority", MajorityRule),
    known("poll", "base", VoteBase),
    "ALTER TABLE poll ADD CONSTRAINT poll_majority_is_a_fraction CHECK (majority_numerator > 0 AND majority_numerator <= majority_denominator)",
    "ALTER TABLE poll ADD CONSTRAINT poll_closes_after_opening CHECK (opens_at IS NULL OR closes_at > opens_at)",
    "ALTER TABLE poll ADD CONSTRAINT poll_void_says_why CHECK ((state = 'void') = (void_reason IS NOT NULL))",
    "ALTER TABLE entitlement ADD CONSTRAINT entitlement_of_one CHECK (num_nonnulls(person, household) = 1)",
    "ALTER TABLE poll ADD CONSTRAINT poll_knows_who_is_present CHECK (base <> 'present' OR present IS NOT NULL)",
    "ALTER TABLE poll ADD CONSTRAINT poll_head_is_whole CHECK (num_nulls(tree_size, tree_root, tree_signature) IN (0, 3))",
    "ALTER TABLE key_holder ADD CONSTRAINT key_holder_place_is_one_of_three CHECK (place BETWEEN 1 AND 3)",
    unique("key_holder", "poll", "place"),
    unique("entitlement", "poll", "person"),
    unique("entitlement", "poll", "household"),
    unique("envelope", "poll", "entitlement"),
    unique("receipt_entry", "poll", "receipt"),
    known("receipt_entry", "state", ("replaced", "counted")),
    unique("tallied_ballot", "poll", "ballot"),
    "ALTER TABLE tallied_ballot ADD CONSTRAINT tallied_ballot_counts CHECK (ballots > 0)",
    index("poll", "school", "state"),
    index("entitlement", "person"),
    index("entitlement", "household"),
    """
    CREATE FUNCTION roll_is_frozen() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE
        stands text;
    BEGIN
        -- Deleting a whole poll or school takes its roll along; nothing else changes it once the poll has opened.
        SELECT state INTO stands FROM poll WHERE id = COALESCE(NEW.poll, OLD.poll) FOR KEY SHARE;
        IF stands <> 'created' AND EXISTS (SELECT 1 FROM school WHERE id = COALESCE(NEW.school, OLD.school)) THEN
            RAISE EXCEPTION 'the roll of an opened poll does not change'
                USING ERRCODE = 'check_violation', CONSTRAINT = 'entitlement_roll_is_frozen';
        END IF;
        RETURN COALESCE(NEW, OLD);
    END $$
    """,
    "CREATE TRIGGER entitlement_roll_is_frozen BEFORE INSERT OR UPDATE OR DELETE ON entitlement"
    " FOR EACH ROW EXECUTE FUNCTION roll_is_frozen()",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="votes", description=DESCRIPTION)
    manager.add_raw(run_all(STATEMENTS))
    return manager
