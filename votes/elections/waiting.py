"""What of an election waits for somebody: shown on the home page and above the list of votes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from people.rules import Actor
from votes.elections.queries import Part, VacancyFacts, vacancies_for
from votes.elections.rules import NominationState, VacancyState


class Waiting(StrEnum):
    """What is to be done."""

    ANSWER = "answer"
    STAND = "stand"
    SETTLE = "settle"
    SEAT = "seat"


@dataclass(frozen=True)
class WaitingElection:
    """An election that waits for somebody. `until`: how long that is possible, where there is an end to it."""

    id: UUID
    title: str
    what: Waiting
    until: datetime | None


def _waits(facts: VacancyFacts, part: Part) -> Waiting | None:
    if facts.takes_nominations and part.own and part.own.state is NominationState.PROPOSED:
        return Waiting.ANSWER
    if part.runs and facts.may_seat:
        return Waiting.SEAT
    if part.runs and facts.list_closed and facts.state in (VacancyState.NOMINATING, VacancyState.NOMINATED):
        return Waiting.SETTLE
    if facts.takes_nominations and part.stands and part.own is None:
        return Waiting.STAND
    return None


def waiting_among(lines: Sequence[tuple[VacancyFacts, Part]]) -> list[WaitingElection]:
    """Of a person's elections, those in which they have something to do; the most pressing kind first."""
    waiting = [
        WaitingElection(
            facts.id, facts.terms.title, what, facts.terms.nominations_close_at if facts.takes_nominations else None
        )
        for facts, part in lines
        if (what := _waits(facts, part)) is not None
    ]
    return sorted(waiting, key=lambda line: (list(Waiting).index(line.what), line.title))


async def waiting_elections(actor: Actor) -> list[WaitingElection]:
    """What of the school's elections waits for `actor`."""
    return waiting_among(await vacancies_for(actor, unsettled=True))
