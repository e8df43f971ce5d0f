"""What is announced about a vacancy: everything that can be edited while it is a draft."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime
from uuid import UUID

from common import db
from votes.count.result import Rule
from votes.electorates import Electorate, electorate_from_json
from votes.rules import Custody, RollUnit

SAME = (
    "title",
    "text",
    "body",
    "seats",
    "ron",
    "lot_source",
    "paper",
    "in_person_overrides",
    "most_proxies",
    "statement_words",
    "nominations_close_at",
    "voting_closes_at",
)


@dataclass(frozen=True)
class VacancyTerms:
    """A vacancy as whoever runs it writes it. `text`: what the work is, and for how long."""

    title: str
    text: str
    body: UUID | None
    seats: int
    standing: Electorate
    voting: Electorate
    unit: RollUnit
    counting: Rule
    ron: bool
    custody: Custody
    lot_source: str | None
    paper: bool
    in_person_overrides: bool
    most_proxies: int
    statement_words: int
    nominations_close_at: datetime
    voting_closes_at: datetime

    @property
    def columns(self) -> dict[str, object]:
        """Column by column, as the table of vacancies holds them."""
        return {
            "title": self.title,
            "text": self.text,
            "body": self.body,
            "seats": self.seats,
            "standing": self.standing.as_json(),
            "voting": self.voting.as_json(),
            "unit": self.unit.value,
            "counting": self.counting.value,
            "ron": self.ron,
            "custody": self.custody.value,
            "lot_source": self.lot_source,
            "paper": self.paper,
            "in_person_overrides": self.in_person_overrides,
            "most_proxies": self.most_proxies,
            "statement_words": self.statement_words,
            "nominations_close_at": self.nominations_close_at.astimezone(UTC),
            "voting_closes_at": self.voting_closes_at.astimezone(UTC),
        }

    @property
    def mark(self) -> str:
        """Sixteen digits by which an edit form knows whether somebody else has saved since."""
        written = json.dumps(self.columns, sort_keys=True, default=str)
        return hashlib.sha256(written.encode()).hexdigest()[:16]


def terms_of(found: db.Row) -> VacancyTerms:
    """What stands in a vacancy's row."""
    return VacancyTerms(
        **{name: found[name] for name in SAME},
        standing=electorate_from_json(found["standing"]),
        voting=electorate_from_json(found["voting"]),
        unit=RollUnit(found["unit"]),
        counting=Rule(found["counting"]),
        custody=Custody(found["custody"]),
    )
