"""What Piccolo cannot say about versions of rules, cancelled and adjourned meetings, and rescinding motions."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from common.migrations import known, run_all
from governance.rules import EventKind, MeetingState
from votes.count.result import Rule

ID = "2026-11-22T00:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "constraints of rule sets' versions, cancelled meetings and rescinding motions"

STATEMENTS = [
    "ALTER TABLE meeting DROP CONSTRAINT meeting_state_known",
    known("meeting", "state", MeetingState),
    "ALTER TABLE meeting_event DROP CONSTRAINT meeting_event_kind_known",
    known("meeting_event", "kind", EventKind),
    known("rule_set", "counting", Rule),
    "ALTER TABLE rule_set ADD CONSTRAINT rule_set_numbers_make_sense CHECK (most_proxies >= 0 AND resolution_days > 0"
    " AND poll_hours > 0 AND notice_clear_days >= 0 AND general_notice_clear_days >= 0)",
    "ALTER TABLE meeting ADD CONSTRAINT meeting_cancelled_says_why"
    " CHECK ((state = 'cancelled') = (cancel_reason IS NOT NULL))",
    "ALTER TABLE motion ADD CONSTRAINT motion_rescinds_another CHECK (rescinds <> id)",
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="governance", description=DESCRIPTION)
    manager.add_raw(run_all(STATEMENTS))
    return manager
