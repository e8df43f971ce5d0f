"""What is printed. Pure."""

from __future__ import annotations

from dataclasses import dataclass

MOST_FORMS = 100
"""Forms in one file to print."""


@dataclass(frozen=True)
class ToPrint:
    """A form to print: its code, and for whom it is where that is to stand on the strip that is torn off."""

    code: str
    name: str = ""
