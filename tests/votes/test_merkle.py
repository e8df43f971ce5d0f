"""The fingerprint of a box: the same for the same envelopes, and every envelope can prove that it is in."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from votes.merkle import Inclusion, inclusion, proves, tree_root

RECEIPTS = st.sets(st.binary(min_size=32, max_size=32).map(bytes.hex), min_size=1, max_size=40)


def _some(number: int) -> list[str]:
    return [hashlib.sha256(str(n).encode()).hexdigest() for n in range(number)]


def test_an_empty_box_has_the_hash_of_nothing() -> None:
    assert tree_root([]) == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


def test_three_leaves_are_hashed_as_the_rfc_says() -> None:
    a, b, c = (hashlib.sha256(b"\x00" + bytes.fromhex(text)).digest() for text in sorted(_some(3)))
    both = hashlib.sha256(b"\x01" + a + b).digest()
    assert tree_root(_some(3)) == hashlib.sha256(b"\x01" + both + c).hexdigest()


@given(RECEIPTS)
def test_every_receipt_proves_that_it_is_in_and_the_order_of_voting_is_forgotten(receipts: set[str]) -> None:
    root = tree_root(receipts)
    assert root == tree_root(sorted(receipts, reverse=True))
    for receipt in receipts:
        proof = inclusion(receipts, receipt)
        assert proof is not None
        assert proves(proof, receipt, root)
        assert len(proof.path) <= len(receipts).bit_length()


@given(RECEIPTS, st.data())
def test_a_box_with_one_receipt_changed_has_another_fingerprint(receipts: set[str], data: st.DataObject) -> None:
    gone = data.draw(st.sampled_from(sorted(receipts)))
    other = data.draw(st.binary(min_size=32, max_size=32).map(bytes.hex).filter(lambda text: text not in receipts))
    changed = receipts - {gone} | {other}
    assert tree_root(changed) != tree_root(receipts)
    assert tree_root(receipts - {gone}) != tree_root(receipts)
    assert inclusion(changed, gone) is None


@pytest.mark.parametrize("number", [1, 2, 3, 7, 8, 9, 31, 300])
def test_a_proof_that_was_changed_proves_nothing(number: int) -> None:
    receipts = sorted(_some(number))
    root = tree_root(receipts)
    proof = inclusion(receipts, receipts[number // 2])
    assert proof is not None
    wrong = [
        replace(proof, place=(proof.place + 1) % number) if number > 1 else replace(proof, place=1),
        replace(proof, path=(*proof.path, "00" * 32)),
        replace(proof, place=-1),
        Inclusion(proof.place, proof.place, proof.path),
    ]
    if number > 1:
        wrong += [replace(proof, path=proof.path[:-1]), replace(proof, path=("11" * 32, *proof.path[1:]))]
    assert not [each for each in wrong if proves(each, receipts[number // 2], root)]
    assert not proves(proof, "22" * 32, root)
