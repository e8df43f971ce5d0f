"""What may stand in a file of results: rows without groups, in no order, and nothing that a spreadsheet runs. Pure."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from uuid import UUID

from common.errors import Refused
from surveys.results.kinds import ClosedQuestion
from surveys.rules import QuestionKind

FEWEST_ROWS = 30
"""Fewest answers of which a file may have a row each: of fewer, too many rows could be told by who wrote them."""
NEWCOMERS = 10
"""How many answers must have come since the last such file: fewer could be told by comparing the two."""
_RUN = re.compile(r"^[\s\x00]*[=+\-@]|^[\t\r]")
_AMOUNT = re.compile(r"-?\d+(\.\d+)?")


class NotAllIn(Refused):
    """Answers can still come in."""

    message = "This file is made when the survey has closed and all answers are in."


class TooFewRows(Refused):
    """A row for each answer would give people away."""

    message = "Too few have answered for a file with a row for each answer: it takes 30."


class ShownByGroup(Refused):
    """Rows and groups together would tell whose row is whose."""

    message = (
        "This survey is shown by group. With a row for each answer beside it, the group of each row could be worked"
        " out, so there is no such file. The file of tables has everything that is shown."
    )


class TooFewNew(Refused):
    """The difference to the last file would give people away."""

    message = "Fewer than 10 answers have come in since this file was last made. Use the one you have."


class NothingShown(Refused):
    """There is nothing to print."""

    message = "Nothing is shown of this survey yet, so there is nothing to print."


def row_file_allowed(*, all_in: bool, grouped: bool, responses: int, last_made: int | None) -> None:
    """Raises the reason why there is no file with a row for each answer, if there is one."""
    if not all_in:
        raise NotAllIn()
    if grouped:
        raise ShownByGroup()
    if responses < FEWEST_ROWS:
        raise TooFewRows()
    if last_made is not None and responses != last_made and responses - last_made < NEWCOMERS:
        raise TooFewNew()


def safe_cell(value: str) -> str:
    """A text that no spreadsheet takes for a formula: an apostrophe stands before one. Numbers stay as they are."""
    return f"'{value}" if _RUN.match(value) and not _AMOUNT.fullmatch(value) else value


def csv_file(rows: Iterable[Sequence[str]]) -> bytes:
    """The rows as a CSV that spreadsheets read as UTF-8."""
    written = io.StringIO()
    csv.writer(written, lineterminator="\r\n").writerows([safe_cell(cell) for cell in row] for row in rows)
    return ("\ufeff" + written.getvalue()).encode()


def answer_rows(
    questions: Sequence[ClosedQuestion],
    responses: Iterable[Mapping[UUID, Sequence[str]]],
    shuffle: Callable[[list[list[str]]], None],
) -> list[list[str]]:
    """A heading and a row for each response in no order, a column for each question; nothing else of the response."""
    rows = [[in_one_cell(question, found.get(question.id, ())) for question in questions] for found in responses]
    shuffle(rows)
    return [[question.key for question in questions], *rows]


def in_one_cell(question: ClosedQuestion, values: Sequence[str]) -> str:
    """One person's answer to one question. Days are told by their month, which fewer people share with nobody."""
    match question.kind:
        case QuestionKind.RANKING:
            places = sorted((int(place), option) for place, _, option in (value.partition(":") for value in values))
            return " > ".join(option for _, option in places)
        case QuestionKind.DATE:
            return "; ".join(value[:7] for value in values)
        case _:
            order = {value: at for at, (value, _) in enumerate(question.options)}
            return "; ".join(sorted(values, key=lambda value: (order.get(value, len(order)), value)))


def codebook_rows(questions: Sequence[ClosedQuestion]) -> list[list[str]]:
    """What each column of the file of answers is, and what its values mean."""
    heading = ["column", "question", "kind", "value", "meaning"]
    rows = [
        [question.key, question.text, question.kind.value, value, words]
        for question in questions
        for value, words in question.options or (("", ""),)
    ]
    return [heading, *rows]
