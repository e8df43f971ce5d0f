"""Reading the form that names a scrutineer."""

from __future__ import annotations

from dataclasses import dataclass

from common.forms import FormData, FormErrors, FormReader
from people.rules import normal_address


@dataclass(frozen=True)
class NewScrutineer:
    """Somebody who shall watch a poll."""

    name: str
    email: str


def parse_scrutineer(data: FormData) -> NewScrutineer | FormErrors:
    """Fields `name` and `email`; the letter about the box goes to that address."""
    reader = FormReader(data)
    name = reader.line("name", missing="Enter the scrutineer's name.", longest=200)
    typed = reader.line("email", missing="Enter the scrutineer's e-mail address.")
    email = normal_address(typed) if typed else None
    if typed and email is None:
        reader.error("email", "Enter an e-mail address such as name@example.org.")
    return reader.errors() or NewScrutineer(name, email or "")
