"""The declaration of a result as data for paper: what templates/votes/count/declaration.typ prints, in English."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from votes.count.closeness import Decided, Decision
from votes.count.explain import listed
from votes.count.presentation import Presentation, SettledTie, Winner
from votes.count.result import Action, Rule
from votes.count.table import EXHAUSTED, QUOTA, ROUNDING_LOSS, Column, Row
from votes.count.ties import About, SettledBy

TEMPLATE = "votes/count/declaration.typ"
SIGNED_BY = ("Returning officer", "First witness", "Second witness")

RULES = {
    Rule.PLURALITY: "Most votes",
    Rule.APPROVAL: "Approval",
    Rule.SCORE: "Score",
    Rule.IRV: "Instant run-off",
    Rule.SCOTTISH_STV: "Single transferable vote, Scottish rules (SSI 2011/399)",
    Rule.MEEK_STV: "Single transferable vote, Meek's method",
    Rule.SCHULZE: "Schulze's method",
    Rule.RANKED_PAIRS: "Ranked pairs",
}

_ROWS = {EXHAUSTED: "Exhausted", ROUNDING_LOSS: "Lost by rounding", QUOTA: "Quota"}


@dataclass(frozen=True)
class Declared:
    """What a declaration says beside the count. `closed` and `declared` are moments in words, at the school's clock.

    `roll`: who could vote; `cast`: how many did, blank and spoilt ballots included. `dated`: the moment of the
    declaration, which the file carries. `fingerprint`: of the box at the close, "" where there is none. `lot`: how the
    lot came about, "" where none was needed.
    """

    school: str
    body: str
    title: str
    roll: int
    cast: int
    closed: str
    declared: str
    dated: datetime
    fingerprint: str = ""
    lot: str = ""
    signatures: Sequence[str] = SIGNED_BY


def of_election(declared: Declared, shown: Presentation) -> dict[str, Any]:
    """The data of an election's declaration, for `common.pdf.pdf(TEMPLATE, …)`."""
    count = shown.count
    sentences = []
    if count.vacant:
        stay = "seat stays" if count.vacant == 1 else "seats stay"
        sentences.append(f"{count.vacant} {stay} vacant.")
    if not count.elected:
        sentences.insert(0, "Nobody is elected.")
    facts = [
        ("Seats", str(count.seats)),
        ("How it was counted", RULES[count.rule]),
        *_turnout(declared),
        ("Valid ballots", str(count.valid)),
        ("Blank ballots", str(count.blank)),
    ]
    if count.withdrawn:
        facts.append(("Withdrew during the vote", listed([shown.name(number) for number in sorted(count.withdrawn)])))
    if shown.quota:
        facts.append(("Quota", shown.quota))
    many = len(shown.told) > 1
    return {
        **_head(declared, facts, sentences),
        "elected": [{"name": winner.name, "how": _how(winner, many, _unit(shown))} for winner in shown.winners],
        "close": _close(shown),
        "ties": [*(_tie(settled) for settled in shown.ties), *([declared.lot] if declared.lot else [])],
        "parts": _pairs(shown) if count.pairwise else _parts(shown),
        "landscape": len(shown.table.columns) > 4 or len(shown.pairs) > 5,
        "story": [{"head": f"Stage {told.stage.number}", "why": told.why} for told in shown.told] if many else [],
    }


def of_motion(
    declared: Declared, outcome: str, facts: Sequence[tuple[str, str]], sentences: Sequence[str] = ()
) -> dict[str, Any]:
    """The data of a motion's declaration. `outcome`: “Carried.”; `facts`: the rule and the votes, what and how many."""
    head = _head(declared, [*facts, *_turnout(declared)], [outcome, *sentences])
    return {**head, "elected": [], "close": [], "ties": [], "parts": [], "landscape": False, "story": []}


def _head(declared: Declared, facts: Sequence[tuple[str, str]], sentences: Sequence[str]) -> dict[str, Any]:
    return {
        "language": "en",
        "school": declared.school,
        "body": declared.body,
        "title": f"Result: {declared.title}",
        "lead": f"Declared {declared.declared}. Voting closed {declared.closed}.",
        "dated": declared.dated.isoformat(),
        "facts": [list(fact) for fact in facts],
        "sentences": list(sentences),
        "fingerprint": declared.fingerprint,
        "signatures": list(declared.signatures),
    }


def _turnout(declared: Declared) -> list[tuple[str, str]]:
    return [("On the roll", str(declared.roll)), ("Votes cast", str(declared.cast))]


def _how(winner: Winner, many: bool, unit: str) -> str:
    if winner.stage is None or winner.votes is None:
        return ""
    votes = _amount(winner.votes, unit)
    return f"at stage {winner.stage} with {votes}" if many else f"with {votes}"


def _amount(number: str, unit: str) -> str:
    """“1 vote”, “2.5 votes”."""
    return f"{number} {unit if number == '1' else unit + 's'}"


def _unit(shown: Presentation) -> str:
    return "point" if shown.count.rule is Rule.SCORE else "vote"


def _close(shown: Presentation) -> list[str]:
    found, said = shown.closeness, []
    if found.missed:
        name = shown.name(found.missed.candidate)
        short = _amount(found.missed.short, "vote")
        said.append(f"{name} was {short} short of the quota at stage {found.missed.stage}.")
    if found.last and found.last != found.closest:
        said.append(f"The last seat: {_decision(shown, found.last)}")
    if found.closest:
        said.append(f"The closest decision: {_decision(shown, found.closest)}")
    return said


def _decision(shown: Presentation, decision: Decision) -> str:
    ahead, behind = shown.name(decision.ahead), shown.name(decision.behind)
    if decision.about is Decided.PAIR:
        prefer = "1 more ballot prefers" if decision.margin == "1" else f"{decision.margin} more ballots prefer"
        return f"{prefer} {ahead} to {behind} than the other way round."
    if not decision.gap:
        return f"{ahead} and {behind} were level, and {behind} lost the tie."
    margin = _amount(decision.margin, _unit(shown))
    if decision.about is Decided.EXCLUSION:
        return f"{behind} was excluded at stage {decision.stage}, {margin} behind {ahead}."
    return f"{ahead} was {margin} ahead of {behind}."


def _tie(settled: SettledTie) -> str:
    fate = {
        About.EXCLUSION: f"{settled.fell_on} is excluded.",
        About.SURPLUS: f"the surplus of {settled.fell_on} is transferred first.",
        About.SEAT: f"{settled.fell_on} takes the seat.",
        About.PAIRS: f"comparisons won by {settled.fell_on} come first.",
        About.ORDER: f"{settled.fell_on} is named first; all of them are elected.",
    }[settled.tie.about]
    how = "An earlier stage" if settled.tie.settled_by is SettledBy.EARLIER_STAGE else "The lot"
    if settled.at:
        how = f"Stage {settled.at}, where they last differed,"
    return f"Stage {settled.tie.stage}: level were {listed(settled.names)}. {how} settled it: {fate}"


def _parts(shown: Presentation) -> list[dict[str, Any]]:
    """The table of stages, cut into as many as a page is wide enough for."""
    columns, places = shown.table.columns, shown.count.places
    wide = 6 if places > 5 else 9
    parts = []
    for start in range(0, len(columns), wide):
        some = columns[start : start + wide]
        numbers = f"stages {some[0].number} to {some[-1].number}" if len(some) > 1 else f"stage {some[0].number}"
        parts.append(
            {
                "title": "Votes" if len(columns) == 1 else f"Votes after {numbers}",
                "first": "Candidate",
                "wide": 38,
                "size": 8 if len(columns) > 4 else 9,
                "columns": [{"number": _number(column, columns), "what": _what(column)} for column in some],
                "rows": [_row(shown, row, slice(start, start + wide)) for row in shown.table.rows],
            }
        )
    return parts


def _number(column: Column, columns: Sequence[Column]) -> str:
    return str(column.number) if len(columns) > 1 else ""


def _what(column: Column) -> str:
    if column.action is Action.FIRST_PREFERENCES:
        return "First preferences"
    if column.action is Action.VOTES:
        return "Total"
    if column.action is Action.EXCLUSION:
        return f"Exclusion of {column.subject}"
    return f"Surplus of {column.subject}" if column.subject else "Surpluses"


def _row(shown: Presentation, row: Row, part: slice) -> dict[str, Any]:
    status = ""
    elected = "Vacant" if row.candidate == shown.count.ron else "Elected"
    if row.elected_at:
        status = "Seat left vacant" if row.candidate == shown.count.ron else f"Elected at stage {row.elected_at}"
    elif row.excluded_at:
        status = f"Excluded at stage {row.excluded_at}"
    return {
        "candidate": row.candidate is not None,
        "name": row.name if row.candidate else _ROWS[row.name],
        "status": status if len(shown.told) > 1 else status.partition(" at ")[0],
        "cells": [
            {
                "total": cell.total,
                "change": cell.change,
                "mark": elected if cell.elected else "Excluded" if cell.excluded else "",
            }
            for cell in row.cells[part]
        ],
    }


def _pairs(shown: Presentation) -> list[dict[str, Any]]:
    """The pairwise matrix, in the same shape."""
    rows = []
    for row in shown.pairs:
        cells = [{"total": str(cell.ballots) if cell else "–", "change": "", "mark": ""} for cell in row.cells]
        rows.append({"candidate": True, "name": row.name, "status": "", "cells": cells})
    columns = [{"number": "", "what": row.name} for row in shown.pairs]
    title = "Ballots that prefer the candidate of the row to that of the column"
    return [{"title": title, "first": "Candidate", "wide": 38, "size": 9, "columns": columns, "rows": rows}]
