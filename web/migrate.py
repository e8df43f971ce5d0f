"""Migrations of every package, in order, and the job queue's own tables."""

from __future__ import annotations

import contextlib
import io

from piccolo.apps.migrations.commands.forwards import ForwardsMigrationManager
from piccolo.conf.apps import Finder

from common import jobs


async def migrate_all() -> None:
    """Brings every table up to this version; quick and silent when there is nothing to do."""
    said = io.StringIO()
    for app in Finder().get_sorted_app_names():
        with contextlib.redirect_stdout(said):
            result = await ForwardsMigrationManager(app_name=app, migration_id="all").run()
        if not result.success:
            raise RuntimeError(f"the migration of {app} failed: {result.message}\n{said.getvalue()}")
    await jobs.install_schema()
