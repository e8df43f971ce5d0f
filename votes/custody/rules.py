"""The words on the three sheets: a key becomes words, and two sheets become the key again. Pure.

A seed of 128 bits is shared two-of-three by SLIP-39 (Shamir's scheme; 20 words a sheet, with a checksum that finds any
mistake in up to three words). One sheet alone tells nothing about the key.
"""

from __future__ import annotations

import hashlib
import re
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from nacl.public import PrivateKey
from shamir_mnemonic.shamir import combine_mnemonics, generate_mnemonics
from shamir_mnemonic.share import Share
from shamir_mnemonic.utils import MnemonicError
from shamir_mnemonic.wordlist import WORD_INDEX_MAP, WORDLIST

from common.errors import Refused

SHEETS, NEEDED, WORDS = 3, 2, 20
_SEED_BYTES = 16
_BY_START = {word[:4]: word for word in WORDLIST}
_WORD = re.compile(r"[^\W\d_]+")


class SheetsOutdated(Refused):
    """New sheets were made after the ones that somebody has in hand."""

    message = "These are not the latest sheets: others were made after them. Use those, or make new ones."


class WrongKey(Refused):
    """Two sheets fit together and open something else."""

    message = "These two sheets belong together, but to the key of another vote or of an earlier ceremony."


@dataclass(frozen=True)
class Holder:
    """Who takes a sheet home, and where the fingerprint of the box is mailed."""

    name: str
    email: str | None


@dataclass(frozen=True)
class Sheet:
    """What one sheet says: its number, from 1, and its words."""

    place: int
    words: tuple[str, ...]
    kin: tuple[object, ...]
    """The same for the three sheets of one key."""


@dataclass(frozen=True)
class SheetFault:
    """What is wrong with typed words: a message key and its parameters."""

    message: str
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class NewKey:
    """A key that nobody keeps: its public half, and the words of the three sheets."""

    public_key: bytes
    sheets: tuple[tuple[str, ...], ...]

    @property
    def fingerprint(self) -> str:
        """By which sheets and public key are told to belong together."""
        return fingerprint(self.public_key)


def fingerprint(public_key: bytes) -> str:
    """The first 16 hexadecimal digits of the SHA-256 of a public key."""
    return hashlib.sha256(public_key).hexdigest()[:16]


def _private_key(seed: bytes) -> bytes:
    return hashlib.sha256(b"quorate-secret-custody-1\n" + seed).digest()


def public_half(private_key: bytes) -> bytes:
    """The public key that a private one belongs to."""
    return bytes(PrivateKey(private_key).public_key)


def new_key() -> NewKey:
    """A new key on three sheets. Nothing of it is kept anywhere else."""
    seed = secrets.token_bytes(_SEED_BYTES)
    (sheets,) = generate_mnemonics(1, [(NEEDED, SHEETS)], seed)
    return NewKey(public_half(_private_key(seed)), tuple(tuple(sheet.split()) for sheet in sheets))


def read_sheet(text: str) -> Sheet | SheetFault:
    """A sheet as typed: numbers and punctuation do not matter, and the first four letters of a word are enough."""
    typed = _WORD.findall(text.lower())
    words = [_known(word) for word in typed]
    for place, (word, known) in enumerate(zip(typed, words, strict=True), start=1):
        if known is None:
            return _unknown(place, word)
    if len(words) != WORDS:
        return SheetFault("A sheet has %(words)s words; these are %(typed)s.", {"words": WORDS, "typed": len(words)})
    return _share(tuple(word for word in words if word))


def _known(word: str) -> str | None:
    if word in WORD_INDEX_MAP:
        return word
    found = _BY_START.get(word[:4])
    return found if found and found.startswith(word) else None


def _unknown(place: int, word: str) -> SheetFault:
    near = get_close_matches(word, WORDLIST, n=1)
    if near:
        said = "Word %(place)s, “%(word)s”, is not one of the words that sheets are written in. Is it “%(near)s”?"
        return SheetFault(said, {"place": place, "word": word, "near": near[0]})
    said = "Word %(place)s, “%(word)s”, is not one of the words that sheets are written in."
    return SheetFault(said, {"place": place, "word": word})


def _share(words: tuple[str, ...]) -> Sheet | SheetFault:
    try:
        share = Share.from_mnemonic(" ".join(words))
    except MnemonicError:
        return SheetFault(
            "Each of these is a word that sheets are written in, but together they are no sheet: "
            "one is wrong, or two have changed places."
        )
    if share.member_threshold != NEEDED or share.group_count != 1 or share.index >= SHEETS:
        return SheetFault("These words share out some other secret; they are not the sheet of a vote.")
    return Sheet(share.index + 1, words, tuple(share.group_parameters()))


def private_key_of(sheets: Sequence[Sheet]) -> bytes:
    """The key that two sheets of the same kin, with different numbers, make. Raises WrongKey when they make none."""
    try:
        return _private_key(combine_mnemonics(" ".join(sheet.words) for sheet in sheets))
    except MnemonicError as fault:
        raise WrongKey() from fault
