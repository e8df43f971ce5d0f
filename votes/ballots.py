"""What a ballot of a poll can say: how it is marked, whether it is a good one, and its one written form. Pure.

A ballot is a line of text: a word for a motion ("for"), numbers of candidates for an election. Ranks stand one after
the other, equal ones joined ("3 1=2"); marks are numbers in order ("1 4"); scores are one for each candidate ("5 0 3").
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID

from votes.count.ballots import Ballot, one_form
from votes.count.result import Rule
from votes.errors import BadBallot
from votes.rules import UNREADABLE, Choice

MOST_CANDIDATES = 60
"""So that whatever a ballot says fits the one size that every envelope has."""
HIGHEST_SCORE = 5
BLANK = Choice.SPOILT.value
_RANKS = re.compile(r"\d{1,2}(?:[ =]\d{1,2})*", re.ASCII)


class Marking(StrEnum):
    """What a voter does on the paper."""

    CHOICE = "choice"
    MARKS = "marks"
    RANKS = "ranks"
    SCORES = "scores"


_MARKINGS = {Rule.PLURALITY: Marking.MARKS, Rule.APPROVAL: Marking.MARKS, Rule.SCORE: Marking.SCORES}
_EQUAL_RANKS = frozenset({Rule.SCHULZE, Rule.RANKED_PAIRS})


@dataclass(frozen=True)
class BallotPaper:
    """What is voted on: a motion (no rule), or `candidates` numbered from 1 for `seats`."""

    rule: Rule | None = None
    candidates: int = 0
    seats: int = 1

    @property
    def marking(self) -> Marking:
        """How this paper is filled in."""
        return _MARKINGS.get(self.rule, Marking.RANKS) if self.rule else Marking.CHOICE

    @property
    def most_marks(self) -> int:
        """How many names may be marked: as many as there are seats, or any number under approval."""
        return min(self.seats, self.candidates) if self.rule is Rule.PLURALITY else self.candidates

    @property
    def equal_ranks(self) -> bool:
        """Whether two candidates may be ranked equal."""
        return self.rule in _EQUAL_RANKS

    def checked(self, text: str) -> str:
        """`text` in the one form of a good ballot; handed in blank on purpose is good too. Raises BadBallot."""
        if self.marking is Marking.CHOICE:
            if text not in list(Choice):
                raise BadBallot()
            return str(text)
        if text == BLANK:
            return BLANK
        if not _RANKS.fullmatch(text) or len(text) > 3 * MOST_CANDIDATES:
            raise BadBallot()
        return self._scored(text) if self.marking is Marking.SCORES else self._named(text)

    def _scored(self, text: str) -> str:
        scores = text.split(" ")
        if len(scores) != self.candidates or not all(s.isdigit() and int(s) <= HIGHEST_SCORE for s in scores):
            raise BadBallot()
        return " ".join(str(int(score)) for score in scores)

    def _named(self, text: str) -> str:
        groups = groups_of(text)
        named = [candidate for group in groups for candidate in group]
        if len(set(named)) != len(named) or not all(1 <= candidate <= self.candidates for candidate in named):
            raise BadBallot()
        if self.marking is Marking.MARKS:
            if len(named) > self.most_marks:
                raise BadBallot()
            return " ".join(str(candidate) for candidate in sorted(named))
        if len(named) > len(groups) and not self.equal_ranks:
            raise BadBallot()
        return " ".join("=".join(str(candidate) for candidate in sorted(group)) for group in groups)


def shuffled(poll: UUID, voter: UUID, numbers: Sequence[int], last: int | None = None) -> list[int]:
    """The order in which one voter sees the names: everybody another, and the same one each time they look.

    `last` ("re-open nominations") stays at the end. So no name gains by standing at the top.
    """

    def place(number: int) -> tuple[bool, bytes]:
        return number == last, hashlib.sha256(f"{poll}\n{voter}\n{number}".encode()).digest()

    return sorted(numbers, key=place)


def groups_of(text: str) -> list[list[int]]:
    """The candidates of a written ballot, group by group of equal rank; none of a blank or unreadable one."""
    if text in (BLANK, UNREADABLE):
        return []
    return [[int(number) for number in group.split("=")] for group in text.split(" ")]


def ranking_of(text: str) -> Ballot:
    """A written ballot as the counting rules take it; a blank or unreadable one names nobody."""
    return one_form(groups_of(text))


def scores_of(text: str) -> tuple[int, ...]:
    """A written ballot of scores; none when blank or unreadable."""
    return tuple(group[0] for group in groups_of(text))
