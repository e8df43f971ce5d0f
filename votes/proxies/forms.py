"""Reading the form of a written proxy. The ballot that a holder casts is read by votes.forms."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from uuid import UUID

from common.forms import FormData, FormErrors, FormReader


@dataclass(frozen=True)
class WrittenProxy:
    """Who gives their vote to whom, and where the writing is kept."""

    giver: UUID
    holder: UUID
    writing: str


def parse_proxy(data: FormData, roll: Collection[UUID]) -> WrittenProxy | FormErrors:
    """A proxy between two people of the roll."""
    reader = FormReader(data)
    ids = {str(person) for person in roll}
    giver = reader.choice("giver", ids, missing="Choose who gives their vote.")
    holder = reader.choice("holder", ids, missing="Choose who votes for them.")
    if giver and giver == holder:
        reader.error("holder", "Choose somebody else: nobody gives their vote to themselves.")
    writing = reader.line("writing", missing="Say where the signed paper or letter is kept.", longest=300)
    return reader.errors() or WrittenProxy(UUID(giver), UUID(holder), writing)
