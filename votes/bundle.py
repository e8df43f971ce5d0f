"""The bundle of a declared result: all that it rests on, signed, in one file that anybody can count again.

The same result gives the same bytes. `verify.py`, which is handed out with it, says what each file must hold.
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
from votes.queries import PollFacts, poll_facts
from votes.rules import PollState

VERIFIER = Path(__file__).with_name("verify.py")
_WHEN = (1980, 1, 1, 0, 0, 0)
_RECEIPTS_SQL = "SELECT receipt FROM receipt_entry WHERE school = $1 AND poll = $2 AND state = $3"


async def bundle_of(school: UUID, poll: UUID) -> bytes:
    """The bundle of a declared poll, as a zip file. Raises NotFound before the declaration."""
    facts = await poll_facts(school, poll)
    if facts.state is not PollState.DECLARED or facts.result is None or facts.head is None:
        raise NotFound()
    tally = await db.rows("SELECT ballot, ballots FROM tallied_ballot WHERE school = $1 AND poll = $2", school, poll)
    files = {
        "poll.json": _json(_poll(facts)),
        "tally.json": _json({line["ballot"]: line["ballots"] for line in tally}),
        "receipts.txt": await _receipts(school, poll, "counted"),
        "replaced.txt": await _receipts(school, poll, "replaced"),
        "head.json": _json(_head(facts)),
        "result.json": _json(facts.result.as_json()),
    }
    return packed(signed(files))


def signed(files: Mapping[str, bytes]) -> dict[str, bytes]:
    """The files with a manifest of their hashes, and the server's signature over that."""
    manifest = _json(
        {
            "format": "quorate-bundle-1",
            "public_key": bytes(sealing.signing_key().verify_key).hex(),
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


def _poll(facts: PollFacts) -> dict[str, Any]:
    return {
        "id": str(facts.id),
        "title": facts.title,
        "text": facts.text,
        "kind": "motion",
        "custody": facts.custody.value,
        "unit": facts.unit.value,
        "rule": {
            "majority": facts.decision.majority.value,
            "numerator": facts.decision.numerator,
            "denominator": facts.decision.denominator,
            "base": facts.decision.base.value,
        },
        "quorum": facts.quorum,
        "present": facts.present,
        "casting_vote": facts.casting_vote,
        "roll_size": facts.roll_size,
        "roll_hash": facts.roll_hash,
        "opened_at": _time(facts.opens_at),
        "declared_at": _time(facts.declared_at),
    }


def _head(facts: PollFacts) -> dict[str, Any]:
    head = facts.head
    assert head is not None
    closed_at = _time(head.closed_at)
    return {
        "poll": str(facts.id),
        "size": head.size,
        "root": head.root,
        "closed_at": closed_at,
        "signature": head.signature,
    }


async def _receipts(school: UUID, poll: UUID, state: str) -> bytes:
    found = await db.rows(_RECEIPTS_SQL, school, poll, state)
    return "".join(f"{line['receipt']}\n" for line in sorted(found, key=lambda line: str(line["receipt"]))).encode()
