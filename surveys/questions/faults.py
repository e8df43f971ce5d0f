"""What is wrong with one answer: a message key with its places. Pure."""

from __future__ import annotations

from typing import NamedTuple


class Fault(NamedTuple):
    """A message key; the question's own words are added by whoever shows it."""

    message: str
    parameters: dict[str, object]


def fault(message: str, **parameters: object) -> Fault:
    """A message key with its parameters."""
    return Fault(message, parameters)


NOT_AN_OPTION = fault("Choose one of the options on the page.")
"""Sent by no form of ours, or by one from before a change."""
