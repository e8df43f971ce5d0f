"""Writes of whoever runs an election: drafted, nominations opened and closed, voted on or not, those elected seated."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4

from common import audit, db, jobs
from common.errors import NotFound, Refused
from people.queries import choosable
from people.rules import Actor, Capacity
from people.services import seat_members
from votes.creating import NewCandidate, NewElection, Terms, create_election
from votes.elections.errors import (
    CannotBeCancelled,
    ChangedMeanwhile,
    Contested,
    DatesPassed,
    NobodyToSeat,
    NoLongerDraft,
    NominationsClosed,
    NotContested,
    NotNominating,
    NotYourElection,
)
from votes.elections.letters import post_to_candidates, post_to_electorate
from votes.elections.queries import VacancyFacts, elected_persons, nominations_of, vacancy_facts, vacancy_for_update
from votes.elections.rules import NominationState, VacancyState, may_settle
from votes.elections.terms import VacancyTerms
from votes.electorates import Electorate, NobodyInElectorate, electorate_in_words, roll_of, size_of
from votes.rules import Custody, runs_poll
from votes.services import open_poll


def _runs(actor: Actor, body: UUID | None) -> None:
    if not runs_poll(actor, body):
        raise NotYourElection()


async def _locked(actor: Actor, vacancy: UUID) -> tuple[VacancyFacts, datetime]:
    """The vacancy, locked, for whoever runs it, and the database's clock. Raises NotFound, NotYourElection."""
    facts, now = await vacancy_for_update(actor.school, vacancy)
    _runs(actor, facts.terms.body)
    return facts, now


async def _note(actor: UUID | None, school: UUID, action: str, vacancy: UUID, **details: object) -> None:
    await audit.record(school=school, actor=actor, action=action, kind="vacancy", subject=vacancy, **details)


async def _move(vacancy: UUID, state: VacancyState) -> None:
    await db.rows("UPDATE vacancy SET state = $2 WHERE id = $1", vacancy, state.value)


async def draft_vacancy(actor: Actor, terms: VacancyTerms, key: UUID | None = None) -> UUID:
    """Writes a vacancy that nobody else sees yet; `key` is the form's own: sent twice it is one vacancy.

    Raises NotYourElection, NobodyInElectorate, NotFound for a body of another school.
    """
    vacancy = key or uuid4()
    _runs(actor, terms.body)
    async with db.transaction():
        await _check_groups(actor.school, terms)
        columns = {"id": vacancy, "school": actor.school, "created_by": actor.id, **terms.columns}
        places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
        written = await db.rows(
            f"INSERT INTO vacancy ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - names of our own columns
            " ON CONFLICT (id) DO NOTHING RETURNING id",
            *columns.values(),
        )
        if written:
            await _note(actor.id, actor.school, "draft_vacancy", vacancy)
    return vacancy


async def _check_groups(school: UUID, terms: VacancyTerms) -> None:
    """That the body is ours, and that there is somebody to stand and somebody to vote."""
    if terms.body and not await db.value("SELECT 1 FROM body WHERE school = $1 AND id = $2", school, terms.body):
        raise NotFound()
    for electorate in (terms.standing, terms.voting):
        await _check_size(school, electorate)


async def _check_size(school: UUID, electorate: Electorate) -> None:
    if (await size_of(school, electorate)).persons == 0:
        bodies = {str(body): name for body, name in (await choosable(school)).bodies.items()}
        raise NobodyInElectorate(group=electorate_in_words(electorate, bodies))


async def change_vacancy(actor: Actor, vacancy: UUID, terms: VacancyTerms, seen: str) -> None:
    """Saves an edited draft. `seen`: the mark of what the editor had before them; saved twice it is saved once.

    Raises ChangedMeanwhile, writing nothing, when somebody else saved since; NoLongerDraft; as `draft_vacancy`.
    """
    async with db.transaction():
        facts, _now = await _locked(actor, vacancy)
        _runs(actor, terms.body)
        if facts.state is not VacancyState.DRAFT:
            raise NoLongerDraft()
        if facts.terms.mark == terms.mark:
            return
        if facts.terms.mark != seen:
            raise ChangedMeanwhile()
        await _check_groups(actor.school, terms)
        changed = ", ".join(f"{name} = ${place}" for place, name in enumerate(terms.columns, start=2))
        await db.rows(f"UPDATE vacancy SET {changed} WHERE id = $1", vacancy, *terms.columns.values())  # noqa: S608
        await _note(actor.id, actor.school, "change_vacancy", vacancy)


async def open_nominations(actor: Actor, vacancy: UUID) -> None:
    """draft → nominating: tells everybody who may stand and has an address, in their language. Twice is once.

    Raises DatesPassed, NobodyInElectorate, NotYourElection, NotFound; Refused for a vacancy that was cancelled.
    """
    async with db.transaction():
        facts, now = await _locked(actor, vacancy)
        if facts.state is VacancyState.NOMINATING:
            return
        if facts.state is not VacancyState.DRAFT:
            raise NoLongerDraft()
        if facts.terms.nominations_close_at <= now:
            raise DatesPassed()
        await _check_groups(actor.school, facts.terms)
        await _move(vacancy, VacancyState.NOMINATING)
        await _note(actor.id, actor.school, "open_nominations", vacancy)
        await post_to_electorate(actor.school, vacancy, facts.terms.standing, "nominations_open")


async def close_nominations(actor: Actor, vacancy: UUID) -> None:
    """nominating → nominated, by hand and perhaps early. Twice is once. Raises NotNominating, NotYourElection."""
    async with db.transaction():
        facts, _now = await _locked(actor, vacancy)
        await _close_locked(facts, actor.school, actor.id)


async def _close_locked(facts: VacancyFacts, school: UUID, by: UUID | None) -> None:
    if facts.state is VacancyState.DRAFT:
        raise NotNominating()
    if facts.state is not VacancyState.NOMINATING:
        return
    await db.rows(
        "UPDATE vacancy SET state = 'nominated', nominations_closed_at = clock_timestamp() WHERE id = $1", facts.id
    )
    await _note(by, school, "close_nominations", facts.id, standing=facts.stand)
    await post_to_candidates(school, facts.id, "candidate_list_closed")


async def _with_list_closed(facts: VacancyFacts, school: UUID) -> VacancyFacts:
    """The locked vacancy, now that it is settled who stands. Raises NominationsStillOpen, NotNominating."""
    if facts.state is VacancyState.NOMINATING and facts.late:  # its time has come, and the timetable not yet
        await _close_locked(facts, school, None)
        facts = await vacancy_facts(school, facts.id)
    if fact := may_settle(facts.state):
        raise fact
    return facts


@jobs.every("close_due_nominations", "* * * * *")
async def close_due_nominations() -> None:
    """Closes the nominations whose time has come, by the database's clock."""
    due = await db.rows(
        "SELECT id, school FROM vacancy WHERE state = 'nominating' AND nominations_close_at <= clock_timestamp()"
    )
    for line in due:
        async with db.transaction():
            facts, _now = await vacancy_for_update(line["school"], line["id"])
            await _close_locked(facts, line["school"], None)


async def cancel_vacancy(actor: Actor, vacancy: UUID, reason: str) -> None:
    """Ends a vacancy before its vote, for a reason that everybody whom it concerns sees. Twice is once.

    Those who were asked to stand are told, and those who said that they would; of a draft nobody had heard.

    Raises CannotBeCancelled, NotYourElection, NotFound.
    """
    async with db.transaction():
        facts, _now = await _locked(actor, vacancy)
        if facts.state is VacancyState.CANCELLED:
            return
        if facts.state in (VacancyState.VOTING, VacancyState.UNCONTESTED):
            raise CannotBeCancelled()
        await db.rows("UPDATE vacancy SET state = 'cancelled', cancel_reason = $2 WHERE id = $1", vacancy, reason)
        await _note(actor.id, actor.school, "cancel_vacancy", vacancy, reason=reason)
        if facts.state is not VacancyState.DRAFT:
            await post_to_electorate(
                actor.school, vacancy, facts.terms.standing, "election_cancelled", and_candidates=True
            )


async def open_vote(actor: Actor, vacancy: UUID, closes_at: datetime | None = None) -> UUID:
    """nominated → voting: the ballot paper and the roll are written and, unless its key is secret, voting opens.

    The poll; asked again, the same one. Candidates stand on the paper by surname, which decides nothing. `closes_at`:
    where it is another time than was announced. Raises NotContested, NominationsStillOpen, DatesPassed, EmptyRoll …
    """
    async with db.transaction():
        facts, now = await _locked(actor, vacancy)
        if facts.state is VacancyState.VOTING and facts.poll:
            return facts.poll
        facts = await _with_list_closed(facts, actor.school)
        if not facts.contested:
            raise NotContested()
        closes_at = closes_at or facts.terms.voting_closes_at
        if closes_at <= now:
            raise DatesPassed()
        poll = await _write_poll(actor, facts, closes_at)
        await db.rows(
            "UPDATE vacancy SET state = 'voting', poll = $2, voting_closes_at = $3 WHERE id = $1",
            vacancy,
            poll,
            closes_at,
        )
        await _note(actor.id, actor.school, "open_vote", vacancy, poll=str(poll))
        if facts.terms.custody is not Custody.SECRET:
            await open_poll(actor.school, poll, actor.id)
    return poll


async def _write_poll(actor: Actor, facts: VacancyFacts, closes_at: datetime) -> UUID:
    terms, school = facts.terms, actor.school
    standing = [line for line in await nominations_of(school, facts.id) if line.state is NominationState.STANDING]
    photos = await db.rows("SELECT person, photo FROM nomination WHERE vacancy = $1", facts.id)
    photo = {line["person"]: line["photo"] for line in photos}
    election = NewElection(
        title=terms.title,
        text=terms.text,
        rule=terms.counting,
        seats=terms.seats,
        candidates=[NewCandidate(line.name, line.person, line.statement, photo[line.person]) for line in standing],
        ron=terms.ron,
        lot_source=terms.lot_source,
    )
    held = Terms(closes_at, terms.body, terms.custody, terms.paper, terms.in_person_overrides, terms.most_proxies)
    return await create_election(school, election, await roll_of(school, terms.voting, terms.unit), held, actor.id)


async def declare_uncontested(actor: Actor, vacancy: UUID) -> None:
    """nominated → uncontested: whoever stands is elected without a ballot, and told; so are those who would vote.

    Seats beyond stay vacant. Twice is once. Raises Contested, NominationsStillOpen, NotYourElection.
    """
    async with db.transaction():
        facts, _now = await _locked(actor, vacancy)
        if facts.state is VacancyState.UNCONTESTED:
            return
        facts = await _with_list_closed(facts, actor.school)
        if facts.contested:
            raise Contested()
        await _move(vacancy, VacancyState.UNCONTESTED)
        await _note(actor.id, actor.school, "declare_uncontested", vacancy, elected=facts.stand)
        await post_to_electorate(actor.school, vacancy, facts.terms.voting, "elected_uncontested", and_candidates=True)


async def seat_elected(
    actor: Actor, vacancy: UUID, starts_on: date, ends_on: date | None, capacity: Capacity = Capacity.PARENT
) -> int:
    """Makes those elected members of the body for a term, once; how many. A second time it does nothing.

    Raises NobodyToSeat before there is a result and where the seats are on no body, Refused for a term that ends first.
    """
    if ends_on is not None and ends_on < starts_on:
        raise Refused("A term ends after it begins.")
    async with db.transaction():
        facts, _now = await _locked(actor, vacancy)
        if facts.seated_at is not None:
            return 0
        if not facts.may_seat or facts.terms.body is None:
            raise NobodyToSeat()
        persons = [person for person, _name in await elected_persons(actor.school, facts) if person is not None]
        seated = await seat_members(actor.school, facts.terms.body, persons, (starts_on, ends_on), capacity, actor.id)
        await db.rows("UPDATE vacancy SET seated_at = clock_timestamp() WHERE id = $1", vacancy)
        await _note(actor.id, actor.school, "seat_elected", vacancy, seated=seated)
    return seated


async def extend_nominations(actor: Actor, vacancy: UUID, nominations: datetime, voting: datetime) -> None:
    """Gives people longer to stand; once the list is closed, only where no more stand than there are seats.

    Those who may stand are written to again. Raises NominationsClosed, DatesPassed, Refused for an earlier time.
    """
    async with db.transaction():
        facts, now = await _locked(actor, vacancy)
        reopens = facts.state is VacancyState.NOMINATED and not facts.contested
        if facts.state is not VacancyState.NOMINATING and not reopens:
            raise NominationsClosed()
        if nominations <= now or voting <= nominations:
            raise DatesPassed()
        if nominations <= facts.terms.nominations_close_at:
            raise Refused("Choose a later time than the one that was announced.")
        await db.rows(
            "UPDATE vacancy SET state = 'nominating', nominations_close_at = $2, voting_closes_at = $3,"
            " nominations_closed_at = NULL WHERE id = $1",
            vacancy,
            nominations,
            voting,
        )
        await _note(actor.id, actor.school, "extend_nominations", vacancy, until=nominations.isoformat())
        await post_to_electorate(actor.school, vacancy, facts.terms.standing, "nominations_open")
