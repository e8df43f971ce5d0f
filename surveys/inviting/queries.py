"""Reads of inviting: the roll, the plan, numbers before the opening and progress after it, what a link leads to."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from common import db
from common.errors import NotFound
from surveys.answering.passes import hashed
from surveys.batches.grouping import KINDS
from surveys.inviting.rules import Entitled, InvitingPlan, Numbers, RollLine, audience_of, entitled, groups_of
from surveys.rules import Anonymity, SurveyState

_ROLL = """
SELECT p.id AS person, p.email, p.language, l.year_group AS year, l.class_name,
       (SELECT h.household FROM household_person h WHERE h.person = p.id ORDER BY h.household LIMIT 1) AS household
  FROM person p JOIN pupil_adult a ON a.person = p.id JOIN pupil_place l ON l.id = a.pupil
 WHERE p.school = $1 AND p.left_on IS NULL
 ORDER BY p.name, p.id, l.year_group, l.class_name, l.id
"""


async def roll(school: UUID) -> list[RollLine]:
    """Every adult on the roll with each of their children."""
    return [RollLine(**line) for line in await db.rows(_ROLL, school)]


async def plan_of(survey: UUID) -> InvitingPlan | None:
    """Whom a survey invites, None where nobody chose."""
    found = await db.row(
        "SELECT audience, per_household, remind_after, remind_before FROM invite_plan WHERE survey = $1", survey
    )
    if found is None:
        return None
    return InvitingPlan(
        audience_of(found["audience"]), found["per_household"], found["remind_after"], found["remind_before"]
    )


async def kinds_of(survey: UUID) -> tuple[str, ...]:
    """By which of the roll's groups results are declared to be shown, where the roll says who belongs to them."""
    declared = await db.value(
        "SELECT array_agg(one->>'kind') FROM survey, jsonb_array_elements(breakdowns) one"
        " WHERE id = $1 AND anonymity <> 'anonymous' AND COALESCE(one->>'of', '') = ''",
        survey,
    )
    return tuple(kind for kind in KINDS if kind != "channel" and kind in (declared or ()))


async def invited_by(school: UUID, survey: UUID, plan: InvitingPlan) -> tuple[list[Entitled], list[str]]:
    """Who is invited on today's roll, and the group of each."""
    invited = entitled(await roll(school), plan)
    return invited, groups_of(invited, await kinds_of(survey))


async def stopped_addresses(school: UUID) -> frozenset[str]:
    """The addresses that get no invitations."""
    found = await db.rows("SELECT address FROM invite_stop WHERE school = $1", school)
    return frozenset(line["address"] for line in found)


async def numbers(school: UUID, survey: UUID, plan: InvitingPlan) -> Numbers:
    """How many the plan invites on today's roll."""
    invited, groups = await invited_by(school, survey, plan)
    stopped = await stopped_addresses(school)
    by_mail = sum(any(address not in stopped for address in one.addresses) for one in invited)
    return Numbers(len(invited), by_mail, Counter(groups))


@dataclass(frozen=True)
class InvitingFacts:
    """A survey as those see it who invite to it."""

    id: UUID
    title: str
    state: SurveyState
    anonymity: Anonymity
    code: str
    languages: tuple[str, ...]
    opened_at: datetime | None
    closes_at: datetime | None


async def inviting_facts(school: UUID, survey: UUID) -> InvitingFacts:
    """Raises NotFound."""
    found = await db.row(
        "SELECT id, title, state, anonymity, code, languages, opened_at, closes_at FROM survey"
        " WHERE school = $1 AND id = $2",
        school,
        survey,
    )
    if found is None:
        raise NotFound()
    found.update(
        state=SurveyState(found["state"]), anonymity=Anonymity(found["anonymity"]), languages=tuple(found["languages"])
    )
    return InvitingFacts(**found)


@dataclass(frozen=True)
class Progress:
    """How far an open survey's invitations are. Who has answered, and who has not, is not in it."""

    invited: int
    sent: int
    without_address: int
    spent: int


_PROGRESS = """
SELECT count(*) AS invited, count(i.sent_at) AS sent, count(i.spent_at) AS spent,
       count(*) FILTER (WHERE i.sent_at IS NULL AND NOT EXISTS (
         SELECT 1 FROM person p LEFT JOIN household_person h ON h.person = p.id AND h.household = i.household
          WHERE (p.id = i.person OR h.id IS NOT NULL) AND p.email IS NOT NULL AND p.left_on IS NULL
            AND NOT EXISTS (SELECT 1 FROM invite_stop s WHERE s.school = i.school AND s.address = p.email)
       )) AS without_address
  FROM invitation i WHERE i.school = $1 AND i.survey = $2
"""


async def progress(school: UUID, survey: UUID) -> Progress:
    """Counts of a survey's invitations."""
    found = await db.row(_PROGRESS, school, survey)
    assert found is not None
    return Progress(**found)


@dataclass(frozen=True)
class ReminderLine:
    """A reminder that fell due or was asked for; not sent yet where it waits for the morning."""

    which: str
    sent_at: datetime | None


async def reminders_of(school: UUID, survey: UUID) -> list[ReminderLine]:
    """In the order in which they were sent."""
    found = await db.rows(
        "SELECT which, sent_at FROM survey_reminder WHERE school = $1 AND survey = $2 ORDER BY sent_at NULLS LAST, id",
        school,
        survey,
    )
    return [ReminderLine(**line) for line in found]


@dataclass(frozen=True)
class Bounce:
    """An address from which letters came back."""

    id: UUID
    address: str
    since: date


async def bounces(school: UUID) -> list[Bounce]:
    """The newest first."""
    found = await db.rows(
        "SELECT id, address, since FROM invite_stop WHERE school = $1 AND why = 'bounced'"
        " ORDER BY since DESC, address LIMIT 500",
        school,
    )
    return [Bounce(**line) for line in found]


async def asked_to_stop(school: UUID) -> int:
    """How many addresses asked for no more letters about surveys."""
    return int(await db.value("SELECT count(*) FROM invite_stop WHERE school = $1 AND why = 'asked'", school))


@dataclass(frozen=True)
class LinkFacts:
    """Where a personal link leads, and whose it is."""

    survey: UUID
    title: str
    code: str
    anonymity: Anonymity
    languages: tuple[str, ...]
    language: str
    address: str | None


async def link_facts(school: UUID, token: str) -> LinkFacts:
    """Raises NotFound for a link that is none. Reading it spends nothing."""
    found = await db.row(
        "SELECT s.id AS survey, s.title, s.code, s.anonymity, s.languages, COALESCE(p.language, 'en') AS language,"
        " p.email AS address FROM invitation_link l JOIN invitation i ON i.id = l.invitation"
        " JOIN survey s ON s.id = i.survey LEFT JOIN person p ON p.id = l.person AND p.left_on IS NULL"
        " WHERE l.school = $1 AND l.token_hash = $2 AND s.state <> 'draft'",
        school,
        hashed(token, school),
    )
    if found is None:
        raise NotFound(
            "This link is not complete, or is out of use. Open it from your letter, or ask the school office."
        )
    found.update(anonymity=Anonymity(found["anonymity"]), languages=tuple(found["languages"]))
    return LinkFacts(**found)


UNSENT = """
SELECT i.id, p.id AS person, p.email
  FROM invitation i JOIN person p ON (p.id = i.person OR p.id IN (
         SELECT h.person FROM household_person h WHERE h.household = i.household
            AND EXISTS (SELECT 1 FROM pupil_adult a WHERE a.person = h.person)))
 WHERE i.survey = $1 AND p.email IS NOT NULL AND p.left_on IS NULL
   AND NOT EXISTS (SELECT 1 FROM invite_stop s WHERE s.school = i.school AND s.address = p.email)
"""
"""Every adult who was invited to the survey $1 and has an address that takes letters."""


async def waiting(survey: UUID, languages: Sequence[str] = ()) -> bool:
    """Whether invitations of the survey wait to be sent to somebody who has an address."""
    return bool(await db.value(f"SELECT EXISTS ({UNSENT} AND i.sent_at IS NULL)", survey))
