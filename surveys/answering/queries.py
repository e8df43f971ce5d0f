"""Reads of answering: what a survey asks, kept in memory while it cannot change, and how one pass stands to it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from common import db
from common.errors import NotFound
from common.sealing import unpad
from surveys.answering.passes import WAYS, Pass, Way
from surveys.answering.rules import Draft
from surveys.building.queries import questionnaire
from surveys.building.rules import Questionnaire

_KEPT_MOST = 400
_codes: dict[tuple[UUID, str], UUID] = {}
_kept: dict[tuple[UUID, int, str], Questionnaire] = {}
_latest: dict[UUID, int] = {}


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
            _latest.clear()
        found = await questionnaire(school, survey, language)
        if found.revision != revision:  # corrected since: true now, and not to be kept under the older number
            return found
        _kept[key] = found
        _latest[survey] = revision
    return _kept[key]


async def latest_questionnaire(school: UUID, survey: UUID, language: str) -> Questionnaire:
    """What a survey asks, for those who only need its shape or learn of a newer wording in a moment."""
    revision = _latest.get(survey)
    if revision is None:
        found = await questionnaire(school, survey, language)
        _kept[survey, found.revision, language] = found
        _latest[survey] = found.revision
        return found
    return await questionnaire_in(school, survey, revision, language)


@dataclass(frozen=True)
class Standing:
    """How a pass stands to a survey: whether it may answer still, whether it has, and what was typed so far."""

    is_open: bool
    spent: bool | None
    """None where there is no such pass, or no longer."""
    draft: Draft | None
    revision: int
    languages: tuple[str, ...]
    closes_at: datetime | None
    closed_at: datetime | None
    saved: bool = False
    """Whether what was sent along is kept now."""


def standing_sql(way: Way) -> str:
    """By the database's clock: the survey ($1, $2), whether the pass is spent ($3), its draft's sections ($4)."""
    return f"""
  s AS (SELECT id, state = 'open' AND COALESCE(closes_at > clock_timestamp(), true) AS is_open, revision, languages,
               closes_at, closed_at, {way.seen} AS spent
          FROM survey WHERE school = $1 AND id = $2 AND state <> 'draft'),
  had AS (SELECT token_hash, encrypted FROM survey_draft WHERE token_hash = ANY($4))
"""  # noqa: S608 - our own text


_READ = {
    letter: f"WITH {standing_sql(way)} SELECT s.*, (SELECT array_agg(encrypted) FROM had) AS encrypted, false AS saved"  # noqa: S608 - our own text
    " FROM s"
    for letter, way in WAYS.items()
}


async def standing(school: UUID, survey: UUID, own: Pass, sections: int, *, returning: bool = True) -> Standing:
    """One read; for a pass that was only just made, of nothing but the survey's own state. Raises NotFound."""
    names = own.draft_ids(sections) if returning else []
    found = await db.row(_READ[own.way.letter], school, survey, own.mark if returning else "", names)
    return standing_of(found, own)


def standing_of(found: db.Row | None, own: Pass) -> Standing:
    """A row of `standing_sql`, its draft opened. Raises NotFound."""
    if found is None:
        raise NotFound()
    return Standing(
        is_open=found["is_open"],
        spent=found["spent"],
        draft=_draft(own, found["encrypted"] or []),
        revision=found["revision"],
        languages=tuple(found["languages"]),
        closes_at=found["closes_at"],
        closed_at=found["closed_at"],
        saved=found["saved"],
    )


def _draft(own: Pass, sections: Sequence[bytes]) -> Draft | None:
    if not sections:
        return None
    box, draft = SecretBox(own.draft_key), Draft()
    try:
        for encrypted in sections:
            draft = draft.with_packed(unpad(box.decrypt(encrypted)))
    except CryptoError:
        return None
    return draft
