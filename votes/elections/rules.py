"""Words and decisions of elections before the vote: vacancies, nominations, and who is elected without one. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import datetime
from enum import StrEnum

from common.errors import QuorateError
from votes.ballots import MOST_CANDIDATES
from votes.count.result import Rule
from votes.elections.errors import NominationsClosed, NominationsStillOpen, NotNominating
from votes.rules import PollState


class VacancyState(StrEnum):
    """The life of a vacancy; `filled` is what its poll declared, or that nobody had to vote."""

    DRAFT = "draft"
    NOMINATING = "nominating"
    NOMINATED = "nominated"
    VOTING = "voting"
    UNCONTESTED = "uncontested"
    CANCELLED = "cancelled"


class NominationState(StrEnum):
    """Whether somebody who was put forward stands."""

    PROPOSED = "proposed"
    STANDING = "standing"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"


MOST_WORDS = 1000
LONGEST_STATEMENT = 8000
"""In characters: a limit for the machine, far above any in words."""

# The blanks of JavaScript's \s, which Python's differ from, so that page and server count alike.
_BLANKS = "\t\n\x0b\x0c\r \xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_WORD = re.compile(f"[^{_BLANKS}]+")


def words_in(text: str) -> int:
    """How many words a statement has: runs of anything but blanks, as web/static_src/site.js counts them too."""
    return len(_WORD.findall(text))


def usual_rule(seats: int) -> Rule:
    """The preferential rule for so many seats: the single transferable vote, or for one the alternative vote."""
    return Rule.IRV if seats == 1 else Rule.SCOTTISH_STV


def rule_fits(rule: Rule, seats: int) -> bool:
    """Whether a rule can fill so many seats: an instant run-off fills one."""
    return seats == 1 or rule is not Rule.IRV


def most_who_stand(*, ron: bool) -> int:
    """How many names a ballot paper has room for, beside "re-open nominations"."""
    return MOST_CANDIDATES - ron


def is_contested(standing: int, seats: int, *, ron: bool) -> bool:
    """Whether there must be a ballot. SI 2012/1034 Sch 1: too few candidates are elected without one.

    With "re-open nominations" voters may refuse whoever stands, so one candidate is enough for a ballot.
    """
    return standing > 0 if ron else standing > seats


def may_nominate(state: VacancyState, closes_at: datetime, now: datetime) -> QuorateError | None:
    """Why no nomination is taken at `now`, or None when it is. At the closing moment itself it is too late."""
    if state is VacancyState.DRAFT:
        return NotNominating()
    if state is not VacancyState.NOMINATING or now >= closes_at:
        return NominationsClosed()
    return None


def may_settle(state: VacancyState) -> QuorateError | None:
    """Why neither a vote can be opened nor the seats be filled without one, or None when that is due."""
    if state is VacancyState.DRAFT:
        return NotNominating()
    if state is VacancyState.NOMINATING:
        return NominationsStillOpen()
    return None if state is VacancyState.NOMINATED else NominationsClosed()


def may_withdraw(state: VacancyState, poll: PollState | None) -> bool:
    """Whether a name can still be taken out: until the vote, if there is one, is closed."""
    if state is VacancyState.VOTING:
        return poll in (PollState.CREATED, PollState.OPEN)
    return state in (VacancyState.NOMINATING, VacancyState.NOMINATED)


def surname_first(name: str) -> tuple[str, str]:
    """What names are sorted by on a paper: the last word and then the whole, without accents and capitals."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    return (plain.split() or [""])[-1], plain


def by_surname(names: Iterable[str]) -> list[str]:
    """Names in the order of a ballot paper. It decides nothing: each voter's page shows them in an order of its own."""
    return sorted(names, key=surname_first)
