"""The letters of an election before its vote: come and stand, put forward, who stands, unopposed, cancelled."""

from __future__ import annotations

from uuid import UUID

from common import db, i18n, mail
from common.dates import moment_in_words
from common.errors import NotFound
from common.i18n import gettext as _
from common.settings import settings
from people.queries import LetterReader, letter_reader
from votes.elections.queries import (
    NominationLine,
    VacancyFacts,
    body_names,
    candidates_of,
    nomination_of,
    vacancy_facts,
)
from votes.elections.rules import NominationState, VacancyState
from votes.electorates import Electorate, electorate_in_words, persons_in
from votes.words import rule_of_counting, seats_in_words


async def _post(school: UUID, vacancy: UUID, persons: list[UUID], kind: str) -> None:
    reached = await db.rows(
        "SELECT id, email FROM person WHERE school = $1 AND id = ANY($2::uuid[]) AND email IS NOT NULL"
        " AND left_on IS NULL",
        school,
        persons,
    )
    for line in reached:
        await mail.post(school=school, person=line["id"], address=line["email"], kind=kind, vacancy=str(vacancy))


async def _standing(school: UUID, vacancy: UUID) -> list[UUID]:
    found = await db.rows(
        "SELECT person FROM nomination WHERE school = $1 AND vacancy = $2 AND state = 'standing'", school, vacancy
    )
    return [line["person"] for line in found]


async def post_to_electorate(
    school: UUID, vacancy: UUID, electorate: Electorate, kind: str, *, and_candidates: bool = False
) -> None:
    """Posts a letter to everybody of an electorate who has an address, in the current transaction; once to each."""
    persons = set(await persons_in(school, electorate))
    if and_candidates:
        persons.update(await _standing(school, vacancy))
    await _post(school, vacancy, sorted(persons), kind)


async def post_to_candidates(school: UUID, vacancy: UUID, kind: str) -> None:
    """Posts a letter to everybody who stands, in the current transaction."""
    await _post(school, vacancy, await _standing(school, vacancy), kind)


async def _facts(to: mail.Addressee) -> tuple[VacancyFacts, LetterReader] | None:
    """The vacancy of a letter and its reader; None where either is gone."""
    reader = await letter_reader(to.school, to.person) if to.person else None
    try:
        facts = await vacancy_facts(to.school, UUID(to.parameters["vacancy"]))
    except NotFound:
        return None
    return (facts, reader) if reader else None


def _link(facts: VacancyFacts) -> str:
    return f"{settings().base_url}/elections/{facts.id}"


def _names(lines: list[NominationLine]) -> str:
    return "\n".join(f"- {line.name}" for line in lines if line.state is NominationState.STANDING) or "–"


@mail.composes("nominations_open")
async def compose_nominations_open(to: mail.Addressee) -> mail.Letter | None:
    """Tells somebody that they may stand, or put somebody forward. Not sent once nominations are closed."""
    found = await _facts(to)
    if found is None or not found[0].takes_nominations:
        return None
    facts, reader = found
    terms, bodies = facts.terms, await body_names(to.school)
    with i18n.reading_in(reader.language):
        return mail.Letter(
            subject=_("Would you stand? %(title)s", title=terms.title),
            body=_(
                "Hello %(name)s,\n\nnominations are open at %(school)s:\n\n%(title)s\n\n%(text)s\n\n%(seats)s "
                "Who may stand: %(who)s.\n\nPut yourself forward, or somebody else who would be good at it, by "
                "%(closes)s:\n%(link)s\n",
                name=reader.name,
                school=reader.school,
                title=terms.title,
                text=terms.text,
                seats=seats_in_words(terms.seats),
                who=electorate_in_words(terms.standing, bodies),
                closes=moment_in_words(terms.nominations_close_at, reader.timezone),
                link=_link(facts),
            ),
        )


@mail.composes("you_were_nominated")
async def compose_you_were_nominated(to: mail.Addressee) -> mail.Letter | None:
    """Asks somebody who was put forward by another whether they will stand. Not sent once they have answered."""
    found = await _facts(to)
    if found is None or to.person is None or not found[0].takes_nominations:
        return None
    facts, reader = found
    line = await nomination_of(to.school, facts.id, to.person)
    if line is None or line.state is not NominationState.PROPOSED:
        return None
    with i18n.reading_in(reader.language):
        return mail.Letter(
            subject=_("You have been put forward: %(title)s", title=facts.terms.title),
            body=_(
                "Hello %(name)s,\n\n%(by)s has put you forward at %(school)s for:\n\n%(title)s\n\n%(text)s\n\n"
                "You stand only if you say so yourself. Say yes or no, and write why people should choose you, by "
                "%(closes)s:\n%(link)s\n\nIf you do nothing, you do not stand.\n",
                name=reader.name,
                by=line.by or _("Somebody"),
                school=reader.school,
                title=facts.terms.title,
                text=facts.terms.text,
                closes=moment_in_words(facts.terms.nominations_close_at, reader.timezone),
                link=_link(facts),
            ),
        )


@mail.composes("candidate_list_closed")
async def compose_candidate_list_closed(to: mail.Addressee) -> mail.Letter | None:
    """Tells a candidate who else stands, and what comes next."""
    found = await _facts(to)
    if found is None or not found[0].list_closed:
        return None
    facts, reader = found
    terms = facts.terms
    with i18n.reading_in(reader.language):
        closes = moment_in_words(terms.voting_closes_at, reader.timezone)
        follows = (
            _("Voting opens once the list has been checked, and closes %(closes)s. ", closes=closes)
            + rule_of_counting(terms.counting)
            if facts.contested
            else _("No more people stand than there are seats, so there will be no vote.")
        )
        return mail.Letter(
            subject=_("Who stands: %(title)s", title=terms.title),
            body=_(
                "Hello %(name)s,\n\nnominations at %(school)s are closed:\n\n%(title)s\n\n%(seats)s These stand:\n\n"
                "%(names)s\n\n%(follows)s\n\nIf you no longer wish to stand, you can withdraw until voting closes:\n"
                "%(link)s\n",
                name=reader.name,
                school=reader.school,
                title=terms.title,
                seats=seats_in_words(terms.seats),
                names=_names(await candidates_of(to.school, facts)),
                follows=follows,
                link=_link(facts),
            ),
        )


@mail.composes("elected_uncontested")
async def compose_elected_uncontested(to: mail.Addressee) -> mail.Letter | None:
    """Tells those who would have voted, and the candidates, who is elected without a ballot."""
    found = await _facts(to)
    if found is None or found[0].state is not VacancyState.UNCONTESTED:
        return None
    facts, reader = found
    with i18n.reading_in(reader.language):
        vacant = i18n.ngettext("%(num)s seat stays vacant.", "%(num)s seats stay vacant.", facts.vacant)
        if not facts.elected:
            return _nobody_stood(facts, reader, vacant)
        return mail.Letter(
            subject=_("Elected without a vote: %(title)s", title=facts.terms.title),
            body=_(
                "Hello %(name)s,\n\nno more people stood than there are seats at %(school)s, so there was no vote:\n\n"
                "%(title)s\n\nElected:\n%(names)s\n\n%(vacant)s\n\n%(link)s\n",
                name=reader.name,
                school=reader.school,
                title=facts.terms.title,
                names=_names(await candidates_of(to.school, facts)),
                vacant=vacant if facts.vacant else "",
                link=_link(facts),
            ),
        )


def _nobody_stood(facts: VacancyFacts, reader: LetterReader, vacant: str) -> mail.Letter:
    return mail.Letter(
        subject=_("Nobody stood: %(title)s", title=facts.terms.title),
        body=_(
            "Hello %(name)s,\n\nnobody stood in this election at %(school)s, so there was no vote:\n\n%(title)s\n\n"
            "%(vacant)s The body may appoint people.\n\n%(link)s\n",
            name=reader.name,
            school=reader.school,
            title=facts.terms.title,
            vacant=vacant,
            link=_link(facts),
        ),
    )


@mail.composes("election_cancelled")
async def compose_election_cancelled(to: mail.Addressee) -> mail.Letter | None:
    """Tells those who were asked to stand, and those who stood, that there will be no election, and why."""
    found = await _facts(to)
    if found is None or found[0].state is not VacancyState.CANCELLED:
        return None
    facts, reader = found
    with i18n.reading_in(reader.language):
        return mail.Letter(
            subject=_("Cancelled: %(title)s", title=facts.terms.title),
            body=_(
                "Hello %(name)s,\n\nthis election at %(school)s is cancelled:\n\n%(title)s\n\n"
                "The reason: %(reason)s\n\nNobody can stand or vote in it any more. There is nothing that you have "
                "to do.\n\n%(link)s\n",
                name=reader.name,
                school=reader.school,
                title=facts.terms.title,
                reason=facts.cancel_reason or "–",
                link=_link(facts),
            ),
        )
