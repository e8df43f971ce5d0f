"""A workbook of results: the same tables as the CSV files, a sheet for each. Every cell is a text or a number."""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence

import xlsxwriter  # type: ignore[import-untyped]

from surveys.publishing.rules import safe_cell

_AMOUNT = re.compile(r"-?\d{1,12}(\.\d+)?")


def workbook(title: str, sheets: Mapping[str, Sequence[Sequence[str]]]) -> bytes:
    """The sheets by name, each with a heading row that stays in sight."""
    written = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(written, options) as book:
        book.set_properties({"title": title})
        heading, plain = book.add_format({"bold": True, "text_wrap": True}), book.add_format({"text_wrap": True})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            sheet.freeze_panes(1, 0)
            sheet.set_column(0, 0, 48)
            sheet.set_column(1, 8, 22)
            for at, row in enumerate(rows):
                for column, cell in enumerate(row):
                    if at and _AMOUNT.fullmatch(cell):
                        sheet.write_number(at, column, float(cell))
                    else:
                        sheet.write_string(at, column, safe_cell(cell), plain if at else heading)
    return written.getvalue()
