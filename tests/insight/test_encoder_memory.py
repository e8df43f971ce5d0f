"""The encoder's memory: what is pushed out while others are remembered is still answered."""

import pytest

import insight
from insight import encoder, memory, model


def test_a_text_pushed_out_of_memory_while_others_are_encoded_is_still_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    encoder.encode(["The gate is locked."])
    monkeypatch.setattr(encoder, "_KEPT", 1)
    both = encoder.encode(["The gate is locked.", "Lunch is cold.", "More clubs please."])
    assert (both**2).sum(axis=1) == pytest.approx([1, 1, 1], abs=0.01)


def test_what_is_screened_leaves_nothing_behind_and_is_flagged_alike() -> None:
    texts = ["My uncle hits him at night.", "Lunch could be warmer, said with a word of its own: quomodo."]
    before = (set(encoder._known), set(model._known), set(encoder._spelt))
    flags = insight.safeguarding(texts, remember=False)
    assert (set(encoder._known), set(model._known), set(encoder._spelt)) == before
    assert all(function.cache_info().currsize == 0 for function in memory._remembering)
    assert flags == insight.safeguarding(texts)
    assert set(encoder._known) != before[0]
