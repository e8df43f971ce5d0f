"""The page of the audit log: who did what to which motion, vote, survey or person, newest first."""

from __future__ import annotations

from typing import Any

from litestar import Response, get

from common import db
from common.render import AnyRequest, page
from people.guards import requires
from people.permissions import Permission
from people.routes import school_of
from web.audit_words import action_words, subject_words

NAMED = {
    "body": ("body", "name"),
    "meeting": ("meeting", "title"),
    "motion": ("motion", "title"),
    "finding": ("finding", "headline"),
    "person": ("person", "name"),
    "poll": ("poll", "title"),
    "survey": ("survey", "title"),
    "vacancy": ("vacancy", "title"),
}
"""Of each kind of thing: its table, and the column that people know it by."""

_NAME = " ".join(
    f"WHEN '{kind}' THEN (SELECT {column} FROM {table} t"  # noqa: S608 - names of our own
    " WHERE t.school = a.school AND t.id::text = a.subject)"
    for kind, (table, column) in NAMED.items()
)
# Without entries on concerns: that there are any is for the designated leads alone.
_LAST = f"""
SELECT a.at, a.action, a.kind, a.request, p.name, CASE a.kind {_NAME} END AS called
  FROM (SELECT * FROM audit_entry WHERE school = $1 AND kind <> 'concern' ORDER BY id DESC LIMIT 200) a
  LEFT JOIN person p ON p.id = a.actor ORDER BY a.id DESC
"""  # noqa: S608 - names of our own tables


@get("/audit", guards=[requires(Permission.SEE_AUDIT_LOG)])
async def audit_log(request: AnyRequest) -> Response[Any]:
    """The last 200 entries."""
    entries = await db.rows(_LAST, school_of(request).id)
    lines = [
        {**entry, "did": action_words(entry["action"]) or entry["action"], "what": subject_words(entry["kind"])}
        for entry in entries
    ]
    return page(request, "web/audit.html", entries=lines)
