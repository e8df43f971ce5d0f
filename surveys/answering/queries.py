"""Reads of answering: what a survey asks, kept in memory while it cannot change, and how one device stands to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from common import db
from common.errors import NotFound
from common.sealing import unpad
from surveys.answering.rules import Device, Draft
from surveys.building.queries import questionnaire
from surveys.building.rules import Questionnaire

_KEPT_MOST = 400
_codes: dict[tuple[UUID, str], UUID] = {}
_kept: dict[tuple[UUID, int, str], Questionnaire] = {}


async def survey_at(school: UUID, code: str) -> UUID:
    """The survey behind a short link, which never leads to another. Raises NotFound, also for a draft."""
    key = (school, code)
    if key not in _codes:
        survey = await db.value(
            "SELECT id FROM survey WHERE school = $1 AND code = $2 AND state <> 'draft'", school, code
        )
        if survey is None:
            raise NotFound("There is no open survey at this address. Check the link, or ask the school office.")
        if len(_codes) >= _KEPT_MOST:
            _codes.clear()
        _codes[key] = survey
    return _codes[key]


async def questionnaire_in(school: UUID, survey: UUID, revision: int, language: str) -> Questionnaire:
    """What a survey asks in one of its languages. Of one revision it never changes, so it is read once."""
    key = (survey, revision, language)
    if key not in _kept:
        if len(_kept) >= _KEPT_MOST:
            _kept.clear()
        found = await questionnaire(school, survey, language)
        if found.revision != revision:  # corrected since: true now, and not to be kept under the older number
            return found
        _kept[key] = found
    return _kept[key]


@dataclass(frozen=True)
class Standing:
    """How a device stands to a survey: whether it may answer still, whether it has, and what it has typed so far."""

    is_open: bool
    spent: bool
    draft: Draft | None
    revision: int
    languages: tuple[str, ...]
    closes_at: datetime | None
    closed_at: datetime | None


_STANDING = """
SELECT s.state = 'open' AND COALESCE(s.closes_at > clock_timestamp(), true) AS is_open, s.revision, s.languages,
       s.closes_at, s.closed_at,
       EXISTS (SELECT 1 FROM spent_device d WHERE d.survey = s.id AND d.token_hash = $3) AS spent,
       (SELECT d.encrypted FROM survey_draft d WHERE d.token_hash = $4) AS encrypted
  FROM survey s WHERE s.school = $1 AND s.id = $2 AND s.state <> 'draft'
"""


async def standing(school: UUID, survey: UUID, device: Device | None) -> Standing:
    """One read, by the database's clock. Without a device there is nothing but the survey's own state."""
    found = await db.row(
        _STANDING, school, survey, device.spent_id if device else "", device.draft_id if device else ""
    )
    if found is None:
        raise NotFound()
    return Standing(
        is_open=found["is_open"],
        spent=found["spent"],
        draft=_draft(device, found["encrypted"]),
        revision=found["revision"],
        languages=tuple(found["languages"]),
        closes_at=found["closes_at"],
        closed_at=found["closed_at"],
    )


def _draft(device: Device | None, encrypted: bytes | None) -> Draft | None:
    if device is None or encrypted is None:
        return None
    try:
        return Draft.unpack(unpad(SecretBox(device.draft_key).decrypt(encrypted)))
    except CryptoError:
        return None
