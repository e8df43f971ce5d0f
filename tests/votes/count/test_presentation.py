"""A count as a page shows it: its table, drawing, margins and CSV, and the templates that put them together."""

from __future__ import annotations

import csv
import io
import re
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from common import render
from tests.votes.count.elections import LOT, counted, profiles
from votes.count import RANKED_RULES, Ballot, Count, Lot, Rule, count, count_score
from votes.count.closeness import Decided, closeness
from votes.count.csv import to_csv, transfers_csv
from votes.count.flow import WIDTH, Kind, flow
from votes.count.presentation import present
from votes.count.table import table

WARD: dict[Ballot, int] = {(1, 2, 3): 7, (1, 3): 3, (2,): 3, (3, 2): 4, (4, 3): 1, (): 2}
COUNCIL = ["Ann", "Bob", "Cas", "Dee"]


def _ward(names: list[str] = COUNCIL) -> Count:
    return count(WARD, names, 2, Rule.SCOTTISH_STV, LOT)


def test_the_table_shows_what_each_candidate_gained_and_lost_and_where_they_ended() -> None:
    found = table(_ward())
    assert [column.subject for column in found.columns] == ["", "Ann", "Dee", "Bob"]
    assert [row.name for row in found.rows] == ["Ann", "Bob", "Cas", "Dee", "exhausted"]
    assert [(cell.total, cell.change) for cell in found.rows[0].cells] == [
        ("10.00000", ""),
        ("7.00000", "-3.00000"),
        ("7.00000", ""),
        ("7.00000", ""),
    ]
    assert [(row.elected_at, row.excluded_at) for row in found.rows] == [
        (1, None),
        (None, 4),
        (4, None),
        (None, 3),
        (None, None),
    ]
    assert not table(counted({(1, 2): 1}, Rule.SCHULZE))


def test_a_quota_that_moves_has_a_row_of_its_own() -> None:
    assert table(count(WARD, COUNCIL, 2, Rule.MEEK_STV, LOT)).rows[-1].name == "quota"


def test_who_missed_a_seat_is_told_by_how_much() -> None:
    found = closeness(_ward())
    assert found.missed is not None
    assert (found.missed.candidate, found.missed.stage, found.missed.votes, found.missed.short) == (2, 3, "5.1", "1.9")
    assert found.last is not None
    assert (found.last.about, found.last.ahead, found.last.behind) == (Decided.EXCLUSION, 3, 2)


def test_the_closest_decision_is_the_one_by_the_fewest_votes() -> None:
    run_off = closeness(counted({(1,): 6, (2, 1): 5, (3, 2): 2}, Rule.IRV)).closest
    assert run_off is not None
    assert (run_off.stage, run_off.about) == (2, Decided.SEAT)
    assert (run_off.ahead, run_off.behind, run_off.margin) == (2, 1, "1")
    block = closeness(counted({(1, 2): 5, (1, 3): 4}, Rule.PLURALITY, 2)).closest
    assert block is not None
    assert (block.ahead, block.behind, block.margin) == (2, 3, "1")
    pair = closeness(counted({(1, 2, 3): 5, (2, 1, 3): 4}, Rule.SCHULZE)).closest
    assert pair is not None
    assert (pair.about, pair.ahead, pair.behind, pair.margin) == (Decided.PAIR, 1, 2, "1")
    tie = closeness(counted({(1,): 5, (2,): 5}, Rule.PLURALITY)).closest
    assert tie is not None
    assert tie.gap == 0
    assert closeness(counted({(1,): 5}, Rule.PLURALITY)).closest is None


def test_less_than_a_hundredth_of_a_vote_is_not_told_as_nothing() -> None:
    missed = closeness(count({(1,): 3}, COUNCIL[:3], 2, Rule.MEEK_STV, LOT)).missed
    assert missed is not None
    assert missed.short not in ("0", "0.00")


@given(profiles(most=6), st.sampled_from([Rule.IRV, Rule.SCOTTISH_STV, Rule.MEEK_STV]), st.integers(1, 3))
def test_a_drawing_loses_no_vote_and_moves_none_to_the_wrong_place(
    profile: tuple[int, dict[Ballot, int]], rule: Rule, seats: int
) -> None:
    size, ballots = profile
    drawn = flow(counted(ballots, rule, 1 if rule is Rule.IRV else seats, size))
    for bar in drawn.bars:
        pieces = sorted(bar.pieces, key=lambda piece: piece.x)
        assert sum(piece.width for piece in pieces) == WIDTH
        assert all(one.x + one.width == other.x for one, other in pairwise(pieces))
        for band in bar.bands:
            xs = [int(number) for number in re.findall(r"[MCH](\d+)", band.path)]
            assert all(0 <= x <= WIDTH for x in xs)
    assert drawn.traced or rule is Rule.MEEK_STV
    assert [bar.y for bar in drawn.bars] == sorted({bar.y for bar in drawn.bars})


def test_a_drawing_marks_the_elected_and_whoever_leaves_next() -> None:
    bars = flow(_ward()).bars
    kinds = [{piece.candidate: piece.kind for piece in bar.pieces} for bar in bars]
    assert kinds[1][1] is Kind.ELECTED
    assert kinds[1][4] is Kind.LEAVING
    assert 4 not in kinds[2]
    assert kinds[3][None] is Kind.LOST
    assert [sum(band.moved for band in bar.bands) for bar in bars] == [0, 2, 1, 2]


def test_nothing_is_drawn_where_nothing_moves() -> None:
    assert not flow(counted({(1,): 2, (2,): 1}, Rule.PLURALITY))
    assert not flow(counted({(1, 2): 2}, Rule.SCHULZE))


def test_a_spreadsheet_runs_nothing_that_a_name_says() -> None:
    names = ["=HYPERLINK(1)", "+1", " @SUM(A1)", "-x"]
    for text in (to_csv(_ward(names)), transfers_csv(_ward(names)), to_csv(count(WARD, names, 1, Rule.SCHULZE, LOT))):
        cells = {cell for row in csv.reader(io.StringIO(text)) for cell in row}
        assert not [cell for cell in cells if re.match(r"\s*[=+@\t\r]|\s*-\D", cell)]
        assert "'=HYPERLINK(1)" in cells


def test_the_csv_holds_every_total_of_every_stage() -> None:
    result = _ward()
    rows = list(csv.DictReader(io.StringIO(to_csv(result))))
    totals = {(int(row["stage"]), row["number"]): row["total"] for row in rows}
    for stage in result.stages:
        for number, total in enumerate(stage.totals, 1):
            assert totals[stage.number, str(number)].replace(".", "") == f"{total:06d}"
    assert [row["candidate"] for row in rows if row["status"] == "elected"] == ["Ann", "Cas"]
    moved = list(csv.DictReader(io.StringIO(transfers_csv(result))))
    assert moved[0] == {
        "stage": "2",
        "from": "Ann",
        "to": "Bob",
        "papers": "7",
        "value": "0.30000",
        "votes": "2.10000",
    }


PAGE = """
{% from "votes/count/outcome.html" import count_outcome %}
{% from "votes/count/stages.html" import count_stages, count_story %}
{% from "votes/count/flow.html" import count_flow %}
{% from "votes/count/pairwise.html" import count_pairwise, count_order %}
{{ count_outcome(shown) }}{{ count_order(shown) }}{{ count_pairwise(shown) }}
{{ count_stages(shown) }}{{ count_flow(shown) }}{{ count_story(shown) }}
"""


def _page(result: Count) -> str:
    return re.sub(r"\s+", " ", render.environment().from_string(PAGE).render(shown=present(result)))


@pytest.mark.parametrize("rule", RANKED_RULES)
def test_a_page_shows_any_count_and_escapes_its_names(rule: Rule) -> None:
    ballots: dict[Ballot, int] = {(1, 2): 4, (2, 1): 3, (3, 2): 2}
    page = _page(count(ballots, ["Ann <i>", "Bob", "Cas"], 1, rule, LOT))
    assert "Ann &lt;i&gt;" in page
    assert "<i>" not in page
    assert 'style="' not in page
    assert ("<svg" in page) == (rule in (Rule.IRV, Rule.SCOTTISH_STV, Rule.MEEK_STV))
    assert ("prefer the candidate of the row" in page) == (rule in (Rule.SCHULZE, Rule.RANKED_PAIRS))


def test_a_page_tells_who_is_elected_how_close_it_was_and_how_ties_were_settled() -> None:
    page = _page(_ward())
    assert "at stage 4 with 8 votes" in page
    assert "Bob was 1.9 votes short of the quota at stage 3, with 5.1 votes." in page
    ballots: dict[Ballot, int] = {(1, 2): 1, (2,): 2, (3,): 3, (4,): 4, (5,): 5}
    settled = _page(counted(ballots, Rule.SCOTTISH_STV, 2, lot=Lot()))
    assert "Stage 1, where they last differed, settled it: B is excluded." in settled
    by_lot = _page(counted({(1,): 5, (2,): 5}, Rule.PLURALITY, lot=Lot(order=(2, 1))))
    assert "The lot settled it: B takes the seat." in by_lot
    assert "B and A were level, and A lost the tie." in by_lot
    assert "with 7 points" in _page(count_score({(3, 0): 2, (1, 5): 1}, COUNCIL[:2], 1, 5, LOT))
    assert "1 seat stays vacant." in _page(count({(2,): 3}, ["Ann", "RON"], 1, Rule.IRV, LOT, ron=2))
