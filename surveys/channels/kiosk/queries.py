"""Reads about kiosks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common import db
from people.queries import token_hash
from surveys.rules import Anonymity


@dataclass(frozen=True)
class KioskFacts:
    """A device that is a kiosk, and the survey on it. `live`: its time is not over, and the survey takes answers."""

    id: UUID
    survey: UUID
    code: str
    anonymity: Anonymity
    ends_at: datetime
    pin_hash: str
    live: bool


@dataclass(frozen=True)
class KioskLine:
    """A kiosk that runs."""

    id: UUID
    name: str
    started_at: datetime
    ends_at: datetime


async def kiosk_of(school: UUID, token: str) -> KioskFacts | None:
    """The kiosk that a browser's cookie makes it, if that is one."""
    found = await db.row(
        "SELECT k.id, k.survey, s.code, s.anonymity, k.ends_at, k.pin_hash, k.ended_at IS NULL"
        " AND k.ends_at > clock_timestamp() AND s.state = 'open'"
        " AND COALESCE(s.closes_at > clock_timestamp(), true) AS live"
        " FROM kiosk k JOIN survey s ON s.id = k.survey WHERE k.school = $1 AND k.token_hash = $2",
        school,
        token_hash(token),
    )
    return KioskFacts(**{**found, "anonymity": Anonymity(found["anonymity"])}) if found else None


async def kiosks_of(school: UUID, survey: UUID) -> list[KioskLine]:
    """The kiosks of a survey that run now."""
    found = await db.rows(
        "SELECT k.id, COALESCE(p.name, '') AS name, k.started_at, k.ends_at FROM kiosk k"
        " LEFT JOIN person p ON p.id = k.started_by WHERE k.school = $1 AND k.survey = $2 AND k.ended_at IS NULL"
        " AND k.ends_at > now() ORDER BY k.started_at",
        school,
        survey,
    )
    return [KioskLine(**line) for line in found]
