"""What Piccolo cannot say: what is unique, which words are known, what must hold between columns."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from common.migrations import index, known, run_all, unique
from surveys.rules import Anonymity, Channel, QuestionKind, SurveyState

ID = "2026-11-22T00:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "constraints"

STATEMENTS = [
    known("survey", "state", SurveyState),
    known("survey", "anonymity", Anonymity),
    known("question", "kind", QuestionKind),
    unique("question", "school", "key"),
    unique("question_version", "question", "number"),
    unique("question_text", "version", "language"),
    unique("survey_section", "survey", "position"),
    unique("section_text", "section", "language"),
    unique("survey_question", "survey", "position"),
    unique("survey_question", "survey", "version"),
    unique("spent_device", "survey", "token_hash"),
    unique("answer_batch", "survey", "group_key", "number"),
    known("answer_batch", "state", ("collecting", "full", "opened", "too_few")),
    "CREATE UNIQUE INDEX answer_batch_one_collecting ON answer_batch (survey, group_key) WHERE state = 'collecting'",
    known("response", "channel", Channel),
    known("comment", "channel", Channel),
    unique("answer", "response", "question"),
    "CREATE UNIQUE INDEX comment_once_imported ON comment (question, external_id) WHERE external_id IS NOT NULL",
    "CREATE UNIQUE INDEX concern_once_imported ON concern (question, external_id) WHERE external_id IS NOT NULL",
    known("concern", "state", ("new", "acknowledged", "closed")),
    known("comment_analysis", "state", ("queued", "running", "done", "failed")),
    "CREATE UNIQUE INDEX comment_analysis_one_under_way ON comment_analysis (question) WHERE state IN ('queued', 'running')",
    unique("comment_reading", "analysis", "comment"),
    unique("theme_assignment", "analysis", "comment", "theme"),
    known("theme_assignment", "assigned_by", ("machine", "person")),
    known("finding", "state", ("draft", "reviewed", "published")),
    unique("finding_comment", "finding", "comment"),
    # What is sealed cannot be compressed: trying costs processor time at every answer.
    "ALTER TABLE sealed_answer ALTER COLUMN sealed SET STORAGE EXTERNAL",
    "ALTER TABLE survey_draft ALTER COLUMN encrypted SET STORAGE EXTERNAL",
    index("survey", "school"),
    index("survey_question", "survey"),
    index("sealed_answer", "batch"),
    index("response", "survey"),
    index("answer", "question", "value"),
    index("comment", "question"),
    index("comment", "survey"),
    index("concern", "school", "state"),
    index("concern_entry", "concern"),
    index("comment_reading", "comment"),
    index("theme_assignment", "comment"),
    index("finding", "survey"),
    index("finding_comment", "comment"),
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="surveys", description=DESCRIPTION)
    manager.add_raw(run_all(STATEMENTS))
    return manager
