"""Reading the sign-in forms."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from common.forms import FormData, FormErrors, FormReader
from people.rules import normal_address, safe_path


@dataclass(frozen=True)
class SignInAsked:
    """Where to mail the link, and where to go afterwards."""

    address: str
    next_path: str


def parse_sign_in(data: FormData) -> SignInAsked | FormErrors:
    """The address of the sign-in form."""
    reader = FormReader(data)
    address = normal_address(typed := reader.line("email", missing="Enter your e-mail address.", longest=254))
    if typed and address is None:
        reader.error("email", "Enter an e-mail address such as name@example.org.")
    next_path = safe_path(reader.raw("next"))
    return reader.errors() or SignInAsked(address or "", next_path)


def parse_person(data: FormData) -> UUID | None:
    """Which person at the address is signing in; None for what is no id."""
    try:
        return UUID(FormReader(data).raw("person"))
    except ValueError:
        return None
