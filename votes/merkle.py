"""A hash tree over the receipts of all final envelopes: one short fingerprint for the whole box. Pure.

Hashing as in RFC 6962, section 2.1, with SHA-256: a leaf is hashed behind a byte 0, a node behind a byte 1, and a tree
of n leaves parts after the largest power of two below n. A leaf is a receipt's 32 bytes; receipts stand in sorted
order, which says nothing of who voted when.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Inclusion:
    """The way from a receipt to the root: its place among `size` leaves (from 0), its neighbours upwards."""

    place: int
    size: int
    path: tuple[str, ...]


def _leaf(receipt: str) -> bytes:
    return hashlib.sha256(b"\x00" + bytes.fromhex(receipt)).digest()


def _node(left: bytes, right: bytes) -> bytes:
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(number: int) -> int:
    """The largest power of two below `number`, which is 2 or more."""
    return 1 << ((number - 1).bit_length() - 1)


def _root(leaves: Sequence[bytes]) -> bytes:
    if len(leaves) < 2:
        return leaves[0] if leaves else hashlib.sha256(b"").digest()
    cut = _split(len(leaves))
    return _node(_root(leaves[:cut]), _root(leaves[cut:]))


def tree_root(receipts: Iterable[str]) -> str:
    """The fingerprint of a box: the root over its receipts, in whatever order given; all in hexadecimal."""
    return _root([_leaf(receipt) for receipt in sorted(receipts)]).hex()


def inclusion(receipts: Iterable[str], receipt: str) -> Inclusion | None:
    """What proves that `receipt` is among `receipts` to somebody who has the root alone; None when it is not."""
    ordered = sorted(receipts)
    if receipt not in ordered:
        return None
    place = ordered.index(receipt)
    return Inclusion(place, len(ordered), tuple(_path([_leaf(each) for each in ordered], place)))


def _path(leaves: Sequence[bytes], place: int) -> list[str]:
    if len(leaves) == 1:
        return []
    cut = _split(len(leaves))
    if place < cut:
        return [*_path(leaves[:cut], place), _root(leaves[cut:]).hex()]
    return [*_path(leaves[cut:], place - cut), _root(leaves[:cut]).hex()]


def proves(proof: Inclusion, receipt: str, root: str) -> bool:
    """Whether `proof` leads from `receipt` to `root`. RFC 9162, section 2.1.3.2."""
    if not 0 <= proof.place < proof.size:
        return False
    place, last, found = proof.place, proof.size - 1, _leaf(receipt)
    for step in map(bytes.fromhex, proof.path):
        if last == 0:
            return False
        if place & 1 or place == last:
            found = _node(step, found)
            while place and not place & 1:
                place, last = place >> 1, last >> 1
        else:
            found = _node(found, step)
        place, last = place >> 1, last >> 1
    return last == 0 and found.hex() == root
