"""The reminder: once, at the time that was set, to those who have not voted; and who they were is forgotten."""

from __future__ import annotations

from uuid import UUID

from common import audit, db, i18n, jobs, mail
from common.dates import moment_in_words
from common.i18n import gettext as _
from common.settings import settings
from people.queries import letter_reader
from votes.named.rules import IN_THE_ROOM
from votes.queries import poll_facts
from votes.rules import PollState
from votes.words import decided_in_words

KIND = "vote_reminder"

SILENT_SQL = """
SELECT DISTINCT p.id, p.email FROM entitlement e
  LEFT JOIN household_person h ON h.household = e.household
  JOIN person p ON p.id = COALESCE(e.person, h.person)
 WHERE e.school = $1 AND e.poll = $2 AND p.email IS NOT NULL AND p.left_on IS NULL
   AND NOT EXISTS (SELECT 1 FROM envelope v WHERE v.entitlement = e.id)
   AND NOT EXISTS (SELECT 1 FROM paper_issue i WHERE i.entitlement = e.id)
   AND NOT EXISTS (SELECT 1 FROM named_vote n WHERE n.entitlement = e.id)
   AND ($3::uuid IS NULL OR p.id = $3)
"""


@jobs.every("remind_voters", "* * * * *")
async def remind_voters() -> None:
    """Posts the reminder of every open poll whose time for it has come."""
    due = await db.rows(
        "SELECT id, school FROM poll WHERE state = 'open' AND reminded_at IS NULL AND remind_at <= clock_timestamp()"
        " AND closes_at > clock_timestamp() AND (method IS NULL OR method <> ALL($1::text[]))",
        [method.value for method in IN_THE_ROOM],
    )
    for line in due:
        await remind(line["school"], line["id"])


async def remind(school: UUID, poll: UUID) -> None:
    """Posts one reminder to everybody on the roll of an open poll who has an address and no vote in it. Once."""
    async with db.transaction():
        marked = await db.value(
            "UPDATE poll SET reminded_at = clock_timestamp() WHERE school = $1 AND id = $2 AND state = 'open'"
            " AND reminded_at IS NULL RETURNING id",
            school,
            poll,
        )
        if marked is None:
            return
        for line in await db.rows(SILENT_SQL, school, poll, None):
            await mail.post(school=school, person=line["id"], address=line["email"], kind=KIND, poll=str(poll))
        await audit.record(school=school, actor=None, action="remind_voters", kind="poll", subject=poll)


@jobs.every("forget_reminders", "* * * * *")
async def forget_reminders() -> None:
    """Takes away the letters that would tell, after the close, who had not voted: as the envelopes go, so do they."""
    await db.rows(
        "DELETE FROM outbox_mail o USING poll p WHERE o.kind = $1 AND p.id = (o.parameters->>'poll')::uuid"
        " AND (p.state <> 'open' OR p.closes_at <= clock_timestamp())",
        KIND,
    )


@mail.composes(KIND)
async def compose_reminder(to: mail.Addressee) -> mail.Letter | None:
    """Tells somebody that their vote is still missing; nothing to one who voted meanwhile, or after the close."""
    poll = UUID(to.parameters["poll"])
    reader = await letter_reader(to.school, to.person) if to.person else None
    silent = await db.rows(SILENT_SQL, to.school, poll, to.person)
    if reader is None or not silent:
        return None
    facts = await poll_facts(to.school, poll)
    if facts.state is not PollState.OPEN:
        return None
    with i18n.reading_in(reader.language):
        return mail.Letter(
            subject=_("Not voted yet? %(title)s", title=facts.title),
            body=_(
                "Hello %(name)s,\n\nthis vote at %(school)s is still open, and you have not voted in it:\n\n"
                "%(title)s\n\nVote by %(closes)s, here:\n%(link)s\n\n%(rule)s\n\n"
                "This is the only reminder. Nobody is told who was sent one.\n",
                name=reader.name,
                school=reader.school,
                title=facts.title,
                closes=moment_in_words(facts.closes_at, reader.timezone),
                link=f"{settings().base_url}/polls/{poll}",
                rule=decided_in_words(facts),
            ),
        )
