"""What Piccolo cannot say about elections, paper, proxies and open votes."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from common.migrations import index, known, run_all, unique
from votes.count.result import Rule
from votes.elections.rules import NominationState, VacancyState
from votes.rules import ChangeKind, Choice, Custody, OpenMethod, RollUnit

ID = "2026-11-22T00:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "constraints of elections, paper, proxies and open votes"

STATEMENTS = [
    "ALTER TABLE poll DROP CONSTRAINT poll_custody_known",
    known("poll", "custody", Custody),
    known("poll", "counting", Rule),
    known("poll", "method", OpenMethod),
    "ALTER TABLE poll ADD CONSTRAINT poll_election_is_whole CHECK ((kind = 'election') = (counting IS NOT NULL)"
    " AND (kind = 'election') = (seats IS NOT NULL) AND (seats IS NULL OR seats > 0))",
    "ALTER TABLE poll ADD CONSTRAINT poll_open_says_how CHECK ((custody = 'open') = (method IS NOT NULL))",
    "ALTER TABLE poll ADD CONSTRAINT poll_open_is_of_a_motion CHECK (custody <> 'open' OR kind = 'motion')",
    "ALTER TABLE poll ADD CONSTRAINT poll_proxies_not_negative CHECK (most_proxies >= 0)",
    "ALTER TABLE poll ADD CONSTRAINT poll_waits_for_a_tie CHECK ((state = 'awaiting_lot') <= (tie IS NOT NULL))",
    unique("candidate", "poll", "number"),
    "ALTER TABLE candidate ADD CONSTRAINT candidate_number_from_1 CHECK (number >= 1)",
    known("poll_change", "kind", ChangeKind),
    index("poll_change", "poll"),
    "CREATE UNIQUE INDEX proxy_once_given ON proxy (poll, giver) WHERE revoked_at IS NULL",
    "ALTER TABLE proxy ADD CONSTRAINT proxy_is_anothers CHECK (giver <> holder)",
    unique("paper_issue", "poll", "entitlement"),
    unique("paper_batch", "poll", "number"),
    "ALTER TABLE paper_batch ADD CONSTRAINT paper_batch_holds_papers CHECK (papers > 0)",
    unique("paper_keying", "batch", "keying"),
    unique("paper_keying", "batch", "keyed_by"),
    "ALTER TABLE paper_keying ADD CONSTRAINT paper_keying_is_of_two CHECK (keying IN (1, 2))",
    unique("named_vote", "poll", "entitlement"),
    known("named_vote", "choice", Choice),
    known("vacancy", "state", VacancyState),
    known("vacancy", "counting", Rule),
    known("vacancy", "custody", (Custody.CONFIDENTIAL, Custody.SECRET)),
    known("vacancy", "unit", RollUnit),
    "ALTER TABLE vacancy ADD CONSTRAINT vacancy_has_seats CHECK (seats > 0 AND statement_words > 0)",
    "ALTER TABLE vacancy ADD CONSTRAINT vacancy_votes_after_nominations CHECK (voting_closes_at > nominations_close_at)",
    "ALTER TABLE vacancy ADD CONSTRAINT vacancy_cancelled_says_why"
    " CHECK ((state = 'cancelled') = (cancel_reason IS NOT NULL))",
    index("vacancy", "school", "state"),
    "CREATE UNIQUE INDEX vacancy_once_poll ON vacancy (poll) WHERE poll IS NOT NULL",
    known("nomination", "state", NominationState),
    unique("nomination", "vacancy", "person"),
    unique("scrutineer", "poll", "email"),
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="votes", description=DESCRIPTION)
    manager.add_raw(run_all(STATEMENTS))
    return manager
