"""How close a count was: who just missed a seat and by how much, and the decision that the fewest votes made."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from votes.count.explain import decimal, plain
from votes.count.result import Count, Stage


class Decided(StrEnum):
    """What was decided between two: who is excluded, who takes the last seat, or who is preferred by more ballots."""

    EXCLUSION = "exclusion"
    SEAT = "seat"
    PAIR = "pair"


@dataclass(frozen=True)
class Decision:
    """`ahead` fared better than `behind` by `margin` votes (ballots in a pair), cut off after two decimals.

    `gap`: the same in the rule's own units, 0 for a tie.
    """

    stage: int
    about: Decided
    ahead: int
    behind: int
    gap: int
    margin: str


@dataclass(frozen=True)
class Missed:
    """Who was left in longest without a seat, and how many votes short of the quota that stage left them."""

    stage: int
    candidate: int
    votes: str
    short: str


@dataclass(frozen=True)
class Closeness:
    """`missed` only where there is a quota and somebody below it; the others where anything was decided at all.

    `last`: who took the last seat, or stayed in for it, against whom. `closest`: the decision by the fewest votes.
    """

    missed: Missed | None
    last: Decision | None
    closest: Decision | None


def closeness(count: Count) -> Closeness:
    """How close it was.

    Under a rule with stages every exclusion is a decision between the excluded and the next lowest, and the last one
    is between whoever took the last seat and the best of the others. Under a pairwise rule the decision is the winner's
    narrowest comparison. The count rests on all of them, but with other ballots only the next stage is sure to differ.
    """
    if count.pairwise:
        return Closeness(None, None, _narrowest_pair(count))
    decisions = [*_exclusions(count), *_last_seat(count)]
    closest = min(decisions, key=lambda one: (one.gap, -one.stage), default=None)
    return Closeness(_missed(count), decisions[-1] if decisions else None, closest)


def _in_at_end(count: Count, stages: tuple[Stage, ...]) -> list[int]:
    """Who is neither elected nor excluded when these first stages are over."""
    out = {*count.withdrawn}
    for stage in stages:
        out.update(stage.elected, stage.excluded)
    return [candidate for candidate in range(1, len(count.candidates) + 1) if candidate not in out]


def _exclusions(count: Count) -> list[Decision]:
    found = []
    for place, stage in enumerate(count.stages):
        if not stage.excluded or not place:
            continue
        [behind] = stage.excluded
        totals = count.stages[place - 1].totals
        others = [one for one in _in_at_end(count, count.stages[:place]) if one != behind]
        if others:
            ahead = min(others, key=lambda one: totals[one - 1])
            gap = max(0, totals[ahead - 1] - totals[behind - 1])
            found.append(_decision(count, stage.number, Decided.EXCLUSION, ahead, behind, gap))
    return found


def _last_seat(count: Count) -> list[Decision]:
    """Who took the last seat against the best of those still in."""
    left = _in_at_end(count, count.stages)
    if not left or not count.stages or not count.stages[-1].elected:
        return []
    last = count.stages[-1]
    ahead = min(last.elected, key=lambda one: last.totals[one - 1])
    behind = max(left, key=lambda one: last.totals[one - 1])
    return [
        _decision(count, last.number, Decided.SEAT, ahead, behind, last.totals[ahead - 1] - last.totals[behind - 1])
    ]


def _decision(count: Count, stage: int, about: Decided, ahead: int, behind: int, gap: int) -> Decision:
    return Decision(stage, about, ahead, behind, gap, _margin(gap, count.places))


def _margin(gap: int, places: int) -> str:
    """Cut off after two decimals, except where that would make nothing of something."""
    text = plain(gap, places)
    return decimal(gap, places) if gap and text == "0" else text


def _missed(count: Count) -> Missed | None:
    """The runner-up: the best of those still in at the end, else the last to be excluded."""
    left = _in_at_end(count, count.stages)
    if left:
        stage = count.stages[-1]
        candidate = max(left, key=lambda one: stage.totals[one - 1])
    else:
        place = max((place for place, stage in enumerate(count.stages) if stage.excluded), default=0)
        if not place:
            return None
        stage, [candidate] = count.stages[place - 1], count.stages[place].excluded
    quota = count.quota if stage.quota is None else stage.quota
    total = stage.totals[candidate - 1]
    if quota is None or total >= quota or candidate == count.ron:
        return None
    return Missed(stage.number, candidate, plain(total, count.places), _margin(quota - total, count.places))


def _narrowest_pair(count: Count) -> Decision | None:
    if not count.elected:
        return None
    winner, beats = count.elected[0], count.pairwise
    gaps = {
        other: beats[winner - 1][other - 1] - beats[other - 1][winner - 1]
        for other in range(1, len(count.candidates) + 1)
        if other not in (winner, *count.withdrawn)
    }
    if not gaps:
        return None
    other = min(gaps, key=lambda one: (abs(gaps[one]), one))
    ahead, behind = (winner, other) if gaps[other] >= 0 else (other, winner)
    return _decision(count, 1, Decided.PAIR, ahead, behind, abs(gaps[other]))
