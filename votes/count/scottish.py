"""Scottish STV: the Weighted Inclusive Gregory Method of SSI 2011/399, schedule 1, rules 46 to 53."""

from __future__ import annotations

from votes.count.ballots import Contest
from votes.count.papers import Papers
from votes.count.progress import Progress
from votes.count.result import PLACES, Action, Count, Rule, Transfer
from votes.count.ties import About

SCALE = 10 ** PLACES[Rule.SCOTTISH_STV]


def count_scottish(contest: Contest) -> Count:
    """Elects by the Droop quota; surpluses go on at a transfer value cut off after five decimal places.

    Nothing is transferred to the elected or the excluded, surpluses go before exclusions and the largest first, a
    surplus of nothing is no stage, and the last vacancies fill themselves. Where an exclusion leaves as many
    continuing candidates as vacancies, its transfer is still made and shown, as in the published counts (rule 53(2)
    as amended by SSI 2021/437 allows it and it changes nothing).
    """
    quota = (contest.valid // (contest.seats + 1) + 1) * SCALE
    papers = Papers(contest.rankings(Rule.SCOTTISH_STV), SCALE)
    progress = Progress(contest)
    for candidate in contest.standing:
        progress.totals[candidate] = papers.votes(candidate)
    _close(progress, quota, Action.FIRST_PREFERENCES)
    while progress.vacancies > 0 and progress.continuing:
        surpluses = [candidate for candidate in progress.elected if progress.totals[candidate] > quota]
        if surpluses:
            _transfer_surplus(progress, papers, quota, surpluses)
        else:
            _exclude(progress, papers, quota)
    return progress.result(Rule.SCOTTISH_STV, quota)


def _transfer_surplus(progress: Progress, papers: Papers, quota: int, surpluses: list[int]) -> None:
    """Rules 49 and 50."""
    largest = max(progress.totals[candidate] for candidate in surpluses)
    tied = [candidate for candidate in surpluses if progress.totals[candidate] == largest]
    subject = progress.choose(tied, About.SURPLUS)
    surplus = largest - quota
    moved = papers.move(subject, progress.continuing, lambda value: surplus * value // largest)
    progress.totals[subject] = quota
    progress.rounding_loss += surplus - progress.credit(moved)
    _close(progress, quota, Action.SURPLUS, subject, moved)


def _exclude(progress: Progress, papers: Papers, quota: int) -> None:
    """Rules 51 and 52."""
    subject = progress.lowest()
    progress.exclude(subject)
    moved = papers.move(subject, progress.continuing, lambda value: value)
    progress.totals[subject] = 0
    progress.credit(moved)
    _close(progress, quota, Action.EXCLUSION, subject, moved)


def _close(
    progress: Progress, quota: int, action: Action, subject: int | None = None, moved: list[Transfer] | None = None
) -> None:
    """Rule 48: whoever has the quota is elected; rule 53: so are all who are left when there are seats for them."""
    reached = [candidate for candidate in progress.continuing if progress.totals[candidate] >= quota]
    elected = progress.elect(reached)
    if 0 < len(progress.continuing) <= progress.vacancies:
        elected += progress.elect(progress.continuing)
    progress.close_stage(action, subject, moved or (), elected)
