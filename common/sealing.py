"""Sealing for one opener: NaCl sealed boxes of one size, and the key files that open them, kept apart from the data."""

from __future__ import annotations

import os
import stat
import time
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox
from nacl.signing import SigningKey, VerifyKey
from nacl.utils import random as random_bytes

from common.errors import QuorateError
from common.settings import settings

BLOCK = 256


class CannotOpen(QuorateError):
    """A sealed text was altered, or was sealed for another key."""

    message = "A sealed record could not be opened."


class KeyMissing(QuorateError):
    """The key file that opens these envelopes is not where it was kept."""

    message = "The key that opens these envelopes is missing: %(name)s"


def pad(text: bytes, block: int = BLOCK) -> bytes:
    """`text` up to the next multiple of `block`, so that a length tells next to nothing (ISO/IEC 7816-4 padding)."""
    padded = text + b"\x80"
    return padded + b"\x00" * (-len(padded) % block)


def unpad(padded: bytes) -> bytes:
    """What `pad` was given. Raises CannotOpen if there is no padding."""
    stripped = padded.rstrip(b"\x00")
    if not stripped.endswith(b"\x80"):
        raise CannotOpen()
    return stripped[:-1]


def seal(text: bytes, public_key: bytes, block: int = BLOCK) -> bytes:
    """`text` padded to a multiple of `block` bytes and sealed: only the private half opens it."""
    return bytes(SealedBox(PublicKey(public_key)).encrypt(pad(text, block)))


def open_sealed(sealed: bytes, private_key: bytes) -> bytes:
    """What was sealed. Raises CannotOpen."""
    try:
        return unpad(bytes(SealedBox(PrivateKey(private_key)).decrypt(sealed)))
    except CryptoError as fault:
        raise CannotOpen() from fault


def _path(name: str) -> Path:
    if not name or any(not (c.isalnum() or c in "-_") for c in name):
        raise ValueError(f"not a key's name: {name!r}")
    return settings().keys_dir / f"{name}.key"


def _write(path: Path, secret: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    path.parent.chmod(0o700)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        file.write(secret)
        file.flush()
        os.fsync(file.fileno())
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def make_key(name: str) -> bytes:
    """A new key pair: the private half in its own file (mode 0600, on disk before this returns); the public half.

    Raises FileExistsError when `name` has a key already.
    """
    private = PrivateKey.generate()
    _write(_path(name), bytes(private))
    return bytes(private.public_key)


def private_key(name: str) -> bytes:
    """The private half of `name`. Raises KeyMissing."""
    try:
        return _path(name).read_bytes()
    except FileNotFoundError as fault:
        raise KeyMissing(name=name) from fault


def destroy_key(name: str) -> None:
    """Overwrites and removes the key file; nothing to do when it is gone."""
    path = _path(name)
    try:
        size = path.stat().st_size
    except FileNotFoundError:
        return
    with path.open("r+b") as file:
        file.write(random_bytes(size))
        file.flush()
        os.fsync(file.fileno())
    path.unlink(missing_ok=True)


def key_names() -> set[str]:
    """The names of all keys kept here."""
    return {path.stem for path in settings().keys_dir.glob("*.key")}


def key_age(name: str) -> timedelta:
    """How long ago the key file of `name` was made. Raises KeyMissing."""
    try:
        return timedelta(seconds=time.time() - _path(name).stat().st_mtime)
    except FileNotFoundError as fault:
        raise KeyMissing(name=name) from fault


def keys_are_private() -> bool:
    """Whether nobody but the owner may read the folder of keys and the files in it."""
    folder = settings().keys_dir
    paths = [folder, *folder.glob("*.key")] if folder.exists() else []
    return all(stat.S_IMODE(path.stat().st_mode) & 0o077 == 0 for path in paths)


def signing_key() -> SigningKey:
    """The server's own Ed25519 key, made at first use."""
    path = _path("signing")
    if not path.exists():
        with suppress(FileExistsError):  # another process was quicker
            _write(path, bytes(SigningKey.generate()))
    return SigningKey(path.read_bytes())


def sign(text: bytes) -> str:
    """The server's signature over `text`, as hexadecimal."""
    return bytes(signing_key().sign(text).signature).hex()


def signature_holds(text: bytes, signature: str) -> bool:
    """Whether this server signed `text`. False, too, for what is no signature at all."""
    try:
        VerifyKey(bytes(signing_key().verify_key)).verify(text, bytes.fromhex(signature))
    except (CryptoError, ValueError):
        return False
    return True
