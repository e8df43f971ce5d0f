"""The demonstration's outbox: whom letters went to, and a page of those to one person or to everybody."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from common import db

ON_A_PAGE = 20

# Even here nobody else learns that there is a concern.
SHOWN_SQL = " FROM outbox_mail WHERE school = $1 AND (kind <> 'concern_raised' OR $2) AND ($3 = '' OR address = $3)"


async def outbox_page(school: UUID, to: str, number: str, *, sees_concerns: bool) -> dict[str, Any]:
    """What the outbox shows: the letters of a page, the newest first, and everybody who was written to.

    `to`: an address, '' for all letters. `number`: the page as it stands in the address of the page; a page that does
    not exist is the first.
    """
    readers = await db.rows(
        "SELECT o.address, max(p.name) AS name, count(*) AS letters FROM outbox_mail o"
        " LEFT JOIN person p ON p.id = o.person WHERE o.school = $1 AND (o.kind <> 'concern_raised' OR $2)"
        " GROUP BY o.address ORDER BY max(p.name) NULLS LAST, o.address",
        school,
        sees_concerns,
    )
    count = int(await db.value("SELECT count(*)" + SHOWN_SQL, school, sees_concerns, to))
    pages = max(1, -(-count // ON_A_PAGE))
    shown = int(number) if number.isascii() and number.isdigit() and 1 <= len(number) <= 6 else 1
    shown = shown if 1 <= shown <= pages else 1
    letters = await db.rows(
        "SELECT address, state, queued_at, shown_subject, shown_body"
        + SHOWN_SQL
        + " ORDER BY queued_at DESC, id LIMIT $4 OFFSET $5",
        school,
        sees_concerns,
        to,
        ON_A_PAGE,
        (shown - 1) * ON_A_PAGE,
    )
    return {"letters": letters, "readers": readers, "to": to, "shown": shown, "pages": pages, "count": count}
