"""Counting: ballots and a rule in, a result that explains itself out. Pure, integers only."""

from votes.count.ballots import Ballot, CountRefused, Election
from votes.count.counting import count
from votes.count.result import Count, Rule, Stage, Transfer
from votes.count.ties import Lot, LotNeeded, Tie

__all__ = [
    "Ballot",
    "Count",
    "CountRefused",
    "Election",
    "Lot",
    "LotNeeded",
    "Rule",
    "Stage",
    "Tie",
    "Transfer",
    "count",
]
