"""Reading a file of comments: which rows are good, and what is wrong with every other. Pure."""

from __future__ import annotations

import csv
import hashlib
import io
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

LONGEST = 10_000
MOST_BYTES = 50 * 1024 * 1024
DEFAULT_ID = "id"


@dataclass(frozen=True)
class ImportRow:
    """A good row: the line of the file where it begins, what names it for ever, and the comment."""

    line: int
    external_id: str
    text: str


@dataclass(frozen=True)
class RowFault:
    """What is wrong with one row, and how to mend it."""

    line: int
    column: str
    problem: str


class FileFault(Exception):
    """The file cannot be read as a table of comments; the message says why and what to do."""


class RowsFault(Exception):
    """Some rows are wrong, so that none is brought in. `faults` names each, in the order of the file."""

    def __init__(self, faults: Sequence[RowFault]) -> None:
        self.faults = tuple(faults)
        super().__init__(f"{len(self.faults)} rows are wrong")


def read_rows(content: bytes, column: str, id_column: str | None = None) -> list[ImportRow]:
    """The rows of a CSV file with a header, in order.

    A row is named by its `id_column` ("id" where there is one and none was asked for), else by the SHA-256 of its
    fields with a number that tells identical rows apart, so that the same file read again gives the same names.
    Raises FileFault for a file that is no such table, RowsFault naming every wrong row.
    """
    records = _records(_decoded(content))
    header = next(records, None)
    if header is None:
        raise FileFault("The file is empty. It needs a first row with the names of its columns.")
    names = [name.strip() for name in header[1]]
    place = _place(names, column, "--column")
    id_place = (
        _place(names, id_column, "--id") if id_column else (names.index(DEFAULT_ID) if DEFAULT_ID in names else None)
    )
    rows, faults = _read(records, names, place, id_place)
    if faults:
        raise RowsFault(faults)
    if not rows:
        raise FileFault("The file has a header and no rows.")
    return rows


def against_known(rows: Sequence[ImportRow], known: Mapping[str, str], id_column: str) -> list[RowFault]:
    """The rows whose name is already there with another text (`known`: name → text)."""
    return [
        RowFault(
            row.line,
            id_column,
            f"{row.external_id!r} is already there with another text; give a changed comment a new {id_column}",
        )
        for row in rows
        if known.get(row.external_id, row.text) != row.text
    ]


def _decoded(content: bytes) -> str:
    if len(content) > MOST_BYTES:
        raise FileFault(f"The file is larger than {MOST_BYTES // 1024 // 1024} MB. Bring it in in parts.")
    if not content.strip():
        raise FileFault("The file is empty. It needs a first row with the names of its columns.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="strict") if len(content) % 2 == 0 else _wrong_encoding(content, 0)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        return _wrong_encoding(content, fault.start)


def _wrong_encoding(content: bytes, at: int) -> str:
    line = content.count(b"\n", 0, at) + 1
    raise FileFault(
        f"Line {line} is not UTF-8 text (byte {content[at]:#04x}). Save the file again as “CSV UTF-8” and repeat."
    )


def _records(text: str) -> Iterator[tuple[int, list[str]]]:
    """(line where it begins, fields) of every record that is not blank."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    begins = 1
    while True:
        try:
            fields = next(reader, None)
        except csv.Error as fault:
            raise FileFault(f"Line {begins} cannot be read as CSV: {fault}. Check its quotation marks.") from fault
        if fields is None:
            return
        if any(field.strip() for field in fields):
            yield begins, fields
        begins = reader.line_num + 1


def _place(names: Sequence[str], wanted: str, option: str) -> int:
    if wanted not in names:
        listed = ", ".join(repr(name) for name in names)
        raise FileFault(f"There is no column {wanted!r}; the columns are {listed}. Choose one with {option}.")
    return names.index(wanted)


def _read(
    records: Iterator[tuple[int, list[str]]], names: Sequence[str], place: int, id_place: int | None
) -> tuple[list[ImportRow], list[RowFault]]:
    rows: list[ImportRow] = []
    faults: list[RowFault] = []
    seen: dict[str, ImportRow] = {}
    identical: Counter[str] = Counter()
    for line, fields in records:
        found = [RowFault(line, column, problem) for column, problem in _problems(fields, names, place, id_place)]
        if found:
            faults.extend(found)
            continue
        text = _normal(fields[place])
        external_id = fields[id_place].strip() if id_place is not None else _digest(fields, identical)
        row = ImportRow(line, external_id, text)
        first = seen.setdefault(external_id, row)
        if first is row:
            rows.append(row)
        elif first.text != text:
            again = f"{external_id!r} stands in line {first.line} with another text; give each comment its own"
            faults.append(RowFault(line, names[id_place or 0], again))
    return rows, faults


def _problems(
    fields: Sequence[str], names: Sequence[str], place: int, id_place: int | None
) -> Iterator[tuple[str, str]]:
    if len(fields) > len(names):
        extra = (
            f"the row has {len(fields)} fields and the header {len(names)}; put a text with commas in quotation marks"
        )
        yield names[-1], extra
        return
    text = fields[place] if place < len(fields) else ""
    if any("\x00" in field for field in fields):
        yield names[place], "holds a NUL character; save the file again as “CSV UTF-8”"
    elif not text.strip():
        yield names[place], "is empty; take the row out"
    elif len(_normal(text)) > LONGEST:
        yield names[place], f"has {len(_normal(text)):,} characters; the most is {LONGEST:,}: shorten or split it"
    if id_place is not None and not (fields[id_place].strip() if id_place < len(fields) else ""):
        yield names[id_place], "is empty; name the row, or leave the column out of the file"


def _normal(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").strip()


def _digest(fields: Sequence[str], identical: Counter[str]) -> str:
    digest = hashlib.sha256("\x1f".join(fields).encode()).hexdigest()
    identical[digest] += 1
    return f"sha256:{digest}:{identical[digest]}"
