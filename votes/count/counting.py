"""The one way into counting: ballots and a rule in, a Count out."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from votes.count import ballots as checked
from votes.count.ballots import Ballot, Contest, CountRefused
from votes.count.irv import count_irv
from votes.count.meek import count_meek
from votes.count.plurality import count_approval, count_plurality
from votes.count.result import Count, Rule
from votes.count.scottish import count_scottish
from votes.count.ties import Lot


def count(
    ballots: Mapping[Ballot, int],
    candidates: Sequence[str],
    seats: int,
    rule: Rule,
    lot: Lot,
    *,
    withdrawn: frozenset[int] = frozenset(),
    ron: int | None = None,
) -> Count:
    """The result of an election. `ballots`: how often each distinct ballot was cast; candidates are numbered from 1.

    `withdrawn`: numbers whose names are passed over; `ron`: the number of "re-open nominations". The same input gives
    the same Count everywhere; neither the order of ballots nor the order of candidates decides anything.
    Raises CountRefused when the rule cannot count these ballots (score counts points: `count_score`), LotNeeded when a
    tie needs a lot not drawn yet.
    """
    if rule is Rule.SCORE:
        raise CountRefused("Score counts points, and these ballots only name candidates.")
    contest = checked.contest(ballots, candidates, seats, lot, withdrawn, ron)
    return _counter(rule)(contest)


def _counter(rule: Rule) -> Callable[[Contest], Count]:
    if rule in (Rule.SCHULZE, Rule.RANKED_PAIRS):
        # numpy takes a tenth of a second to load, and only these two rules need it.
        from votes.count import condorcet

        return condorcet.count_schulze if rule is Rule.SCHULZE else condorcet.count_ranked_pairs
    return {
        Rule.PLURALITY: count_plurality,
        Rule.APPROVAL: count_approval,
        Rule.IRV: count_irv,
        Rule.SCOTTISH_STV: count_scottish,
        Rule.MEEK_STV: count_meek,
    }[rule]
