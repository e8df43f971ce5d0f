"""Reading the forms of inviting."""

from __future__ import annotations

import re

from common.forms import FieldError, FormData, FormErrors, FormReader
from people.rules import RollGroups
from surveys.inviting.rules import MOST_DAYS, Audience, InvitingPlan
from surveys.rules import Anonymity

_ADDRESS = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")


def parse_plan(data: FormData, roll: RollGroups, anonymity: Anonymity) -> InvitingPlan | FormErrors:
    """Whom to invite, out of the groups on the roll. A named survey invites persons, never households."""
    reader = FormReader(data)
    years = reader.choices("years", {str(year) for year in roll.years})
    classes = reader.choices("classes", roll.classes)
    languages = reader.choices("languages", roll.languages)
    per = reader.choice("per", {"parent", "household"}, missing="Choose who gets a link.")
    if per == "household" and anonymity is Anonymity.NAMED:
        reader.error("per", "Answers that carry a name are one parent’s. Choose a link for each parent.")
    after = reader.integer("remind_after", 1, MOST_DAYS)
    before = reader.integer("remind_before", 1, MOST_DAYS)
    audience = Audience(tuple(int(year) for year in years), tuple(classes), tuple(languages))
    return reader.errors() or InvitingPlan(audience, per == "household", after, before)


def parse_address(data: FormData, missing: str) -> str | FormErrors:
    """An e-mail address, as it stands on the roll."""
    reader = FormReader(data)
    address = reader.line("address", missing=missing, longest=254)
    if address and not _ADDRESS.fullmatch(address):
        reader.error("address", "Enter an e-mail address, such as name@example.org.")
    return reader.errors() or address.lower()


def unknown_address(address: str) -> FormErrors:
    """Nobody at this address was invited, or letters to it were stopped."""
    fault = "Nobody with this address is invited, or letters to it have been stopped."
    return FormErrors((FieldError("address", fault, {}),), {"address": address})
