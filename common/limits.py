"""Rate limits that hold across workers: one counter a key and a window, in PostgreSQL."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta

from common import db
from common.errors import TooMany
from common.settings import settings


def anonymous_key(kind: str, who: str, day: datetime) -> str:
    """A key that tells callers apart for a day and cannot be turned back into an address."""
    text = f"{kind}|{who}|{day:%Y-%m-%d}"
    return hmac.new(settings().secret_key.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]


async def spend(kind: str, who: str, *, allowed: int, every: timedelta) -> None:
    """Counts one use by `who` of `kind`. Raises TooMany above `allowed` within the window `every`.

    Counted outside any transaction of the caller's, so that a refusal is counted too.
    """
    now = datetime.now(UTC)
    seconds = int(every.total_seconds())
    window = int(now.timestamp()) // seconds
    used = await db.value(
        "INSERT INTO rate_limit (key, window_number, used, ends_at) VALUES ($1, $2, 1, to_timestamp($3))"
        " ON CONFLICT (key, window_number) DO UPDATE SET used = rate_limit.used + 1 RETURNING used",
        anonymous_key(kind, who, now),
        window,
        float((window + 1) * seconds),
    )
    if used > allowed:
        raise TooMany(seconds=(window + 1) * seconds - int(now.timestamp()))


async def forget_old_limits() -> None:
    """Deletes the counters whose window is over."""
    await db.rows("DELETE FROM rate_limit WHERE ends_at < now()")
