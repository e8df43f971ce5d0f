"""Sealing for one opener, of one size, with keys that lie apart."""

from __future__ import annotations

from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import sealing
from common.settings import settings


@given(st.binary(max_size=2000))
def test_padding_gives_back_what_it_was_given(text: bytes) -> None:
    padded = sealing.pad(text)
    assert len(padded) % sealing.BLOCK == 0
    assert sealing.unpad(padded) == text


def test_sealed_texts_of_different_length_have_one_size_and_open_only_with_the_key() -> None:
    name = f"test-{uuid4()}"
    public = sealing.make_key(name)
    short, long = sealing.seal(b"for", public), sealing.seal(b"against, on reflection", public)
    assert len(short) == len(long)
    assert sealing.open_sealed(long, sealing.private_key(name)) == b"against, on reflection"
    other = f"test-{uuid4()}"
    sealing.make_key(other)
    with pytest.raises(sealing.CannotOpen):
        sealing.open_sealed(short, sealing.private_key(other))


def test_the_same_text_sealed_twice_looks_different() -> None:
    public = sealing.make_key(f"test-{uuid4()}")
    assert sealing.seal(b"for", public) != sealing.seal(b"for", public)


def test_a_key_file_is_for_its_owner_alone_and_is_made_once() -> None:
    name = f"test-{uuid4()}"
    sealing.make_key(name)
    assert (settings().keys_dir / f"{name}.key").stat().st_mode & 0o077 == 0
    assert sealing.keys_are_private()
    with pytest.raises(FileExistsError):
        sealing.make_key(name)


def test_a_destroyed_key_is_gone_and_destroying_it_again_is_harmless() -> None:
    name = f"test-{uuid4()}"
    sealing.make_key(name)
    sealing.destroy_key(name)
    sealing.destroy_key(name)
    with pytest.raises(sealing.KeyMissing):
        sealing.private_key(name)


def test_a_name_cannot_lead_out_of_the_folder_of_keys() -> None:
    with pytest.raises(ValueError, match="not a key's name"):
        sealing.private_key("../secret")


def test_a_signature_holds_for_what_was_signed_and_for_nothing_else() -> None:
    signature = sealing.sign(b"receipt")
    assert sealing.signature_holds(b"receipt", signature)
    assert not sealing.signature_holds(b"Receipt", signature)
    assert not sealing.signature_holds(b"receipt", "not hexadecimal")
