"""Reading the forms of the ceremonies: who holds the sheets, that they are written down, and two sheets' words."""

from __future__ import annotations

from common.forms import FormData, FormErrors, FormReader
from people.rules import normal_address
from votes.custody.rules import SHEETS, Holder, Sheet, SheetFault, read_sheet

LONGEST_SHEET = 1000


def parse_holders(data: FormData) -> tuple[Holder, ...] | FormErrors:
    """The three who take a sheet each: fields `name_1`, `email_1` and so on. Addresses may be left out."""
    reader = FormReader(data)
    holders = [_holder(reader, place) for place in range(1, SHEETS + 1)]
    names = [holder.name.casefold() for holder in holders]
    for place, name in enumerate(names, start=1):
        if name and name in names[: place - 1]:
            reader.error(f"name_{place}", "Name three different people: two sheets in one hand open the box.")
    return reader.errors() or tuple(holders)


def _holder(reader: FormReader, place: int) -> Holder:
    name = reader.line(f"name_{place}", missing="Enter the name of whoever takes this sheet.")
    typed = reader.line(f"email_{place}")
    email = normal_address(typed) if typed else None
    if typed and email is None:
        reader.error(f"email_{place}", "Enter an e-mail address such as name@example.org, or leave this empty.")
    return Holder(name, email)


def parse_written(data: FormData) -> str | FormErrors:
    """That all three wrote their words down; the fingerprint of the key that they hold."""
    reader = FormReader(data)
    mark = reader.line("fingerprint", longest=64)
    places = [str(place) for place in range(1, SHEETS + 1)]
    written = reader.choices("written", places)
    if len(written) < SHEETS:
        reader.error("written", "All three must have their words on paper before the vote opens.")
    return reader.errors() or mark


def parse_sheets(data: FormData) -> tuple[Sheet, Sheet] | FormErrors:
    """Two sheets of one key, typed on one form. Each fault is named at its sheet, with the word that is to blame."""
    reader = FormReader(data)
    first, second = _sheet(reader, "sheet_1"), _sheet(reader, "sheet_2")
    if first and second and first.kin != second.kin:
        reader.error("sheet_2", "This sheet is not of the same key as the first one.")
    elif first and second and first.place == second.place:
        reader.error("sheet_2", "This is the first sheet again. Two different ones are needed.")
    errors = reader.errors()
    if errors or first is None or second is None:
        return errors or FormErrors((), reader.typed)
    return first, second


def _sheet(reader: FormReader, name: str) -> Sheet | None:
    typed = reader.text(name, missing="Enter the words of a sheet, in their order.", longest=LONGEST_SHEET)
    found = read_sheet(typed) if typed and len(typed) <= LONGEST_SHEET else None
    if isinstance(found, SheetFault):
        reader.error(name, found.message, **found.parameters)
        return None
    return found


def parse_reason(data: FormData) -> str | FormErrors:
    """Why a vote is given up."""
    reader = FormReader(data)
    reason = reader.line(
        "reason", missing="Say why there will be no result. Everybody who may vote sees it.", longest=500
    )
    return reader.errors() or reason
