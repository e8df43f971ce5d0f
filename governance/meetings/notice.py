"""Notice of a meeting: whether it is long enough, the letter to every member, and the fact that it was sent."""

from __future__ import annotations

from uuid import UUID

from common import audit, clock, db, i18n, mail
from common.dates import clock_in_words, weekday_in_words
from common.settings import settings
from governance.meetings.queries import notice_check
from governance.meetings.rules import BEFORE, MeetingHasBegun, NoticeTooShort
from governance.meetings.services import clerks_meeting
from governance.rules import EventKind, MeetingState
from governance.services import note_event
from people.queries import members
from people.rules import Actor


async def send_notice(person: Actor, meeting: UUID, zone: str, *, accept_short: bool = False) -> None:
    """Has notice mailed to every member and records how many clear days it gives. Twice is once.

    Raises NoticeTooShort unless `accept_short`: then it goes, and the minutes will say by how much it was short.
    """
    async with db.transaction():
        facts = await clerks_meeting(person, meeting)
        if facts.state not in BEFORE:
            raise MeetingHasBegun()
        if facts.state is MeetingState.NOTICED:
            return
        found = notice_check(facts, clock.now(), zone)
        if found.short_by and not accept_short:
            raise NoticeTooShort(given=max(found.given, 0), needed=found.needed, short_by=found.short_by)
        await db.rows("UPDATE meeting SET state = 'noticed', noticed_at = now() WHERE id = $1", meeting)
        sent = await post_to_members(person.school, facts.body, meeting, "meeting_notice")
        numbers = {"given": found.given, "needed": found.needed, "short_by": found.short_by}
        await note_event(person, meeting, EventKind.NOTICE_SENT, numbers={**numbers, "letters": sent})
        await audit.record(
            school=person.school, actor=person.id, action="send_notice", kind="meeting", subject=meeting, **numbers
        )


async def post_to_members(school: UUID, body: UUID, meeting: UUID, kind: str) -> int:
    """Posts a letter about a meeting to every member who has an address, in the current transaction; how many."""
    sent = 0
    addresses = {
        line["id"]: line["email"]
        for line in await db.rows("SELECT id, email FROM person WHERE school = $1 AND email IS NOT NULL", school)
    }
    for member in await members(body):
        if address := addresses.get(member.person):
            await mail.post(school=school, person=member.person, address=address, kind=kind, meeting=str(meeting))
            sent += 1
    return sent


_LETTER = """
SELECT m.title, m.place, m.starts_at, b.name AS body_name, s.timezone, p.language,
       ARRAY(SELECT i.title FROM agenda_item i WHERE i.meeting = m.id ORDER BY i.position) AS items
  FROM meeting m JOIN body b ON b.id = m.body JOIN school s ON s.id = m.school
  JOIN person p ON p.id = $3 AND p.left_on IS NULL
 WHERE m.school = $1 AND m.id = $2 AND m.state NOT IN ('closed', 'cancelled')
"""


@mail.composes("meeting_notice")
async def compose_notice(to: mail.Addressee) -> mail.Letter | None:
    """The letter, with the agenda as it is when it is sent, in the member's language."""
    found = await db.row(_LETTER, to.school, UUID(to.parameters["meeting"]), to.person)
    if found is None:
        return None
    with i18n.reading_in(found["language"]):
        agenda = "\n".join(f"{number}. {title}" for number, title in enumerate(found["items"], start=1))
        return mail.Letter(
            subject=i18n.gettext("Notice of meeting: %(title)s", title=found["title"]),
            body=i18n.gettext(
                "Notice of a meeting of the %(body)s\n\n%(title)s\n%(day)s, %(time)s\n%(place)s\n\n"
                "Agenda\n%(agenda)s\n\nThe papers and motions are here:\n%(link)s\n",
                body=found["body_name"],
                title=found["title"],
                day=weekday_in_words(found["starts_at"], found["timezone"]),
                time=clock_in_words(found["starts_at"], found["timezone"]),
                place=found["place"] or i18n.gettext("The place will be announced."),
                agenda=agenda or i18n.gettext("The agenda will follow."),
                link=f"{settings().base_url}/meetings/{to.parameters['meeting']}",
            ),
        )
