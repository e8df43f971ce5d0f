"""How a person stands to polls: whether they may vote, have voted, and what waits for them. Shown to them alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from common import db
from votes.queries import shown_state
from votes.results import names_of
from votes.rules import MotionResult, OpenMethod, Place, PollKind, PollState, RollUnit, best_place, result_from_json

PLACES_SQL = """
SELECT e.id AS entitlement, v.receipt AS envelope,
       CASE WHEN x.id IS NULL THEN COALESCE(v.cast_by, n.recorded_by) END AS cast_by,
       EXISTS (SELECT 1 FROM paper_issue i WHERE i.entitlement = e.id) AS paper, p.method
  FROM entitlement e JOIN poll p ON p.id = e.poll
  LEFT JOIN envelope v ON v.entitlement = e.id LEFT JOIN named_vote n ON n.entitlement = e.id
  -- To the giver of a proxy, whose own ballot comes first, the one that its holder cast is as none.
  LEFT JOIN proxy x ON x.poll = e.poll AND x.giver = e.person AND x.holder = v.cast_by AND x.revoked_at IS NULL
 WHERE e.school = $1 AND e.poll = $2
   AND (e.person = $3 OR e.household IN (SELECT h.household FROM household_person h WHERE h.person = $3))
"""


class Standing(StrEnum):
    """How a person stands to a poll."""

    NOT_ENTITLED = "not_entitled"
    NEEDED = "needed"
    VOTED = "voted"
    VOTED_BY_ANOTHER = "voted_by_another"
    ON_PAPER = "on_paper"
    IN_THE_ROOM = "in_the_room"


@dataclass(frozen=True)
class OwnVote:
    """A person's own standing, and the hash on their receipt while their envelope is still closed."""

    standing: Standing
    envelope: str | None = None


def _standing(place: Place | None, person: UUID, method: str | None) -> Standing:
    if place is None:
        return Standing.NOT_ENTITLED
    if method in (OpenMethod.SHOW_OF_HANDS, OpenMethod.ROLL_CALL):
        return Standing.IN_THE_ROOM
    if place.paper:
        return Standing.ON_PAPER
    if place.cast_by is None:
        return Standing.NEEDED
    return Standing.VOTED if place.cast_by == person else Standing.VOTED_BY_ANOTHER


async def own_vote(school: UUID, poll: UUID, person: UUID) -> OwnVote:
    """How `person` stands to the poll. Only ever shown to that person."""
    found = await db.rows(PLACES_SQL, school, poll, person)
    method = found[0]["method"] if found else None
    names = ("entitlement", "cast_by", "envelope", "paper")
    place = best_place([Place(*(line[name] for name in names)) for line in found], person)
    standing = _standing(place, person, method)
    return OwnVote(standing, place.envelope if place and standing is Standing.VOTED else None)


@dataclass(frozen=True)
class PollLine:
    """A poll in a person's list; `closes_at` is when it did close, once it has; `elected` names, in an election."""

    id: UUID
    title: str
    unit: RollUnit
    state: PollState
    closes_at: datetime
    declared_at: datetime | None
    standing: Standing
    result: MotionResult | None
    elected: tuple[str, ...] | None

    @property
    def running(self) -> bool:
        """Whether votes are taken."""
        return self.state is PollState.OPEN


LINES_SQL = """
SELECT p.id, p.kind, p.method, p.title, p.unit, p.state, p.declared_at, p.result,
       COALESCE(p.closed_at, p.closes_at) AS closes_at, clock_timestamp() >= p.closes_at AS late,
       COALESCE(jsonb_agg(jsonb_build_array(e.id, COALESCE(v.cast_by, n.recorded_by), i.id IS NOT NULL))
                FILTER (WHERE e.id IS NOT NULL), '[]'::jsonb) AS places
  FROM poll p
  LEFT JOIN entitlement e ON e.poll = p.id
        AND (e.person = $2 OR e.household IN (SELECT h.household FROM household_person h WHERE h.person = $2))
  LEFT JOIN envelope v ON v.entitlement = e.id
  LEFT JOIN named_vote n ON n.entitlement = e.id
  LEFT JOIN paper_issue i ON i.entitlement = e.id
 WHERE p.school = $1 AND p.state <> 'created' AND (e.id IS NOT NULL OR $3 OR p.body = ANY($4::uuid[]))
 GROUP BY p.id ORDER BY COALESCE(p.closed_at, p.closes_at) DESC, p.id
"""


def _line(found: db.Row, person: UUID) -> PollLine:
    places = [
        Place(UUID(line), UUID(cast_by) if cast_by else None, paper=paper) for line, cast_by, paper in found["places"]
    ]
    state = shown_state(found)
    declared, election = state is PollState.DECLARED, found["kind"] == PollKind.ELECTION
    return PollLine(
        id=found["id"],
        title=found["title"],
        unit=RollUnit(found["unit"]),
        state=state,
        closes_at=found["closes_at"],
        declared_at=found["declared_at"],
        standing=_standing(best_place(places, person), person, found["method"]),
        result=result_from_json(found["result"]) if declared and not election else None,
        elected=_elected(found["result"]["election"]) if declared and election else None,
    )


def _elected(counted: Mapping[str, Any]) -> tuple[str, ...]:
    return names_of(counted["elected"], counted["candidates"])


async def polls_for(
    school: UUID, person: UUID, *, bodies: Sequence[UUID] = (), sees_all: bool = False
) -> list[PollLine]:
    """The polls on whose roll `person` is, and those of `bodies`, or all, once opened; the latest to close first."""
    return [_line(found, person) for found in await db.rows(LINES_SQL, school, person, sees_all, list(bodies))]


async def needs_my_vote(school: UUID, person: UUID) -> list[PollLine]:
    """The open polls in which `person` may vote and has no envelope yet; the soonest to close first."""
    lines = await polls_for(school, person)
    return [line for line in reversed(lines) if line.running and line.standing is Standing.NEEDED]
