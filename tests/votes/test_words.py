"""Rules and results in plain words."""

from __future__ import annotations

import pytest

from votes.count.majority import count_motion, with_casting_vote
from votes.rules import Choice, DecisionRule, MajorityRule, VoteBase
from votes.words import margin_in_words, outcome_in_words, rule_in_words

SIMPLE = DecisionRule()


@pytest.mark.parametrize(
    ("rule", "words"),
    [
        (SIMPLE, "Carried if more than half of the votes for and against are for."),
        (DecisionRule(MajorityRule.TWO_THIRDS), "at least two thirds of the votes for and against"),
        (
            DecisionRule(MajorityRule.THREE_QUARTERS, base=VoteBase.CAST),
            "at least three quarters of all ballots handed in",
        ),
        (DecisionRule(MajorityRule.ABSOLUTE), "more than half of everybody who may vote"),
        (DecisionRule(MajorityRule.CUSTOM, 4, 5), "at least 4 in 5 of the votes"),
        (DecisionRule(MajorityRule.CUSTOM, 1, 1), "Carried if all of the votes for and against are for."),
    ],
)
def test_a_rule_is_said_in_plain_words(rule: DecisionRule, words: str) -> None:
    assert words in rule_in_words(rule)


@pytest.mark.parametrize(
    ("for_", "against", "words"),
    [
        (9, 8, "no vote to spare"),
        (4, 2, "1 vote to spare"),
        (9, 2, "6 votes to spare"),
        (5, 5, "The votes were equal, and a tie is lost."),
        (4, 6, "short by 3 votes"),
        (5, 6, "short by 2 votes"),
        (0, 0, "Nobody voted for or against"),
    ],
)
def test_a_margin_is_said_in_votes(for_: int, against: int, words: str) -> None:
    assert words in margin_in_words(count_motion({"for": for_, "against": against}, SIMPLE, entitled=50))


@pytest.mark.parametrize(
    ("quorum", "words"),
    [
        (3, "It had 3 votes to spare: with that many votes for fewer"),
        (4, "It had 3 votes to spare, and 2 ballots more than had to be handed in."),
        (6, "It had 3 votes to spare, and 0 ballots more than had to be handed in."),
    ],
)
def test_a_margin_promises_no_result_that_the_quorum_would_have_undone(quorum: int, words: str) -> None:
    assert words in margin_in_words(count_motion({"for": 5, "against": 1}, SIMPLE, entitled=8, quorum=quorum))


def test_what_else_decided_is_said_first() -> None:
    tie = count_motion({"for": 2, "against": 2}, SIMPLE, entitled=9)
    assert "casting vote" in margin_in_words(with_casting_vote(tie, SIMPLE, Choice.FOR))
    assert "Too few took part: 4 of the 5" in margin_in_words(count_motion({"for": 4}, SIMPLE, entitled=9, quorum=5))
    unanimity = DecisionRule(MajorityRule.CUSTOM, 1, 1)
    assert "1 ballot was not" in margin_in_words(count_motion({"for": 4, "against": 1}, unanimity, entitled=9))


def test_an_outcome_carries_its_figures() -> None:
    result = count_motion({"for": 4, "against": 2, "abstain": 1}, SIMPLE, entitled=9)
    assert outcome_in_words(result) == "Carried: 4 for, 2 against, 1 abstained, 0 blank."
