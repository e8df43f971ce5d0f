"""Whoever is named in a comment, it is read the same."""

import pytest

import insight
from insight.anybody import anonymous

NAMES = ("Oliver", "Zainab", "Mateusz", "Chidi", "Siobhan", "Ayaan", "Wei")


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("Noah's one to one was taken away", "Sam's one to one was taken away"),
        ("Mrs Smith-Jones and mr khan never reply", "Mrs Smith and mr Smith never reply"),
        ("[name] never answers", "Sam never answers"),
        ("Reading is great in May", "Reading is great in May"),
    ],
)
def test_everybody_has_one_name_and_keeps_the_title(text: str, read: str) -> None:
    assert anonymous([text]) == [read]


@pytest.mark.parametrize(
    "text",
    [
        "{}'s one to one was taken away without telling us",
        "They moved {} to another table and never said why",
        "The club has been wonderful for {} and his friends",
        "Could {} please have his inhaler in the classroom?",
    ],
)
def test_a_childs_name_changes_nothing(text: str) -> None:
    texts = [text.format(name) for name in NAMES]
    assert len({(found.label, found.score) for found in insight.sentiment(texts)}) == 1
    assert len({tuple(hit.theme for hit in hits) for hits in insight.themes(texts)}) == 1
    assert len(set(insight.suggestions(texts))) == 1
    assert len({flag.flag for flag in insight.safeguarding(texts)}) == 1
