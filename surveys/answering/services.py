"""Writes of answering: keeping a draft, and submitting an answer. Nothing here is audited, counted or logged."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID, uuid4

from nacl.secret import SecretBox

from common import db, i18n, jobs, limits
from common.sealing import pad
from insight import safeguarding
from surveys.answering.queries import STANDING, Standing, standing_of
from surveys.answering.rules import Device, Draft, NotWhole, Screened, SurveyClosed, device, whole_answer
from surveys.batches.rules import Contents
from surveys.batches.services import seal_into_batch
from surveys.building.queries import questionnaire
from surveys.building.rules import AskedSection, Questionnaire
from surveys.concerns.services import raise_concern

DRAFT_BLOCK = 1024
"""Drafts are padded to a multiple of this, small enough for PostgreSQL to keep them with their row."""
DRAFTS_AN_HOUR = 600
"""New drafts from one address: a whole parents' evening answers from behind the school's."""


_SAVE = f"""
WITH {STANDING},
     saved AS (INSERT INTO survey_draft (token_hash, school, survey, encrypted, touched_on)
               SELECT $5, $1, $2, $6, current_date FROM s
                WHERE is_open AND NOT spent AND ($7 OR EXISTS (SELECT 1 FROM had))
               ON CONFLICT (token_hash) DO UPDATE SET encrypted = EXCLUDED.encrypted, touched_on = current_date
               RETURNING 1)
SELECT s.*, (SELECT array_agg(encrypted) FROM had WHERE token_hash <> $5) AS encrypted,
       EXISTS (SELECT 1 FROM saved) AS saved FROM s
"""  # noqa: S608 - our own text


async def save_section(
    asked: Questionnaire, on: Device, draft: Draft, section: AskedSection, *, first: bool, caller: str
) -> Standing:
    """Keeps what was typed into one section, readable only with the device's cookie, if the survey takes answers.

    How the device stands to the survey, with the other sections, comes back. Raises NotFound, and TooMany for a flood
    of new drafts; `first` says that this must be one.
    """
    if first:
        await _count_new_draft(caller)
    stands = await _save(asked, on, draft, section, new=first)
    if stands.saved or stands.spent or not stands.is_open:
        return stands
    await _count_new_draft(caller)
    return await _save(asked, on, draft, section, new=True)


async def _count_new_draft(caller: str) -> None:
    await limits.spend("survey-draft", caller, allowed=DRAFTS_AN_HOUR, every=timedelta(hours=1))


async def _save(asked: Questionnaire, on: Device, draft: Draft, section: AskedSection, *, new: bool) -> Standing:
    found = await db.row(
        _SAVE,
        asked.school,
        asked.survey,
        on.spent_id,
        on.draft_ids(len(asked.sections)),
        on.draft_id(section.number),
        bytes(SecretBox(on.draft_key).encrypt(pad(draft.pack(section), DRAFT_BLOCK))),
        new,
    )
    return standing_of(found, on)


async def forget_draft(asked: Questionnaire, on: Device) -> None:
    """Deletes what a device has typed and not sent."""
    await db.rows("DELETE FROM survey_draft WHERE token_hash = ANY($1)", on.draft_ids(len(asked.sections)))


async def submit_answers(school: UUID, survey: UUID, token: str, answers: Mapping[UUID, str]) -> None:
    """Takes one device's answers, by question, finally. The same device again is the same submission.

    In one transaction: the device is spent, comments that a designated lead should see go to them, the rest is sealed
    into a batch, the draft is gone. Raises NotFound, NotWhole, and SurveyClosed by the database's clock.
    """
    asked = await questionnaire(school, survey, i18n.DEFAULT_LANGUAGE)
    await submit(asked, token, answers)


async def submit(asked: Questionnaire, token: str, answers: Mapping[UUID, str]) -> None:
    """`submit_answers` for a caller who has read what the survey asks."""
    screened = await asyncio.to_thread(screen, whole_answer(asked, answers))
    async with db.transaction():
        if await _take(asked, device(token, asked.survey)):
            for question, text, reasons in screened.disclosures:
                await raise_concern(
                    school=asked.school, survey=asked.survey, question=question, text=text, reasons=reasons
                )
            await seal_into_batch(asked.school, asked.survey, screened.contents, asked.sealed_size)


def screen(contents: Contents) -> Screened:
    """Parts a possible disclosure from the rest of an answer, in memory, before anything is sealed."""
    # Remembered, their hashes would lie in this process in the order in which people answered.
    flags = safeguarding([text for _, text in contents.comments], remember=False)
    pairs = list(zip(contents.comments, flags, strict=True))
    return Screened(
        Contents(contents.closed, tuple(comment for comment, flag in pairs if not flag.flag)),
        tuple((question, text, tuple(flag.reasons)) for (question, text), flag in pairs if flag.flag),
    )


# The survey's row is held shared until we commit, so that a close waits for us; the clock is read after we have it.
_TAKE = """
WITH held AS MATERIALIZED (SELECT state, closes_at FROM survey WHERE school = $1 AND id = $2 FOR SHARE),
     now_open AS MATERIALIZED (
       SELECT state = 'open' AND COALESCE(closes_at > clock_timestamp(), true) AS yes FROM held),
     spent AS (INSERT INTO spent_device (id, school, survey, token_hash) SELECT $3, $1, $2, $4 FROM now_open WHERE yes
                   ON CONFLICT (survey, token_hash) DO NOTHING RETURNING id),
     gone AS (DELETE FROM survey_draft WHERE token_hash = ANY($5) AND EXISTS (SELECT 1 FROM now_open WHERE yes))
SELECT yes AS is_open, EXISTS (SELECT 1 FROM spent) AS first FROM now_open
"""


async def _take(asked: Questionnaire, on: Device) -> bool:
    """Notes that the device has answered and forgets its draft; False when it had. Raises SurveyClosed."""
    names = on.draft_ids(len(asked.sections))
    found = await db.row(_TAKE, asked.school, asked.survey, uuid4(), on.spent_id, names)
    if found is None or not found["is_open"]:
        raise SurveyClosed()
    return bool(found["first"])


def answers_of(asked: Questionnaire, draft: Draft) -> dict[UUID, str]:
    """What a draft answers, by question. Raises NotWhole when a section was never sent."""
    if draft.next_section(asked) is not None:
        raise NotWhole()
    return {question.id: draft.typed[question.name] for question in asked.questions if question.name in draft.typed}


@jobs.every("forget_drafts", "41 3 * * *")
async def forget_old_drafts() -> None:
    """Deletes drafts that nobody touched for 30 days."""
    await db.rows("DELETE FROM survey_draft WHERE touched_on < current_date - 30")
