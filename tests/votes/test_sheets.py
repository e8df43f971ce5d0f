"""Two of three sheets of words make the key again; one does not; and every mistake in typing is named."""

from __future__ import annotations

from itertools import combinations

import pytest
from multidict import MultiDict

from common import sealing
from common.forms import FormErrors
from votes.custody.forms import parse_sheets
from votes.custody.rules import NewKey, Sheet, SheetFault, WrongKey, new_key, private_key_of, public_half, read_sheet


def _sheets(key: NewKey) -> list[Sheet]:
    read = [read_sheet(" ".join(words)) for words in key.sheets]
    found = [sheet for sheet in read if isinstance(sheet, Sheet)]
    assert len(found) == 3
    return found


def _typed(first: str, second: str) -> tuple[Sheet, Sheet] | FormErrors:
    return parse_sheets(MultiDict({"sheet_1": first, "sheet_2": second}))


def _fault(text: str) -> SheetFault:
    found = read_sheet(text)
    assert isinstance(found, SheetFault)
    return found


def test_any_two_sheets_in_any_order_open_what_was_sealed() -> None:
    key = new_key()
    sealed = sealing.seal(b"secret", key.public_key)
    for pair in combinations(_sheets(key), 2):
        for order in (pair, pair[::-1]):
            assert sealing.open_sealed(sealed, private_key_of(order)) == b"secret"


def test_one_sheet_is_no_key_and_no_two_keys_are_alike() -> None:
    key, other = new_key(), new_key()
    assert key.public_key != other.public_key
    with pytest.raises(WrongKey):
        private_key_of(_sheets(key)[:1])
    with pytest.raises(WrongKey):
        private_key_of([_sheets(key)[0], _sheets(other)[1]])
    assert public_half(private_key_of(_sheets(key)[:2])) == key.public_key


def test_capitals_numbers_line_breaks_and_short_words_do_not_matter() -> None:
    words = new_key().sheets[0]
    plain = read_sheet(" ".join(words))
    assert isinstance(plain, Sheet)
    numbered = "\n".join(f"{place}. {word[:4].upper()}" for place, word in enumerate(words, start=1))
    assert read_sheet(numbered) == plain
    assert plain.place == 1


def test_a_word_that_is_none_is_named_with_its_place_and_the_likeliest_one() -> None:
    words = list(new_key().sheets[1])
    words[6] = "academci"
    assert _fault(" ".join(words)).parameters == {"place": 7, "word": "academci", "near": "academic"}
    words[6] = "zzzzzz"
    assert _fault(" ".join(words)).parameters == {"place": 7, "word": "zzzzzz"}


@pytest.mark.parametrize("number", [0, 1, 7, 19, 21])
def test_too_few_and_too_many_words_are_counted(number: int) -> None:
    words = (list(new_key().sheets[0]) * 2)[:number]
    assert _fault(" ".join(words)).parameters == {"words": 20, "typed": number}


def test_a_wrong_word_and_two_that_changed_places_are_found() -> None:
    words = list(new_key().sheets[2])
    swapped = [*words[:8], words[9], words[8], *words[10:]]
    wrong = [*words[:11], "academic" if words[11] != "academic" else "acid", *words[12:]]
    for typed in (wrong, *([swapped] if swapped != words else [])):
        assert "together they are no sheet" in _fault(" ".join(typed)).message


def test_on_the_form_each_fault_stands_at_its_sheet() -> None:
    one, two, _ = (" ".join(words) for words in new_key().sheets)
    other = " ".join(new_key().sheets[1])
    assert not isinstance(_typed(one, two), FormErrors)
    for first, second, named in [
        ("", "", {"sheet_1", "sheet_2"}),
        ("rubbish", two, {"sheet_1"}),
        (one, "rubbish", {"sheet_2"}),
        (one, one, {"sheet_2"}),
        (one, other, {"sheet_2"}),
        ("x " * 2000, two, {"sheet_1"}),
    ]:
        errors = _typed(first, second)
        assert isinstance(errors, FormErrors)
        assert set(errors.by_field()) == named, (first, second)
