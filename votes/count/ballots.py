"""What a count starts from: ballots as people marked them, who stands, and a reading of both that can be trusted."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from itertools import chain

from common.errors import QuorateError
from votes.count.ties import Lot

Ballot = tuple[int | tuple[int, ...], ...]
"""Candidates by their number on the paper, from 1, most preferred first; an inner tuple holds equal ranks."""

MOST_CANDIDATES = 1_000
"""More are refused: a table has a row for each of them at each stage."""

Ranking = tuple[int, ...]
"""A ballot without equal ranks."""


class CountRefused(QuorateError):
    """These ballots cannot be counted like this; the message says why."""

    status = HTTPStatus.UNPROCESSABLE_ENTITY
    message = "These ballots cannot be counted."


@dataclass(frozen=True)
class Election:
    """What a ballot file holds. `lot`: an order drawn beforehand that the file records, first drawn first."""

    title: str
    candidates: tuple[str, ...]
    seats: int
    ballots: Mapping[Ballot, int]
    withdrawn: frozenset[int] = frozenset()
    lot: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Contest:
    """Ballots that have been checked, with the names of the withdrawn passed over and blank ones taken out.

    `valid` and `blank` are numbers of ballots; `standing` the numbers of those who can still be voted for; `ron` the
    number of "re-open nominations", which can win a seat and leaves it vacant; `strict`: no ballot has equal ranks.
    """

    ballots: Mapping[Ballot, int]
    candidates: tuple[str, ...]
    seats: int
    standing: tuple[int, ...]
    lot: Lot
    valid: int
    blank: int
    ron: int | None = None
    strict: bool = False

    def rankings(self, rule: str) -> Mapping[Ranking, int]:
        """The ballots, for a rule that knows no equal ranks. Raises CountRefused when one has some."""
        if not self.strict and tuple in set(map(type, chain.from_iterable(self.ballots))):
            raise CountRefused("%(rule)s does not take ballots that rank two candidates equal.", rule=rule)
        return self.ballots  # type: ignore[return-value]


def contest(
    ballots: Mapping[Ballot, int],
    candidates: Sequence[str],
    seats: int,
    lot: Lot,
    withdrawn: frozenset[int] = frozenset(),
    ron: int | None = None,
) -> Contest:
    """What is to be counted, checked.

    A withdrawn candidate's name is passed over, so that a ballot with no other name is blank. Raises CountRefused for
    a number that is nobody's, a candidate named twice, a count of ballots below one, no seat, nobody standing, more
    candidates than MOST_CANDIDATES, and for a contested election without a single valid ballot.
    """
    if seats < 1:
        raise CountRefused("There must be at least one seat.")
    if len(candidates) > MOST_CANDIDATES:
        raise CountRefused("There can be at most %(most)s candidates.", most=MOST_CANDIDATES)
    everyone = frozenset(range(1, len(candidates) + 1))
    if ron in withdrawn or not everyone.issuperset(withdrawn) or (ron is not None and ron not in everyone):
        raise CountRefused("A withdrawn candidate, or “re-open nominations”, has a number that is nobody's.")
    standing = tuple(sorted(everyone - withdrawn))
    if not standing:
        raise CountRefused("Nobody is standing.")
    counted = _checked(ballots, everyone)
    strict = counted is ballots
    if withdrawn:
        counted = _without(counted, withdrawn)
    blank = counted.get((), 0)
    if blank:
        counted = {ballot: number for ballot, number in counted.items() if ballot}
    valid = sum(counted.values())
    if valid == 0 and len(standing) > seats:
        raise CountRefused("There is no valid ballot to count.")
    return Contest(counted, tuple(candidates), seats, standing, lot, valid, blank, ron, strict)


def _checked(ballots: Mapping[Ballot, int], everyone: frozenset[int]) -> Mapping[Ballot, int]:
    """The same mapping when every ballot is a plain ranking, else one with its equal ranks in one form."""
    if _all_plain(ballots, everyone):
        return ballots
    odd = []
    for ballot, number in ballots.items():
        if type(number) is not int or number < 1:
            raise CountRefused("Ballot %(ballot)s is there %(number)s times.", ballot=ballot, number=number)
        if not everyone.issuperset(ballot) or len(set(ballot)) != len(ballot):
            odd.append(ballot)
    told = dict(ballots)
    for ballot in odd:
        number = told.pop(ballot)
        groups = [choice if isinstance(choice, tuple) else (choice,) for choice in ballot]
        named = [candidate for group in groups for candidate in group]
        if not everyone.issuperset(named):
            raise CountRefused("Ballot %(ballot)s names a candidate that there is not.", ballot=ballot)
        if len(set(named)) != len(named):
            raise CountRefused("Ballot %(ballot)s names a candidate twice.", ballot=ballot)
        plain = one_form(groups)
        told[plain] = told.get(plain, 0) + number
    return told


def _all_plain(ballots: Mapping[Ballot, int], everyone: frozenset[int]) -> bool:
    """Whether nothing is amiss anywhere, found in passes over all ballots that Python makes without a loop of ours."""
    return (
        {int}.issuperset(map(type, ballots.values()))
        and min(ballots.values(), default=1) > 0
        and everyone.issuperset(chain.from_iterable(ballots))
        and sum(map(len, map(set, ballots))) == sum(map(len, ballots))
    )


def one_form(groups: Sequence[Sequence[int]]) -> Ballot:
    """A ballot from its groups of equal rank: empty ones left out, a group of one as a plain number, numbers sorted."""
    return tuple(group[0] if len(group) == 1 else tuple(sorted(group)) for group in groups if group)


def _without(ballots: Mapping[Ballot, int], withdrawn: frozenset[int]) -> Mapping[Ballot, int]:
    left: dict[Ballot, int] = {}
    for ballot, number in ballots.items():
        groups = [choice if isinstance(choice, tuple) else (choice,) for choice in ballot]
        kept = one_form([[candidate for candidate in group if candidate not in withdrawn] for group in groups])
        left[kept] = left.get(kept, 0) + number
    return left
