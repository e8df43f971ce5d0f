"""Redactions: people, addresses and numbers are put aside, and nothing else."""

from itertools import pairwise

import pytest
from hypothesis import given, settings

import insight
from tests.insight.strategies import comments


def spans(text: str, names: tuple[str, ...] = ()) -> list[tuple[str, str]]:
    return [(text[span.start : span.end], span.type) for span in insight.redactions(text, names)]


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("I spoke to Mrs Okafor twice", "Mrs Okafor"),
        ("Mr. K. is lovely", "Mr. K."),
        ("Mrs Turner-Hughes's class", "Mrs Turner-Hughes"),
        ("ask mrs okafor", "mrs okafor"),
        ("Jhunel is too polite to ask", "Jhunel"),
        ("Dawn opens up every morning", "Dawn"),
        ("Thanks to Ewa Zielińska in the office", "Ewa Zielińska"),
        ("Could Temilade and Oscar be parted?", "Oscar"),
    ],
)
def test_a_name_is_found_with_its_title_and_without_its_possessive(text: str, name: str) -> None:
    assert (name, "PERSON") in spans(text)


@pytest.mark.parametrize(
    "text",
    [
        "The head was very good in May and the teachers at Easter.",
        "We learnt about Rosa Parks and the Romans in Year 4.",
        "Will the school open at dawn? I hope so, by the grace of the PTA.",
        "French, English and Welsh lessons on Wednesdays in London",
        "Elm and Willow classes went to Chester Zoo in March.",
        "Rashford's campaign and Dickens, all in one week.",
    ],
)
def test_a_comment_without_names_is_left_alone(text: str) -> None:
    assert spans(text) == []


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("my lad ruby hates pe", ["ruby"]),
        ("my daughter lily cries every night because of mrs o", ["lily", "mrs o"]),
        ("i think daisy needs more help with maths", ["daisy"]),
        ("harry and max never get picked", ["harry", "max"]),
        ("frank is in year 3 and cant read yet", ["frank"]),
        ("a boy called robin keeps hitting mine", ["robin"]),
        ("please let ivy sit at the front. ivy cant see the board", ["ivy", "ivy"]),
        ("my lad ayaan hates pe", ["ayaan"]),
        ("The app is useless. Robin never gets his homework on it", ["Robin"]),
        ("Forest school is the best thing ever. Daisy talks about nothing else", ["Daisy"]),
    ],
)
def test_a_child_with_an_everyday_word_for_a_name_is_found_in_any_case(text: str, names: list[str]) -> None:
    assert [words for words, _ in spans(text)] == names


@pytest.mark.parametrize(
    "text",
    [
        "there was no grace period and may half term is not long enough",
        "my son will never read and my daughter may not either",
        "max 5 minutes with a teacher is a joke, to be frank",
        "he is a jack of all trades, i hope he gets a good mark in art",
        "willow class went to the poppy appeal and made daisy chains",
        "a robin nested in the rose garden by the lily pond",
        "The huts are cold. May has two bank holidays and summer is too far off.",
        "one summer she grew out of two blazers, ruby red ones",
        "he gets called ginger every day",
    ],
)
def test_everyday_words_that_are_names_elsewhere_stand_where_no_child_is_meant(text: str) -> None:
    assert spans(text) == []


def test_numbers_and_addresses_are_found() -> None:
    text = "Ring 07700 900123 or write to a.parent+x@example.org, 12 Mill Lane, Otley, LS21 3AB. It cost £12.50."
    assert spans(text) == [
        ("07700 900123", "PHONE"),
        ("a.parent+x@example.org", "EMAIL"),
        ("12 Mill Lane, Otley, LS21 3AB", "ADDRESS"),
    ]


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("We are at Rose Cottage, Mill Lane, Otley", "Rose Cottage, Mill Lane, Otley"),
        ("On sports day in March, Mercury house won", None),
        ("On Monday, Park Road was full of cars again", None),
    ],
)
def test_a_house_has_a_road_and_a_date_has_none(text: str, address: str | None) -> None:
    assert [span for span in spans(text) if span[1] == "ADDRESS"] == ([(address, "ADDRESS")] if address else [])


def test_names_of_the_roll_are_found_in_any_case() -> None:
    assert spans("poor bluebell smith cried", ("Bluebell Smith",)) == [("bluebell smith", "PERSON")]


def test_the_redacted_text_says_what_stood_there() -> None:
    assert insight.redacted("Mrs Okafor, 07700 900123") == "[name], [phone]"


@settings(deadline=None)
@given(comments)
def test_spans_are_in_order_apart_and_within_the_text(text: str) -> None:
    found = insight.redactions(text)
    assert all(0 <= span.start < span.end <= len(text) for span in found)
    assert all(first.end <= second.start for first, second in pairwise(found))


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Za dużo zadań domowych, to męczące.", "Za dużo zadań domowych, to męczące."),
        ("Karolina jest szczęśliwa, a Bartek nie.", "[name] jest szczęśliwa, a [name] nie."),
        ("Naadiga kubadda cagta Talaadada ayaa wiilkayga ka badbaadisay.", None),
        ("La señora del comedor sabe el nombre de todos. NI UNA excursión en todo el año.", None),
        ("Oğlum Emre okulu seviyor, annem de.", "Oğlum [name] okulu seviyor, annem de."),
        ("شكرا للمدرسة، ابني سعيد جدا", None),
    ],
)
def test_in_another_language_an_opening_capital_is_no_sign_of_a_name(text: str, shown: str | None) -> None:
    assert insight.redacted(text) == (shown or text)
