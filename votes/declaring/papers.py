"""What the declaration of a result says on paper: gathered from the poll, for `common.pdf`."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from common import db, i18n
from common.dates import moment_in_words
from people.rules import SchoolFacts
from votes.count.declaration import Declared, of_election, of_motion
from votes.count.explain import listed
from votes.declaring.queries import shown_count
from votes.named.queries import records_of
from votes.queries import PollFacts
from votes.rules import Choice
from votes.words import margin_in_words, rule_in_words


async def declaration_of(school: SchoolFacts, poll: PollFacts) -> dict[str, Any]:
    """The data of the declaration of a declared poll: in English, as the explanations of a count are."""
    body = await db.value("SELECT name FROM body WHERE school = $1 AND id = $2", school.id, poll.body)
    assert poll.declared_at is not None
    declared = Declared(
        school=school.name,
        body=body or "",
        title=poll.title,
        roll=poll.roll_size,
        cast=poll.cast,
        closed=_moment(poll.closed_at or poll.closes_at, school.timezone),
        declared=_moment(poll.declared_at, school.timezone),
        dated=poll.declared_at,
        fingerprint=poll.head.root if poll.head else "",
        lot=_lot(poll),
    )
    if poll.election is not None:
        return of_election(declared, await shown_count(school.id, poll))
    result = poll.result
    assert result is not None
    who = await _who(school, poll)
    with i18n.reading_in("en"):
        facts = [
            ("What was put", " ".join(poll.text.split())),
            ("How it is decided", rule_in_words(poll.decision)),
            ("For", f"{result.for_}{who[Choice.FOR]}"),
            ("Against", f"{result.against}{who[Choice.AGAINST]}"),
            ("Abstained", f"{result.abstain}{who[Choice.ABSTAIN]}"),
            ("Blank", str(result.spoilt)),
        ]
        return of_motion(declared, "Carried." if result.carried else "Lost.", facts, [margin_in_words(result)])


async def _who(school: SchoolFacts, poll: PollFacts) -> Mapping[Choice, str]:
    """Of a vote by name: who said what, to stand after the number."""
    record = (await records_of(school.id, [poll])).get(poll.id, [])
    names = {choice: [line.name for line in record if line.choice is choice] for choice in Choice}
    return {choice: f": {listed(found)}" if found else "" for choice, found in names.items()}


def _lot(poll: PollFacts) -> str:
    """How the lot of a tie came about, where there was one."""
    if poll.election is None or poll.election.lot is None:
        return ""
    lot = poll.election.lot
    if lot["how"] == "drawn":
        return f"The lot was drawn before witnesses: {lot['witnesses']}."
    source = poll.election.lot_source or "named before the vote"
    return f"The lot came of a value that nobody knew while people voted: {lot['value']} ({source})."


def _moment(moment: datetime, zone: str) -> str:
    """In English, as all of the declaration is."""
    with i18n.reading_in(i18n.DEFAULT_LANGUAGE):
        return moment_in_words(moment, zone)
