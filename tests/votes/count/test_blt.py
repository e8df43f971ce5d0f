"""Ballot files: what is read, and how every fault is named by its line."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from votes.count import Election
from votes.count.ballots import one_form
from votes.count.blt import BltFault, read_blt, write_blt

NAMES = '"Ann"\n"Bob"\n"Cas"\n"Chair"\n'


def test_weights_withdrawals_comments_and_the_title_are_read() -> None:
    text = "# made by hand\n3 2\n-2\n4 1 3 0 # four alike\n1  3\t1 0\n1 1 3 0\n2 0\n0\n"
    found = read_blt(f'{text}"Ann" # first\n"Bob"\n"Cas"\n"Chair"\n'.encode())
    assert found == Election("Chair", ("Ann", "Bob", "Cas"), 2, {(1, 3): 5, (3, 1): 1, (): 2}, frozenset({2}))


def test_equal_ranks_are_joined_by_an_equals_sign_in_any_order_and_spacing() -> None:
    found = read_blt(f"3 1\n1 2=1 3 0\n2 1 = 2 3 0\n1 3 0\n0\n{NAMES}".encode())
    assert found.ballots == {((1, 2), 3): 3, (3,): 1}


def test_nicknames_a_lot_drawn_beforehand_and_withdrawals_by_name_are_read() -> None:
    found = read_blt(f"3 1\n[nick a b c]\n[tie c b a]\n[withdrawn b]\n2 a c 0\n0\n{NAMES}".encode())
    assert (found.ballots, found.lot, found.withdrawn) == ({(1, 3): 2}, (3, 2, 1), frozenset({2}))


def test_a_ballot_may_run_over_several_lines() -> None:
    found = read_blt(f"3 1\n2 1\n 2 # more\n3 0\n1 2 1 0\n0\n{NAMES}".encode())
    assert found.ballots == {(1, 2, 3): 2, (2, 1): 1}


def test_a_rank_left_empty_is_passed_over_and_a_ballot_may_have_an_id() -> None:
    found = read_blt(f"3 1\n(paper 7) 1 - 3 0\n(8) 1 3 0\n0\n{NAMES}".encode())
    assert found.ballots == {(1, 3): 2}


def test_a_nickname_in_plain_quotation_marks_belongs_to_the_name() -> None:
    found = read_blt(b'2 1\n1 1 0\n0\n"James "Jim" Ng"\n"Bob" "The ward" no more words\n')
    assert (found.candidates, found.title) == (('James "Jim" Ng', "Bob"), "The ward")


def test_a_title_may_be_blank() -> None:
    assert read_blt(b'1 1\n1 1 0\n0\n"Ann"\n""\n').title == ""


@pytest.mark.parametrize("encode", ["utf-8", "utf-8-sig", "cp1252"])
def test_names_keep_their_letters_quotation_marks_and_hashes(encode: str) -> None:
    text = '2 1\r\n1 1 0\r\n0\r\n"Zoë \\"Zo\\" Ngũgĩ #1"\r\n"a\\\\b"\r\n"Élection"\r\n'
    if encode == "cp1252":
        text = text.replace("ũ", "u").replace("ĩ", "i")
    found = read_blt(text.encode(encode))
    assert found.candidates == ('Zoë "Zo" Ngũgĩ #1' if encode != "cp1252" else 'Zoë "Zo" Ngugi #1', "a\\b")
    assert found.title == "Élection"


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("", 1, "begins with the number of candidates"),
        ("three 1\n", 1, "begins with the number of candidates"),
        ("0 1\n", 1, "1 to 1000 candidates"),
        ("1001 1\n", 1, "1 to 1000 candidates"),
        ("3 0\n", 1, "1 to 1000 seats"),
        (f"3 1\n1 1 2 0\n1 2 3 2 0\n0\n{NAMES}", 3, "candidate 2 is named twice"),
        (f"3 1\n1 1=1 0\n0\n{NAMES}", 2, "candidate 1 is named twice"),
        (f"3 1\n1 1 4 0\n0\n{NAMES}", 2, "there is no candidate 4"),
        (f"3 1\n1 1 2= 0\n0\n{NAMES}", 2, "there is no candidate"),
        (f"3 1\n1 1 Bob 0\n0\n{NAMES}", 2, "there is no candidate Bob"),
        (f"3 1\n1 1 0 2 0\n0\n{NAMES}", 2, "there is no candidate 0"),
        (f"3 1\n1 1 2 0\n\n# note\n7 1 2\n0\n{NAMES}", 5, "does not end with 0"),
        (f"3 1\n12\n0\n{NAMES}", 2, "does not end with 0"),
        (f"3 1\n2 1\n2\n0\n{NAMES}", 2, "does not end with 0"),
        (f"3 1\n1 2 0\n2 1\n9 0\n0\n{NAMES}", 3, "there is no candidate 9"),
        (f"3 1\n2 1\n{NAMES}", 2, "does not end with 0"),
        ("3 1\n1 2 0\n2 1", 3, "does not end with 0"),
        (f"3 1\n1 1 2\n1 3 0\n0\n{NAMES}", 2, "candidate 1 is named twice"),
        (f"3 1\n(7 1 2 0\n0\n{NAMES}", 2, "not closed by"),
        ('10000 1\n1 9999 0\n0\n"A"\n', 1, "1 to 1000 candidates"),
        (f"3 1\n1.5 1 2 0\n0\n{NAMES}", 2, "1.5 is no number of ballots"),
        (f"3 1\n0 1 2 0\n0\n{NAMES}", 2, "0 is no number of ballots"),
        (f"3 1\nx 1 2 0\n0\n{NAMES}", 2, "begins with how many there are"),
        (f"3 1\n1 1 0\n-2\n0\n{NAMES}", 3, "begins with how many there are"),
        (f"3 1\n99999999999 1 0\n0\n{NAMES}", 2, "more than 10000000000 ballots"),
        (f"3 1\n-4\n0\n{NAMES}", 2, "there is no candidate 4"),
        (f"3 1\n[nick a b]\n0\n{NAMES}", 2, "one nickname for each candidate"),
        (f"3 1\n[tie 1 1]\n0\n{NAMES}", 2, "names a candidate twice"),
        (f"3 1\n[rule meek]\n0\n{NAMES}", 2, "is not known"),
        (f"3 1\n1 1 0\n{NAMES}", 3, "not ended by a line with a single 0"),
        ("3 1\n1 1 0\n", 2, "file ends before"),
        (
            '3 1\n1 1 0\n0\n"Ann"\n"Bob"\n"Chair"\n',
            6,
            "for 3 candidates there must be as many names and a title, not 3",
        ),
        ('3 1\n1 1 0\n0\n"Ann"\n"Bob"\n"Cas"\n"Dee"\n"Chair"\n', 8, "not 5"),
        ('3 1\n1 1 0\n0\n"Ann"\nBob\n"Cas"\n"Chair"\n', 5, "between quotation marks"),
        ('3 1\n1 1 0\n0\n"Ann"\n"Bob\n"Cas"\n"Chair"\n', 5, "between quotation marks"),
        ('3 1\n1 1 0\n0\n"' + "A" * 501 + '"\n"Bob"\n"Cas"\n"Chair"\n', 4, "longer than 500"),
    ],
)
def test_a_fault_is_named_by_its_line_and_reason(text: str, line: int, reason: str) -> None:
    with pytest.raises(BltFault, match=reason) as caught:
        read_blt(text.encode())
    assert caught.value.line == line
    assert str(caught.value).startswith(f"line {line}: ")


@st.composite
def _elections(draw: st.DrawFn) -> Election:
    size = draw(st.integers(1, 6))
    name = st.text(st.characters(min_codepoint=32, exclude_categories=("C", "Z")), min_size=1, max_size=12)
    numbers = st.permutations(range(1, size + 1))
    groups = st.tuples(numbers, st.lists(st.integers(0, 2), max_size=size)).map(
        lambda drawn: one_form([drawn[0][sum(drawn[1][:at]) :][:many] for at, many in enumerate(drawn[1])])
    )
    return Election(
        title=draw(name),
        candidates=tuple(draw(st.lists(name, min_size=size, max_size=size))),
        seats=draw(st.integers(1, 4)),
        ballots=draw(st.dictionaries(groups, st.integers(1, 10**6))),
        withdrawn=frozenset(draw(st.sets(st.integers(1, size)))),
        lot=draw(st.none() | numbers.map(tuple)),
    )


@given(_elections())
def test_what_is_written_is_read_again_the_same(election: Election) -> None:
    text = write_blt(election)
    assert read_blt(text.encode()) == election
    turned = dict(reversed(list(election.ballots.items())))
    assert write_blt(Election(**{**vars(election), "ballots": turned})) == text


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        read_blt(b"2 1\n" + data)
    except BltFault as fault:
        assert fault.line >= 1


WORDS = [*"0123", "-", "=", "-2", "(", ")", "(7)", "1=2", "[", "]", "[nick", "[tie", "[withdrawn", "#", '"', '"Ann"']


@given(st.lists(st.sampled_from([*WORDS, "\n", "\n0\n", "\t", "\r"]), max_size=40))
def test_any_words_of_the_format_in_any_order_are_read_or_refused(words: list[str]) -> None:
    data = ("2 1\n" + " ".join(words).replace("\n ", "\n")).encode()
    try:
        found = read_blt(data)
    except BltFault as fault:
        assert 1 <= fault.line <= data.count(b"\n") + 1
    else:
        assert len(found.candidates) == 2


def test_a_name_with_a_line_break_cannot_be_written() -> None:
    with pytest.raises(ValueError, match="control character"):
        write_blt(Election("T", ("A\nB",), 1, {}))
