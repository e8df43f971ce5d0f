"""Reading the ballot, the casting vote and the receipt to check."""

from __future__ import annotations

from common.forms import FormData, FormErrors, FormReader
from votes.evidence import Receipt, read_receipt
from votes.rules import Choice


def parse_choice(data: FormData) -> str | FormErrors:
    """The choice on a motion's ballot. It is blank because the voter says so, never because nothing was chosen."""
    reader = FormReader(data)
    chosen = reader.choice("choice", list(Choice), missing="Choose how to vote, or choose to hand in a blank ballot.")
    # What was chosen never goes back to the page.
    reader.typed.clear()
    return reader.errors() or Choice(chosen or "")


def parse_casting_vote(data: FormData) -> Choice | FormErrors:
    """What the chair's casting vote was."""
    reader = FormReader(data)
    both = (Choice.FOR, Choice.AGAINST)
    chosen = reader.choice("casting_vote", both, missing="Choose whether the casting vote was for or against.")
    return reader.errors() or Choice(chosen or "")


def parse_receipt(data: FormData) -> Receipt | FormErrors:
    """The receipt that somebody typed or pasted, with or without its signature."""
    reader = FormReader(data)
    typed = reader.text("receipt", missing="Enter your receipt.", longest=500)
    receipt = read_receipt(typed)
    if typed and receipt is None:
        reader.error("receipt", "A receipt begins with 64 characters, all of them digits or letters from a to f.")
    return reader.errors() or receipt or Receipt("")
