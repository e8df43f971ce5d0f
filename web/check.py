"""`quorate check`: looks at what a deployment needs and says how to mend what is wrong."""

from __future__ import annotations

import os
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import aiosmtplib
import asyncpg

from common import db, sealing
from common.settings import Settings
from web.assets import AssetsNotReady, asset_url

TABLES_THERE = "SELECT to_regclass('public.motion') IS NOT NULL AND to_regclass('public.pgqueuer') IS NOT NULL"
CLOCK = "SELECT extract(epoch FROM clock_timestamp())"
SCHOOLS_WITHOUT_LEAD = (
    "SELECT count(*) FROM school s WHERE NOT EXISTS (SELECT 1 FROM role_grant g JOIN person p ON p.id = g.person"
    " WHERE g.school = s.id AND g.role = 'safeguarding_lead' AND p.email IS NOT NULL AND p.left_on IS NULL)"
)
JOBS_GIVEN_UP = "SELECT count(*) FROM pgqueuer WHERE status = 'failed'"


@dataclass(frozen=True)
class Check:
    """One thing looked at: whether it is good, and what to do if not."""

    good: bool
    text: str


def _either(good: bool, fine: str, wrong: str) -> Check:
    return Check(good, fine if good else wrong)


async def inspect(config: Settings) -> list[Check]:
    """Everything worth knowing before people rely on this deployment."""
    return [*_configuration(config), *await _database(config), await _mail(config), _keys(config), _assets()]


def _configuration(config: Settings) -> list[Check]:
    checks = [Check(True, f"Settings are readable; this is a {config.environment} deployment at {config.base_url}.")]
    if config.environment != "production":
        return checks
    if not config.https:
        text = "QUORATE_BASE_URL does not start with https://: cookies would travel in clear. Put a TLS proxy in front."
        checks.append(Check(False, text))
    if "QUORATE_SECRET_KEY" not in os.environ:
        kept = config.data_dir / "secret"
        checks.append(
            Check(True, f"QUORATE_SECRET_KEY is not set: {kept} is used. Several machines need the same one.")
        )
    return checks


async def _database(config: Settings) -> list[Check]:
    where = "the configured server" if config.database_url else f"the embedded server in {config.data_dir / 'postgres'}"
    try:
        connection = await asyncpg.connect(db.database_url(config), timeout=10)
    except Exception as fault:  # every kind of trouble ends in the same advice
        advice = "Check DATABASE_URL and that the server runs."
        return [Check(False, f"The database ({where}) does not answer: {fault}. {advice}")]
    try:
        version = await connection.fetchval("SHOW server_version")
        return [
            Check(True, f"The database answers: PostgreSQL {version}, {where}."),
            *await _contents(connection.fetchval),
        ]
    finally:
        await connection.close()


async def _contents(ask: Callable[[str], Awaitable[Any]]) -> list[Check]:
    ahead = await ask(CLOCK) - Decimal(time.time())
    checks = [
        _either(
            abs(ahead) < 5,
            "Its clock agrees with this machine's.",
            f"Its clock is {ahead:+.0f} s off this machine's. Polls close by it: set up time synchronisation.",
        )
    ]
    if not await ask(TABLES_THERE):
        return [*checks, Check(False, "Its tables are missing: run `quorate migrate`.")]
    given_up = await ask(JOBS_GIVEN_UP)
    return [
        *checks,
        Check(True, "Its tables are there."),
        _either(
            await ask(SCHOOLS_WITHOUT_LEAD) == 0,
            "Every school has a designated safeguarding lead who can be written to.",
            "A school has no designated safeguarding lead with an e-mail address: nobody hears of a concern.",
        ),
        _either(
            given_up == 0,
            "No background job has given up.",
            f"{given_up} background jobs have given up: look for job_failed in the log.",
        ),
    ]


async def _mail(config: Settings) -> Check:
    if config.smtp_host is None:
        return Check(True, "No mail server is set: letters stay in the outbox, as a demonstration needs.")
    server = f"{config.smtp_host}:{config.smtp_port}"
    client = aiosmtplib.SMTP(
        hostname=config.smtp_host,
        port=config.smtp_port,
        use_tls=config.smtp_security == "tls",
        start_tls=config.smtp_security == "starttls",
        timeout=10,
    )
    try:
        async with client:
            if config.smtp_user and config.smtp_password:
                await client.login(config.smtp_user, config.smtp_password)
    except (aiosmtplib.SMTPException, OSError) as fault:
        return Check(False, f"The mail server {server} refuses: {fault}. Check the QUORATE_SMTP_ settings.")
    return Check(True, f"The mail server {server} answers.")


def _keys(config: Settings) -> Check:
    try:
        sealing.signing_key()
    except OSError as fault:
        return Check(False, f"Keys cannot be kept in {config.keys_dir}: {fault}. Let the server's user write there.")
    return _either(
        sealing.keys_are_private(),
        f"Keys are kept in {config.keys_dir}, readable by their owner alone.",
        f"Others may read {config.keys_dir}: run `chmod -R go= {config.keys_dir}`.",
    )


def _assets() -> Check:
    try:
        asset_url("site.css")
    except AssetsNotReady as fault:
        return Check(False, str(fault))
    return Check(True, "Style and scripts are built.")
