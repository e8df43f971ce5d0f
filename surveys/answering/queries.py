"""Reads of answering: what a survey asks, kept in memory while it cannot change, and how one device stands to it."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from common import db, i18n
from common.errors import NotFound
from common.sealing import unpad
from surveys.answering.rules import Device, Draft
from surveys.building.queries import questionnaire
from surveys.building.rules import Questionnaire

_KEPT_MOST = 200
_kept: dict[tuple[UUID, str, str], Questionnaire] = {}


async def questionnaire_of(school: UUID, code: str) -> Questionnaire:
    """What the survey behind a short link asks, in the reader's language. Raises NotFound, also for a draft.

    Questions are fixed once a survey is open, so that only the first reader asks the database.
    """
    key = (school, code, i18n.current_language.get())
    if key not in _kept:
        survey = await db.value(
            "SELECT id FROM survey WHERE school = $1 AND code = $2 AND state <> 'draft'", school, code
        )
        if survey is None:
            raise NotFound("There is no open survey at this address. Check the link, or ask the school office.")
        if len(_kept) >= _KEPT_MOST:
            _kept.clear()
        _kept[key] = await questionnaire(school, survey, key[2])
    return _kept[key]


@dataclass(frozen=True)
class Standing:
    """How a device stands to a survey: whether it may answer still, whether it has, and what it has typed so far."""

    is_open: bool
    spent: bool
    draft: Draft | None


async def standing(asked: Questionnaire, device: Device | None) -> Standing:
    """One read, by the database's clock. Without a device there is nothing but whether the survey is open."""
    found = await db.row(
        "SELECT s.state = 'open' AND COALESCE(s.closes_at > clock_timestamp(), true) AS is_open,"
        " EXISTS (SELECT 1 FROM spent_device d WHERE d.survey = s.id AND d.token_hash = $3) AS spent,"
        " (SELECT d.encrypted FROM survey_draft d WHERE d.token_hash = $4) AS encrypted"
        " FROM survey s WHERE s.school = $1 AND s.id = $2",
        asked.school,
        asked.survey,
        device.spent_id if device else "",
        device.draft_id if device else "",
    )
    if found is None:
        raise NotFound()
    return Standing(found["is_open"], found["spent"], _draft(device, found["encrypted"]))


def _draft(device: Device | None, encrypted: bytes | None) -> Draft | None:
    if device is None or encrypted is None:
        return None
    try:
        return Draft.unpack(unpad(SecretBox(device.draft_key).decrypt(encrypted)))
    except CryptoError:
        return None


async def closing_time(asked: Questionnaire) -> db.Row:
    """When the survey closes or did: `closes_at` and `closed_at`."""
    return await db.row("SELECT closes_at, closed_at FROM survey WHERE id = $1", asked.survey) or {}
