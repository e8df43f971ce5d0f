"""Of each bundle of an election that was tampered with, the verifier names the first fault in plain words."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from common import db
from tests.cast import a_person, a_school
from tests.votes.bundles import Files, bundle_of, files_of, public_bundle_of, verified
from tests.votes.elections_stage import an_open_election
from tests.votes.stage import declare
from votes import verify
from votes.bundle import packed, signed
from votes.casting import cast_ballot
from votes.count.result import Rule
from votes.results import fingerprint_of

BALLOTS = ["1 2 3", "1 2 3", "1 3", "1 2", "2 3", "3 2", "3", "4 1", "spoilt", "2 1 4"]
NAMES = ("Ada Bell", "Bola Cole", "Cem Demir", "Dora Esposito")


def _again(files: Files) -> Files:
    return signed({name: held for name, held in files.items() if not name.startswith("manifest")})


def _change(name: str, change: Callable[[dict[str, Any]], object]) -> Callable[[Files], Files]:
    """Changes a JSON file and signs everything again: what somebody with the server's key could hand out."""

    def tamper(files: Files) -> Files:
        held = json.loads(files[name])
        change(held)
        if name == "result.json":
            held["fingerprint"] = fingerprint_of(held["election"])
        return _again({**files, name: json.dumps(held).encode()})

    return tamper


def _counted(change: Callable[[dict[str, Any]], object]) -> Callable[[Files], Files]:
    return _change("result.json", lambda result: change(result["election"]))


def _stage(number: int, **changed: object) -> Callable[[Files], Files]:
    return _counted(lambda counted: counted["stages"][number - 1].update(changed))


def _total(number: int, candidate: str, total: str) -> Callable[[Files], Files]:
    return _counted(lambda counted: counted["stages"][number - 1]["totals"].update({candidate: total}))


def _poll(**changed: object) -> Callable[[Files], Files]:
    return _change("poll.json", lambda poll: poll.update(changed))


def _rerank(tally: dict[str, int]) -> None:
    tally["2 1 3"] = tally.pop("1 3")


def _alike_but_blt(files: Files) -> Files:
    return _again({**files, "ballots.blt": files["ballots.blt"].replace(b"1 1 3 0", b"1 3 1 0")})


def _first_receipt_out(files: Files) -> Files:
    return _again({**files, "receipts.txt": b"".join(files["receipts.txt"].splitlines(keepends=True)[1:])})


TAMPERED: list[tuple[str, Callable[[Files], Files], str]] = [
    ("a result edited", lambda f: {**f, "result.json": f["result.json"] + b" "}, "result.json is not the file"),
    ("ballots edited", lambda f: {**f, "ballots.blt": f["ballots.blt"] + b" "}, "ballots.blt is not the file"),
    ("ballots taken out", lambda f: _again({n: h for n, h in f.items() if n != "tally.json"}), "tally.json is missing"),
    ("a file put in", lambda f: _again({**f, "note.txt": b""}), "note.txt does not belong"),
    ("signed: ballots said to be withheld", _poll(ballots="withheld"), "ballots.blt does not belong"),
    ("signed: a rank changed", _change("tally.json", _rerank), "ballots.blt holds other ballots than tally.json"),
    ("signed: a rank changed in the ballot file", _alike_but_blt, "ballots.blt holds other ballots than tally.json"),
    ("signed: a ballot dropped", _change("tally.json", lambda t: t.pop("3")), "ballots.blt holds other ballots"),
    ("signed: a ballot of nobody", _change("tally.json", lambda t: t.update({"9": 1})), "ballots.blt holds other"),
    ("signed: a receipt out", _first_receipt_out, "held 10 envelopes at the close, but there are 9"),
    ("signed: a small roll", _poll(roll_size=9), "only 9 could vote"),
    ("signed: papers put in", _poll(paper={"papers": 1, "bundles": [{"number": 1, "papers": 1}]}), "and 1 paper"),
    (
        "signed: papers that do not add up",
        _poll(paper={"papers": 2, "bundles": [{"number": 1, "papers": 1}]}),
        "The bundles hold 1 paper ballots, but poll.json says 2",
    ),
    ("signed: a bundle of none", _poll(paper={"papers": 0, "bundles": [{"number": 1, "papers": 0}]}), "whole number"),
    ("signed: another rule", _poll(counting={"rule": "meek-stv", "version": "1"}), "another rule than poll.json"),
    ("signed: no rule", _poll(counting={"rule": "best", "version": "1"}), "unknown here: 'best'"),
    ("signed: a version to come", _poll(counting={"rule": "scottish-stv", "version": "2"}), "another rule than"),
    ("signed: a seat more", _poll(seats=3), "ballots.blt is of another election"),
    ("signed: somebody withdrew", _poll(withdrawn=[2]), "ballots.blt is of another election"),
    ("signed: somebody unknown withdrew", _poll(withdrawn=[7]), "ballots.blt is of another election"),
    ("signed: RON moved", _poll(ron=2), "“re-open nominations” is the last name"),
    ("signed: RON is nobody", _poll(ron=8), "a number of somebody who is not on the ballot paper"),
    ("signed: names swapped", _poll(candidates=[*NAMES[1::-1], *NAMES[2:]]), "ballots.blt has other candidates"),
    ("signed: another winner", _counted(lambda c: c.update(elected=[1, 4])), "Counted again these are elected"),
    ("signed: elected in another order", _counted(lambda c: c["elected"].reverse()), "elected, in this order: Ada"),
    ("signed: a vacant seat", _counted(lambda c: c.update(vacant=1)), "Counted again 0 seats stay vacant"),
    ("signed: a valid ballot more", _counted(lambda c: c.update(valid="10")), "The valid ballots: result.json says"),
    ("signed: another quota", _counted(lambda c: c.update(quota="5.00000")), "The quota: result.json says 5.00000"),
    ("signed: a number with too many places", _counted(lambda c: c.update(quota="4.0")), "is not a number as this"),
    ("signed: a stage's total", _total(1, "2", "3.00000"), "Stage 1: Bola Cole's votes: result.json says 3.00000"),
    ("signed: a candidate's total out", _counted(lambda c: c["stages"][0]["totals"].pop("2")), "not those of the"),
    ("signed: exhausted votes", _stage(2, exhausted="9.00000"), "Stage 2: the exhausted votes: result.json says"),
    ("signed: rounding", _stage(2, rounding_loss="0.50000"), "Stage 2: the votes lost by rounding"),
    ("signed: elected early", _stage(1, elected=[1, 2]), "Stage 1: result.json says that Ada Bell, Bola Cole is"),
    ("signed: another excluded", _stage(2, action="exclusion", subject=2), "Stage 2: result.json says exclusion of"),
    ("signed: a transfer taken out", _stage(2, transfers=[]), "Stage 2: the transfers are not those"),
    ("signed: a stage out", _counted(lambda c: c["stages"].pop()), "where the count was not over"),
    ("signed: a stage more", _counted(lambda c: c["stages"].append(c["stages"][-1])), "where the count was over"),
    ("signed: a tie made up", _counted(lambda c: c["ties"].append({})), "another number of ties"),
    (
        "signed: a lot",
        _poll(lot={"how": "drawn", "order": [3, 4, 2, 1], "witnesses": ""}),
        "Stage 3: result.json says exclusion of",
    ),
    ("signed: another lot than announced", _poll(lot={"how": "public_value", "value": "7"}), "than was announced"),
    ("signed: drawn twice", _poll(lot={"how": "drawn", "order": [1, 1, 2], "witnesses": ""}), "was drawn twice"),
    (
        "signed: another fingerprint",
        lambda f: _again(
            {**f, "result.json": json.dumps({**json.loads(f["result.json"]), "fingerprint": "0"}).encode()}
        ),
        "The fingerprint of the result is not",
    ),
]


async def _bundles() -> tuple[Files, Files]:
    """The full and the public bundle of an election for two seats with a surplus, a tie and exclusions."""
    school = await a_school()
    voters = [(await a_person(school, f"Voter {n}")).id for n in range(len(BALLOTS) + 2)]
    poll = await an_open_election(school, voters, names=NAMES, rule=Rule.SCOTTISH_STV, seats=2)
    await db.rows("UPDATE poll SET lot_source = NULL WHERE id = $1", poll)
    for voter, ballot in zip(voters, BALLOTS, strict=False):
        await cast_ballot(school, poll, voter, ballot)
    await db.rows(
        "UPDATE poll SET lot = $2 WHERE id = $1", poll, {"how": "drawn", "order": [1, 2, 3, 4], "witnesses": ""}
    )
    await declare(school, poll)
    return files_of(await bundle_of(school, poll)), files_of(await public_bundle_of(school, poll))


@pytest.fixture
async def true_bundles(rollback: None) -> tuple[Files, Files]:
    return await _bundles()


def _wrongly_said(
    files: Files, cases: list[tuple[str, Callable[[Files], Files], str]], tmp_path: Path
) -> dict[str, str]:
    wrong = {}
    for name, tamper, expected in cases:
        try:
            wrong[name] = verified(tmp_path, packed(tamper(dict(files))))
        except verify.Fault as fault:
            if expected not in str(fault):
                wrong[name] = str(fault)
    return wrong


async def test_each_tampered_election_names_its_first_fault(true_bundles: tuple[Files, Files], tmp_path: Path) -> None:
    full, _ = true_bundles
    assert "elected Ada Bell" in verified(tmp_path, packed(full))
    assert _wrongly_said(full, TAMPERED, tmp_path) == {}


WITHOUT_BALLOTS: list[tuple[str, Callable[[Files], Files], str]] = [
    ("a total too high", _total(1, "2", "4.00000"), "Stage 1: the votes add up to"),
    (
        "votes exchanged",
        _counted(lambda c: c["stages"][1]["totals"].update({"2": "9.00000", "3": "0.00000"})),
        "Stage 2",
    ),
    ("another winner", _counted(lambda c: c.update(elected=[1, 4])), "Counted again these are elected"),
    ("half a first preference", _total(1, "1", "4.50000"), "Stage 1: the votes add up to"),
    ("elected below the quota", _stage(1, elected=[1, 2]), "Stage 1: result.json says that Ada Bell, Bola Cole is"),
    ("not elected at the quota", _stage(1, elected=[]), "Stage 1: result.json says that nobody is elected"),
    ("the wrong one excluded", _stage(3, subject=1), "Stage 3"),
    ("a quota", _counted(lambda c: c.update(quota="5.00000")), "The quota: result.json says 5.00000"),
    ("a stage out", _counted(lambda c: c["stages"].pop()), "where the count was not over"),
    ("a transfer taken out", _stage(2, transfers=[]), "Stage 2: "),
    ("ballots more than envelopes", _counted(lambda c: c.update(valid="12")), "13 ballots were counted"),
    ("a receipt out", _first_receipt_out, "held 10 envelopes at the close, but there are 9"),
    ("a tally put in", lambda f: _again({**f, "tally.json": b"{}"}), "tally.json does not belong"),
]


async def test_without_the_ballots_the_tables_and_decisions_are_still_checked(
    true_bundles: tuple[Files, Files], tmp_path: Path
) -> None:
    _, public = true_bundles
    assert "The ballots are not in this bundle" in verified(tmp_path, packed(public))
    assert _wrongly_said(public, WITHOUT_BALLOTS, tmp_path) == {}
