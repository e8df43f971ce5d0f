"""The bundle of a declared result: all that it rests on, signed, in one file that anybody can count again.

The same result gives the same bytes. `verify.py`, which is handed out with it, says what each file must hold. There are
two: the full one for those who watch the vote, and the public one for everybody whom it concerns, which leaves out the
ballots of an election where one could sign a voter (votes.scrutiny.rules).
"""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

from common import db, sealing
from common.errors import NotFound
from votes.ballots import Marking, ranking_of
from votes.count.ballots import Ballot, Election
from votes.count.blt import write_blt
from votes.evidence import public_key
from votes.queries import ElectionFacts, PollFacts, tally_of
from votes.rules import PollState
from votes.scrutiny.rules import may_show_ballots

VERIFIER = Path(__file__).with_name("verify.py")
FORMAT = "quorate-bundle-2"
_WHEN = (1980, 1, 1, 0, 0, 0)
_RECEIPTS_SQL = "SELECT receipt FROM receipt_entry WHERE school = $1 AND poll = $2 AND state = $3"
_PAPER_SQL = "SELECT number, papers FROM paper_batch WHERE school = $1 AND poll = $2 ORDER BY number"


async def full_bundle(school: UUID, poll: PollFacts) -> bytes:
    """The bundle with every ballot, as a zip file. Raises NotFound before the declaration."""
    return await _bundle(school, poll, await _tally(school, poll), ballots=True)


async def public_bundle(school: UUID, poll: PollFacts) -> bytes:
    """The bundle for everybody. Where it may hold the ballots, it is the full one byte for byte. Raises NotFound."""
    tally = await _tally(school, poll)
    return await _bundle(school, poll, tally, ballots=may_show_ballots(tally, poll.ballot_paper))


async def ballots_are_public(school: UUID, poll: PollFacts) -> bool:
    """Whether the public bundle of a declared poll holds its ballots. Raises NotFound before the declaration."""
    return may_show_ballots(await _tally(school, poll), poll.ballot_paper)


async def _tally(school: UUID, poll: PollFacts) -> dict[str, int]:
    if poll.state is not PollState.DECLARED:
        raise NotFound()
    return await tally_of(school, poll.id)


async def _bundle(school: UUID, poll: PollFacts, tally: Mapping[str, int], *, ballots: bool) -> bytes:
    stored = await db.value("SELECT result FROM poll WHERE school = $1 AND id = $2", school, poll.id)
    batches = await db.rows(_PAPER_SQL, school, poll.id) if poll.paper else None
    files = {
        "poll.json": _json({**_poll(poll), "paper": _paper(batches), "ballots": "included" if ballots else "withheld"}),
        "result.json": _json(stored),
    }
    if ballots:
        files["tally.json"] = _json(tally)
        if poll.election is not None and poll.ballot_paper.marking is not Marking.SCORES:
            files["ballots.blt"] = _blt(poll.title, poll.election, tally)
    if poll.head is not None:
        files["head.json"] = _json(_head(poll))
        for name, state in (("receipts", "counted"), ("replaced", "replaced"), ("taken_out", "taken_out")):
            files[f"{name}.txt"] = await _receipts(school, poll.id, state)
    return packed(signed(files))


def signed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with a manifest of their hashes, and the server's signature over that."""
    manifest = _json(
        {
            "format": FORMAT,
            "public_key": public_key(),
            "files": {name: hashlib.sha256(held).hexdigest() for name, held in files.items()},
        }
    )
    return {"manifest.json": manifest, "manifest.sig": sealing.sign(manifest).encode(), **files}


def packed(files: Mapping[str, bytes]) -> bytes:
    """The files as a zip, byte for byte the same each time."""
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as bundle:
        for name, held in sorted(files.items()):
            bundle.writestr(zipfile.ZipInfo(name, _WHEN), held, zipfile.ZIP_DEFLATED)
    return written.getvalue()


def _json(found: Mapping[str, Any]) -> bytes:
    return (json.dumps(found, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _time(moment: datetime | None) -> str | None:
    return moment.astimezone(UTC).isoformat() if moment else None


def _poll(poll: PollFacts) -> dict[str, Any]:
    return {
        "id": str(poll.id),
        "title": poll.title,
        "text": poll.text,
        "kind": poll.kind.value,
        "custody": poll.custody.value,
        "unit": poll.unit.value,
        "roll_size": poll.roll_size,
        "roll_hash": poll.roll_hash,
        "opened_at": _time(poll.opens_at),
        "declared_at": _time(poll.declared_at),
        **(_election(poll.election) if poll.election else _motion(poll)),
    }


def _motion(poll: PollFacts) -> dict[str, Any]:
    return {
        "rule": {
            "majority": poll.decision.majority.value,
            "numerator": poll.decision.numerator,
            "denominator": poll.decision.denominator,
            "base": poll.decision.base.value,
        },
        "method": poll.method.value if poll.method else None,
        "quorum": poll.quorum,
        "present": poll.present,
        "casting_vote": poll.casting_vote,
    }


def _election(election: ElectionFacts) -> dict[str, Any]:
    slate, counted = election.slate, election.counted or {}
    return {
        "counting": {"rule": slate.rule.value, "version": counted["version"]},
        "seats": slate.seats,
        "candidates": list(slate.names),
        "withdrawn": sorted(slate.withdrawn),
        "ron": slate.ron_number,
        "lot_source": election.lot_source,
        "lot": dict(election.lot) if election.lot else None,
    }


def _paper(batches: list[db.Row] | None) -> dict[str, Any] | None:
    """How many paper ballots there were, bundle by bundle. Never what one bundle said."""
    if batches is None:
        return None
    bundles = [{"number": line["number"], "papers": line["papers"]} for line in batches]
    return {"papers": sum(line["papers"] for line in batches), "bundles": bundles}


def _blt(title: str, election: ElectionFacts, tally: Mapping[str, int]) -> bytes:
    """The ballots for other programs that count."""
    ballots: dict[Ballot, int] = {}
    for text, number in tally.items():
        ballots[ranking_of(text)] = ballots.get(ranking_of(text), 0) + number
    slate = election.slate
    names = tuple(_one_line(name) for name in slate.names)
    return write_blt(Election(_one_line(title), names, slate.seats, ballots, slate.withdrawn)).encode()


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _head(poll: PollFacts) -> dict[str, Any]:
    head = poll.head
    assert head is not None
    return {
        "poll": str(poll.id),
        "size": head.size,
        "root": head.root,
        "closed_at": _time(head.closed_at),
        "signature": head.signature,
    }


async def _receipts(school: UUID, poll: UUID, state: str) -> bytes:
    found = await db.rows(_RECEIPTS_SQL, school, poll, state)
    return "".join(f"{line['receipt']}\n" for line in sorted(found, key=lambda line: str(line["receipt"]))).encode()
