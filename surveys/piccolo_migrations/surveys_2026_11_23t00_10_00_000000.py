"""More kinds of question and ways to come to a survey: which words are known, what stands once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from common.migrations import index, known, run_all, unique
from surveys.rules import Channel, QuestionKind

ID = "2026-11-23T00:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "kinds of question and channels"

STATEMENTS = [
    "ALTER TABLE question DROP CONSTRAINT question_kind_known",
    known("question", "kind", QuestionKind),
    # Several options of one question may be chosen, each in its own row.
    "ALTER TABLE answer DROP CONSTRAINT answer_once_response_question",
    unique("answer", "response", "question", "value"),
    # Sections and questions change places within one transaction.
    "ALTER TABLE survey_section DROP CONSTRAINT survey_section_once_survey_position",
    f"{unique('survey_section', 'survey', 'position')} DEFERRABLE INITIALLY DEFERRED",
    "ALTER TABLE survey_question DROP CONSTRAINT survey_question_once_survey_position",
    f"{unique('survey_question', 'survey', 'position')} DEFERRABLE INITIALLY DEFERRED",
    known("invitation", "channel", Channel),
    "CREATE UNIQUE INDEX invitation_once_person ON invitation (survey, person) WHERE person IS NOT NULL",
    unique("invite_stop", "school", "address"),
    known("ambassador_entry", "channel", Channel),
    known("paper_form", "state", ("printed", "keyed", "agreed", "disagreed", "spent", "void")),
    "ALTER TABLE survey ADD CONSTRAINT survey_revision_positive CHECK (revision >= 1)",
    "ALTER TABLE survey ADD CONSTRAINT survey_target_positive CHECK (target IS NULL OR target > 0)",
    index("survey", "series"),
    index("invitation", "survey"),
    index("invitation", "person"),
    index("paper_form", "survey"),
    index("ambassador_entry", "survey"),
    index("shown_result", "survey", "scope"),
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="surveys", description=DESCRIPTION)
    manager.add_raw(run_all(STATEMENTS))
    return manager
