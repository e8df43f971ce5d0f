"""From the totals of a poll to its result, and what is stored of it. Pure: asked again, the same comes back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from votes.ballots import HIGHEST_SCORE, groups_of, ranking_of, scores_of
from votes.count import Count, Lot, Rule, count
from votes.count.ballots import Ballot
from votes.count.report import to_json
from votes.errors import NobodyVoted

RON_NAME = "Re-open nominations"


@dataclass(frozen=True)
class Slate:
    """An election as it is counted: `names` as on the paper, from 1; `withdrawn` are passed over."""

    rule: Rule
    seats: int
    names: tuple[str, ...]
    withdrawn: frozenset[int] = frozenset()
    ron: bool = False

    @property
    def ron_number(self) -> int | None:
        """The number of "re-open nominations", which stands last."""
        return len(self.names) if self.ron else None

    @property
    def contested(self) -> bool:
        """Whether more stand than there are seats."""
        return len(self.names) - len(self.withdrawn) > self.seats


def count_election(tally: Mapping[str, int], slate: Slate, lot: Lot) -> Count:
    """The count of an election from how many ballots said each thing.

    Raises NobodyVoted when there is a contest and no valid ballot, LotNeeded at a tie that needs a lot not yet drawn.
    """
    if slate.contested and not any(_names(ballot, slate) for ballot in tally):
        raise NobodyVoted()
    if slate.rule is Rule.SCORE:
        return _count_scores(tally, slate, lot)
    ballots: dict[Ballot, int] = {}
    for ballot, number in tally.items():
        ranking = ranking_of(ballot)
        ballots[ranking] = ballots.get(ranking, 0) + number
    return count(
        ballots,
        slate.names,
        slate.seats,
        slate.rule,
        lot,
        withdrawn=slate.withdrawn,
        ron=slate.ron_number,
    )


def _names(ballot: str, slate: Slate) -> bool:
    """Whether a ballot says anything about somebody who still stands."""
    if slate.rule is Rule.SCORE:
        scored = enumerate(scores_of(ballot), start=1)
        return any(score and number not in slate.withdrawn for number, score in scored)
    return any(number not in slate.withdrawn for group in groups_of(ballot) for number in group)


def _count_scores(tally: Mapping[str, int], slate: Slate, lot: Lot) -> Count:
    from votes.count.score import count_score

    ballots: dict[tuple[int, ...], int] = {}
    for ballot, number in tally.items():
        scores = scores_of(ballot) or (0,) * len(slate.names)
        ballots[scores] = ballots.get(scores, 0) + number
    return count_score(
        ballots,
        slate.names,
        slate.seats,
        HIGHEST_SCORE,
        lot,
        withdrawn=slate.withdrawn,
        ron=slate.ron_number,
    )


def lot_of(drawn: Mapping[str, Any] | None, root: str) -> Lot:
    """The lot recorded for a poll: an order drawn before witnesses, or a public value mixed with the box's head.

    The seed is the fingerprint of the box, a line feed, and the value: neither was known while people voted.
    """
    if not drawn:
        return Lot()
    if drawn["how"] == "drawn":
        return Lot(order=tuple(drawn["order"]))
    return Lot(seed=f"{root}\n{drawn['value']}")


def stored_count(found: Count) -> dict[str, Any]:
    """What the result column keeps of an election: the count as `quorate count` gives it, and its fingerprint.

    The hash of the ballots is left out: with few of them, one who knows it and all totals could try out which ballots
    there were, though these are withheld where a ranking could sign a voter (votes.scrutiny.rules).
    """
    counted = to_json(found, "")
    del counted["input_sha256"]
    return {"election": counted, "fingerprint": fingerprint_of(counted)}


def fingerprint_of(counted: Mapping[str, Any]) -> str:
    """SHA-256, in hexadecimal, of a count written as JSON with sorted keys and no spaces."""
    written = json.dumps(counted, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()


def names_of(numbers: Sequence[int], names: Sequence[str]) -> tuple[str, ...]:
    """The names behind numbers on a paper."""
    return tuple(names[number - 1] for number in numbers)
