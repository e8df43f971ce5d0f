"""Decisions about paper ballots: who may be given one, how a keyed line is read, where two keyings differ. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from common.errors import QuorateError
from votes.ballots import BLANK, BallotPaper, Marking
from votes.errors import BadBallot, BundlesOpen, MoreBallotsThanVoters, MorePapersThanIssued, VotedOnline
from votes.rules import Choice

MOST_IN_BUNDLE = 500


class AtDesk(StrEnum):
    """How a line of the roll stands to a paper ballot: what the desk is told of the one person before it."""

    MAY_HAVE = "may_have"
    HAS_PAPER = "has_paper"
    VOTED_ONLINE = "voted_online"
    REPLACES_ENVELOPE = "replaces_envelope"
    REPLACES_PROXY = "replaces_proxy"


def at_desk(*, paper: bool, envelope: bool, by_proxy: bool, overrides: bool) -> AtDesk:
    """How a line stands. An envelope that the holder of a proxy cast gives way to the giver, as one's own ballot does.

    `overrides`: whether a vote in person replaces one cast online, as the rule set says.
    """
    if paper:
        return AtDesk.HAS_PAPER
    if not envelope:
        return AtDesk.MAY_HAVE
    if by_proxy:
        return AtDesk.REPLACES_PROXY
    return AtDesk.REPLACES_ENVELOPE if overrides else AtDesk.VOTED_ONLINE


def may_be_given(standing: AtDesk) -> QuorateError | None:
    """Why no paper can be given out, or None when it can (or was already)."""
    return VotedOnline() if standing is AtDesk.VOTED_ONLINE else None


KEYS: Mapping[str, Choice] = {
    "f": Choice.FOR,
    "a": Choice.AGAINST,
    "s": Choice.ABSTAIN,
    "b": Choice.SPOILT,
}
"""One key a paper on a motion; `b` (blank or spoilt) serves in elections too."""
_BLANK_WORDS = frozenset({"b", "blank", "spoilt"})
_WORDS: Mapping[str, Choice] = {"blank": Choice.SPOILT, **{choice.value: choice for choice in Choice}, **KEYS}


def keyed_ballot(typed: str, paper: BallotPaper) -> str:
    """One paper as somebody keyed it, in the one form of a ballot. Raises BadBallot for what no paper can say.

    `f`, `a`, `s`, `b` or the words themselves for a motion; `3 1 2` (commas do too), `3 1=2` or `b` for an election.
    """
    word = typed.strip().lower()
    if paper.marking is Marking.CHOICE:
        if word not in _WORDS:
            raise BadBallot()
        return _WORDS[word].value
    if word in _BLANK_WORDS:
        return BLANK
    return paper.checked(re.sub(r"\s*=\s*", "=", re.sub(r"[\s,;]+", " ", word)))


@dataclass(frozen=True)
class Difference:
    """A paper that two people read differently: its number in the bundle, and both readings in alphabetical order."""

    number: int
    readings: tuple[str, str]


def differences(first: Sequence[str], second: Sequence[str]) -> tuple[Difference, ...]:
    """Where two keyings of one bundle differ. Which reading is whose cannot be told from the answer."""
    return tuple(
        Difference(number, (min(one, other), max(one, other)))
        for number, (one, other) in enumerate(zip(first, second, strict=True), start=1)
        if one != other
    )


def totals(ballots: Sequence[str]) -> dict[str, int]:
    """How many papers said each thing: what is kept of a bundle, without the order of its papers."""
    return dict(sorted(Counter(ballots).items()))


@dataclass(frozen=True)
class PaperAccount:
    """What must agree before a poll with papers is counted. Lines of the roll, papers and envelopes, in numbers.

    `returned`: papers in all bundles by hand count; `waiting`: bundles that are not agreed yet.
    """

    on_roll: int
    issued: int
    returned: int
    envelopes: int
    bundles: int
    waiting: int

    @property
    def missing(self) -> int:
        """Papers that were given out and not handed in: their owners' own affair."""
        return max(0, self.issued - self.returned)

    @property
    def extra(self) -> int:
        """Papers that nobody was given: they cannot be told from the others."""
        return max(0, self.returned - self.issued)

    @property
    def too_many(self) -> int:
        """Ballots above one for each line of the roll."""
        return max(0, self.returned + self.envelopes - self.on_roll)


def may_count(account: PaperAccount, explained: bool) -> QuorateError | None:
    """Why the count may not go on, or None when it may.

    Papers that were not handed in are in order. Papers above those given out are counted again and, where they stay, go
    on only with an explanation that all can read: so the Electoral Commission has returning officers do where a ballot
    paper account does not reconcile. More ballots than voters cannot be explained: ballots of persons not entitled that
    cannot be told apart make the vote void (Robert's Rules, 11th ed., p. 416).
    """
    if account.waiting:
        return BundlesOpen()
    if account.too_many:
        return MoreBallotsThanVoters()
    if account.extra and not explained:
        return MorePapersThanIssued(extra=account.extra)
    return None
