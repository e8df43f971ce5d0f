"""Writes about printed forms: codes are made, a form is keyed twice and sealed, or set aside.

What was keyed the first time is encrypted under a key that only the code on the paper gives: whoever has the database
and not the paper cannot read it. Nothing about a single form is audited, counted by the minute or logged.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from hashlib import blake2b
from typing import Any
from uuid import UUID, uuid4

from nacl import pwhash
from nacl.exceptions import CryptoError
from nacl.secret import SecretBox

from common import audit, db, jobs
from common.errors import Refused
from common.sealing import pad, unpad
from common.settings import settings
from surveys.answering.codes import code_hash, new_code
from surveys.answering.passes import by_form
from surveys.answering.services import submit
from surveys.building.rules import Questionnaire
from surveys.channels.paper.keys import on_paper, same
from surveys.channels.paper.queries import TO_PRINT, form_at
from surveys.channels.paper.rules import ToPrint
from surveys.rules import Anonymity, Channel, SurveyState


class NothingToPrint(Refused):
    """No form can be printed for this survey now."""

    message = "No forms can be printed: the survey is closed, or letters reach everybody who has not answered."


class UnknownCode(Refused):
    """No form of this survey has the code."""

    message = "No form of this survey has this code. Compare it with the paper, letter by letter."


class FormUsed(Refused):
    """The form's code was used, on paper or on the website."""

    message = (
        "This form has been counted already: it was keyed, or its code was used on the website. Destroy the paper."
    )


class FormVoid(Refused):
    """The form was set aside."""

    message = "This form was set aside as blank, spoilt or lost. Its code no longer counts."


async def print_forms(school: UUID, asked: Questionnaire, number: int, by: UUID | None) -> list[ToPrint]:
    """New codes for forms in the language of `asked`; only hashes are kept, so that no form can be printed twice.

    An anonymous survey gets `number` of them. Any other gets one for each invitation that no e-mail reaches, at most
    `number`. Raises NothingToPrint.
    """
    async with db.transaction():
        state = await db.value("SELECT state FROM survey WHERE school = $1 AND id = $2", school, asked.survey)
        if state not in (SurveyState.DRAFT, SurveyState.OPEN):
            raise NothingToPrint()
        if asked.anonymity is Anonymity.ANONYMOUS:
            forms, invitations = [ToPrint(new_code()) for _ in range(number)], [None] * number
        else:
            found = await _invited(school, asked.survey, number)
            forms, invitations = [ToPrint(new_code(), line["name"]) for line in found], [line["id"] for line in found]
        if not forms:
            raise NothingToPrint()
        await _keep(school, asked, forms, invitations)
        await audit.record(
            school=school, actor=by, action="print_forms", kind="survey", subject=asked.survey, forms=len(forms)
        )
    return forms


async def _invited(school: UUID, survey: UUID, most: int) -> list[db.Row]:
    """Those whom no e-mail reaches, and who were given no form yet before those who were."""
    return await db.rows(
        "SELECT i.id, COALESCE(p.name, (SELECT string_agg(q.name, ', ' ORDER BY q.name) FROM household_person h"  # noqa: S608 - our own text
        " JOIN person q ON q.id = h.person WHERE h.household = i.household)) AS name"
        f" FROM invitation i LEFT JOIN person p ON p.id = i.person WHERE i.school = $1 AND i.survey = $2 AND {TO_PRINT}"
        " ORDER BY EXISTS (SELECT 1 FROM paper_form f WHERE f.invitation = i.id), 2, i.id LIMIT $3",
        school,
        survey,
        most,
    )


async def _keep(
    school: UUID, asked: Questionnaire, forms: Sequence[ToPrint], invitations: Sequence[UUID | None]
) -> None:
    hashes = [code_hash(form.code, settings().secret_key) for form in forms]
    await db.insert_many(
        "INSERT INTO paper_form (id, school, survey, code_hash, state, invitation, language, printed_on)"
        " VALUES ($1, $2, $3, $4, 'printed', $5, $6, current_date)",
        [
            (uuid4(), school, asked.survey, hashed, invitation, asked.language)
            for hashed, invitation in zip(hashes, invitations, strict=True)
        ],
    )
    await db.insert_many(
        "INSERT INTO invitation_link (id, school, invitation, token_hash) VALUES ($1, $2, $3, $4)",
        [(uuid4(), school, who, hashed) for hashed, who in zip(hashes, invitations, strict=True) if who is not None],
    )


class Keyed(StrEnum):
    """What became of a form that was keyed."""

    ONCE = "once"
    DIFFERS = "differs"
    SEALED = "sealed"


@dataclass(frozen=True)
class Outcome:
    """What became of it; where two keyings differ, what the first said, by field."""

    keyed: Keyed
    first: Mapping[str, str]


async def key_form(
    asked: Questionnaire, code: str, typed: Mapping[str, str], *, page: str, looked_at: frozenset[str] = frozenset()
) -> Outcome:
    """Takes what was keyed from a form, by field. The first time it is put away; the second time it is compared.

    Where both agree, or the person looked at the paper again (`looked_at`), it is sealed as any other answer and can
    never be seen again. `page` is the form's own key: the same page sent twice is one keying. Raises UnknownCode,
    FormUsed, FormVoid, SurveyClosed.
    """
    form = await _usable(asked, code)
    key = await asyncio.to_thread(_key, code)
    first = await _first_keying(asked, form, key, {"page": page, "typed": dict(typed)})
    if first is None:
        return Outcome(Keyed.ONCE, {})
    before: dict[str, str] = first["typed"]
    differ = {
        question.name: before.get(question.name, "")
        for question in asked.questions
        if question.name not in looked_at
        and not same(question, before.get(question.name, ""), typed.get(question.name, ""))
    }
    if differ:
        return Outcome(Keyed.DIFFERS, differ)
    await _seal(asked, form, code, typed)
    return Outcome(Keyed.SEALED, {})


async def _usable(asked: Questionnaire, code: str) -> UUID:
    found = await form_at(asked.school, code)
    if found is None or found.survey != asked.survey:
        raise UnknownCode()
    if found.void:
        raise FormVoid()
    if found.used:
        raise FormUsed()
    return found.id


def _key(code: str) -> bytes:
    """The key that a form's code gives: slow to make, so that codes cannot be tried out."""
    salt = blake2b(
        settings().secret_key.encode(), digest_size=pwhash.argon2id.SALTBYTES, person=b"form-keying"
    ).digest()
    return bytes(
        pwhash.argon2id.kdf(
            SecretBox.KEY_SIZE,
            code.encode(),
            salt,
            opslimit=pwhash.argon2id.OPSLIMIT_INTERACTIVE,
            memlimit=pwhash.argon2id.MEMLIMIT_INTERACTIVE,
        )
    )


async def _first_keying(asked: Questionnaire, form: UUID, key: bytes, own: Mapping[str, Any]) -> dict[str, Any] | None:
    """What was keyed before from another page, or None when this is the first time: then it is put away."""
    packed = pad(json.dumps(own, ensure_ascii=False).encode(), asked.sealed_size)
    encrypted = bytes(SecretBox(key).encrypt(packed))
    put_away = await db.row(
        # A form that is being sealed is waited for.
        "INSERT INTO form_keying (id, school, form, encrypted, keyed_on) SELECT $1, $2, f.id, $4, current_date"
        " FROM paper_form f WHERE f.id = $3 AND f.state = 'printed' FOR SHARE"
        " ON CONFLICT (form) DO NOTHING RETURNING id",
        uuid4(),
        asked.school,
        form,
        encrypted,
    )
    if put_away is not None:
        return None
    before = await db.value("SELECT encrypted FROM form_keying WHERE form = $1", form)
    if before is None:  # sealed in the meantime
        raise FormUsed()
    with suppress(CryptoError):  # where the server's secret was changed in between, it is keyed anew
        found: dict[str, Any] = json.loads(unpad(SecretBox(key).decrypt(before)))
        if found["page"] != own["page"]:
            return found
    await db.rows("UPDATE form_keying SET encrypted = $2 WHERE form = $1", form, encrypted)
    return None


async def _seal(asked: Questionnaire, form: UUID, code: str, typed: Mapping[str, str]) -> None:
    answers = {question.id: typed[question.name] for question in asked.questions if typed.get(question.name)}
    token = by_form(code, Channel.PAPER, invited=asked.anonymity is not Anonymity.ANONYMOUS)
    async with db.transaction():
        taken = await submit(as_on_paper(asked), token, answers)
        await db.rows("UPDATE paper_form SET state = 'spent' WHERE id = $1 AND state = 'printed'", form)
        await db.rows("DELETE FROM form_keying WHERE form = $1", form)
    if not taken:
        raise FormUsed()


def as_on_paper(asked: Questionnaire) -> Questionnaire:
    """What a survey asks, with nothing required: paper can't refuse to be handed in."""
    return replace(
        asked,
        sections=tuple(
            replace(section, questions=tuple(on_paper(question) for question in section.questions))
            for section in asked.sections
        ),
    )


async def set_aside(asked: Questionnaire, code: str) -> None:
    """Ends a form that is blank, spoilt or lost; whose invitation it was can still answer otherwise.

    Done again, nothing happens. Raises UnknownCode, FormUsed.
    """
    async with db.transaction():
        try:
            form = await _usable(asked, code)
        except FormVoid:
            return
        hashed = code_hash(code, settings().secret_key)
        await db.rows("UPDATE paper_form SET state = 'void' WHERE id = $1 AND state = 'printed'", form)
        await db.rows("DELETE FROM invitation_link WHERE school = $1 AND token_hash = $2", asked.school, hashed)
        await db.rows("DELETE FROM form_keying WHERE form = $1", form)


@jobs.every("forget_keyings", "47 3 * * *")
async def forget_keyings() -> None:
    """Deletes what was keyed once from forms that were used otherwise, and of surveys that are closed."""
    await db.rows(
        "DELETE FROM form_keying k USING paper_form f JOIN survey s ON s.id = f.survey"
        " LEFT JOIN invitation i ON i.id = f.invitation"
        " WHERE f.id = k.form AND (f.state <> 'printed' OR i.spent_at IS NOT NULL"
        " OR s.state IN ('closed', 'published'))"
    )
