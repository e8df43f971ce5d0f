"""Piccolo's view of this package: its tables and its migrations."""

from pathlib import Path

from piccolo.conf.apps import AppConfig, table_finder

APP_CONFIG = AppConfig(
    app_name="votes",
    migrations_folder_path=str(Path(__file__).parent / "piccolo_migrations"),
    table_classes=table_finder(["votes.tables"], exclude_imported=True),
    migration_dependencies=["people.piccolo_app"],
)
