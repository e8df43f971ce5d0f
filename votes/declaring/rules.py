"""Lots and second counts in words of their own. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LONGEST_VALUE = 500


@dataclass(frozen=True)
class DrawnLot:
    """A lot drawn before witnesses: all names, the first drawn first."""

    order: tuple[int, ...]
    witnesses: str

    def as_json(self) -> dict[str, Any]:
        """For the lot column of the poll."""
        return {"how": "drawn", "order": list(self.order), "witnesses": self.witnesses}


@dataclass(frozen=True)
class PublicValue:
    """What the source named beforehand turned out to be."""

    value: str

    def as_json(self) -> dict[str, Any]:
        """For the lot column of the poll."""
        return {"how": "public_value", "value": self.value}


@dataclass(frozen=True)
class Recount:
    """A result worked out again from the totals. `differs`: what is not as it was declared."""

    declared: str
    again: str
    ballots: int
    differs: Sequence[str] = ()

    @property
    def agrees(self) -> bool:
        """Whether the same came out."""
        return self.declared == self.again
