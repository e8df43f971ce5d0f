"""The demonstration's confidential survey: the families of Year 5, by personal link, some of whom have answered."""

from __future__ import annotations

from random import Random

from common import db, i18n, jobs, mail
from surveys.answering.passes import INVITATION as LINK
from surveys.answering.services import submit
from surveys.building.queries import questionnaire
from surveys.building.ready_made import ready_made
from surveys.building.services import create_survey, open_survey
from surveys.inviting.rules import Audience, InvitingPlan
from surveys.inviting.services import INVITATION, mint_link, plan_invitations
from surveys.rules import AgreePoint, Anonymity, QuestionKind
from web.demo.cast import HEAD
from web.demo.people import SEED
from web.demo.stage import Stage, put_back_survey

YEAR, ANSWERED, LETTERS_SHOWN = 5, 24, 3
OPENED, CLOSES = -3, 11
ANSWERED_YESTERDAY = "UPDATE invitation SET spent_at = current_date - 1 WHERE survey = $1 AND spent_at IS NOT NULL"
"""Whom a survey has reached is told up to yesterday."""


async def invite_a_year(stage: Stage) -> None:
    """Opened three days ago, with a reminder planned; some letters of it can be read in the outbox."""
    head = await stage.person(HEAD)
    survey = await create_survey(
        school=stage.school,
        title="Year 5: how is it going?",
        template=ready_made()["year-pulse"],
        closes_at=stage.day(CLOSES, 18),
        by=head.id,
        anonymity=Anonymity.CONFIDENTIAL,
    )
    await db.rows("UPDATE survey SET breakdowns = $2 WHERE id = $1", survey, [{"kind": "class", "of": ""}])
    plan = InvitingPlan(Audience(years=(YEAR,)), per_household=True, remind_after=5, remind_before=1)
    await plan_invitations(stage.school, survey, plan, head.id)
    await open_survey(stage.school, survey, head.id)
    asked = await questionnaire(stage.school, survey, i18n.DEFAULT_LANGUAGE)
    invited = await db.rows(
        "SELECT i.id, p.id AS person, p.email FROM invitation i JOIN household_person h ON h.household = i.household"
        " JOIN person p ON p.id = h.person WHERE i.survey = $1 AND p.email IS NOT NULL ORDER BY p.name, p.id",
        survey,
    )
    random = Random(f"{SEED} year 5")  # noqa: S311 - a story, not a secret
    points = list(AgreePoint)
    async with db.transaction():
        have_mail = [line["id"] for line in invited]
        await db.rows("UPDATE invitation SET sent_at = $2 WHERE id = ANY($1)", have_mail, stage.day(OPENED, 8))
        for line in random.sample(invited, ANSWERED):
            link = await mint_link(stage.school, line["id"], line["person"])
            answers = {
                question.id: random.choices(points, [6, 7, 2, 1, 1])[0]
                for question in asked.questions
                if question.kind is QuestionKind.AGREE_SCALE
            }
            await submit(asked, LINK.letter + link, answers)
        for line in invited[:LETTERS_SHOWN]:
            about = {"survey": str(survey), "invitation": str(line["id"])}
            await mail.post(school=stage.school, person=line["person"], address=line["email"], kind=INVITATION, **about)
    await db.rows(ANSWERED_YESTERDAY, survey)
    await jobs.run_pending()
    await put_back_survey(survey, stage.day(stage.weekday(OPENED), 8), None)
