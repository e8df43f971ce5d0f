"""Topics and quotes: the same every time, no comment's twin elsewhere, no group of one."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import insight
from tests.insight.strategies import comments

pytestmark = pytest.mark.slow

PIGEONS = [f"the pigeons {verb} on the bicycle shelter" for verb in ("sit", "sleep", "nest", "breed", "shuffle")]
ACCORDION = [f"an accordion concert for {who} would cheer us" for who in ("granny", "toddlers", "dads", "nursery")]


def test_comments_on_the_same_thing_come_together() -> None:
    found = insight.topics(PIGEONS + ACCORDION, 2)
    assert found == [0] * 5 + [1] * 4


def test_a_comment_like_no_other_stands_alone() -> None:
    assert insight.topics([*PIGEONS, "zebra"])[-1] == -1


@settings(max_examples=30, deadline=None)
@given(st.lists(st.one_of(comments, st.sampled_from(PIGEONS + ACCORDION)), max_size=25), st.integers(1, 6))
def test_identical_comments_are_never_split_and_no_group_is_single(texts: list[str], k: int) -> None:
    found = insight.topics(texts, k)
    assert found == insight.topics(texts, k)
    assert all(count > 1 for label, count in Counter(found).items() if label != -1)
    for text in set(texts):
        assert len({label for label, other in zip(found, texts, strict=True) if other == text}) == 1


def test_texts_without_a_word_that_the_encoder_cannot_tell_apart_stand_alone() -> None:
    assert insight.topics(["😡", "Ð"]) == [-1, -1]
    assert insight.topics(["😡", "Ð", "Ð"], 2) == [-1, 0, 0]


def test_many_comments_need_no_matrix_of_all_pairs() -> None:
    words = ["pond", "newt", "gate", "lock", "choir", "song", "soup", "bread", "kite", "wind", "sand", "shell"]
    texts = [f"{words[i % 12]} {words[i * 7 % 12]} {words[i // 12 % 12]} {i % 97} {i // 97}" for i in range(9_000)]
    assert len(insight.topics(texts, 12)) == 9_000


def test_quotes_are_central_different_and_never_twice_the_same() -> None:
    sentences = [*PIGEONS, PIGEONS[0].upper(), *ACCORDION, "ok", "zebra"]
    chosen = insight.quotes(sentences, 2)
    assert {"pigeons" in sentences[i].lower() for i in chosen} == {True, False}
    every = insight.quotes(sentences, 99)
    assert len(every) == len(sentences) - 1
    assert insight.quotes([], 3) == []
