"""What breakdowns and their groups are called, in which order they stand, and how many of them are on the roll."""

from __future__ import annotations

import re
from collections.abc import Sequence

from babel import Locale

from common.i18n import gettext as _
from people.rules import RollGroups
from surveys.batches.grouping import parts_of
from surveys.building.plan.rules import ON_ROLL, Grouping, on_roll, year_name
from surveys.building.plan.words import grouping_name
from surveys.results.kinds import Breakdown, ClosedQuestion
from surveys.results.words import channel_name
from surveys.rules import Channel


def breakdown_name(breakdown: Breakdown, questions: Sequence[ClosedQuestion]) -> str:
    """By what answers are grouped, in words."""
    if breakdown["kind"] == "question":
        return next((q.text for q in questions if q.key == breakdown.get("of")), breakdown.get("of") or "")
    return grouping_name(Grouping(breakdown["kind"]))


def group_name(group: str, breakdown: Breakdown, questions: Sequence[ClosedQuestion]) -> str:
    """What a group is called."""
    if not group:
        return _("Not said")
    if breakdown["kind"] == "channel":
        return _(" or ").join(channel_name(Channel(part)) if part in set(Channel) else part for part in parts_of(group))
    asked = next((q for q in questions if q.key == breakdown.get("of")), None)
    words = dict(asked.options).get(group, group) if asked else group
    if breakdown["kind"] == "year" and words.lstrip("-").isdecimal():
        return year_name(int(words))
    return str(Locale("en").languages.get(words, words)) if breakdown["kind"] == "language" else words


def place_of(group: str, breakdown: Breakdown, questions: Sequence[ClosedQuestion]) -> tuple[bool, int, int, str]:
    """Where a group stands among the others: options in their order, years from Reception on, "not said" last."""
    asked = next((q for q in questions if q.key == breakdown.get("of")), None)
    order = [value for value, _words in asked.options] if asked else []
    number = re.search(r"\d+", group)
    return not group, order.index(group) if group in order else len(order), int(number[0]) if number else 0, group


def parents_of(
    groups: Sequence[str], breakdown: Breakdown, questions: Sequence[ClosedQuestion], roll: RollGroups
) -> int:
    """How many parents of groups that are shown as one stand on the roll; 0 where somebody did not say."""
    kind = Grouping(breakdown["kind"])
    if kind not in ON_ROLL or "" in groups:
        return 0
    return sum(on_roll(kind, group_name(group, breakdown, questions), roll) for group in groups)
