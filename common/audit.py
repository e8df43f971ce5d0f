"""The audit log: who did what to which object, when, in which request. Appended to, never changed, never a secret."""

from __future__ import annotations

from contextvars import ContextVar
from uuid import UUID

from common import db

request_id: ContextVar[str] = ContextVar("request_id", default="-")


async def record(
    *, school: UUID, actor: UUID | None, action: str, kind: str, subject: UUID | str, **details: object
) -> None:
    """Writes one entry in the current transaction, so that it stands exactly if what it tells of does.

    `action` is the service's own name, `kind` and `subject` name the object; `details` are plain values that
    hold no secret and no choice. Never called where answers are given or votes are cast.
    """
    await db.rows(
        "INSERT INTO audit_entry (school, actor, action, kind, subject, request, details)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7)",
        school,
        actor,
        action,
        kind,
        str(subject),
        request_id.get(),
        details,
    )
