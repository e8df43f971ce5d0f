"""Corrections, translations, own themes, samples and people's words for findings: what is known, what stands once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from common.migrations import index, known, run_all, unique

ID = "2026-11-23T03:11:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "corrections of readings"

STATEMENTS = [
    known(
        "comment_correction",
        "aspect",
        ("theme", "sentiment", "suggestion", "answer", "quote", "language", "checked", "name"),
    ),
    "ALTER TABLE comment_correction ADD CONSTRAINT comment_correction_of_a_comment"
    " CHECK (comment IS NOT NULL OR aspect = 'name')",
    unique("translator_language", "person", "language"),
    unique("coded_comment", "sample", "comment"),
    unique("coded_comment", "sample", "position"),
    index("comment_correction", "comment"),
    index("comment_correction", "school"),
    index("comment_translation", "comment"),
    index("school_theme", "school", "theme"),
    index("coding_sample", "question"),
    index("finding_edit", "finding"),
]


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="surveys", description=DESCRIPTION)
    manager.add_raw(run_all(STATEMENTS))
    return manager
