"""The declaration on paper: what it says of a count, and that the file is made for any count."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from common.pdf import pdf
from tests.common.test_pdf import opened
from tests.votes.count.elections import LOT, names
from votes.count import RANKED_RULES, Ballot, Lot, Rule, count
from votes.count.declaration import TEMPLATE, Declared, of_election, of_motion
from votes.count.presentation import present

DECLARED = Declared(
    school="Marigold Primary School",
    body="Parent Council",
    title="Two parent members",
    roll=40,
    cast=11,
    closed="Friday 20 November 2026, 18:00",
    declared="Saturday 21 November 2026, 10:30",
    dated=datetime(2026, 11, 21, 10, 30, tzinfo=UTC),
    fingerprint="ab12" * 16,
)
BALLOTS: dict[Ballot, int] = {(1, 2): 4, (2, 1): 3, (3, 2): 2, (): 2}


@pytest.mark.parametrize("rule", RANKED_RULES)
def test_every_rule_has_a_declaration_that_is_tagged_and_dated(rule: Rule) -> None:
    data = of_election(DECLARED, present(count(BALLOTS, names(3), 1, rule, LOT)))
    paper = pdf(TEMPLATE, data)
    assert paper == pdf(TEMPLATE, data)
    inside = opened(paper)
    assert "Result: Two parent members" in inside
    assert "D:20261121103000" in inside
    assert inside.count("/S/Table") + inside.count("/S /Table") == 1


def test_it_says_who_how_close_and_how_ties_were_settled() -> None:
    level: dict[Ballot, int] = {(1,): 5, (2,): 3, (3,): 3}
    data = of_election(DECLARED, present(count(level, names(3), 1, Rule.IRV, Lot(order=(3, 1, 2)))))
    assert data["elected"] == [{"name": "A", "how": "at stage 2 with 5 votes"}]
    assert data["close"] == [
        "The last seat: A was 2 votes ahead of B.",
        "The closest decision: B and C were level, and C lost the tie.",
    ]
    assert data["ties"] == ["Stage 2: level were B and C. The lot settled it: C is excluded."]
    assert ["On the roll", "40"] in data["facts"]
    vacant = of_election(DECLARED, present(count({(2,): 3}, ["Ann", "RON"], 1, Rule.PLURALITY, LOT, ron=2)))
    assert vacant["sentences"] == ["Nobody is elected.", "1 seat stays vacant."]
    assert "Elected" not in str(vacant["parts"])


def test_it_names_who_withdrew_and_how_the_lot_was_drawn_and_counts_one_as_one() -> None:
    ballots: dict[Ballot, int] = {(1,): 2, (2,): 1, (3,): 1, (4,): 1}
    shown = present(count(ballots, names(4), 1, Rule.IRV, Lot(order=(2, 3, 1, 4)), withdrawn=frozenset({4})))
    data = of_election(replace(DECLARED, lot="The lot was drawn before witnesses: Jo."), shown)
    assert ["Withdrew during the vote", "D"] in data["facts"]
    assert data["ties"][-1] == "The lot was drawn before witnesses: Jo."
    assert "1 votes" not in str(data)


def test_many_stages_are_cut_to_the_width_of_a_page_and_none_is_lost() -> None:
    ballots: dict[Ballot, int] = {(number,): 20 + number for number in range(1, 21)}
    shown = present(count(ballots, names(20), 2, Rule.SCOTTISH_STV, LOT))
    data = of_election(DECLARED, shown)
    assert data["landscape"]
    numbers = [column["number"] for part in data["parts"] for column in part["columns"]]
    assert numbers == [str(number) for number in range(1, len(shown.told) + 1)]
    assert all(len(row["cells"]) == len(part["columns"]) for part in data["parts"] for row in part["rows"])
    assert opened(pdf(TEMPLATE, data)).count("/S/Table") >= len(data["parts"])


def test_a_motion_is_declared_with_its_outcome_and_its_votes() -> None:
    data = of_motion(DECLARED, "Carried.", [("For", "7"), ("Against", "2")], ["It needed 5 votes and had 2 more."])
    assert data["sentences"] == ["Carried.", "It needed 5 votes and had 2 more."]
    assert data["facts"][:2] == [["For", "7"], ["Against", "2"]]
    assert pdf(TEMPLATE, data).startswith(b"%PDF")
