"""Reads about elections before the vote: vacancies, who stands, and whom an election concerns."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from common import db
from common.errors import NotFound
from people.rules import Actor, BodyKind
from votes.elections.errors import NotYourElection
from votes.elections.rules import NominationState, VacancyState, is_contested, surname_first
from votes.elections.terms import VacancyTerms, terms_of
from votes.electorates import Electorate, is_in
from votes.rules import PollState, runs_poll, sees_poll

VACANCY_SQL = """
SELECT v.*, b.name AS body_name, b.kind AS body_kind, clock_timestamp() >= v.nominations_close_at AS late,
       p.state AS poll_state, COALESCE(p.closes_at, v.voting_closes_at) AS closes_at, p.result -> 'election' AS counted,
       (SELECT count(*) FROM nomination n WHERE n.vacancy = v.id AND n.state = 'standing') AS stand
  FROM vacancy v LEFT JOIN body b ON b.id = v.body LEFT JOIN poll p ON p.id = v.poll
 WHERE v.school = $1
"""


@dataclass(frozen=True)
class VacancyFacts:
    """A vacancy as pages show it. `stand`: how many are standing; `body_kind` None where the seats are on no body.

    `closes_at`: when voting closes, be it that the vote was given more time. `elected` and `vacant`: once there is a
    result, with a vote or without.
    """

    id: UUID
    state: VacancyState
    terms: VacancyTerms
    body_name: str | None
    body_kind: BodyKind | None
    late: bool
    stand: int
    nominations_closed_at: datetime | None
    poll: UUID | None
    poll_state: PollState | None
    closes_at: datetime
    declared: bool
    elected: int
    cancel_reason: str | None
    seated_at: datetime | None

    @property
    def takes_nominations(self) -> bool:
        """Whether somebody can still be put forward."""
        return self.state is VacancyState.NOMINATING and not self.late

    @property
    def list_closed(self) -> bool:
        """Whether it is settled who stands, and so may be known."""
        over = (VacancyState.NOMINATED, VacancyState.VOTING, VacancyState.UNCONTESTED)
        return self.state in over or (self.state is VacancyState.NOMINATING and self.late)

    @property
    def contested(self) -> bool:
        """Whether there must be a ballot, as things stand."""
        return is_contested(self.stand, self.terms.seats, ron=self.terms.ron)

    @property
    def vacant(self) -> int:
        """Seats that nobody fills, once there is a result."""
        return max(self.terms.seats - self.elected, 0)

    @property
    def ended(self) -> bool:
        """Whether nothing more comes of it: declared, void or cancelled."""
        return self.declared or self.state is VacancyState.CANCELLED or self.poll_state is PollState.VOID

    @property
    def may_seat(self) -> bool:
        """Whether those elected can be made members of the body now."""
        return self.declared and self.elected > 0 and self.terms.body is not None and self.seated_at is None


def _facts(found: db.Row) -> VacancyFacts:
    state = VacancyState(found["state"])
    voted = state is VacancyState.VOTING and found["poll_state"] == PollState.DECLARED
    counted = len(found["counted"]["elected"]) if voted and found["counted"] else 0
    return VacancyFacts(
        id=found["id"],
        state=state,
        terms=terms_of(found),
        body_name=found["body_name"],
        body_kind=BodyKind(found["body_kind"]) if found["body_kind"] else None,
        late=found["late"],
        stand=found["stand"],
        nominations_closed_at=found["nominations_closed_at"],
        poll=found["poll"],
        poll_state=PollState(found["poll_state"]) if found["poll_state"] else None,
        closes_at=found["closes_at"],
        declared=voted or state is VacancyState.UNCONTESTED,
        elected=found["stand"] if state is VacancyState.UNCONTESTED else counted,
        cancel_reason=found["cancel_reason"],
        seated_at=found["seated_at"],
    )


async def vacancy_facts(school: UUID, vacancy: UUID) -> VacancyFacts:
    """The vacancy. Raises NotFound."""
    found = await db.row(VACANCY_SQL + " AND v.id = $2", school, vacancy)
    if found is None:
        raise NotFound()
    return _facts(found)


async def vacancy_behind(school: UUID, poll: UUID) -> UUID | None:
    """The election that a vote belongs to; None for one that was not prepared as an election."""
    found: UUID | None = await db.value("SELECT id FROM vacancy WHERE school = $1 AND poll = $2", school, poll)
    return found


async def vacancy_for_update(school: UUID, vacancy: UUID) -> tuple[VacancyFacts, datetime]:
    """The vacancy, locked so that its nominations come one after the other; then the database's clock.

    Raises NotFound. Whoever locks a poll as well locks its vacancy first.
    """
    locked = await db.value("SELECT id FROM vacancy WHERE school = $1 AND id = $2 FOR UPDATE", school, vacancy)
    if locked is None:
        raise NotFound()
    facts = await vacancy_facts(school, vacancy)
    now: datetime = await db.value("SELECT clock_timestamp()")
    return facts, now


async def vacancy_to_run(actor: Actor, vacancy: UUID) -> VacancyFacts:
    """The vacancy, for whoever runs its election. Raises NotFound to strangers, NotYourElection to mere readers."""
    facts = await vacancy_facts(actor.school, vacancy)
    if not sees_poll(actor, facts.terms.body):
        raise NotFound()
    if not runs_poll(actor, facts.terms.body):
        raise NotYourElection()
    return facts


@dataclass(frozen=True)
class NominationLine:
    """Somebody who was put forward. `reached`: whether we have an e-mail address of theirs."""

    id: UUID
    person: UUID
    name: str
    state: NominationState
    statement: str
    photo: bool
    by: str | None
    own: bool
    reached: bool


_LINE = """
n.id, n.person, p.name, n.state, n.statement, n.photo IS NOT NULL AS photo, b.name AS by,
       n.nominated_by IS NOT DISTINCT FROM n.person AS own, p.email IS NOT NULL AS reached
  FROM nomination n JOIN person p ON p.id = n.person LEFT JOIN person b ON b.id = n.nominated_by
"""
NOMINATIONS_SQL = f"SELECT {_LINE} WHERE n.school = $1 AND n.vacancy = $2"
OWN_SQL = f"SELECT n.vacancy, {_LINE} WHERE n.school = $1 AND n.person = $2"


def _nomination(found: db.Row) -> NominationLine:
    return NominationLine(**{**found, "state": NominationState(found["state"])})


async def nominations_of(school: UUID, vacancy: UUID) -> list[NominationLine]:
    """Everybody who was put forward, in the order of a ballot paper: for whoever runs the election."""
    found = await db.rows(NOMINATIONS_SQL, school, vacancy)
    return sorted((_nomination(line) for line in found), key=lambda line: surname_first(line.name))


async def nomination_of(school: UUID, vacancy: UUID, person: UUID) -> NominationLine | None:
    """What became of one person's nomination."""
    found = await db.row(NOMINATIONS_SQL + " AND n.person = $3", school, vacancy, person)
    return _nomination(found) if found else None


async def candidates_of(school: UUID, facts: VacancyFacts) -> list[NominationLine]:
    """Who stands, and who withdrew during the vote; nobody before nominations are closed."""
    if not facts.list_closed:
        return []
    on_paper = {line["person"] for line in await db.rows("SELECT person FROM candidate WHERE poll = $1", facts.poll)}
    return [
        line
        for line in await nominations_of(school, facts.id)
        if line.state is NominationState.STANDING
        or (line.state is NominationState.WITHDRAWN and line.person in on_paper)
    ]


async def photo_of(school: UUID, vacancy: UUID, nomination: UUID) -> bytes | None:
    """The photo of a nomination, as a JPEG."""
    found = await db.value(
        "SELECT photo FROM nomination WHERE school = $1 AND vacancy = $2 AND id = $3", school, vacancy, nomination
    )
    return bytes(found) if found else None


async def elected_persons(school: UUID, facts: VacancyFacts) -> list[tuple[UUID | None, str]]:
    """Who is elected, in order where there was a count: the person, where the school still knows them, and the name."""
    if facts.state is VacancyState.UNCONTESTED:
        return [(line.person, line.name) for line in await candidates_of(school, facts)]
    found = await db.rows(
        "SELECT c.person, c.name FROM poll p, jsonb_array_elements(p.result -> 'election' -> 'elected')"
        " WITH ORDINALITY AS e (number, place) JOIN candidate c ON c.poll = $2 AND c.number = e.number::int"
        " WHERE p.school = $1 AND p.id = $2 AND p.state = 'declared' ORDER BY e.place",
        school,
        facts.poll,
    )
    return [(line["person"], line["name"]) for line in found]


@dataclass(frozen=True)
class Part:
    """What somebody has to do with an election."""

    stands: bool
    votes: bool
    runs: bool
    own: NominationLine | None
    reads: bool

    @property
    def concerned(self) -> bool:
        """Whether they may know of an election that was announced."""
        return self.stands or self.votes or self.runs or self.reads or self.own is not None


async def part_of(actor: Actor, facts: VacancyFacts) -> Part:
    """What `actor` has to do with an election, as the roll stands now."""
    own = await nomination_of(actor.school, facts.id, actor.id)
    return await _part(actor, facts, own, {})


async def _part(actor: Actor, facts: VacancyFacts, own: NominationLine | None, known: dict[Electorate, bool]) -> Part:
    """`known`: in which electorates the person is, as far as it was asked already."""
    for electorate in (facts.terms.standing, facts.terms.voting):
        if electorate not in known:
            known[electorate] = await is_in(actor.school, electorate, actor.id)
    return Part(
        stands=known[facts.terms.standing],
        votes=known[facts.terms.voting],
        runs=runs_poll(actor, facts.terms.body),
        reads=sees_poll(actor, facts.terms.body),
        own=own,
    )


UNSETTLED = (
    " AND (v.state IN ('nominating', 'nominated') OR v.state IN ('voting', 'uncontested') AND seated_at IS NULL)"
)


async def vacancies_for(actor: Actor, *, unsettled: bool = False) -> list[tuple[VacancyFacts, Part]]:
    """The elections that concern somebody; drafts only for whoever runs them. The latest first.

    `unsettled`: without drafts and without those in which everything is done.
    """
    order = " ORDER BY v.nominations_close_at DESC, v.id"
    found = await db.rows(VACANCY_SQL + (UNSETTLED if unsettled else "") + order, actor.school)
    if not found:
        return []
    nominated = await db.rows(OWN_SQL, actor.school, actor.id)
    own = {line.pop("vacancy"): _nomination(line) for line in nominated}
    known: dict[Electorate, bool] = {}
    lines = []
    for facts in map(_facts, found):
        part = await _part(actor, facts, own.get(facts.id), known)
        if part.runs or (part.concerned and facts.state is not VacancyState.DRAFT):
            lines.append((facts, part))
    return lines


async def body_names(school: UUID) -> Mapping[str, str]:
    """The names of a school's bodies by id, as words for an electorate need them."""
    found = await db.rows("SELECT id, name FROM body WHERE school = $1", school)
    return {str(line["id"]): line["name"] for line in found}


@dataclass(frozen=True)
class BodyLine:
    """A body whose seats somebody may put up for election."""

    id: UUID
    name: str
    kind: BodyKind


async def bodies_to_run(actor: Actor) -> list[BodyLine]:
    """The bodies whose elections `actor` runs."""
    found = await db.rows("SELECT id, name, kind FROM body WHERE school = $1 ORDER BY name", actor.school)
    lines = [BodyLine(line["id"], line["name"], BodyKind(line["kind"])) for line in found]
    return [line for line in lines if runs_poll(actor, line.id)]
