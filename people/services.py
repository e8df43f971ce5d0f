"""Signing in and out: mailed links that work once, sessions that change their id at every sign-in."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import date, timedelta
from uuid import UUID

from common import audit, clock, db, i18n, jobs, limits, mail
from common.errors import Refused
from common.settings import settings
from people.queries import persons_at, token_hash
from people.rules import Capacity

LINK_LIVES = timedelta(minutes=15)
SESSION_LIVES = timedelta(days=14)


class LinkSpent(Refused):
    """The sign-in link was used, is too old, or never was one."""

    message = "This sign-in link has been used already or is too old. Ask for a new one."


async def ask_for_sign_in_link(school: UUID, address: str, next_path: str, caller: str) -> None:
    """Has a sign-in link mailed to `address`. What happens here is the same whether or not the address is known.

    Raises TooMany when the address or the caller asks too often.
    """
    await limits.spend("sign-in-address", f"{school}|{address}", allowed=5, every=timedelta(minutes=15))
    await limits.spend("sign-in-caller", caller, allowed=40, every=timedelta(minutes=15))
    await mail.post(school=school, person=None, address=address, kind="sign_in_link", next_path=next_path)


@mail.composes("sign_in_link")
async def compose_sign_in_link(to: mail.Addressee) -> mail.Letter | None:
    """The letter with the link. The token is minted here, at sending, and only its hash is kept."""
    persons = await persons_at(to.school, to.address)
    if not persons:
        return None
    link = f"{settings().base_url}/sign-in/link/{await mint_link(to.school, to.address, to.parameters['next_path'])}"
    with i18n.reading_in(persons[0].language):
        return mail.Letter(
            subject=i18n.gettext("Your sign-in link"),
            body=i18n.gettext(
                "Hello,\n\nuse this link to sign in. It works once, for 15 minutes:\n\n%(link)s\n\n"
                "If you did not ask for it, there is nothing you need to do.\n",
                link=link,
            ),
        )


async def mint_link(school: UUID, address: str, next_path: str = "/") -> str:
    """A new token for `address`, whose hash is stored; the token itself is nowhere but in the answer."""
    token = secrets.token_urlsafe(32)
    await db.rows(
        "INSERT INTO sign_in_token (id, school, address, token_hash, next_path, expires_at)"
        " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5)",
        school,
        address,
        token_hash(token),
        next_path,
        clock.now() + LINK_LIVES,
    )
    return token


async def link_facts(school: UUID, token: str) -> tuple[str, str]:
    """The address and the page behind a link that still works. Raises LinkSpent. Reading burns nothing."""
    found = await db.row(
        "SELECT address, next_path FROM sign_in_token"
        " WHERE school = $1 AND token_hash = $2 AND used_at IS NULL AND expires_at > now()",
        school,
        token_hash(token),
    )
    if found is None:
        raise LinkSpent()
    return found["address"], found["next_path"]


async def sign_in_with_link(school: UUID, token: str, person: UUID) -> tuple[str, str]:
    """Burns the link and starts a session for `person`, who must be at its address.

    The answer is the session's new token and the page to go on to. Raises LinkSpent.
    """
    async with db.transaction():
        burnt = await db.row(
            "UPDATE sign_in_token SET used_at = now() WHERE school = $1 AND token_hash = $2 AND used_at IS NULL"
            " AND expires_at > now() RETURNING address, next_path",
            school,
            token_hash(token),
        )
        if burnt is None or person not in {line.id for line in await persons_at(school, burnt["address"])}:
            raise LinkSpent()
        return await start_session(school, person), burnt["next_path"]


async def start_session(school: UUID, person: UUID) -> str:
    """A session with a fresh id, whatever the browser held before; the token for its cookie."""
    token = secrets.token_urlsafe(32)
    async with db.transaction():
        await db.rows(
            "INSERT INTO signed_in_session (token_hash, school, person, expires_at) VALUES ($1, $2, $3, $4)",
            token_hash(token),
            school,
            person,
            clock.now() + SESSION_LIVES,
        )
        await audit.record(school=school, actor=person, action="sign_in", kind="person", subject=person)
    return token


async def mark_seen(token: str) -> None:
    """Notes that a session is in use."""
    await db.rows("UPDATE signed_in_session SET seen_at = now() WHERE token_hash = $1", token_hash(token))


async def sign_out(token: str) -> None:
    """Ends a session; nothing to do when it has ended."""
    await db.rows("DELETE FROM signed_in_session WHERE token_hash = $1", token_hash(token))


async def sign_everybody_out() -> None:
    """Ends every session and every link that was mailed, of all schools."""
    async with db.transaction():
        await db.rows("DELETE FROM signed_in_session")
        await db.rows("DELETE FROM sign_in_token")


async def give_own_households(school: UUID, persons: Sequence[UUID]) -> None:
    """Gives each of `persons` who belongs to no household one of their own, in the caller's transaction if any."""
    async with db.transaction():
        await db.rows(
            "WITH alone AS (SELECT p.id, gen_random_uuid() AS home FROM person p WHERE p.school = $1"
            " AND p.id = ANY($2::uuid[]) AND NOT EXISTS (SELECT 1 FROM household_person h WHERE h.person = p.id)),"
            " homes AS (INSERT INTO household (id, school) SELECT home, $1 FROM alone RETURNING id)"
            " INSERT INTO household_person (id, school, household, person)"
            " SELECT gen_random_uuid(), $1, homes.id, alone.id FROM alone JOIN homes ON homes.id = alone.home",
            school,
            list(persons),
        )


async def seat_members(
    school: UUID, body: UUID, persons: Sequence[UUID], term: tuple[date, date | None], capacity: Capacity, by: UUID
) -> int:
    """Makes `persons` members of a body from the first to the last day of a term; how many seats that were new.

    A seat that somebody holds already ends, with its office, the day before. Done again, nothing happens. Audited.
    """
    starts_on, ends_on = term
    seated = 0
    async with db.transaction():
        for person in persons:
            written = await db.rows(
                "INSERT INTO membership (id, school, body, person, capacity, starts_on, ends_on)"
                " SELECT gen_random_uuid(), $1, b.id, p.id, $4, $5, $6 FROM body b, person p"
                " WHERE b.school = $1 AND b.id = $2 AND p.school = $1 AND p.id = $3"
                " ON CONFLICT (body, person, starts_on) DO NOTHING RETURNING id",
                school,
                body,
                person,
                capacity.value,
                starts_on,
                ends_on,
            )
            if written:
                seated += 1
                await _end_earlier_seats(school, body, person, starts_on)
                await audit.record(
                    school=school, actor=by, action="seat_member", kind="body", subject=body, person=str(person)
                )
    return seated


async def _end_earlier_seats(school: UUID, body: UUID, person: UUID, starts_on: date) -> None:
    """A seat that would run on beside the new one ends the day before."""
    await db.rows(
        "UPDATE membership SET ends_on = $4::date - 1 WHERE school = $1 AND body = $2 AND person = $3"
        " AND starts_on < $4 AND (ends_on IS NULL OR ends_on >= $4)",
        school,
        body,
        person,
        starts_on,
    )


@jobs.every("forget_sign_ins", "17 * * * *")
async def forget_old_sign_ins() -> None:
    """Deletes links and sessions that are over, and rate counters whose window is."""
    await db.rows("DELETE FROM sign_in_token WHERE expires_at < now() - interval '1 day'")
    await db.rows("DELETE FROM signed_in_session WHERE expires_at < now()")
    await limits.forget_old_limits()
