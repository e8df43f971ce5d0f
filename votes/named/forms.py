"""Reading the forms of open votes: the totals of a show of hands, the answers to a roll call, a signature."""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID

from common.forms import FormData, FormErrors, FormReader
from votes.named.rules import SAID, Hands
from votes.rules import Choice

MOST_HANDS = 10_000


def parse_hands(data: FormData) -> Hands | FormErrors:
    """How many hands went up: fields `for`, `against`, `abstain`, each with a number, 0 included."""
    reader = FormReader(data)
    missing = {
        Choice.FOR: "Enter how many were for. If nobody was, enter 0.",
        Choice.AGAINST: "Enter how many were against. If nobody was, enter 0.",
        Choice.ABSTAIN: "Enter how many abstained. If nobody did, enter 0.",
    }
    for_, against, abstain = (reader.integer(choice, 0, MOST_HANDS, missing=missing[choice]) for choice in SAID)
    errors = reader.errors()
    if errors or for_ is None or against is None or abstain is None:
        return errors or FormErrors((), reader.typed)
    hands = Hands(for_, against, abstain)
    if not hands.raised:
        reader.error("for", "Nobody raised a hand. A vote that nobody took part in is given up, not counted.")
    return reader.errors() or hands


def parse_names(data: FormData, roll: Iterable[UUID]) -> dict[UUID, Choice | None] | FormErrors:
    """What each line of the roll answered: fields `said-<line>`; empty: nothing."""
    reader = FormReader(data)
    said = {line: reader.choice(f"said-{line}", [choice.value for choice in SAID]) for line in roll}
    return reader.errors() or {line: Choice(word) if word else None for line, word in said.items()}


def parse_signature(data: FormData) -> Choice | FormErrors:
    """How somebody signs a written resolution, knowing that everybody sees it."""
    reader = FormReader(data)
    words = [choice.value for choice in SAID]
    chosen = reader.choice("choice", words, missing="Choose whether you sign for it, against it, or abstain.")
    if not reader.choices("seen", ["yes"]):
        reader.error("seen", "Tick that you know that everybody sees how you vote.")
    return reader.errors() or Choice(chosen or "")
