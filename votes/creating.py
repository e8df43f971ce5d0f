"""Writing a poll before it opens: what is decided by which rule, by whom, and what stands on the paper."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from common import audit, db
from common.errors import NotFound
from votes.ballots import MOST_CANDIDATES
from votes.count.result import Rule
from votes.errors import EmptyRoll, NobodyStands, TooManyCandidates
from votes.results import RON_NAME
from votes.rules import Custody, DecisionRule, OpenMethod, PollKind, RollUnit


@dataclass(frozen=True)
class Roll:
    """Who may vote: persons, or households with one vote each."""

    persons: Sequence[UUID] = ()
    households: Sequence[UUID] = ()

    @property
    def unit(self) -> RollUnit:
        """Who has one vote. Raises EmptyRoll where there is nobody, or both kinds."""
        if bool(self.persons) == bool(self.households):
            raise EmptyRoll()
        return RollUnit.PERSON if self.persons else RollUnit.HOUSEHOLD


@dataclass(frozen=True)
class Terms:
    """How a poll is held, whatever is decided. `body`: whose decision it is; its people see it and its clerk runs it.

    `paper`: paper ballots are issued too, and one replaces an envelope where `in_person_overrides`; `most_proxies`: for
    how many others one person may vote; `remind_at`: when those who have not voted are written to once more;
    `lapses_at`: beyond which no extension goes.
    """

    closes_at: datetime
    body: UUID | None = None
    custody: Custody = Custody.CONFIDENTIAL
    paper: bool = False
    in_person_overrides: bool = False
    most_proxies: int = 0
    remind_at: datetime | None = None
    lapses_at: datetime | None = None


@dataclass(frozen=True)
class NewCandidate:
    """A name for a ballot paper."""

    name: str
    person: UUID | None = None
    statement: str = ""
    photo: bytes | None = None


async def create_poll(
    *,
    school: UUID,
    title: str,
    text: str,
    decision: DecisionRule,
    closes_at: datetime,
    created_by: UUID | None,
    body: UUID | None = None,
    persons: Sequence[UUID] = (),
    households: Sequence[UUID] = (),
    quorum: int | None = None,
    present: int | None = None,
    casting_vote: bool = False,
    custody: Custody = Custody.CONFIDENTIAL,
    method: OpenMethod | None = None,
    most_proxies: int = 0,
    remind_at: datetime | None = None,
    paper: bool = False,
    in_person_overrides: bool = False,
    lapses_at: datetime | None = None,
) -> UUID:
    """Writes a poll on a motion with its text and rule, and its roll. Not open yet.

    `quorum` counts ballots, blank ones included; `present` is needed where the majority is of those present. In secret
    custody it is opened by `votes.custody.services`, once three people hold its key; an open vote says its `method`.
    Raises EmptyRoll, NotFound for somebody of another school, BrokenRule.
    """
    terms = Terms(closes_at, body, custody, paper, in_person_overrides, most_proxies, remind_at, lapses_at)
    settled = {"kind": PollKind.MOTION.value, "title": title, "text": text, **_decision(decision)}
    settled |= {"quorum": quorum, "present": present, "casting_vote": casting_vote}
    settled |= {"method": method.value if method else None}
    return await _write_poll(school, created_by, Roll(persons, households), terms, settled)


def _decision(decision: DecisionRule) -> dict[str, object]:
    return {
        "majority": decision.majority.value,
        "majority_numerator": decision.numerator,
        "majority_denominator": decision.denominator,
        "base": decision.base.value,
    }


@dataclass(frozen=True)
class NewElection:
    """What an election decides: names, numbered as given, for `seats`.

    `ron`: "re-open nominations" stands last; `lot_source`: the public value, unknown until after the close, that
    settles a tie.
    """

    title: str
    text: str
    rule: Rule
    seats: int
    candidates: Sequence[NewCandidate]
    ron: bool = False
    lot_source: str | None = None

    @property
    def names(self) -> list[NewCandidate]:
        """All that stands on the paper."""
        return [*self.candidates, NewCandidate(RON_NAME)] if self.ron else list(self.candidates)


async def create_election(school: UUID, election: NewElection, roll: Roll, terms: Terms, by: UUID | None) -> UUID:
    """Writes an election with the names on its paper, and its roll. Not open yet.

    Raises NobodyStands, TooManyCandidates, EmptyRoll, NotFound for somebody of another school, BrokenRule.
    """
    if not election.candidates:
        raise NobodyStands()
    if len(election.names) > MOST_CANDIDATES:
        raise TooManyCandidates(most=MOST_CANDIDATES)
    settled = {
        "kind": PollKind.ELECTION.value,
        "title": election.title,
        "text": election.text,
        "counting": election.rule.value,
        "seats": election.seats,
        "ron": election.ron,
        "lot_source": election.lot_source,
    }
    async with db.transaction():
        poll = await _write_poll(school, by, roll, terms, settled)
        await db.insert_many(
            "INSERT INTO candidate (id, school, poll, number, name, person, statement, photo)"
            " VALUES (gen_random_uuid(), $1, $2, $3, $4, $5, $6, $7)",
            [
                (school, poll, number, name.name, name.person, name.statement, name.photo)
                for number, name in enumerate(election.names, start=1)
            ],
        )
    return poll


async def _write_poll(
    school: UUID, created_by: UUID | None, roll: Roll, terms: Terms, settled: Mapping[str, object]
) -> UUID:
    poll, unit = uuid4(), roll.unit
    columns = {
        "id": poll,
        "school": school,
        "created_by": created_by,
        "unit": unit.value,
        "body": terms.body,
        "custody": terms.custody.value,
        "closes_at": terms.closes_at,
        "paper": terms.paper,
        "in_person_overrides": terms.in_person_overrides,
        "most_proxies": terms.most_proxies,
        "remind_at": terms.remind_at,
        "lapses_at": terms.lapses_at,
        **settled,
    }
    places = ", ".join(f"${number}" for number in range(1, len(columns) + 1))
    async with db.transaction():
        await db.rows(
            f"INSERT INTO poll ({', '.join(columns)}) VALUES ({places})",  # noqa: S608 - names of our own columns
            *columns.values(),
        )
        await _write_roll(school, poll, unit, roll.persons or roll.households)
        await audit.record(school=school, actor=created_by, action="create_poll", kind="poll", subject=poll)
    return poll


async def _write_roll(school: UUID, poll: UUID, unit: RollUnit, lines: Sequence[UUID]) -> None:
    written = await db.rows(
        f"INSERT INTO entitlement (id, school, poll, {unit.value})"  # noqa: S608 - one of two words of our own
        f" SELECT gen_random_uuid(), $1, $2, id FROM {unit.value} WHERE school = $1 AND id = ANY($3::uuid[])"
        " RETURNING id",
        school,
        poll,
        list(lines),
    )
    if len(written) != len(set(lines)):
        raise NotFound()
