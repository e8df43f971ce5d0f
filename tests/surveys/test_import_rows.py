"""Reading a file of comments: good rows come out, and every bad one is named."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from surveys.importing.rules import LONGEST, FileFault, RowFault, RowsFault, read_rows


def a_file(*lines: str) -> bytes:
    return "\r\n".join(lines).encode()


def faults_of(content: bytes, **options: str) -> tuple[RowFault, ...]:
    with pytest.raises(RowsFault) as caught:
        read_rows(content, "comment", **options)
    return caught.value.faults


def test_rows_come_out_in_order_with_the_line_on_which_each_begins() -> None:
    rows = read_rows(a_file("id,comment", "a,One", 'b,"Two', 'lines, ""here"""', "c,Three"), "comment")
    assert [(row.line, row.external_id, row.text) for row in rows] == [
        (2, "a", "One"),
        (3, "b", 'Two\nlines, "here"'),
        (5, "c", "Three"),
    ]


@pytest.mark.parametrize(
    ("row", "column", "words"),
    [
        ("b,", "comment", "empty"),
        ("b", "comment", "empty"),
        ("b,   ", "comment", "empty"),
        (f"b,{'x' * (LONGEST + 1)}", "comment", "10,001 characters"),
        ("b,one\x00two", "comment", "NUL"),
        (",Nameless", "id", "empty"),
        ("a,Another text", "id", "stands in line 2 with another text"),
        ("b,one,two", "comment", "3 fields"),
    ],
)
def test_a_bad_row_is_named_with_its_line_its_column_and_what_is_wrong(row: str, column: str, words: str) -> None:
    faults = faults_of(a_file("id,comment", "a,Good", row))
    assert [(fault.line, fault.column) for fault in faults] == [(3, column)]
    assert words in faults[0].problem


def test_every_bad_row_is_named_at_once() -> None:
    assert [fault.line for fault in faults_of(a_file("id,comment", "a,", "b,Good", ",", "c,", "d,"))] == [2, 5, 6]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "empty"),
        (b" \r\n ", "empty"),
        (b"id,comment\r\n", "no rows"),
        (b"id,text\r\na,b", "no column 'comment'; the columns are 'id', 'text'"),
        ("id,comment\r\na,Good\r\nb,Caf\xe9".encode("latin-1"), "Line 3 is not UTF-8"),
        (b'id,comment\r\na,"never closed\r\nb,Good', "Line 2 cannot be read as CSV"),
    ],
)
def test_a_file_that_is_no_table_of_comments_says_why(content: bytes, words: str) -> None:
    with pytest.raises(FileFault, match=words.replace("(", r"\(")):
        read_rows(content, "comment")


def test_files_as_spreadsheets_write_them_are_read() -> None:
    table = "id,comment\r\na,Café"
    for content in (table.encode("utf-8-sig"), table.encode("utf-16")):
        assert read_rows(content, "comment")[0].text == "Café"


def test_a_row_said_twice_under_one_name_is_one_row() -> None:
    assert len(read_rows(a_file("id,comment", "a,Same", "a,Same"), "comment")) == 1


def test_without_names_two_parents_who_write_the_same_are_two_rows_and_the_same_two_when_read_again() -> None:
    content = a_file("comment,year", "Good school,3", "Good school,3", "Good school,4")
    names = [row.external_id for row in read_rows(content, "comment")]
    assert len(set(names)) == 3
    assert names == [row.external_id for row in read_rows(content, "comment")]


def test_a_column_of_names_that_was_asked_for_must_be_there() -> None:
    with pytest.raises(FileFault, match="no column 'ref'"):
        read_rows(a_file("id,comment", "a,Good"), "comment", "ref")


TEXTS = st.text(st.characters(exclude_characters="\x00\r", exclude_categories=("Cs",)), min_size=1, max_size=60).filter(
    lambda text: bool(text.strip())
)


@given(st.lists(TEXTS, min_size=1, max_size=20))
def test_whatever_was_written_as_csv_is_read_back(texts: list[str]) -> None:
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerows([["comment"], *([text] for text in texts)])
    rows = read_rows(file.getvalue().encode(), "comment")
    assert [row.text for row in rows] == [text.strip() for text in texts]
    assert len({row.external_id for row in rows}) == len(texts)
