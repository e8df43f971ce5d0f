"""A new version of a body's rules, and why one cannot be adopted. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from common.errors import NotAllowed, Refused
from governance.rules import RuleNumbers


class RulesChanged(Refused):
    """Somebody adopted another version meanwhile."""

    message = "Somebody else adopted other rules while you had the page open. Open it again to see them."


class NotYourRules(NotAllowed):
    """Whoever runs a body records its rules."""

    message = "Only the clerk of this body, or its secretary where it has no clerk, can record its rules."


class AdoptedBeforeTheLast(Refused):
    """Versions follow one another in time too."""

    message = "The rules in force were adopted on a later day than that."


@dataclass(frozen=True)
class RulesAdopted:
    """A new version. `after`: the version that whoever writes it saw, 0 for none; `motion`: the one that adopted it."""

    numbers: RuleNumbers
    adopted_on: date
    reason: str
    motion: UUID | None
    after: int
