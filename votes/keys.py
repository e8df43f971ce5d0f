"""The key files of polls: what they are called, and that they are destroyed as soon as nothing is left to open."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from uuid import UUID

from common import db, jobs, sealing
from votes.rules import PollState

UNKNOWN_KEYS_KEPT = timedelta(days=60)


def key_name(poll: UUID) -> str:
    """The name of the key file that opens a poll's envelopes."""
    return f"poll-{poll}"


async def destroy_void_key(school: UUID, poll: UUID) -> None:
    """Destroys the key of a poll that ended without a result."""
    if await db.value("SELECT state FROM poll WHERE id = $1", poll) == PollState.VOID:
        await destroy_poll_key(school, poll)


async def destroy_poll_key(school: UUID, poll: UUID) -> None:
    """Destroys the key file of a poll whose envelopes are gone, and notes when. Safe to repeat.

    What three people hold on paper is theirs to destroy, and is not noted.
    """
    sealing.destroy_key(key_name(poll))
    await db.rows(
        "UPDATE poll SET key_destroyed_at = clock_timestamp()"
        " WHERE school = $1 AND id = $2 AND key_destroyed_at IS NULL AND public_key IS NOT NULL"
        " AND custody = 'confidential'",
        school,
        poll,
    )


@jobs.every("destroy_spent_poll_keys", "*/5 * * * *")
async def destroy_spent_poll_keys() -> None:
    """Destroys the keys that a crash left behind: of opened and void polls, and of openings that never took place."""
    spent = await db.rows(
        "SELECT id, school FROM poll WHERE public_key IS NOT NULL AND key_destroyed_at IS NULL"
        " AND state NOT IN ('created', 'open', 'closed', 'reconciled') AND custody = 'confidential'"
    )
    for line in spent:
        await destroy_poll_key(line["school"], line["id"])
    for name in sealing.key_names():
        await _destroy_orphan(name)


async def _destroy_orphan(name: str) -> None:
    """Destroys the key of an opening that was rolled back: of a poll that is not open, or that never came to be.

    One that this database does not know may be of a newer state of it than was restored, so it is given long.
    """
    if not name.startswith("poll-"):
        return
    async with db.transaction():
        # Locked, so that an opening under way, which holds this lock, is over before its key is judged.
        found = await db.row("SELECT state FROM poll WHERE id = $1 FOR UPDATE", UUID(name.removeprefix("poll-")))
        with suppress(sealing.KeyMissing):
            if found["state"] == PollState.CREATED if found else sealing.key_age(name) > UNKNOWN_KEYS_KEPT:
                sealing.destroy_key(name)
