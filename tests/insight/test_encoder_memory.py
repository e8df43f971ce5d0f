"""The encoder's memory: what is pushed out while others are remembered is still answered."""

import pytest

from insight import encoder


def test_a_text_pushed_out_of_memory_while_others_are_encoded_is_still_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    encoder.encode(["The gate is locked."])
    monkeypatch.setattr(encoder, "_KEPT", 1)
    both = encoder.encode(["The gate is locked.", "Lunch is cold.", "More clubs please."])
    assert (both**2).sum(axis=1) == pytest.approx([1, 1, 1], abs=0.01)
