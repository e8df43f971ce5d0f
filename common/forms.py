"""Reading what a person typed: every bad field is named, and everything typed is kept."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from multidict import MultiMapping

MAX_LINE = 200
MAX_TEXT = 10_000


FormData = MultiMapping[Any]
"""What Litestar's form data is; a plain MultiDict in tests."""


@dataclass(frozen=True)
class FieldError:
    """One wrong field. `message` is a gettext key with %(name)s places for `parameters`."""

    name: str
    message: str
    parameters: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True)
class FormErrors:
    """All that is wrong with a form, with what was typed, for the page to show again."""

    errors: tuple[FieldError, ...]
    typed: Mapping[str, str | list[str]]

    def by_field(self) -> dict[str, FieldError]:
        """The first error of each field."""
        found: dict[str, FieldError] = {}
        for error in self.errors:
            found.setdefault(error.name, error)
        return found


class FormReader:
    """Reads fields one by one, remembering what was typed and what is wrong.

    A parser ends with `return reader.errors() or Answer(…)`: a frozen dataclass only when nothing was wrong.
    """

    def __init__(self, data: FormData) -> None:
        self._data = data
        self._errors: list[FieldError] = []
        self.typed: dict[str, str | list[str]] = {}

    def error(self, name: str, message: str, **parameters: object) -> None:
        """Notes that `name` is wrong."""
        self._errors.append(FieldError(name, message, parameters))

    def errors(self) -> FormErrors | None:
        """Everything noted, or None when all is well."""
        return FormErrors(tuple(self._errors), self.typed) if self._errors else None

    def raw(self, name: str) -> str:
        """The text of a field as typed, without NULs and outer blanks; '' when absent."""
        found = self._data.getall(name, [])
        text = str(found[-1]) if found else ""
        text = text.replace("\x00", "").replace("\r\n", "\n").strip()
        self.typed[name] = text
        return text

    def line(self, name: str, missing: str | None = None, longest: int = MAX_LINE) -> str:
        """One line of text; `missing` is the message when it is empty (None: it may be)."""
        text = " ".join(self.raw(name).split())
        return self._checked(name, text, missing, longest)

    def text(self, name: str, missing: str | None = None, longest: int = MAX_TEXT) -> str:
        """Text of several lines; `missing` is the message when it is empty (None: it may be)."""
        return self._checked(name, self.raw(name), missing, longest)

    def _checked(self, name: str, text: str, missing: str | None, longest: int) -> str:
        if not text and missing:
            self.error(name, missing)
        if len(text) > longest:
            self.error(
                name,
                "This must be %(longest)s characters or fewer; it has %(length)s.",
                longest=longest,
                length=len(text),
            )
        return text

    def choice(self, name: str, choices: Collection[str], missing: str | None = None) -> str | None:
        """One of `choices`; anything else is an error, nothing is one when `missing` is given."""
        text = self.raw(name)
        if not text:
            if missing:
                self.error(name, missing)
            return None
        if text not in choices:
            self.error(name, "Choose one of the options on the page.")
            return None
        return text

    def choices(self, name: str, choices: Collection[str], missing: str | None = None) -> list[str]:
        """Any of `choices`, in the order sent, once each."""
        sent = list(dict.fromkeys(str(item) for item in self._data.getall(name, [])))
        self.typed[name] = sent
        if not sent and missing:
            self.error(name, missing)
        if any(item not in choices for item in sent):
            self.error(name, "Choose from the options on the page.")
        return [item for item in sent if item in choices]

    def integer(self, name: str, low: int, high: int, missing: str | None = None) -> int | None:
        """A whole number from `low` to `high`."""
        text = self.raw(name)
        if not text:
            if missing:
                self.error(name, missing)
            return None
        if not (text.isascii() and text.isdigit() and len(text) <= 12 and low <= int(text) <= high):
            self.error(name, "Enter a whole number from %(low)s to %(high)s.", low=low, high=high)
            return None
        return int(text)

    def moment(self, name: str, zone: str, missing: str | None = None) -> datetime | None:
        """A `datetime-local` field, read as the school's own time; aware, in that zone."""
        text = self.raw(name)
        if not text:
            if missing:
                self.error(name, missing)
            return None
        try:
            return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))
        except ValueError:
            self.error(name, "Enter a date and time, such as 2026-11-30 18:30.")
            return None
