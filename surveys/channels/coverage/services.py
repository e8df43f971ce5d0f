"""Writes of coverage: a group is taken on, noted about, ticked off, given back."""

from __future__ import annotations

from uuid import UUID, uuid4

from common import db
from common.errors import NotFound
from surveys.channels.coverage.forms import Noted


async def take_on(school: UUID, survey: UUID, kind: str, of: str, by: UUID) -> bool:
    """Whether the group is theirs to ask now: False when somebody else has it."""
    taken = await db.row(
        "INSERT INTO voice_task (id, school, survey, kind, of, taken_by, taken_at)"
        " SELECT $1, school, id, $4, $5, $6, now() FROM survey WHERE school = $2 AND id = $3 AND state = 'open'"
        " ON CONFLICT (survey, kind, of) DO UPDATE SET taken_by = EXCLUDED.taken_by, taken_at = EXCLUDED.taken_at,"
        " done_at = NULL WHERE voice_task.taken_by IS NULL OR voice_task.taken_by = $6"
        " OR voice_task.done_at IS NOT NULL RETURNING id",
        uuid4(),
        school,
        survey,
        kind,
        of,
        by,
    )
    return taken is not None


async def note(school: UUID, task: UUID, noted: Noted, by: UUID, *, anybodys: bool) -> UUID:
    """Keeps what was done, ticks the task off or gives it back; its survey. Done again, it is the same.

    Only whoever has it may, or somebody to whom all tasks are open (`anybodys`). Raises NotFound.
    """
    survey = await db.value(
        "UPDATE voice_task SET note = CASE WHEN $4 = '' THEN note ELSE $4 END,"
        " done_at = CASE $5 WHEN 'done' THEN COALESCE(done_at, now()) WHEN 'save' THEN done_at END,"
        " taken_by = CASE WHEN $5 <> 'back' THEN taken_by END"
        " WHERE school = $1 AND id = $2 AND (taken_by = $3 OR $6) RETURNING survey",
        school,
        task,
        by,
        noted.note,
        noted.what,
        anybodys,
    )
    if not isinstance(survey, UUID):
        raise NotFound()
    return survey
