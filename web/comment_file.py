"""A CSV file of comments: its encoding, its separator and its rows, or what is wrong with it and where."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

_LARGEST_FIELD = 10_000_000
_MARKS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SPREADSHEETS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
"""How files of Excel and its like begin, new and old."""
_OTHERS = {"utf-16": "UTF-16", "cp1252": "Windows-1252"}
"""What encodings that are not UTF-8 are called."""
_STRAY = re.compile("[\udc80-\udcff]")
_BEYOND_ASCII = re.compile("[^\0-\x7f]")
_SEPARATORS = ",;\t"
_NAMED_SEPARATOR = re.compile(r'"?sep=([^"\r\n])"?[\r\n]*', re.IGNORECASE)
"""A first line with which Excel says what separates the fields."""
_LISTED = 20
"""Columns, at most, that a message lists."""
_NEAR = 0.75
"""How alike names must be for one to be taken for the other's misspelling."""


class CsvFault(Exception):
    """The file cannot be read as asked; the message names the file, the line and the field."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the file as far as it matters here."""

    id: str
    text: str
    group: str | None


@dataclass(frozen=True, slots=True)
class CommentFile:
    """A file as it was read. `encoding` is what its encoding is called where it is not UTF-8, else empty."""

    path: Path
    rows: Sequence[Row]
    encoding: str


def read_comments(path: Path, column: str, id_column: str | None, group_column: str | None) -> CommentFile:
    """The file's rows in order. Fields are separated by commas, or by the semicolons or tabs that its header has.

    Without `id_column` a column “id” names the rows, or they are numbered c1, c2…. Raises CsvFault.
    """
    text, encoding = _decoded(path)
    records = _records(path, text, column)
    line, header = next(records)
    names = [field.strip() for field in header]
    if id_column is None and "id" in names:
        id_column = "id"
    where = f"{path}, line {line} (read as {encoding})"
    place = _place(where, names, column, "--column")
    id_place = None if id_column is None else _place(where, names, id_column, "--id")
    group_place = None if group_column is None else _place(where, names, group_column, "--group")
    rows: list[Row] = []
    seen: dict[str, int] = {}
    for number, fields in records:
        if not fields or (id_place is not None and not any(map(str.strip, fields))):
            continue
        _check_length(f"{path}, line {number}", fields, names)
        id_ = f"c{len(rows) + 1}" if id_place is None else fields[id_place]
        if not id_.strip():
            raise CsvFault(f"{path}, line {number}, field “{id_column}”: it is empty; each comment needs a name there")
        if id_ in seen:
            raise CsvFault(f"{path}, line {number}, field “{id_column}”: {id_!r} is already on line {seen[id_]}")
        seen[id_] = number
        group = None if group_place is None else fields[group_place].strip() or None
        rows.append(Row(id_, fields[place], group))
    return CommentFile(path, rows, _OTHERS.get(encoding, ""))


def _decoded(path: Path) -> tuple[str, str]:
    """The file's text and the encoding that it was read in. Raises CsvFault."""
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise CsvFault(f"{path}: there is no such file") from None
    except OSError as fault:
        raise CsvFault(f"{path}: {fault.strerror}") from fault
    if data.startswith(_SPREADSHEETS):
        raise CsvFault(f"{path}: this looks like an Excel file, whatever its name; save it as “CSV UTF-8” and repeat")
    marked = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), None)
    for encoding in (marked,) if marked else ("utf-8", "cp1252"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError as fault:
            failed = _line_of(data, fault.start)
            if encoding.startswith("utf-8"):
                _refuse_broken(path, data, fault.start)
            continue
        if not text.strip():
            raise CsvFault(f"{path}: the file is empty")
        if "\0" in text:
            line = text.count("\n", 0, text.index("\0")) + 1
            raise CsvFault(f"{path}, line {line}: a NUL byte (read as {encoding}); this is no text file")
        return text, encoding
    raise CsvFault(f"{path}, line {failed}: neither UTF-8, UTF-16 nor Windows-1252 text")


def _refuse_broken(path: Path, data: bytes, at: int) -> None:
    """Raises CsvFault where the data is plainly UTF-8 but for a few bytes, of which the first is at `at`.

    In Windows-1252 letters beyond ASCII hardly ever follow each other so that they make up UTF-8. Read as that, every
    accent of the file would be wrong, and nothing would say so.
    """
    text = data.decode("utf-8", "surrogateescape")
    stray = len(_STRAY.findall(text))
    if len(_BEYOND_ASCII.findall(text)) - stray < stray:
        return
    more = f", nor {'is one byte' if stray == 2 else f'are {stray - 1:,} bytes'} further on" if stray > 1 else ""
    raise CsvFault(
        f"{path}, line {_line_of(data, at)}: the byte {data[at]:#04x} is not UTF-8, as the rest of the file is{more};"
        " put it right, or save the file as “CSV UTF-8” from where it was made"
    )


def _line_of(data: bytes, at: int) -> int:
    return len((data[:at] + b"-").splitlines())


def _records(path: Path, text: str, column: str) -> Iterator[tuple[int, list[str]]]:
    """Each record with the number of the line that it begins on, the header first. Raises CsvFault."""
    csv.field_size_limit(_LARGEST_FIELD)
    lines = list(io.StringIO(text, newline=""))
    named = _NAMED_SEPARATOR.fullmatch(lines[0])
    skipped = 1 if named else 0
    separator = named[1] if named else _separator(lines, column)
    reader = csv.reader(iter(lines[skipped:]), delimiter=separator, strict=True)
    while True:
        number = skipped + reader.line_num + 1
        try:
            fields = next(reader, None)
        except csv.Error as fault:
            told = _told(str(fault), lines[number - 1 :], number, skipped + reader.line_num, separator)
            raise CsvFault(f"{path}, {told}") from fault
        if fields is None:
            if number > skipped + 1:
                return
            fields = []  # there is nothing but the line that names the separator
        yield number, fields


def _separator(lines: Sequence[str], column: str) -> str:
    """The one by which the header has the column; where none does, the one that makes the most columns."""
    headers: dict[str, list[str]] = {}
    for separator in _SEPARATORS:
        try:
            header = next(csv.reader(iter(lines), delimiter=separator, strict=True))
        except csv.Error:
            continue
        headers[separator] = [field.strip() for field in header]
    found = next((separator for separator, header in headers.items() if column in header), None)
    return found or max(headers, key=lambda separator: len(headers[separator]), default=",")


def _told(reason: str, rest: Sequence[str], number: int, reached: int, separator: str) -> str:
    """What Python's reader found wrong, in words: in the record that begins with the `rest` of the lines on line
    `number`, by the time that it `reached` another."""
    if reason.startswith("unexpected end"):
        lenient: Any = csv.reader(iter(rest), delimiter=separator)
        last = next(lenient)[-1]
        opens = number + lenient.line_num - max(1, len(list(io.StringIO(last, newline=""))))
        return f"line {opens}: unexpected end of data: a quotation mark opens here that nothing closes"
    if "expected after" in reason:
        until = f", up to line {reached}" if reached > number else ""
        return f"line {number}{until}: a quotation mark is missing, or one inside a text is not doubled"
    if "field limit" in reason:
        return f"line {number}: a field has more than {_LARGEST_FIELD:,} characters"
    return f"line {number}: {reason}"


def _place(where: str, names: Sequence[str], name: str, option: str) -> int:
    if names.count(name) == 1:
        return names.index(name)
    if name in names:
        raise CsvFault(f"{where}: two columns are called “{name}”")
    if not any(names):
        raise CsvFault(f"{where}: the line is empty; it must name the columns")
    folded = {one.casefold(): one for one in names}
    near = [folded[one] for one in get_close_matches(name.casefold(), folded, cutoff=_NEAR)]
    shown = near or names[:_LISTED]
    listed = ", ".join(f"“{one}”" for one in shown)
    more = f" and {len(names) - len(shown):,} more" if not near and len(names) > len(shown) else ""
    verb, which = ("is", "it") if near and len(near) == 1 else ("are", "one")
    raise CsvFault(f"{where}: no column “{name}”; there {verb} {listed}{more}. Choose {which} with {option}.")


def _check_length(where: str, fields: Sequence[str], names: Sequence[str]) -> None:
    if len(fields) != len(names):
        count = f"{len(fields)} field{'' if len(fields) == 1 else 's'}"
        raise CsvFault(f"{where}: {count} where the header has {len(names)}")
