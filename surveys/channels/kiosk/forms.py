"""Reading how long a device is handed over, the PIN that ends it, and how somebody begins their turn."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from common.forms import FormData, FormErrors, FormReader
from surveys.answering.codes import read_code
from surveys.channels.paper.forms import NO_CODE

MOST_HOURS = 12
_PIN = re.compile(r"[0-9]{4,8}")
BAD_PIN = "Enter a PIN of 4 to 8 digits."


@dataclass(frozen=True)
class NewKiosk:
    """How long, and the PIN."""

    hours: int
    pin: str


def parse_kiosk(data: FormData) -> NewKiosk | FormErrors:
    """A kiosk to start. The PIN is never sent back with the page."""
    reader = FormReader(data)
    hours = reader.integer("hours", 1, MOST_HOURS, missing="Enter for how many hours.")
    pin = reader.raw("pin")
    reader.typed["pin"] = ""
    if not (pin.isascii() and _PIN.fullmatch(pin)):
        reader.error("pin", BAD_PIN)
    return reader.errors() or NewKiosk(hours or 1, pin)


def parse_pin(data: FormData) -> str:
    """A PIN as typed."""
    return FormReader(data).raw("pin")[:20]


@dataclass(frozen=True)
class NewTurn:
    """Somebody's turn: in which language, and the code of their form where one is needed."""

    language: str
    code: str


def parse_turn(data: FormData, languages: Collection[str], *, with_code: bool) -> NewTurn | FormErrors:
    """A turn to begin."""
    reader = FormReader(data)
    language = reader.choice("language", languages, missing="Choose a language.")
    code = read_code(reader.line("code", longest=60)) if with_code else None
    if with_code and code is None:
        reader.error("code", NO_CODE)
    return reader.errors() or NewTurn(language or "", code or "")
