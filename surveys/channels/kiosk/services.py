"""Writes about kiosks: a device becomes one, and stops being one."""

from __future__ import annotations

import hmac
import secrets
from datetime import timedelta
from hashlib import blake2b
from uuid import UUID, uuid4

from common import audit, clock, db, jobs, limits
from common.errors import NotFound
from people.queries import token_hash
from people.services import sign_out
from surveys.answering.rules import SurveyClosed

TRIES = 10
"""PINs that can be tried on one device in an hour."""


async def start_kiosk(school: UUID, survey: UUID, by: UUID, hours: int, pin: str, session: str) -> str:
    """Makes a device a kiosk for some hours and ends `session`, in which it was signed in; the token for its cookie.

    Raises SurveyClosed.
    """
    token = secrets.token_urlsafe(32)
    async with db.transaction():
        started = await db.row(
            "INSERT INTO kiosk (id, school, survey, token_hash, pin_hash, started_by, started_at, ends_at)"
            " SELECT $1, school, id, $4, $5, $6, now(), $7 FROM survey WHERE school = $2 AND id = $3"
            " AND state = 'open' AND COALESCE(closes_at > clock_timestamp(), true) RETURNING id",
            uuid4(),
            school,
            survey,
            token_hash(token),
            _hashed(pin, token),
            by,
            clock.now() + timedelta(hours=hours),
        )
        if started is None:
            raise SurveyClosed()
        await audit.record(school=school, actor=by, action="start_kiosk", kind="survey", subject=survey)
        await sign_out(session)
    return token


def _hashed(pin: str, token: str) -> str:
    """What is kept of a PIN: only together with the device's cookie can it be tried out."""
    return blake2b(pin.encode(), digest_size=32, key=token.encode()).hexdigest()


async def end_kiosk(school: UUID, token: str, pin_hash: str, pin: str) -> bool:
    """Ends the kiosk that `token` makes a device, if the PIN is right. Raises TooMany for guessing."""
    await limits.spend("kiosk-pin", token, allowed=TRIES, every=timedelta(hours=1))
    if not hmac.compare_digest(_hashed(pin, token), pin_hash):
        return False
    await db.rows(
        "UPDATE kiosk SET ended_at = COALESCE(ended_at, now()) WHERE school = $1 AND token_hash = $2",
        school,
        token_hash(token),
    )
    return True


async def end_from_afar(school: UUID, survey: UUID, kiosk: UUID, by: UUID) -> None:
    """Ends a kiosk without its PIN: the next person finds it ended. Done again, nothing happens. Raises NotFound."""
    async with db.transaction():
        found = await db.row(
            "UPDATE kiosk SET ended_at = COALESCE(ended_at, now()) WHERE school = $1 AND survey = $2 AND id = $3"
            " RETURNING id",
            school,
            survey,
            kiosk,
        )
        if found is None:
            raise NotFound()
        await audit.record(school=school, actor=by, action="end_kiosk", kind="survey", subject=survey)


@jobs.every("forget_kiosks", "53 3 * * *")
async def forget_kiosks() -> None:
    """Deletes kiosks that ended a week ago."""
    await db.rows("DELETE FROM kiosk WHERE ends_at < now() - interval '7 days'")
