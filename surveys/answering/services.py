"""Writes of answering: keeping a draft, and submitting an answer. Nothing here is audited, counted or logged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from nacl.secret import SecretBox

from common import db, i18n, jobs, limits
from common.sealing import pad
from surveys.answering.passes import WAYS, NoPass, Pass, Way, pass_of
from surveys.answering.queries import Standing, standing_of, standing_sql
from surveys.answering.rules import Draft, NotWhole, SurveyClosed, whole_answer
from surveys.answering.screening import screened
from surveys.batches.grouping import with_label
from surveys.batches.services import seal_into_batch
from surveys.building.queries import questionnaire
from surveys.building.rules import AskedSection, Questionnaire
from surveys.concerns.services import raise_concern
from surveys.rules import Anonymity, Channel

DRAFT_BLOCK = 1024
"""Drafts are padded to a multiple of this, small enough for PostgreSQL to keep them with their row."""
DRAFTS_AN_HOUR = 600
"""New drafts from one address: a whole parents' evening answers from behind the school's."""


def _saving(way: Way) -> str:
    return f"""
WITH {standing_sql(way)},
     saved AS (INSERT INTO survey_draft (token_hash, school, survey, encrypted, touched_on)
               SELECT $5, $1, $2, $6, current_date FROM s
                WHERE is_open AND NOT spent AND ($7 OR EXISTS (SELECT 1 FROM had))
               ON CONFLICT (token_hash) DO UPDATE SET encrypted = EXCLUDED.encrypted, touched_on = current_date
               RETURNING 1)
SELECT s.*, (SELECT array_agg(encrypted) FROM had WHERE token_hash <> $5) AS encrypted,
       EXISTS (SELECT 1 FROM saved) AS saved FROM s
"""  # noqa: S608 - our own text


_SAVE = {letter: _saving(way) for letter, way in WAYS.items()}


async def save_section(
    asked: Questionnaire, own: Pass, draft: Draft, section: AskedSection, *, first: bool, caller: str
) -> Standing:
    """Keeps what was typed into one section, readable only with the browser's cookie, if the survey takes answers.

    How the pass stands to the survey, with the other sections, comes back. Raises NotFound, and TooMany for a flood
    of new drafts; `first` says that this must be one.
    """
    if first:
        await _count_new_draft(caller)
    stands = await _save(asked, own, draft, section, new=first)
    if stands.saved or stands.spent is not False or not stands.is_open:
        return stands
    await _count_new_draft(caller)
    return await _save(asked, own, draft, section, new=True)


async def _count_new_draft(caller: str) -> None:
    await limits.spend("survey-draft", caller, allowed=DRAFTS_AN_HOUR, every=timedelta(hours=1))


async def _save(asked: Questionnaire, own: Pass, draft: Draft, section: AskedSection, *, new: bool) -> Standing:
    found = await db.row(
        _SAVE[own.way.letter],
        asked.school,
        asked.survey,
        own.mark,
        own.draft_ids(len(asked.sections)),
        own.draft_id(section.number),
        bytes(SecretBox(own.draft_key).encrypt(pad(draft.pack(section), DRAFT_BLOCK))),
        new,
    )
    return standing_of(found, own)


async def forget_draft(asked: Questionnaire, own: Pass) -> None:
    """Deletes what was typed and not sent."""
    await db.rows("DELETE FROM survey_draft WHERE token_hash = ANY($1)", own.draft_ids(len(asked.sections)))


async def submit_answers(school: UUID, survey: UUID, token: str, answers: Mapping[UUID, str]) -> None:
    """Takes the answers of one pass, by question, finally. The same pass again is the same submission.

    In one transaction: the pass is spent, comments that a designated lead should see go to them, the rest is sealed
    into a batch, the draft is gone. Raises NotFound, NotWhole, NoPass, and SurveyClosed by the database's clock.
    """
    asked = await questionnaire(school, survey, i18n.DEFAULT_LANGUAGE)
    await submit(asked, token, answers)


async def submit(asked: Questionnaire, token: str, answers: Mapping[UUID, str]) -> bool:
    """`submit_answers` for a caller who has read what the survey asks; False for a pass that was spent before."""
    own = pass_of(token, asked.survey)
    if own is None or asked.anonymity not in own.way.admitted:
        raise NoPass(asked)
    found = await screened(whole_answer(asked, answers))
    async with db.transaction():
        taken = await _take(asked, own)
        if taken is None:
            return False
        for question, text, reasons in found.disclosures:
            await raise_concern(school=asked.school, survey=asked.survey, question=question, text=text, reasons=reasons)
        person = taken.person if asked.anonymity is Anonymity.NAMED else None
        contents = replace(found.contents, channel=taken.channel, person=person)
        group = with_label(taken.group, "channel", taken.channel) if asked.by_channel else taken.group
        await seal_into_batch(asked.school, asked.survey, contents, asked.sealed_size, group=group)
    return True


# The survey's row is held shared until we commit, so that a close waits for us; the clock is read after we have it.
def _taking(way: Way) -> str:
    return f"""
WITH held AS MATERIALIZED (SELECT state, closes_at FROM survey WHERE school = $1 AND id = $2 FOR SHARE),
     now_open AS MATERIALIZED (
       SELECT state = 'open' AND COALESCE(closes_at > clock_timestamp(), true) AS yes FROM held),
     spent AS ({way.spend}),
     gone AS (DELETE FROM survey_draft WHERE token_hash = ANY($4) AND EXISTS (SELECT 1 FROM now_open WHERE yes))
SELECT n.yes AS is_open, {way.seen} IS NOT NULL AS known, p.group_key, p.person, p.channel
  FROM now_open n LEFT JOIN spent p ON true
"""  # noqa: S608 - our own text


_TAKE = {letter: _taking(way) for letter, way in WAYS.items()}


@dataclass(frozen=True)
class Taken:
    """What a pass said of itself as it was spent."""

    group: str
    person: UUID | None
    channel: Channel


async def _take(asked: Questionnaire, own: Pass) -> Taken | None:
    """Spends the pass and forgets its draft; None when it was spent. Raises SurveyClosed and NoPass."""
    names = own.draft_ids(len(asked.sections))
    found = await db.row(_TAKE[own.way.letter], asked.school, asked.survey, own.mark, names)
    if found is None or not found["is_open"]:
        raise SurveyClosed()
    if not found["known"]:
        raise NoPass(asked)
    return Taken(found["group_key"], found["person"], Channel(found["channel"])) if found["channel"] else None


def answers_of(asked: Questionnaire, draft: Draft) -> dict[UUID, str]:
    """What a draft answers, by question. Raises NotWhole when a section was never sent."""
    if draft.next_section(asked) is not None:
        raise NotWhole()
    return {question.id: draft.typed[question.name] for question in asked.questions if question.name in draft.typed}


@jobs.every("forget_drafts", "41 3 * * *")
async def forget_old_drafts() -> None:
    """Deletes drafts that nobody touched for 30 days."""
    await db.rows("DELETE FROM survey_draft WHERE touched_on < current_date - 30")
