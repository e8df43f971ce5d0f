"""Rules that add up marks once: plurality (the block vote for several seats) and approval."""

from __future__ import annotations

from votes.count.ballots import Contest
from votes.count.progress import Progress
from votes.count.result import Action, Count, Rule
from votes.count.ties import About


def count_plurality(contest: Contest) -> Count:
    """One vote for the first name on a ballot; with several seats, one for each of the first so many names."""
    progress = Progress(contest)
    for ranking, number in contest.rankings(Rule.PLURALITY).items():
        for candidate in ranking[: contest.seats]:
            progress.totals[candidate] += number
    return most_votes(progress, Rule.PLURALITY)


def count_approval(contest: Contest) -> Count:
    """One vote for every name on a ballot, in whatever order they stand."""
    progress = Progress(contest)
    for ballot, number in contest.ballots.items():
        for choice in ballot:
            for candidate in choice if isinstance(choice, tuple) else (choice,):
                progress.totals[candidate] += number
    return most_votes(progress, Rule.APPROVAL)


def most_votes(progress: Progress, rule: Rule) -> Count:
    """The count in which those with the most votes take the seats; a tie for the last ones goes to the lot."""
    clear: list[int] = []
    drawn: list[int] = []
    left = list(progress.continuing)
    while left and progress.contest.seats > len(clear) + len(drawn):
        most = max(progress.totals[candidate] for candidate in left)
        tied = [candidate for candidate in left if progress.totals[candidate] == most]
        if len(clear) + len(drawn) + len(tied) <= progress.contest.seats:
            clear += tied
        else:
            tied = [progress.choose(tied, About.SEAT)]
            drawn += tied
        left = [candidate for candidate in left if candidate not in tied]
    elected = progress.elect(clear) + tuple(drawn)
    progress.elected += drawn
    progress.close_stage(Action.VOTES, elected=elected)
    return progress.result(rule)
