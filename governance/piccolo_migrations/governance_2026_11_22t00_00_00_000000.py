"""What Piccolo cannot say: what is unique, which words are known, what must hold between columns."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from common.migrations import index, known, run_all, unique
from governance.rules import AttendanceStatus, EventKind, ItemPurpose, MeetingKind, MeetingState, MotionState
from votes.rules import MajorityRule, VoteBase

ID = "2026-11-22T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "constraints"

STATEMENTS = [
    unique("rule_set", "body", "version"),
    known("rule_set", "majority", MajorityRule),
    known("rule_set", "base", VoteBase),
    "ALTER TABLE rule_set ADD CONSTRAINT rule_set_quorum_is_a_fraction CHECK ((quorum_numerator IS NULL) = (quorum_denominator IS NULL) AND quorum_numerator <= quorum_denominator AND quorum_numerator > 0)",
    known("meeting", "kind", MeetingKind),
    known("meeting", "state", MeetingState),
    known("meeting", "minutes_state", ("draft", "approved", "signed")),
    known("motion", "state", MotionState),
    unique("motion", "body", "number"),
    unique("motion", "poll"),
    "ALTER TABLE motion ADD CONSTRAINT motion_seconder_is_another CHECK (seconder <> mover)",
    "ALTER TABLE motion ADD CONSTRAINT motion_put_has_poll CHECK (state <> 'put' OR poll IS NOT NULL)",
    unique("motion_version", "motion", "number"),
    unique("motion_evidence", "motion", "finding"),
    "ALTER TABLE agenda_item ADD CONSTRAINT agenda_item_once_position UNIQUE (meeting, position) DEFERRABLE INITIALLY DEFERRED",
    unique("agenda_item", "meeting", "motion"),
    known("agenda_item", "purpose", ItemPurpose),
    unique("attendance", "meeting", "person"),
    known("attendance", "status", AttendanceStatus),
    known("meeting_event", "kind", EventKind),
    index("meeting", "school", "starts_at"),
    index("motion", "school"),
    index("motion_evidence", "finding"),
    index("agenda_item", "motion"),
    index("meeting_event", "meeting", "at"),
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="governance", description=DESCRIPTION)
    manager.add_raw(run_all(STATEMENTS))
    return manager
