"""The letters of inviting, in the reader's language: words and links are made as they are sent, and never stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common import db, i18n, mail
from common.dates import moment_in_words
from common.settings import settings
from surveys.inviting.services import INVITATION, REMINDER, mint_link, stop_letters
from surveys.rules import Anonymity
from surveys.spoken import say, speaking

GREETING = "Hello %(name)s,"
ASKED = "%(school)s would like to know what you think: %(title)s"
STILL_ASKED = "the survey of %(school)s is still open: %(title)s"
ANSWER_HERE = "Answer here, on any phone or computer:"
UNTIL = "It is open until %(moment)s."
OWN_LINK = "This link is yours alone and takes one answer. Please do not pass it on."
HOUSEHOLD_LINK = "This link takes one answer for your household. Please do not pass it on."
PROMISES = {
    Anonymity.ANONYMOUS: "Your answer is anonymous: it is sealed as you send it, and opened only together with at least"
    " nine others, in random order.",
    Anonymity.CONFIDENTIAL: "Your answer is confidential: the school can see that you have answered, but not which"
    " answer is yours. It is sealed as you send it, and opened only together with at least nine others, in random"
    " order.",
    Anonymity.NAMED: "Your answer carries your name: the school sees who said what.",
}
NOT_YET = "No answer has been sent with your link yet. If you have sent one on paper or by phone, thank you."
PERHAPS = "If you have answered already, thank you. The school cannot see who has."
NO_MORE = "No more letters about surveys, with one press:"
BY_LETTER = "Open the link in your letter from the school. It works on any phone or computer."
SUBJECT, SUBJECT_STILL = "What do you think? %(title)s", "Still open: %(title)s"
WORDS = (GREETING, ASKED, STILL_ASKED, ANSWER_HERE, UNTIL, OWN_LINK, HOUSEHOLD_LINK, NOT_YET, PERHAPS, NO_MORE)
ALL_WORDS = (*WORDS, BY_LETTER, SUBJECT, SUBJECT_STILL, *PROMISES.values())


@dataclass(frozen=True)
class Invited:
    """Somebody with an invitation that can be answered now."""

    name: str
    language: str
    school: str
    timezone: str
    title: str
    titles: Mapping[str, str]
    languages: tuple[str, ...]
    code: str
    anonymity: Anonymity
    closes_at: datetime | None
    per_household: bool

    @property
    def own_language(self) -> str:
        """Theirs, where the survey speaks it."""
        return self.language if self.language in self.languages else i18n.DEFAULT_LANGUAGE


# Nothing to one who has answered, has left, has asked for no more, or when the survey is over.
_INVITED = """
SELECT p.name, p.language, c.name AS school, c.timezone, s.title, s.titles, s.languages, s.code, s.anonymity,
       s.closes_at, i.household IS NOT NULL AS per_household
  FROM invitation i JOIN survey s ON s.id = i.survey JOIN school c ON c.id = s.school
  JOIN person p ON p.id = $3 AND p.school = s.school
 WHERE i.school = $1 AND i.id = $2 AND i.spent_at IS NULL AND s.state = 'open'
   AND COALESCE(s.closes_at > clock_timestamp(), true) AND p.left_on IS NULL AND p.email = $4
   AND NOT EXISTS (SELECT 1 FROM invite_stop t WHERE t.school = i.school AND t.address = p.email)
"""


async def _invited(to: mail.Addressee) -> Invited | None:
    found = await db.row(_INVITED, to.school, UUID(to.parameters["invitation"]), to.person, to.address)
    if found is None:
        return None
    found.update(anonymity=Anonymity(found["anonymity"]), languages=tuple(found["languages"]))
    return Invited(**found)


async def _mint(to: mail.Addressee) -> str:
    return await mint_link(to.school, UUID(to.parameters["invitation"]), to.person)


async def _came_back(to: mail.Addressee) -> None:
    await stop_letters(to.school, to.address, "bounced")


@mail.composes(INVITATION, refused=_came_back)
async def compose_invitation(to: mail.Addressee) -> mail.Letter | None:
    """Asks somebody to answer, with a link of their own unless the survey is anonymous."""
    invited = await _invited(to)
    return _letter(invited, await _mint(to), SUBJECT, ASKED, "") if invited else None


@mail.composes(REMINDER, forgotten=True, refused=_came_back)
async def compose_reminder(to: mail.Addressee) -> mail.Letter | None:
    """Asks again; nothing to one whose invitation is spent, and no trace of to whom it went."""
    invited = await _invited(to)
    if invited is None:
        return None
    known = PERHAPS if invited.anonymity is Anonymity.ANONYMOUS else NOT_YET
    return _letter(invited, await _mint(to), SUBJECT_STILL, STILL_ASKED, known)


def _letter(to: Invited, token: str, subject: str, asked: str, known: str) -> mail.Letter:
    language, base = to.own_language, settings().base_url
    anonymous = to.anonymity is Anonymity.ANONYMOUS
    link = f"{base}/s/{to.code}?lang={language}" if anonymous else f"{base}/i/{token}"
    stop = f"{base}/i/{token}/stop"
    with speaking(language):
        until = say(language, UNTIL) % {"moment": moment_in_words(to.closes_at, to.timezone)} if to.closes_at else ""
    own = HOUSEHOLD_LINK if to.per_household else OWN_LINK
    title = to.titles.get(language) or to.title
    paragraphs = [
        say(language, GREETING) % {"name": to.name},
        say(language, asked) % {"school": to.school, "title": title},
        say(language, known) if known else "",
        f"{say(language, ANSWER_HERE)}\n{link}",
        "" if anonymous else say(language, own),
        until,
        say(language, PROMISES[to.anonymity]),
        f"{say(language, NO_MORE)}\n{stop}",
    ]
    body = "\n\n".join(paragraph for paragraph in paragraphs if paragraph)
    return mail.Letter(say(language, subject) % {"title": title}, f"{body}\n", stop=stop)


def text_to_paste(title: str, school: str, link: str, anonymity: Anonymity, language: str) -> str:
    """What the office puts into the school's own app: the link itself only where it is the same for everybody."""
    asked = say(language, ASKED) % {"school": school, "title": title}
    where = f"{say(language, ANSWER_HERE)} {link}?lang={language}"
    by_letter = say(language, BY_LETTER)
    return f"{asked}\n{where if anonymity is Anonymity.ANONYMOUS else by_letter}\n{say(language, PROMISES[anonymity])}"
