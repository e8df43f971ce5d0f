"""Writes of inviting: the plan, invitations at the opening, letters and reminders, addresses that get no more."""

from __future__ import annotations

import secrets
from uuid import UUID, uuid4

from common import audit, clock, db, jobs, mail
from common.errors import NotFound
from people.queries import households_on_roll, parents_on_roll
from surveys.answering.passes import hashed
from surveys.building.rules import PlanFixed
from surveys.inviting.queries import UNSENT, invited_by, inviting_facts, plan_of
from surveys.inviting.rules import (
    MOST_REMINDERS,
    Asked,
    ClosesFirst,
    Entitled,
    InvitingPlan,
    NobodyInvited,
    RemindedEnough,
    Which,
    asked_of,
    group_among,
    is_quiet,
    reminders_due,
)
from surveys.rules import Anonymity, SurveyState

INVITATION, REMINDER = "survey_invitation", "survey_reminder"
AT_ONCE = 200
_NEXT = (
    "SELECT i.id FROM invitation i WHERE i.survey = $1 AND i.sent_at IS NULL"  # noqa: S608 - our own text
    f" AND i.id IN (SELECT u.id FROM ({UNSENT}) u) LIMIT $2 FOR UPDATE OF i SKIP LOCKED"
)


async def plan_invitations(school: UUID, survey: UUID, plan: InvitingPlan, by: UUID | None) -> None:
    """Chooses whom a draft invites and when it reminds. Raises PlanFixed when it has been open, NotFound."""
    async with db.transaction():
        state = await db.value("SELECT state FROM survey WHERE school = $1 AND id = $2 FOR UPDATE", school, survey)
        if state is None:
            raise NotFound()
        if state != SurveyState.DRAFT:
            raise PlanFixed()
        await db.rows(
            "INSERT INTO invite_plan (id, school, survey, audience, per_household, remind_after, remind_before)"
            " VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (survey) DO UPDATE SET audience = EXCLUDED.audience,"
            " per_household = EXCLUDED.per_household, remind_after = EXCLUDED.remind_after,"
            " remind_before = EXCLUDED.remind_before",
            uuid4(),
            school,
            survey,
            plan.audience.stored(),
            plan.per_household,
            plan.remind_after,
            plan.remind_before,
        )
        await audit.record(school=school, actor=by, action="plan_invitations", kind="survey", subject=survey)


async def invite_at_opening(school: UUID, survey: UUID, anonymity: Anonymity) -> Asked:
    """Writes the invitations, in the opening's transaction, and fixes the groups. Who is asked is the answer.

    An anonymous survey invites nobody unless somebody chose whom. Raises NobodyInvited for one by personal link.
    """
    plan = await plan_of(survey)
    if plan is None and anonymity is Anonymity.ANONYMOUS:
        return Asked(("",), await parents_on_roll(school), await households_on_roll(school))
    invited, groups = await invited_by(school, survey, plan or InvitingPlan())
    if not invited and anonymity is not Anonymity.ANONYMOUS:
        raise NobodyInvited()
    await _write(school, survey, list(zip(invited, groups, strict=True)))
    return asked_of(invited, groups)


async def _write(school: UUID, survey: UUID, invited: list[tuple[Entitled, str]]) -> None:
    await db.insert_many(
        "INSERT INTO invitation (id, school, survey, person, household, group_key) VALUES ($1, $2, $3, $4, $5, $6)"
        " ON CONFLICT DO NOTHING",
        [(uuid4(), school, survey, one.person, one.household, group) for one, group in invited],
    )


async def invite_newcomers(school: UUID, survey: UUID, by: UUID | None) -> int:
    """Invites who joined the roll since the opening; how many. Done again, nobody is new. Raises ClosesFirst."""
    async with db.transaction():
        await _locked_open(school, survey)
        plan = await plan_of(survey)
        facts = await inviting_facts(school, survey)
        if plan is None and facts.anonymity is Anonymity.ANONYMOUS:
            return 0
        invited, _ = await invited_by(school, survey, plan or InvitingPlan())
        known = await db.rows("SELECT person, household, group_key FROM invitation WHERE survey = $1", survey)
        there = {line["person"] or line["household"] for line in known}
        groups = sorted({line["group_key"] for line in known})
        new = [(one, group_among(one.labels, groups)) for one in invited if (one.person or one.household) not in there]
        await _write(school, survey, new)
        if new:
            await audit.record(
                school=school, actor=by, action="invite_newcomers", kind="survey", subject=survey, n=len(new)
            )
    return len(new)


async def _locked_open(school: UUID, survey: UUID) -> None:
    found = await db.row(
        "SELECT state = 'open' AND COALESCE(closes_at > clock_timestamp(), true) AS is_open FROM survey"
        " WHERE school = $1 AND id = $2 FOR NO KEY UPDATE",
        school,
        survey,
    )
    if found is None:
        raise NotFound()
    if not found["is_open"]:
        raise ClosesFirst()


# ---- letters ----


@jobs.every("send_invitations", "* * * * *")
async def send_invitations() -> None:
    """Posts what waits of every open survey's invitations, by day."""
    due = await db.rows(
        "SELECT s.id, s.school, c.timezone FROM survey s JOIN school c ON c.id = s.school"
        " WHERE s.state = 'open' AND COALESCE(s.closes_at > clock_timestamp(), true)"
        " AND EXISTS (SELECT 1 FROM invitation i WHERE i.survey = s.id AND i.sent_at IS NULL)"
    )
    for line in due:
        if not is_quiet(clock.now(), line["timezone"]):
            while await _post_some(line["school"], line["id"]):
                pass


async def _post_some(school: UUID, survey: UUID) -> bool:
    """Posts the next letters, each once however often this runs; False when there were none."""
    async with db.transaction():
        some = await db.rows(_NEXT, survey, AT_ONCE)
        chosen = [line["id"] for line in some]
        for line in await db.rows(f"{UNSENT} AND i.id = ANY($2)", survey, chosen):
            await _post(school, survey, line, INVITATION)
        await db.rows("UPDATE invitation SET sent_at = clock_timestamp() WHERE id = ANY($1)", chosen)
    return bool(chosen)


async def send_again(school: UUID, survey: UUID, address: str, by: UUID | None) -> bool:
    """Posts the letter again to whoever was invited at `address`, with a new link; False when nobody was.

    Whether they have answered is asked when it is composed, so nobody learns it from this. Raises ClosesFirst.
    """
    async with db.transaction():
        await _locked_open(school, survey)
        found = await db.rows(f"{UNSENT} AND p.email = $2", survey, address)
        for line in found:
            await _post(school, survey, line, INVITATION)
        chosen = [line["id"] for line in found]
        await db.rows("UPDATE invitation SET sent_at = COALESCE(sent_at, clock_timestamp()) WHERE id = ANY($1)", chosen)
        if found:
            await audit.record(school=school, actor=by, action="send_letter_again", kind="survey", subject=survey)
    return bool(found)


async def _post(school: UUID, survey: UUID, line: db.Row, kind: str) -> None:
    about = {"survey": str(survey), "invitation": str(line["id"])}
    await mail.post(school=school, person=line["person"], address=line["email"], kind=kind, **about)


async def mint_link(school: UUID, invitation: UUID, person: UUID | None) -> str:
    """A new link to an invitation, whose hash is stored; the link itself is nowhere but in the answer."""
    token = secrets.token_urlsafe(32)
    await db.rows(
        "INSERT INTO invitation_link (id, school, invitation, person, token_hash) VALUES ($1, $2, $3, $4, $5)",
        uuid4(),
        school,
        invitation,
        person,
        hashed(token, school),
    )
    return token


async def ask_for_reminder(school: UUID, survey: UUID, reminder: UUID, by: UUID | None) -> None:
    """A reminder now, or in the morning. The same `reminder` is one. Raises ClosesFirst, RemindedEnough, NotFound."""
    async with db.transaction():
        await _locked_open(school, survey)
        if await db.row("SELECT id FROM survey_reminder WHERE id = $1", reminder):
            return
        if not await _add_reminder(school, survey, reminder, Which.BY_HAND):
            raise RemindedEnough()
        await audit.record(school=school, actor=by, action="remind_families", kind="survey", subject=survey)


async def _add_reminder(school: UUID, survey: UUID, reminder: UUID, which: Which) -> bool:
    added = await db.row(
        "INSERT INTO survey_reminder (id, school, survey, which) SELECT $1, $2, $3, $4"
        " WHERE (SELECT count(*) FROM survey_reminder WHERE survey = $3) < $5 ON CONFLICT DO NOTHING RETURNING id",
        reminder,
        school,
        survey,
        which.value,
        MOST_REMINDERS,
    )
    return added is not None


@jobs.every("send_reminders", "* * * * *")
async def send_reminders() -> None:
    """Posts the reminders that are due by plan or were asked for, by day."""
    running = await db.rows(
        "SELECT s.id, s.school, s.opened_at, s.closes_at, c.timezone FROM survey s JOIN school c ON c.id = s.school"
        " WHERE s.state = 'open' AND COALESCE(s.closes_at > clock_timestamp(), true)"
        " AND EXISTS (SELECT 1 FROM invitation i WHERE i.survey = s.id AND i.sent_at IS NOT NULL)"
    )
    for line in running:
        now = clock.now()
        plan = await plan_of(line["id"]) or InvitingPlan()
        for which in reminders_due(plan, line["opened_at"], line["closes_at"], now):
            await _add_reminder(line["school"], line["id"], uuid4(), which)
        if not is_quiet(now, line["timezone"]):
            await _post_reminders(line["school"], line["id"])


async def _post_reminders(school: UUID, survey: UUID) -> None:
    """One letter to everybody who was invited, for each reminder that waits.

    Whether somebody has answered is asked when their letter is composed: so the outbox holds all, and the letters that
    were not wanted vanish from it as those do that were sent.
    """
    async with db.transaction():
        waiting = await db.rows(
            "UPDATE survey_reminder SET sent_at = clock_timestamp() WHERE survey = $1 AND sent_at IS NULL RETURNING id",
            survey,
        )
        if not waiting:
            return
        for line in await db.rows(f"{UNSENT} AND i.sent_at IS NOT NULL", survey):
            await _post(school, survey, line, REMINDER)


# ---- addresses that get no more ----


async def stop_letters(school: UUID, address: str, why: str, by: UUID | None = None) -> None:
    """No more letters about surveys to `address`. Done again, it is done. Whoever asked for it stays so."""
    async with db.transaction():
        stop = await db.value(
            "INSERT INTO invite_stop (id, school, address, why, since) VALUES ($1, $2, $3, $4, current_date)"
            " ON CONFLICT (school, address) DO UPDATE"
            " SET why = CASE WHEN invite_stop.why = 'asked' THEN 'asked' ELSE EXCLUDED.why END RETURNING id",
            uuid4(),
            school,
            address.strip().lower(),
            why,
        )
        if by is not None:
            await audit.record(school=school, actor=by, action="mark_bounced", kind="invite_stop", subject=stop)


async def try_address_again(school: UUID, stop: UUID, by: UUID) -> None:
    """Letters go to an address again from which some came back. Not to one whose owner asked for none."""
    async with db.transaction():
        lifted = await db.row(
            "DELETE FROM invite_stop WHERE school = $1 AND id = $2 AND why = 'bounced' RETURNING id", school, stop
        )
        if lifted:
            await audit.record(school=school, actor=by, action="try_address_again", kind="invite_stop", subject=stop)
