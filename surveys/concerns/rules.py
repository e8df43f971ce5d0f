"""Words of safeguarding concerns. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class ConcernState(StrEnum):
    """How far a designated lead has come with a concern."""

    NEW = "new"
    ACKNOWLEDGED = "acknowledged"
    CLOSED = "closed"


@dataclass(frozen=True)
class Entry:
    """One entry of a concern's record (KCSIE: action, decision, outcome and the reasons for them).

    `key` is the form's own, so that the same form sent twice is one entry; `closes` when nothing remains to be done;
    `seen` is the last entry that stood on the page with the form, "" for none.
    """

    key: UUID
    action: str
    decision: str
    outcome: str
    reasons: str
    closes: bool
    seen: str = ""
