"""Of each bundle that was tampered with, the verifier names the first fault."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from nacl.signing import SigningKey

from tests.votes.bundles import Files, a_declared_poll, bundle_of, files_of, verified
from votes import verify
from votes.bundle import packed, signed
from votes.rules import Choice

F, A, X, B = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN, Choice.SPOILT


def _change(name: str, change: Callable[[dict[str, Any]], object]) -> Callable[[Files], Files]:
    """Changes a JSON file and signs everything again: what somebody with the server's key could hand out."""

    def tamper(files: Files) -> Files:
        held = json.loads(files[name])
        change(held)
        return _again({**files, name: json.dumps(held).encode()})

    return tamper


def _again(files: Files) -> Files:
    return signed({name: held for name, held in files.items() if not name.startswith("manifest")})


def _lines(name: str, change: Callable[[list[str]], list[str]]) -> Callable[[Files], Files]:
    return lambda files: _again({**files, name: "".join(change(files[name].decode().splitlines(True))).encode()})


def _without(name: str) -> Callable[[Files], Files]:
    return lambda files: {other: held for other, held in files.items() if other != name}


def _resigned_by_another(files: Files) -> Files:
    return {**files, "manifest.sig": SigningKey.generate().sign(files["manifest.json"]).signature.hex().encode()}


OTHER = "ab" * 32 + "\n"
TAMPERED: list[tuple[str, Callable[[Files], Files], str]] = [
    ("a file taken out", _without("head.json"), "head.json is missing"),
    ("no manifest", _without("manifest.json"), "manifest.json is missing"),
    ("a file put in", lambda files: {**files, "note.txt": b"x"}, "note.txt does not belong"),
    (
        "a result edited",
        lambda f: {**f, "result.json": f["result.json"].replace(b"true", b"false")},
        "result.json is not",
    ),
    ("a tally edited", lambda f: {**f, "tally.json": f["tally.json"].replace(b"3", b"4")}, "tally.json is not"),
    ("a rule edited", lambda f: {**f, "poll.json": f["poll.json"].replace(b"simple", b"absolute")}, "poll.json is not"),
    ("a receipt added", lambda f: {**f, "receipts.txt": f["receipts.txt"] + OTHER.encode()}, "receipts.txt is not"),
    ("a manifest edited", lambda f: {**f, "manifest.json": f["manifest.json"] + b" "}, "over manifest.json does not"),
    ("another's signature", _resigned_by_another, "over manifest.json does not"),
    ("no signature", lambda f: {**f, "manifest.sig": b"none"}, "does not hold what it should"),
    ("signed: no JSON", lambda f: _again({**f, "tally.json": b"{"}), "tally.json is not JSON"),
    ("signed: a vote moved", _change("tally.json", lambda t: t.update({"for": 2, "against": 2})), "says for_ = 3"),
    ("signed: votes added", _change("tally.json", lambda t: t.update({"for": 4})), "7 ballots were counted, but 6"),
    ("signed: a negative number", _change("tally.json", lambda t: t.update({"for": -1})), "a number of ballots that"),
    (
        "signed: half a vote",
        _change("tally.json", lambda t: t.update({"for": 3.0})),
        "a number of ballots that is none",
    ),
    ("signed: an odd ballot", _change("tally.json", lambda t: t.update({"maybe": 1})), "that nobody could cast"),
    ("signed: another outcome", _change("result.json", lambda r: r.update({"carried": False})), "says carried = False"),
    ("signed: another margin", _change("result.json", lambda r: r.update({"margin": 9})), "says margin = 9"),
    (
        "signed: a casting vote",
        _change("result.json", lambda r: r.update({"casting_vote": "for"})),
        "casting vote where",
    ),
    ("signed: more numbers", _change("result.json", lambda r: r.update({"extra": 1})), "other numbers than a result"),
    ("signed: another rule", _change("poll.json", lambda p: p["rule"].update({"base": "entitled"})), "says base = 4"),
    ("signed: a small roll", _change("poll.json", lambda p: p.update({"roll_size": 5})), "only 5 could vote"),
    ("signed: a quorum", _change("poll.json", lambda p: p.update({"quorum": 7})), "says carried = True"),
    ("signed: another poll", _change("poll.json", lambda p: p.update({"id": "x"})), "head.json is of another vote"),
    (
        "signed: a receipt out",
        _lines("receipts.txt", lambda lines: lines[1:]),
        "held 6 envelopes at the close, but there",
    ),
    ("signed: a receipt changed", _lines("receipts.txt", lambda _: _some(6)), "do not make the fingerprint"),
    ("signed: receipts unsorted", _lines("receipts.txt", lambda lines: lines[::-1]), "line 2: receipts stand in order"),
    ("signed: a receipt twice", _lines("receipts.txt", lambda lines: [lines[0], *lines]), "line 2: receipts stand in"),
    ("signed: no receipt", _lines("receipts.txt", lambda lines: ["x\n", *lines]), "line 1: this is no receipt"),
    ("signed: cut off", _lines("receipts.txt", lambda lines: [*lines, "ab"]), "ends amid a line"),
    (
        "signed: a later close",
        _change("head.json", lambda h: h.update({"closed_at": "2030-01-01T00:00:00+00:00"})),
        "over the box's",
    ),
    (
        "signed: head's signature",
        _change("head.json", lambda h: h.update({"signature": "00" * 64})),
        "box's fingerprint does",
    ),
    (
        "signed: counted and replaced",
        lambda f: _again({**f, "replaced.txt": f["receipts.txt"]}),
        "counted and as replaced",
    ),
    ("signed: a number missing", _change("poll.json", lambda p: p.pop("quorum")), "does not hold what it should"),
]


def _some(number: int) -> list[str]:
    return [f"{place:064x}\n" for place in range(number)]


@pytest.fixture
async def true_files(rollback: None) -> Files:
    """A bundle of three for, one against, one abstention and one blank, of eight who could vote."""
    school, poll = await a_declared_poll(F, F, F, A, X, B)
    return files_of(await bundle_of(school, poll))


async def test_each_tampered_bundle_names_its_first_fault(true_files: Files, tmp_path: Path) -> None:
    assert len(TAMPERED) >= 20
    wrong = {}
    for name, tamper, expected in TAMPERED:
        try:
            wrong[name] = verified(tmp_path, packed(tamper(dict(true_files))))
        except verify.Fault as fault:
            if expected not in str(fault):
                wrong[name] = str(fault)
    assert wrong == {}


async def test_what_one_was_given_by_another_way_is_held_against_the_bundle(true_files: Files, tmp_path: Path) -> None:
    bundle = packed(true_files)
    for given_too, expected in [
        ({"key": "00" * 32}, "another key"),
        ({"root": "00" * 32}, "not the one that you were sent"),
        ({"receipt": "00" * 32}, "not among those"),
        ({"receipt": true_files["replaced.txt"].decode().split()[0] + ".00"}, "replaced by a later vote"),
    ]:
        with pytest.raises(verify.Fault, match=expected):
            verified(tmp_path, bundle, **given_too)
