"""Reading what somebody takes on, and what they did."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from common.forms import FormData, FormErrors, FormReader

LONGEST_NOTE = 1_000


def parse_group(data: FormData, groups: Collection[str]) -> str | FormErrors:
    """Which group, as kind:of; only one that is missing."""
    reader = FormReader(data)
    group = reader.choice("group", groups, missing="Choose a group.")
    return reader.errors() or group or ""


@dataclass(frozen=True)
class Noted:
    """What was done about a group, and what becomes of the task: it goes on, is done, or is given back."""

    note: str
    what: str


def parse_note(data: FormData) -> Noted | FormErrors:
    """A note and one of three buttons. A task that is ticked off says what was done."""
    reader = FormReader(data)
    what = reader.choice("what", ("save", "done", "back")) or "save"
    missing = "Write down what you did, in a few words." if what == "done" else None
    note = reader.text("note", missing=missing, longest=LONGEST_NOTE)
    return reader.errors() or Noted(note, what)
