"""Meek STV (Hill, Wichmann and Woodall 1987), in the rounds of the PR Foundation's reference rule, in nine decimals."""

from __future__ import annotations

from collections.abc import Mapping

from votes.count.ballots import Contest, Ranking
from votes.count.progress import Progress
from votes.count.result import PLACES, Action, Count, Rule
from votes.count.ties import About

SCALE = 10 ** PLACES[Rule.MEEK_STV]
OMEGA = SCALE // 10**6
"""A total surplus below one millionth of a vote is none."""


def count_meek(contest: Contest) -> Count:
    """Elects by a quota that falls as ballots are exhausted; each elected candidate keeps only what the quota takes.

    Steps are those of prfound.org's reference rule, and a round of it is a stage here. Keep factors are rounded up;
    what a candidate keeps of a ballot, and what goes on, are cut off after nine places, as OpenSTV and its successors
    do (the reference rule rounds the first up; elections differ in the eighth decimal). Candidates within the
    remaining surplus of the lowest are tied, and the rule settles that by lot alone (its procedure T): rounds that
    end at different surpluses do not compare.
    """
    ballots = contest.rankings(Rule.MEEK_STV)
    progress = Progress(contest)
    keep = [0] * (len(contest.candidates) + 1)
    for candidate in contest.standing:
        keep[candidate] = SCALE
    first_quota = contest.valid * SCALE // (contest.seats + 1) + 1
    surplus = _round(progress, ballots, keep, Action.FIRST_PREFERENCES)
    while progress.vacancies > 0 and progress.continuing:
        if progress.stages[-1].elected:
            surplus = _round(progress, ballots, keep, Action.SURPLUS)
        else:
            surplus = _exclude(progress, ballots, keep, surplus)
    return progress.result(Rule.MEEK_STV, first_quota)


def _exclude(progress: Progress, ballots: Mapping[Ranking, int], keep: list[int], surplus: int) -> int:
    """Step B.3, and the round that follows; step C without another one when nobody is left to be excluded."""
    reach = min(progress.totals[candidate] for candidate in progress.continuing) + surplus
    tied = [candidate for candidate in progress.continuing if progress.totals[candidate] <= reach]
    subject = progress.breaker.choose(tied, About.EXCLUSION, progress.next_stage, lowest=True)
    progress.exclude(subject)
    keep[subject] = 0
    if len(progress.continuing) > progress.vacancies:
        return _round(progress, ballots, keep, Action.EXCLUSION, subject)
    progress.exhausted += progress.totals[subject]
    progress.totals[subject] = 0
    remaining = progress.elect(progress.continuing)
    quota = progress.stages[-1].quota
    progress.close_stage(Action.EXCLUSION, subject, (), remaining, quota, tuple(keep[1:]), untransferred=True)
    return surplus


def _round(
    progress: Progress, ballots: Mapping[Ranking, int], keep: list[int], action: Action, subject: int | None = None
) -> int:
    """Step B.2: distributes until somebody is elected or the surplus is gone or no longer falls. The surplus left."""
    kinds = _kinds(ballots, keep, progress.continuing)
    seats, last = progress.contest.seats, None
    while True:
        totals, exhausted, lost = _distribute(kinds, keep)
        quota = sum(totals) // (seats + 1) + 1
        reached = [candidate for candidate in progress.continuing if totals[candidate] >= quota]
        surplus = max(0, sum(totals[candidate] - quota for candidate in progress.elected + reached))
        if reached or surplus < OMEGA or (last is not None and surplus >= last):
            break
        last = surplus
        for candidate in filter(totals.__getitem__, progress.elected):
            keep[candidate] = _up(_up(keep[candidate] * quota, SCALE) * SCALE, totals[candidate])
    progress.totals, progress.exhausted, progress.rounding_loss = totals, exhausted, lost
    elected = progress.elect(progress.ranked(reached)[: progress.vacancies])
    if 0 < len(progress.continuing) <= progress.vacancies:
        elected += progress.elect(progress.continuing)
    progress.close_stage(action, subject, (), elected, quota, tuple(keep[1:]))
    return surplus


def _kinds(ballots: Mapping[Ranking, int], keep: list[int], hopeful: list[int]) -> dict[Ranking, int]:
    """Ballots that act alike for a round, counted: whom each passes, up to the hopeful who takes all that is left."""
    takes_all = frozenset(hopeful)
    kinds: dict[Ranking, int] = {}
    for ranking, number in ballots.items():
        passed = []
        for candidate in ranking:
            if keep[candidate]:
                passed.append(candidate)
                if candidate in takes_all:
                    break
        kind = tuple(passed)
        kinds[kind] = kinds.get(kind, 0) + number
    return kinds


def _distribute(kinds: dict[Ranking, int], keep: list[int]) -> tuple[list[int], int, int]:
    """Each candidate's votes, the votes that nobody keeps, and what rounding loses."""
    totals, exhausted, lost = [0] * len(keep), 0, 0
    for kind, number in kinds.items():
        weight = SCALE
        for candidate in kind:
            kept, passed = weight * keep[candidate] // SCALE, weight * (SCALE - keep[candidate]) // SCALE
            totals[candidate] += kept * number
            lost += (weight - kept - passed) * number
            weight = passed
            if not weight:
                break
        exhausted += weight * number
    return totals, exhausted, lost


def _up(number: int, by: int) -> int:
    """Divided, rounded up."""
    return -(-number // by)
