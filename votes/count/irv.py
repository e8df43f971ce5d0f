"""Instant run-off (the alternative vote): one seat, the lowest excluded until somebody has more than half."""

from __future__ import annotations

from votes.count.ballots import Contest, CountRefused
from votes.count.papers import Papers
from votes.count.progress import Progress
from votes.count.result import Action, Count, Rule, Transfer


def count_irv(contest: Contest) -> Count:
    """Elects whoever has more than half of the votes that are not exhausted.

    Candidates are excluded one at a time. Raises CountRefused for more than one seat: the same ballots can then be
    counted by STV, which shares the seats fairly.
    """
    if contest.seats != 1:
        raise CountRefused("Instant run-off fills one seat; for %(seats)s seats use STV.", seats=contest.seats)
    papers = Papers(contest.rankings(Rule.IRV), 1)
    progress = Progress(contest)
    for candidate in contest.standing:
        progress.totals[candidate] = papers.votes(candidate)
    _close(progress, Action.FIRST_PREFERENCES)
    while progress.vacancies:
        subject = progress.lowest()
        progress.exclude(subject)
        moved = papers.move(subject, progress.continuing, lambda value: value)
        progress.totals[subject] = 0
        progress.credit(moved)
        _close(progress, Action.EXCLUSION, subject, moved)
    return progress.result(Rule.IRV)


def _close(progress: Progress, action: Action, subject: int | None = None, moved: list[Transfer] | None = None) -> None:
    left = progress.continuing
    counting = sum(progress.totals[candidate] for candidate in left)
    winner = [candidate for candidate in left if 2 * progress.totals[candidate] > counting or len(left) == 1]
    progress.close_stage(action, subject, moved or (), progress.elect(winner))
