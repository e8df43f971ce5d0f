"""The verifier's own count of elections agrees with the program's: every rule, every stage, every tie."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.votes.count.elections import REFERENCE, needs_reference
from votes import verify
from votes.ballots import HIGHEST_SCORE, BallotPaper, Marking
from votes.count import RANKED_RULES, Ballot, Rule
from votes.count.ballots import CountRefused
from votes.count.blt import read_blt
from votes.count.ties import LotNeeded
from votes.errors import NobodyVoted
from votes.results import Slate, count_election, fingerprint_of, lot_of, stored_count

pytestmark = pytest.mark.slow

ROOT = "ab" * 32
Counted = tuple[dict[str, Any], dict[str, int], dict[str, Any]]


def described(slate: Slate, lot: dict[str, Any] | None) -> dict[str, Any]:
    """What poll.json says of an election."""
    return {
        "counting": {"rule": slate.rule.value, "version": "1"},
        "seats": slate.seats,
        "candidates": list(slate.names),
        "withdrawn": sorted(slate.withdrawn),
        "ron": slate.ron_number,
        "lot_source": "The first ball of Saturday" if lot and lot["how"] == "public_value" else None,
        "lot": lot,
    }


def _ballots(paper: BallotPaper) -> st.SearchStrategy[str]:
    everybody = list(range(1, paper.candidates + 1))
    if paper.marking is Marking.SCORES:
        points = st.lists(st.integers(0, HIGHEST_SCORE), min_size=len(everybody), max_size=len(everybody))
        return points.map(lambda each: " ".join(map(str, each)))
    if paper.marking is Marking.MARKS:
        marks = st.sets(st.sampled_from(everybody), min_size=1, max_size=paper.most_marks)
        return marks.map(lambda each: " ".join(map(str, sorted(each))))
    joints = st.sampled_from([" ", " ", "="]) if paper.equal_ranks else st.just(" ")
    shape = st.tuples(st.permutations(everybody), st.integers(1, len(everybody)), st.lists(joints, min_size=12))
    return shape.map(
        lambda drawn: "".join(
            f"{drawn[2][place] if place else ''}{one}" for place, one in enumerate(drawn[0][: drawn[1]])
        )
    )


@st.composite
def elections(draw: st.DrawFn, rule: Rule, most: int = 6, weight: int = 6) -> Counted:
    """An election of this rule that can be counted: what poll.json says of it, its tally, and what is stored."""
    size = draw(st.integers(1, most))
    seats = 1 if rule is Rule.IRV else draw(st.integers(1, 3))
    ron = size > 1 and draw(st.booleans())
    withdrawn = draw(st.sets(st.integers(1, size - ron), max_size=size - ron - 1)) if size - ron > 1 else set()
    slate = Slate(rule, seats, tuple(f"Name {n}" for n in range(1, size + 1)), frozenset(withdrawn), ron)
    words = st.just("spoilt") | st.just("unreadable")
    paper = BallotPaper(rule, size, seats)
    told = draw(st.dictionaries(_ballots(paper) | words, st.integers(1, weight), min_size=1, max_size=8))
    tally: dict[str, int] = {}
    for text, number in told.items():
        form = text if text == "unreadable" else paper.checked(text)
        tally[form] = tally.get(form, 0) + number
    order = {"how": "drawn", "order": draw(st.permutations(range(1, size + 1))), "witnesses": "Ada and Bola"}
    lot = draw(st.sampled_from([None, order, {"how": "public_value", "value": "12 34"}]))
    assume(not slate.contested or any(text not in ("spoilt", "unreadable") for text in tally))
    try:
        counted = stored_count(count_election(tally, slate, lot_of(lot, ROOT)))
    except (LotNeeded, NobodyVoted, CountRefused):
        # Only an election that has a result comes into a bundle.
        assume(condition=False)
    return described(slate, lot), tally, json.loads(json.dumps(counted))


@pytest.mark.parametrize("rule", list(Rule))
def test_both_count_alike_from_the_ballots_and_the_tables_alone_hold_too(rule: Rule) -> None:
    @settings(max_examples=120, deadline=None)
    @given(elections(rule))
    def counted_alike(election: Counted) -> None:
        poll, tally, result = election
        verify.check_election(poll, tally, result, ROOT)
        verify.check_election(poll, None, result, ROOT)

    counted_alike()


def _places(found: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every number and word of a count, its sentences left out."""
    if isinstance(found, dict | list):
        for key, inner in found.items() if isinstance(found, dict) else enumerate(found):
            if key not in ("why", "votes"):
                yield from _places(inner, (*way, key))
    else:
        yield way


def _other(found: Any) -> Any:
    if isinstance(found, str) and found[:1].isdigit():
        return str(int(found[0]) + 1) + found[1:] if found[0] != "9" else "8" + found[1:]
    return 1 if found is None else f"{found}x" if isinstance(found, str) else found + 1


@pytest.mark.parametrize("rule", list(Rule))
def test_whatever_number_of_a_count_is_changed_the_verifier_sees_it(rule: Rule) -> None:
    @settings(max_examples=100, deadline=None)
    @given(elections(rule), st.data())
    def changed(election: Counted, data: st.DataObject) -> None:
        poll, tally, result = election
        way = data.draw(st.sampled_from(list(_places(result["election"]))))
        holder = result["election"]
        for step in way[:-1]:
            holder = holder[step]
        holder[way[-1]] = _other(holder[way[-1]])
        result["fingerprint"] = fingerprint_of(result["election"])
        with pytest.raises((verify.Fault, KeyError, TypeError, IndexError)):
            verify.check_election(poll, tally, result, ROOT)

    changed()


@given(elections(Rule.SCOTTISH_STV), st.data())
@settings(deadline=None)
def test_a_ballot_less_or_another_one_is_seen_unless_the_count_is_the_same(
    election: Counted, data: st.DataObject
) -> None:
    poll, tally, result = election
    text = data.draw(st.sampled_from(sorted(tally)))
    tally[text] += 1
    with pytest.raises(verify.Fault, match=r"ballots: result\.json says"):
        verify.check_election(poll, tally, result, ROOT)


# ---- elections that others counted ----


def _text(ballot: Ballot) -> str:
    words = ["=".join(map(str, one)) if isinstance(one, tuple) else str(one) for one in ballot]
    return " ".join(words) or "spoilt"


def _agrees(path: Path, rule: Rule, seats: int | None = None) -> None:
    election = read_blt(path.read_bytes())
    slate = Slate(rule, seats or election.seats, election.candidates, election.withdrawn)
    tally = {_text(ballot): number for ballot, number in election.ballots.items()}
    lot = {"how": "drawn", "order": list(election.lot or range(1, len(election.candidates) + 1)), "witnesses": ""}
    result = json.loads(json.dumps(stored_count(count_election(tally, slate, lot_of(lot, ROOT)))))
    verify.check_election(described(slate, lot), tally, result, ROOT)
    verify.check_election(described(slate, lot), None, result, ROOT)


SMALL = sorted((REFERENCE / "small").glob("*.blt"))
OFFICIAL = sorted(
    [
        *(REFERENCE / "scottish-2017").glob("*.blt"),
        *(REFERENCE / "droop").glob("*.blt"),
        *(REFERENCE / "meek").glob("*.blt"),
    ]
)


@pytest.mark.reference
@needs_reference
@pytest.mark.parametrize("path", OFFICIAL, ids=lambda path: path.stem)
def test_wards_and_published_stv_counts_come_out_alike(path: Path) -> None:
    _agrees(path, Rule.SCOTTISH_STV)
    if path.stat().st_size < 200_000:
        _agrees(path, Rule.MEEK_STV)


@pytest.mark.reference
@needs_reference
@pytest.mark.parametrize("path", [*SMALL, *(REFERENCE / "burlington-2009").glob("*.blt")], ids=lambda path: path.stem)
def test_small_elections_come_out_alike_under_every_rule(path: Path) -> None:
    for rule in RANKED_RULES:
        _agrees(path, rule, 1 if rule is Rule.IRV else None)
