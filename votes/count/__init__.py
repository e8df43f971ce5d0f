"""Counting: ballots and a rule in, a result that explains itself out. Pure, integers only."""

from votes.count.ballots import Ballot, CountRefused, Election
from votes.count.counting import count
from votes.count.result import RANKED_RULES, Count, Rule, Stage, Transfer
from votes.count.score import Scores, count_score
from votes.count.ties import Lot, LotNeeded, Tie

__all__ = [
    "RANKED_RULES",
    "Ballot",
    "Count",
    "CountRefused",
    "Election",
    "Lot",
    "LotNeeded",
    "Rule",
    "Scores",
    "Stage",
    "Tie",
    "Transfer",
    "count",
    "count_score",
]
