"""Reads about polls: what they are, how a person stands to them, and what became of a receipt. Never who voted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from common import db
from common.errors import NotFound
from votes.evidence import Head
from votes.merkle import Inclusion, inclusion
from votes.rules import (
    Custody,
    DecisionRule,
    MajorityRule,
    MotionResult,
    Place,
    PollState,
    RollUnit,
    VoteBase,
    best_place,
    result_from_json,
)

POLL_SQL = """
SELECT p.*, COALESCE(p.roll_size, (SELECT count(*) FROM entitlement e WHERE e.poll = p.id)) AS on_roll,
       (SELECT count(*) FROM envelope v WHERE v.poll = p.id)
       + COALESCE((SELECT sum(t.ballots) FROM tallied_ballot t WHERE t.poll = p.id), 0)::bigint AS cast_so_far,
       clock_timestamp() >= p.closes_at AS late
  FROM poll p WHERE p.school = $1
"""
PLACES_SQL = """
SELECT e.id AS entitlement, v.cast_by, v.receipt AS envelope
  FROM entitlement e LEFT JOIN envelope v ON v.entitlement = e.id
 WHERE e.school = $1 AND e.poll = $2
   AND (e.person = $3 OR e.household IN (SELECT h.household FROM household_person h WHERE h.person = $3))
"""


@dataclass(frozen=True)
class PollFacts:
    """A poll as pages show it. `cast` is turnout only; `result` is None until it is declared."""

    id: UUID
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
    closed_at: datetime | None
    declared_at: datetime | None
    key_destroyed_at: datetime | None
    void_reason: str | None
    roll_size: int
    roll_hash: str | None
    cast: int
    head: Head | None
    result: MotionResult | None

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


_SAME = ("id", "body", "title", "text", "quorum", "present", "casting_vote", "void_reason", "roll_hash")
_TIMES = ("opens_at", "closes_at", "closed_at", "declared_at", "key_destroyed_at")


def decision_of(found: db.Row) -> DecisionRule:
    """The rule that stands in a poll's row."""
    return DecisionRule(
        MajorityRule(found["majority"]),
        found["majority_numerator"],
        found["majority_denominator"],
        VoteBase(found["base"]),
    )


def _state(found: db.Row) -> PollState:
    # Between the closing time and the minute's timetable the row still says open; nobody can vote any more.
    state = PollState(found["state"])
    return PollState.CLOSED if state is PollState.OPEN and found["late"] else state


def _facts(found: db.Row) -> PollFacts:
    state = _state(found)
    declared = state is PollState.DECLARED and found["result"] is not None
    return PollFacts(
        **{name: found[name] for name in (*_SAME, *_TIMES)},
        state=state,
        unit=RollUnit(found["unit"]),
        custody=Custody(found["custody"]),
        decision=decision_of(found),
        roll_size=found["on_roll"],
        cast=found["cast_so_far"],
        head=_head(found),
        result=result_from_json(found["result"]) if declared else None,
    )


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


async def poll_for_share(school: UUID, poll: UUID) -> db.Row:
    """The poll's row, locked so that it cannot be closed meanwhile: for casting. Raises NotFound."""
    return await _locked(school, poll, "FOR SHARE")


async def poll_for_update(school: UUID, poll: UUID) -> db.Row:
    """The poll's row, locked so that nobody else casts or moves it on: for closing and counting. Raises NotFound."""
    return await _locked(school, poll, "FOR UPDATE")


async def _locked(school: UUID, poll: UUID, strength: str) -> db.Row:
    found = await db.row(f"SELECT * FROM poll WHERE school = $1 AND id = $2 {strength}", school, poll)  # noqa: S608
    if found is None:
        raise NotFound()
    return found


class Standing(StrEnum):
    """How a person stands to a poll."""

    NOT_ENTITLED = "not_entitled"
    NEEDED = "needed"
    VOTED = "voted"
    VOTED_BY_ANOTHER = "voted_by_another"


@dataclass(frozen=True)
class OwnVote:
    """A person's own standing, and the hash on their receipt while their envelope is still closed."""

    standing: Standing
    envelope: str | None = None


def _standing(place: Place | None, person: UUID) -> Standing:
    if place is None:
        return Standing.NOT_ENTITLED
    if place.cast_by is None:
        return Standing.NEEDED
    return Standing.VOTED if place.cast_by == person else Standing.VOTED_BY_ANOTHER


async def own_vote(school: UUID, poll: UUID, person: UUID) -> OwnVote:
    """How `person` stands to the poll. Only ever shown to that person."""
    found = await db.rows(PLACES_SQL, school, poll, person)
    place = best_place([Place(**line) for line in found], person)
    standing = _standing(place, person)
    return OwnVote(standing, place.envelope if place and standing is Standing.VOTED else None)


@dataclass(frozen=True)
class PollLine:
    """A poll in a person's list; `closes_at` is when it did close, once it has."""

    id: UUID
    title: str
    state: PollState
    closes_at: datetime
    declared_at: datetime | None
    standing: Standing
    result: MotionResult | None

    @property
    def running(self) -> bool:
        """Whether votes are taken."""
        return self.state is PollState.OPEN


LINES_SQL = """
SELECT p.id, p.title, p.state, p.declared_at, p.result, COALESCE(p.closed_at, p.closes_at) AS closes_at,
       clock_timestamp() >= p.closes_at AS late,
       COALESCE(jsonb_agg(jsonb_build_array(e.id, v.cast_by)) FILTER (WHERE e.id IS NOT NULL), '[]'::jsonb) AS places
  FROM poll p
  LEFT JOIN entitlement e ON e.poll = p.id
        AND (e.person = $2 OR e.household IN (SELECT h.household FROM household_person h WHERE h.person = $2))
  LEFT JOIN envelope v ON v.entitlement = e.id
 WHERE p.school = $1 AND p.state <> 'created' AND (e.id IS NOT NULL OR $3 OR p.body = ANY($4::uuid[]))
 GROUP BY p.id ORDER BY COALESCE(p.closed_at, p.closes_at) DESC, p.id
"""


def _line(found: db.Row, person: UUID) -> PollLine:
    places = [Place(UUID(line), UUID(cast_by) if cast_by else None) for line, cast_by in found["places"]]
    state = _state(found)
    return PollLine(
        id=found["id"],
        title=found["title"],
        state=state,
        closes_at=found["closes_at"],
        declared_at=found["declared_at"],
        standing=_standing(best_place(places, person), person),
        result=result_from_json(found["result"]) if state is PollState.DECLARED else None,
    )


async def polls_for(
    school: UUID, person: UUID, *, bodies: Sequence[UUID] = (), sees_all: bool = False
) -> list[PollLine]:
    """The polls on whose roll `person` is, and those of `bodies`, or all, once opened; the latest to close first."""
    return [_line(found, person) for found in await db.rows(LINES_SQL, school, person, sees_all, list(bodies))]


async def needs_my_vote(school: UUID, person: UUID) -> list[PollLine]:
    """The open polls in which `person` may vote and has no envelope yet; the soonest to close first."""
    lines = await polls_for(school, person)
    return [line for line in reversed(lines) if line.running and line.standing is Standing.NEEDED]


class ReceiptState(StrEnum):
    """What became of the envelope that a receipt is for."""

    WAITING = "waiting"
    COUNTED = "counted"
    REPLACED = "replaced"
    UNKNOWN = "unknown"


async def receipt_state(school: UUID, poll: UUID, envelope: str) -> ReceiptState:
    """Whether the envelope with this hash waits, was counted or was replaced. Says nothing of whose it is."""
    found = await db.value(
        "SELECT state FROM receipt_entry WHERE school = $1 AND poll = $2 AND receipt = $3"
        " UNION ALL SELECT 'waiting' FROM envelope WHERE school = $1 AND poll = $2 AND receipt = $3",
        school,
        poll,
        envelope,
    )
    return ReceiptState(found) if found else ReceiptState.UNKNOWN


async def final_receipts(school: UUID, poll: UUID) -> list[str]:
    """The receipts of the envelopes that are in the box or were opened from it, sorted."""
    found = await db.rows(
        "SELECT receipt FROM receipt_entry WHERE school = $1 AND poll = $2 AND state = 'counted'"
        " UNION SELECT receipt FROM envelope WHERE school = $1 AND poll = $2 ORDER BY receipt",
        school,
        poll,
    )
    return [line["receipt"] for line in found]


async def receipt_proof(school: UUID, poll: PollFacts, envelope: str) -> Inclusion | None:
    """What proves that an envelope is under the head of its box; None before the close, and when it is not."""
    return inclusion(await final_receipts(school, poll.id), envelope) if poll.head else None
