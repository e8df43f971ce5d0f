"""Writes about asking: that a parent agreed, and that they thought better of it. Never what they said."""

from __future__ import annotations

from uuid import UUID

from common import db
from surveys.answering.rules import SurveyClosed
from surveys.channels.entry.forms import NewEntry


async def begin_entry(school: UUID, survey: UUID, by: UUID, entry: NewEntry) -> None:
    """Notes before the first question that a parent agreed to be asked. The same form sent again is the same entry.

    It is written now and not with the answer, so that no row of it lies beside a sealed one. Raises SurveyClosed.
    """
    noted = await db.row(
        "INSERT INTO ambassador_entry (id, school, survey, by, channel, language, consent_at, class_name, year)"
        " SELECT $1, school, id, $4, $5, $6, current_date, $7, $8 FROM survey WHERE school = $2 AND id = $3"
        " AND state = 'open' AND COALESCE(closes_at > clock_timestamp(), true)"
        " ON CONFLICT (id) DO UPDATE SET language = EXCLUDED.language RETURNING id",
        entry.key,
        school,
        survey,
        by,
        entry.channel.value,
        entry.spoken,
        entry.class_name,
        entry.year,
    )
    if noted is None:
        raise SurveyClosed()


async def take_back(school: UUID, entry: UUID, by: UUID) -> None:
    """Deletes the note of somebody who stopped before their answer was sent."""
    await db.rows("DELETE FROM ambassador_entry WHERE school = $1 AND id = $2 AND by = $3", school, entry, by)
