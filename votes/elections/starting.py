"""What stands in the form of a new election: what the body's own rules say, or an earlier election with later dates."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from common.clock import at_school
from votes.count.result import Rule
from votes.elections.forms import MOST_PROXIES, USUAL
from votes.elections.rules import usual_rule
from votes.elections.terms import VacancyTerms


@dataclass(frozen=True)
class Customs:
    """The part of an election that a body's rules can settle beforehand."""

    counting: str = USUAL
    in_person_overrides: bool = False
    most_proxies: int = 0


def customs_in(asked: Mapping[str, str]) -> Customs:
    """What an address says, as the page of a body's rules links to the form; what is not understood is left out."""
    counting, proxies = asked.get("counting", ""), asked.get("most_proxies", "")
    known = [rule.value for rule in Rule if rule not in (usual_rule(1), usual_rule(2))]
    return Customs(
        counting if counting in known else USUAL,
        asked.get("in_person_overrides") == "yes",
        min(int(proxies), MOST_PROXIES) if proxies.isascii() and proxies.isdigit() else 0,
    )


def customs_of(terms: VacancyTerms) -> Customs:
    """What was chosen for an election."""
    usual = terms.counting is usual_rule(terms.seats)
    return Customs(USUAL if usual else terms.counting.value, terms.in_person_overrides, terms.most_proxies)


def usual_times(now: datetime, zone: str) -> tuple[datetime, datetime]:
    """Two weeks for nominations and one for the vote, at eight in the evening on the school's clock."""
    evening = at_school(now, zone).replace(hour=20, minute=0, second=0, microsecond=0)
    return evening + timedelta(days=14), evening + timedelta(days=22)


def later_like(terms: VacancyTerms, seats: int, now: datetime, zone: str) -> VacancyTerms:
    """The same election once more, for `seats` that stayed vacant or fall vacant again, at the usual times from now.

    A public number that was named for a tie belonged to its day, so it is not carried over.
    """
    nominations, voting = usual_times(now, zone)
    return replace(terms, seats=seats, lot_source=None, nominations_close_at=nominations, voting_closes_at=voting)
