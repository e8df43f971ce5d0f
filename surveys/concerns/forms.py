"""The entry that a designated lead adds to a concern's record, as it is typed."""

from __future__ import annotations

from uuid import UUID

from common.forms import FormData, FormErrors, FormReader
from surveys.concerns.rules import Entry

STATES = ("open", "closed")


def parse_entry(data: FormData) -> Entry | FormErrors:
    """The entry, or everything that is wrong with it. To close a concern, how it came out and why must be said."""
    reader = FormReader(data)
    action = reader.text("action", missing="Say what you have done or will do.")
    decision = reader.text("decision")
    outcome = reader.text("outcome")
    reasons = reader.text("reasons")
    state = reader.choice("state", STATES, missing="Say whether there is more to do.")
    if state == "closed" and not outcome:
        reader.error("outcome", "Say how it came out before you close it.")
    if state == "closed" and not reasons:
        reader.error("reasons", "Give the reasons before you close it.")
    key, seen = _key(reader), reader.raw("seen")
    return reader.errors() or Entry(key, action, decision, outcome, reasons, closes=state == "closed", seen=seen)


def as_typed(entry: Entry) -> dict[str, str | list[str]]:
    """The fields of an entry's form, for a form that comes back."""
    fields: dict[str, str | list[str]] = {name: getattr(entry, name) for name in ("action", "decision", "outcome")}
    return fields | {"reasons": entry.reasons, "state": STATES[entry.closes], "form_key": entry.key.hex}


def _key(reader: FormReader) -> UUID:
    try:
        return UUID(reader.raw("form_key"))
    except ValueError:
        reader.error("action", "This form was not complete. Send it again.")
        return UUID(int=0)
