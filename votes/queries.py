"""Reads about polls: what they are and what is on their papers. Never who voted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from common import db
from common.errors import NotFound
from votes.ballots import BallotPaper
from votes.count.result import Rule
from votes.evidence import Head
from votes.results import Slate, names_of
from votes.rules import (
    Custody,
    DecisionRule,
    MajorityRule,
    MotionResult,
    OpenMethod,
    PollKind,
    PollState,
    RollUnit,
    VoteBase,
    result_from_json,
)

POLL_SQL = """
SELECT p.*, COALESCE(p.roll_size, (SELECT count(*) FROM entitlement e WHERE e.poll = p.id)) AS on_roll,
       (SELECT count(*) FROM envelope v WHERE v.poll = p.id)
       + COALESCE((SELECT sum(t.ballots) FROM tallied_ballot t WHERE t.poll = p.id), 0)::bigint
       + CASE WHEN p.state NOT IN ('created', 'open', 'closed', 'reconciled') THEN 0
              WHEN p.method IS NOT NULL THEN (SELECT count(*) FROM named_vote n WHERE n.poll = p.id)
              WHEN p.paper THEN (SELECT count(*) FROM paper_issue i WHERE i.poll = p.id) ELSE 0 END AS cast_so_far,
       clock_timestamp() >= p.closes_at AS late,
       CASE WHEN p.kind = 'election' THEN (SELECT jsonb_agg(jsonb_build_object('number', c.number, 'name', c.name,
            'statement', c.statement, 'photo', c.photo IS NOT NULL, 'withdrawn', c.withdrawn_at IS NOT NULL)
            ORDER BY c.number) FROM candidate c WHERE c.poll = p.id) END AS candidates
  FROM poll p WHERE p.school = $1
"""


@dataclass(frozen=True)
class CandidateLine:
    """A name on the ballot paper of an election."""

    number: int
    name: str
    statement: str
    photo: bool
    withdrawn: bool


@dataclass(frozen=True)
class ElectionFacts:
    """What an election has that a motion has not. `counted`: as `quorate count` gives it, once it is declared.

    `tie`: what the count waits at; `lot`: how a lot was drawn.
    """

    rule: Rule
    seats: int
    candidates: tuple[CandidateLine, ...]
    ron: bool
    lot_source: str | None
    tie: Mapping[str, Any] | None
    lot: Mapping[str, Any] | None
    counted: Mapping[str, Any] | None
    fingerprint: str | None

    @property
    def paper(self) -> BallotPaper:
        """What a ballot can say."""
        return BallotPaper(self.rule, len(self.candidates), self.seats)

    @property
    def slate(self) -> Slate:
        """What is counted."""
        withdrawn = frozenset(candidate.number for candidate in self.candidates if candidate.withdrawn)
        return Slate(self.rule, self.seats, tuple(line.name for line in self.candidates), withdrawn, self.ron)

    @property
    def elected(self) -> tuple[str, ...]:
        """The names of those who are declared elected, in the order of their election."""
        return names_of(self.counted["elected"], self.slate.names) if self.counted else ()

    @property
    def vacant(self) -> int:
        """Seats that nobody fills."""
        return int(self.counted["vacant"]) if self.counted else 0


@dataclass(frozen=True)
class PollFacts:
    """A poll as pages show it. `cast` is turnout only; `result` and what is counted are None until it is declared."""

    id: UUID
    kind: PollKind
    title: str
    text: str
    state: PollState
    body: UUID | None
    unit: RollUnit
    custody: Custody
    decision: DecisionRule
    quorum: int | None
    present: int | None
    casting_vote: bool
    opens_at: datetime | None
    closes_at: datetime
    lapses_at: datetime | None
    closed_at: datetime | None
    opened_at: datetime | None
    declared_at: datetime | None
    key_destroyed_at: datetime | None
    void_reason: str | None
    roll_size: int
    roll_hash: str | None
    cast: int
    head: Head | None
    result: MotionResult | None
    method: OpenMethod | None = None
    paper: bool = False
    in_person_overrides: bool = False
    most_proxies: int = 0
    remind_at: datetime | None = None
    election: ElectionFacts | None = None

    @property
    def open_vote(self) -> bool:
        """Whether everybody may know who voted how."""
        return self.method is not None

    @property
    def ballot_paper(self) -> BallotPaper:
        """What a ballot can say."""
        return self.election.paper if self.election else BallotPaper()

    @property
    def over(self) -> bool:
        """Whether nothing more happens by itself."""
        return self.state in (PollState.DECLARED, PollState.VOID)

    @property
    def waits_for_sheets(self) -> bool:
        """Whether two of the three who hold its key must come, to open the box."""
        return self.custody is Custody.SECRET and self.state is PollState.RECONCILED

    @property
    def turnout(self) -> int:
        """How many of a hundred voted, rounded down; 0 for an empty roll."""
        return self.cast * 100 // self.roll_size if self.roll_size else 0


_SAME = (
    "id",
    "body",
    "title",
    "text",
    "quorum",
    "present",
    "casting_vote",
    "opens_at",
    "closes_at",
    "lapses_at",
    "closed_at",
    "opened_at",
    "declared_at",
)
_ALSO = (
    "key_destroyed_at",
    "void_reason",
    "roll_hash",
    "paper",
    "in_person_overrides",
    "most_proxies",
    "remind_at",
)


def decision_of(found: db.Row) -> DecisionRule:
    """The rule that stands in a poll's row."""
    return DecisionRule(
        MajorityRule(found["majority"]),
        found["majority_numerator"],
        found["majority_denominator"],
        VoteBase(found["base"]),
    )


def shown_state(found: db.Row) -> PollState:
    """Where a poll is, for whoever looks: closed once its time has come."""
    # Between the closing time and the minute's timetable the row still says open; nobody can vote any more.
    state = PollState(found["state"])
    return PollState.CLOSED if state is PollState.OPEN and found["late"] else state


def _facts(found: db.Row) -> PollFacts:
    state = shown_state(found)
    declared = state is PollState.DECLARED and found["result"] is not None
    return PollFacts(
        **{name: found[name] for name in (*_SAME, *_ALSO)},
        kind=PollKind(found["kind"]),
        state=state,
        unit=RollUnit(found["unit"]),
        custody=Custody(found["custody"]),
        decision=decision_of(found),
        roll_size=found["on_roll"],
        cast=found["cast_so_far"],
        head=_head(found),
        result=result_from_json(found["result"]) if declared and found["kind"] == PollKind.MOTION else None,
        method=OpenMethod(found["method"]) if found["method"] else None,
        election=_election(found, declared=declared) if found["kind"] == PollKind.ELECTION else None,
    )


def _election(found: db.Row, *, declared: bool) -> ElectionFacts:
    result = found["result"] if declared else {}
    return ElectionFacts(
        rule=Rule(found["counting"]),
        seats=found["seats"],
        candidates=tuple(CandidateLine(**line) for line in found["candidates"] or ()),
        ron=found["ron"],
        lot_source=found["lot_source"],
        tie=found["tie"],
        lot=found["lot"],
        counted=result.get("election"),
        fingerprint=result.get("fingerprint"),
    )


async def paper_of(found: db.Row) -> BallotPaper:
    """What a ballot of the poll in this row can say."""
    if found["kind"] == PollKind.MOTION:
        return BallotPaper()
    names = await db.value("SELECT count(*) FROM candidate WHERE poll = $1", found["id"])
    return BallotPaper(Rule(found["counting"]), names, found["seats"])


async def slate_of(found: db.Row) -> Slate | None:
    """What is counted in the poll of this row; None for a motion."""
    if found["kind"] == PollKind.MOTION:
        return None
    names = await db.rows("SELECT name, withdrawn_at FROM candidate WHERE poll = $1 ORDER BY number", found["id"])
    withdrawn = frozenset(number for number, line in enumerate(names, start=1) if line["withdrawn_at"])
    rule, seats = Rule(found["counting"]), found["seats"]
    return Slate(rule, seats, tuple(line["name"] for line in names), withdrawn, found["ron"])


async def candidate_photo(school: UUID, poll: UUID, number: int) -> bytes:
    """A candidate's photograph. Raises NotFound where there is none."""
    found = await db.value(
        "SELECT photo FROM candidate WHERE school = $1 AND poll = $2 AND number = $3", school, poll, number
    )
    if found is None:
        raise NotFound()
    return bytes(found)


async def tally_of(school: UUID, poll: UUID) -> dict[str, int]:
    """How many ballots of an opened poll said each thing."""
    found = await db.rows("SELECT ballot, ballots FROM tallied_ballot WHERE school = $1 AND poll = $2", school, poll)
    return {line["ballot"]: line["ballots"] for line in found}


def _head(found: db.Row) -> Head | None:
    if found["tree_root"] is None:
        return None
    return Head(found["tree_size"], found["tree_root"], found["closed_at"], found["tree_signature"])


async def poll_facts(school: UUID, poll: UUID) -> PollFacts:
    """The poll. Raises NotFound."""
    found = await db.row(POLL_SQL + " AND p.id = $2", school, poll)
    if found is None:
        raise NotFound()
    return _facts(found)


async def poll_facts_of(school: UUID, polls: Sequence[UUID]) -> dict[UUID, PollFacts]:
    """Several polls in one read, by id; those that do not exist are left out."""
    found = await db.rows(POLL_SQL + " AND p.id = ANY($2::uuid[])", school, list(polls))
    return {line["id"]: _facts(line) for line in found}
