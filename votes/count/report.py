"""A count for other programs: its JSON, whose shape is a contract."""

from __future__ import annotations

from typing import Any

from votes.count.explain import decimal, outcome, why
from votes.count.result import Count, Stage
from votes.count.ties import Tie


def to_json(count: Count, input_sha256: str) -> dict[str, Any]:
    """The object that `quorate count --json` prints. Numbers are decimal strings, candidates are numbered from 1.

    "re-open nominations" can stand among a stage's elected, never among those at the top.
    """
    head: dict[str, Any] = {
        "rule": count.rule.value,
        "version": count.version,
        "input_sha256": input_sha256,
        "seats": count.seats,
        "valid": str(count.valid),
        "blank": str(count.blank),
        "quota": None if count.quota is None else decimal(count.quota, count.places),
        "candidates": list(count.candidates),
        "withdrawn": list(count.withdrawn),
        "elected": list(count.elected),
        "vacant": count.vacant,
    }
    if count.pairwise:
        head["pairwise"] = [[str(ballots) for ballots in row] for row in count.pairwise]
        head["order"] = [list(group) for group in count.order]
        head["why"] = " ".join(outcome(count))
    else:
        head["stages"] = [_stage(count, stage) for stage in count.stages]
    head["ties"] = [_tie(tie) for tie in count.ties]
    return head


def _stage(count: Count, stage: Stage) -> dict[str, Any]:
    def text(value: int) -> str:
        return decimal(value, count.places)

    shown: dict[str, Any] = {
        "n": stage.number,
        "action": stage.action.value,
        "subject": stage.subject,
        "totals": {str(number): text(total) for number, total in enumerate(stage.totals, 1)},
        "exhausted": text(stage.exhausted),
        "rounding_loss": text(stage.rounding_loss),
        "transfers": [
            {
                "from": move.from_,
                "to": move.to,
                "papers": str(move.papers),
                "value": text(move.value),
                "votes": text(move.votes),
            }
            for move in stage.transfers
        ],
        "elected": list(stage.elected),
        "excluded": list(stage.excluded),
        "why": why(count, stage),
    }
    if stage.quota is not None:
        shown["quota"] = text(stage.quota)
    if stage.keep is not None:
        shown["keep"] = {str(number): text(factor) for number, factor in enumerate(stage.keep, 1)}
    return shown


def _tie(tie: Tie) -> dict[str, Any]:
    return {
        "stage": tie.stage,
        "between": list(tie.between),
        "about": tie.about.value,
        "settled_by": tie.settled_by.value,
        "for": tie.fell_on,
    }
