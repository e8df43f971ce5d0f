"""Whoever is named in a comment, it is read the same."""

import pytest

import insight
from insight.anybody import anonymous, unnamed

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


def test_who_has_a_title_is_the_teacher() -> None:
    assert unnamed(["Miss Reid is kind. I told mr khan and Noah"]) == [
        "The teacher is kind. I told the teacher and Sam"
    ]


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


@pytest.mark.parametrize(
    "text",
    [
        "Mr Hall loses his temper with the little ones",
        "miss patel shouted at my son",
        "Mr Osei ignored the note about her allergy",
        "Mrs Price and Miss Ford refuse to move him away from the boys who hit him",
    ],
)
def test_naming_whom_one_complains_of_is_no_praise(text: str) -> None:
    assert insight.sentiment([text])[0].label == "negative"
