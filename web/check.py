"""`quorate check`: looks at what a deployment needs and says how to mend what is wrong."""

from __future__ import annotations

import os
from dataclasses import dataclass

import aiosmtplib
import asyncpg

from common import db, sealing
from common.settings import Settings


@dataclass(frozen=True)
class Check:
    """One thing looked at: whether it is good, and what to do if not."""

    good: bool
    text: str


async def inspect(config: Settings) -> list[Check]:
    """Everything worth knowing before people rely on this deployment."""
    return [
        *_configuration(config),
        *await _database(config),
        await _mail(config),
        *_keys(config),
        _assets(),
    ]


def _configuration(config: Settings) -> list[Check]:
    found = [Check(True, f"Settings are readable; this is a {config.environment} deployment at {config.base_url}.")]
    if config.environment == "production" and not config.https:
        found.append(
            Check(
                False,
                "QUORATE_BASE_URL does not start with https://: sign-in cookies would travel in clear. Put a TLS proxy in front.",
            )
        )
    if config.environment == "production" and "QUORATE_SECRET_KEY" not in os.environ:
        found.append(
            Check(
                True,
                f"QUORATE_SECRET_KEY is not set; the one in {config.data_dir / 'secret'} is used. Several machines need the same one.",
            )
        )
    return found


async def _database(config: Settings) -> list[Check]:
    where = "the configured server" if config.database_url else f"the embedded server in {config.data_dir / 'postgres'}"
    try:
        url = db.database_url(config)
        connection = await asyncpg.connect(url, timeout=10)
    except Exception as fault:  # every kind of trouble ends in the same advice
        return [
            Check(
                False,
                f"The database ({where}) does not answer: {fault}. Check DATABASE_URL and that the server runs.",
            )
        ]
    try:
        version = await connection.fetchval("SHOW server_version")
        tables = await connection.fetchval(
            "SELECT to_regclass('public.motion') IS NOT NULL AND to_regclass('public.pgqueuer') IS NOT NULL"
        )
        held = await connection.fetchval("SELECT count(*) FROM pgqueuer WHERE status = 'failed'") if tables else 0
        drift = await connection.fetchval(
            "SELECT abs(extract(epoch FROM clock_timestamp() - to_timestamp($1)))", _now()
        )
    finally:
        await connection.close()
    checks = [Check(True, f"The database answers: PostgreSQL {version}, {where}.")]
    checks.append(
        Check(tables, "Its tables are there." if tables else "Its tables are missing: run `quorate migrate`.")
    )
    checks.append(
        Check(
            held == 0,
            "No background job has given up."
            if not held
            else f"{held} background jobs have given up: look for job_failed in the log.",
        )
    )
    checks.append(
        Check(
            drift < 5,
            "Its clock agrees with this machine's."
            if drift < 5
            else f"Its clock is {drift:.0f} s away from this machine's: set up time synchronisation, polls close by the database's clock.",
        )
    )
    return checks


def _now() -> float:
    import time

    return time.time()


async def _mail(config: Settings) -> Check:
    if config.smtp_host is None:
        return Check(True, "No mail server is set: letters are kept in the outbox, as a demonstration needs.")
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
        return Check(
            False,
            f"The mail server {config.smtp_host}:{config.smtp_port} refuses: {fault}. Check the QUORATE_SMTP_ settings.",
        )
    return Check(True, f"The mail server {config.smtp_host}:{config.smtp_port} answers.")


def _keys(config: Settings) -> list[Check]:
    try:
        sealing.signing_key()
    except OSError as fault:
        return [
            Check(
                False,
                f"Keys cannot be kept in {config.keys_dir}: {fault}. Let the server's user write there.",
            )
        ]
    good = sealing.keys_are_private()
    return [
        Check(
            good,
            f"Keys are kept in {config.keys_dir}, readable by their owner alone."
            if good
            else f"Others may read {config.keys_dir}: run chmod -R go= on it.",
        )
    ]


def _assets() -> Check:
    from web.assets import AssetsNotReady, asset_url

    try:
        asset_url("site.css")
    except AssetsNotReady as fault:
        return Check(False, str(fault))
    return Check(True, "Style and scripts are built.")
