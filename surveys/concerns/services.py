"""Writes about possible safeguarding disclosures: raising one, telling the designated leads, keeping their record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from common import audit, db, i18n, mail
from common.errors import NotFound, Refused
from common.settings import settings
from people.permissions import Permission, may
from people.queries import actor
from people.rules import Role
from surveys.concerns.rules import ConcernState, Entry


@dataclass(frozen=True)
class Disclosure:
    """A text that a designated lead should see today, with the reasons why (keys of insight.safeguarding)."""

    text: str
    reasons: tuple[str, ...]
    external_id: str | None = None


async def raise_concern(
    *, school: UUID, survey: UUID, question: UUID, text: str, reasons: Sequence[str], external_id: str | None = None
) -> None:
    """Puts one text before the designated leads, in the current transaction, and writes to each of them.

    Nothing else tells that it exists: no audit entry, no log line. The letter says only that something is to be read.
    """
    await raise_concerns(
        school=school, survey=survey, question=question, disclosures=[Disclosure(text, tuple(reasons), external_id)]
    )


async def raise_concerns(*, school: UUID, survey: UUID, question: UUID, disclosures: Sequence[Disclosure]) -> None:
    """The same for several at once, with one letter to each lead. What was raised before is not raised again."""
    if not disclosures:
        return
    async with db.transaction():
        raised = await db.rows(
            "INSERT INTO concern (id, school, survey, question, text, reasons, external_id, raised_at, state)"
            " SELECT gen_random_uuid(), $1, $2, $3, d.text, d.reasons, d.external_id, now(), 'new'"
            " FROM jsonb_to_recordset($4) AS d(text text, reasons jsonb, external_id text)"
            " ON CONFLICT (question, external_id) WHERE external_id IS NOT NULL DO NOTHING RETURNING id",
            school,
            survey,
            question,
            [{"text": d.text, "reasons": list(d.reasons), "external_id": d.external_id} for d in disclosures],
        )
        if raised:
            await _tell_the_leads(school)


async def _tell_the_leads(school: UUID) -> None:
    leads = await db.rows(
        "SELECT DISTINCT p.id, p.email FROM person p JOIN role_grant g ON g.person = p.id"
        " WHERE g.school = $1 AND g.role = $2 AND p.email IS NOT NULL AND p.left_on IS NULL",
        school,
        Role.SAFEGUARDING_LEAD.value,
    )
    for lead in leads:
        await mail.post(school=school, person=lead["id"], address=lead["email"], kind="concern_raised")


@mail.composes("concern_raised")
async def compose_concern_raised(to: mail.Addressee) -> mail.Letter | None:
    """A letter without content, for whoever is a designated lead on the day it is sent."""
    lead = await actor(to.person) if to.person else None
    if lead is None or not may(lead, Permission.SEE_CONCERNS):
        return None
    with i18n.reading_in(lead.language):
        return mail.Letter(
            subject=i18n.gettext("Please look into Quorate today"),
            body=i18n.gettext(
                "Hello,\n\nthere is something for you to read in Quorate. Please sign in and read it today:\n\n"
                "%(link)s\n",
                link=f"{settings().base_url}/concerns",
            ),
        )


class RecordHasChanged(Refused):
    """Somebody has added to the record since."""

    message = "Somebody has added to the record since you opened it. Read what was added; what you typed is kept."


async def keep_record(school: UUID, concern: UUID, lead: UUID, entry: Entry) -> None:
    """Adds an entry to the record of a concern, which is thereby acknowledged; sent twice, it stands once.

    The audit log learns who acted and on which concern, never a word of it. Raises NotFound, and RecordHasChanged where
    another entry was added that the writer has not seen.
    """
    async with db.transaction():
        known = await db.value("SELECT id FROM concern WHERE school = $1 AND id = $2 FOR UPDATE", school, concern)
        if known is None:
            raise NotFound()
        if await db.value("SELECT id FROM concern_entry WHERE id = $1", entry.key) is not None:
            return
        last = await db.value(
            "SELECT id FROM concern_entry WHERE concern = $1 ORDER BY written_at DESC, id DESC LIMIT 1", concern
        )
        if entry.seen != str(last or ""):
            raise RecordHasChanged()
        await db.rows(
            "INSERT INTO concern_entry"
            " (id, school, concern, written_by, written_at, action, decision, outcome, reasons)"
            " VALUES ($1, $2, $3, $4, clock_timestamp(), $5, $6, $7, $8)",
            entry.key,
            school,
            concern,
            lead,
            entry.action,
            entry.decision,
            entry.outcome,
            entry.reasons,
        )
        await db.rows(
            "UPDATE concern SET state = $3, acknowledged_by = COALESCE(acknowledged_by, $4),"
            " acknowledged_at = COALESCE(acknowledged_at, now()) WHERE school = $1 AND id = $2",
            school,
            concern,
            (ConcernState.CLOSED if entry.closes else ConcernState.ACKNOWLEDGED).value,
            lead,
        )
        await audit.record(school=school, actor=lead, action="keep_record", kind="concern", subject=concern)
