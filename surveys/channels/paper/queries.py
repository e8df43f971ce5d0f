"""Reads about printed forms: how many were printed and came back, and how one code stands. Never what a form says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from common import db
from common.settings import settings
from surveys.answering.codes import code_hash

_USED = "(i.spent_at IS NOT NULL OR f.state = 'spent')"


@dataclass(frozen=True)
class Printed:
    """The forms that were printed on a day in a language: how many, how many were used, how many were set aside."""

    day: date | None
    language: str
    forms: int
    used: int
    void: int


@dataclass(frozen=True)
class Form:
    """A form, and how its code stands. `used`: on paper or on the website; `void`: set aside."""

    id: UUID
    survey: UUID
    survey_code: str
    language: str
    invited: bool
    used: bool
    void: bool


async def printed_forms(school: UUID, survey: UUID) -> list[Printed]:
    """The forms of a survey by day and language, the newest first."""
    found = await db.rows(
        f"SELECT f.printed_on AS day, f.language, count(*)::int AS forms, count(*) FILTER (WHERE {_USED})::int AS used,"  # noqa: S608 - our own text
        " count(*) FILTER (WHERE f.state = 'void')::int AS void"
        " FROM paper_form f LEFT JOIN invitation i ON i.id = f.invitation WHERE f.school = $1 AND f.survey = $2"
        " GROUP BY 1, 2 ORDER BY 1 DESC, 2",
        school,
        survey,
    )
    return [Printed(**line) for line in found]


async def forms_keyed_once(school: UUID, survey: UUID) -> int:
    """How many forms wait for their second keying."""
    return int(
        await db.value(
            "SELECT count(*) FROM form_keying k JOIN paper_form f ON f.id = k.form"  # noqa: S608 - our own text
            " LEFT JOIN invitation i ON i.id = f.invitation WHERE f.school = $1 AND f.survey = $2"
            f" AND f.state = 'printed' AND NOT {_USED}",
            school,
            survey,
        )
    )


async def form_at(school: UUID, code: str) -> Form | None:
    """The form of a code; None where none has it."""
    found = await db.row(
        f"SELECT f.survey, s.code AS survey_code, f.id, f.language, {_USED} AS used,"  # noqa: S608 - our own text
        " f.invitation IS NOT NULL AS invited, f.state = 'void' AS void"
        " FROM paper_form f JOIN survey s ON s.id = f.survey"
        " LEFT JOIN invitation i ON i.id = f.invitation WHERE f.school = $1 AND f.code_hash = $2",
        school,
        code_hash(code, settings().secret_key),
    )
    return Form(**found) if found else None


async def invited_without_address(school: UUID, survey: UUID) -> int:
    """How many invitations are unspent and go to nobody with an e-mail address: their families get a form each."""
    return int(
        await db.value(
            f"SELECT count(*) FROM invitation i WHERE i.school = $1 AND i.survey = $2 AND {TO_PRINT}",  # noqa: S608 - our own text
            school,
            survey,
        )
    )


TO_PRINT = """i.spent_at IS NULL AND NOT EXISTS (
 SELECT 1 FROM person p WHERE p.email IS NOT NULL AND p.left_on IS NULL
    AND NOT EXISTS (SELECT 1 FROM invite_stop s WHERE s.school = i.school AND s.address = p.email)
    AND (p.id = i.person OR p.id IN (SELECT h.person FROM household_person h WHERE h.household = i.household)))"""
"""An invitation `i` that no letter can reach: nobody of it has an address that takes any."""
