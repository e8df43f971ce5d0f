"""`python bench_peers.py LIBRARY RULE FILE`: what another library takes to count the same ballots. Run by bench_count.

It needs nothing but the libraries in requirements-bench.lock. FILE is a pickle of [candidates, seats, [[ballot,
number]]]; a first, small count is not timed, so that what a library compiles at its first use is not counted against
it. Ballots are handed over as the library's own objects, whose making is timed apart ("build"), and one object stands
for many voters where the library can do that.
"""

from __future__ import annotations

import gc
import json
import pickle
import sys
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

Ballots = list[tuple[tuple[int, ...], int]]
Peer = tuple[Callable[[int, int, Ballots], Any], Callable[[Any, int], Any]]
"""How a library's own objects are built from candidates, seats and ballots, and how it counts them for some seats."""

SMALL: Ballots = [((1, 2, 3), 5), ((2, 1), 4), ((3, 2), 2)]


def _pyrankvote(rule: str) -> Peer:
    import pyrankvote

    def build(candidates: int, seats: int, ballots: Ballots) -> Any:
        people = [pyrankvote.Candidate(str(number)) for number in range(1, candidates + 1)]
        papers = []
        for ballot, number in ballots:
            names = [people[one - 1] for one in ballot]
            papers += [pyrankvote.Ballot(names) for _ in range(number)]
        return people, papers

    def run_off(built: Any, seats: int) -> Any:
        return pyrankvote.instant_runoff_voting(*built).get_winners()

    def stv(built: Any, seats: int) -> Any:
        return pyrankvote.single_transferable_vote(*built, number_of_seats=seats).get_winners()

    return build, {"irv": run_off, "scottish-stv": stv}[rule]


def _pref_voting(rule: str) -> Peer:
    from pref_voting import iterative_methods, margin_based_methods, proportional_methods
    from pref_voting.profiles_with_ties import ProfileWithTies

    def build(candidates: int, seats: int, ballots: Ballots) -> Any:
        rankings = [{one - 1: rank for rank, one in enumerate(ballot, 1)} for ballot, _ in ballots]
        profile = ProfileWithTies(rankings, [number for _, number in ballots], candidates=list(range(candidates)))
        profile.use_extended_strict_preference()
        return profile

    return build, {
        "irv": lambda built, seats: iterative_methods.instant_runoff_for_truncated_linear_orders(built),
        "scottish-stv": lambda built, seats: proportional_methods.stv_scottish(built, num_seats=seats),
        "meek-stv": lambda built, seats: proportional_methods.stv_meek(built, num_seats=seats),
        "schulze": lambda built, seats: margin_based_methods.beat_path(built),
    }[rule]


def _votelib(rule: str) -> Peer:
    import votelib.convert
    import votelib.evaluate.condorcet
    import votelib.evaluate.sequential

    def build(candidates: int, seats: int, ballots: Ballots) -> Any:
        return dict(ballots)

    def transferable(built: Any, seats: int) -> Any:
        rule = votelib.evaluate.sequential.TransferableVoteSelector(transferer="Gregory", quota_function="droop")
        return rule.evaluate(built, seats)

    def schulze(built: Any, seats: int) -> Any:
        pairs = votelib.convert.RankedToCondorcetVotes().convert(built)
        return votelib.evaluate.condorcet.Schulze().evaluate(pairs, seats)

    return build, {"irv": transferable, "scottish-stv": transferable, "schulze": schulze}[rule]


def _py_vote_core(rule: str) -> Peer:
    from py3votecore.condorcet import CondorcetHelper
    from py3votecore.irv import IRV
    from py3votecore.schulze_method import SchulzeMethod
    from py3votecore.stv import STV

    def build(candidates: int, seats: int, ballots: Ballots) -> Any:
        grouped = rule == "schulze"
        return [
            {"count": number, "ballot": [[one] for one in ballot] if grouped else list(ballot)}
            for ballot, number in ballots
        ]

    def schulze(built: Any, seats: int) -> Any:
        return SchulzeMethod(built, ballot_notation=CondorcetHelper.BALLOT_NOTATION_GROUPING).as_dict()

    return build, {
        "irv": lambda built, seats: IRV(built).as_dict(),
        "scottish-stv": lambda built, seats: STV(built, required_winners=seats).as_dict(),
        "schulze": schulze,
    }[rule]


PEERS = {
    "pyrankvote": _pyrankvote,
    "pref_voting": _pref_voting,
    "votelib": _votelib,
    "py-vote-core": _py_vote_core,
}


def main() -> None:
    """Prints seconds as JSON, or {} where the library does not know the rule."""
    library, rule, path = sys.argv[1:]
    warnings.simplefilter("ignore")
    try:
        build, count = PEERS[library](rule)
    except KeyError:
        sys.stdout.write("{}")
        return
    count(build(3, 1, SMALL), 1)
    candidates, seats, ballots = pickle.loads(Path(path).read_bytes())  # noqa: S301 - bench_count wrote it
    gc.collect()
    start = time.process_time()
    built = build(candidates, seats, ballots)
    middle = time.process_time()
    count(built, seats)
    sys.stdout.write(json.dumps({"build": middle - start, "count": time.process_time() - middle}))


if __name__ == "__main__":
    main()
