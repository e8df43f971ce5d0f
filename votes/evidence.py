"""What a voter and a scrutineer can hold in hand: signed receipts, the hash of the roll, the signed head of the box."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from common import sealing

_RECEIPT = re.compile(r"([0-9a-f]{64})(?:\.([0-9a-f]{128}))?")


def roll_hash(lines: Iterable[UUID]) -> str:
    """SHA-256, in hexadecimal, over the ids on the roll: sorted, as text, one a line."""
    return hashlib.sha256("".join(f"{line}\n" for line in sorted(map(str, lines))).encode()).hexdigest()


def envelope_hash(sealed: bytes) -> str:
    """SHA-256 of a sealed envelope, in hexadecimal: what a receipt vouches for."""
    return hashlib.sha256(sealed).hexdigest()


def public_key() -> str:
    """The key that receipts, heads and bundles of this site are checked with, in hexadecimal."""
    return bytes(sealing.signing_key().verify_key).hex()


@dataclass(frozen=True)
class Receipt:
    """The hash of an envelope, and the server's Ed25519 signature that it was received ('' when not given)."""

    envelope: str
    signature: str = ""

    @property
    def text(self) -> str:
        """The receipt in one piece, as it is kept and typed in again."""
        return f"{self.envelope}.{self.signature}"


def _signed_text(poll: UUID, envelope: str) -> bytes:
    return f"quorate-receipt-1\n{poll}\n{envelope}\n".encode()


def receipt_for(poll: UUID, envelope: str) -> Receipt:
    """The receipt of an envelope. Signing is deterministic: asked again, the same receipt comes back."""
    return Receipt(envelope, sealing.sign(_signed_text(poll, envelope)))


def receipt_is_ours(poll: UUID, receipt: Receipt) -> bool:
    """Whether this server signed `receipt` for this poll."""
    return sealing.signature_holds(_signed_text(poll, receipt.envelope), receipt.signature)


def read_receipt(text: str) -> Receipt | None:
    """A receipt as typed, with or without its signature, or None when it is none."""
    found = _RECEIPT.fullmatch("".join(text.split()).lower())
    return Receipt(found[1], found[2] or "") if found else None


@dataclass(frozen=True)
class Head:
    """The box at the close: how many envelopes, the root of the tree over their receipts, and our signature."""

    size: int
    root: str
    closed_at: datetime
    signature: str


def head_text(poll: UUID, size: int, root: str, closed_at: datetime) -> str:
    """The words that the signature of a head is over."""
    return f"quorate-head-1\n{poll}\n{closed_at.astimezone(UTC).isoformat()}\n{size}\n{root}\n"


def signed_head(poll: UUID, size: int, root: str, closed_at: datetime) -> Head:
    """The head of a box, signed. Asked again, the same comes back."""
    return Head(size, root, closed_at, sealing.sign(head_text(poll, size, root, closed_at).encode()))
