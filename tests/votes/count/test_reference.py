"""Elections that others counted: ours agree with them, stage by stage."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.votes.count.elections import REFERENCE, needs_reference
from votes.count import RANKED_RULES, Count, Election, Lot, Rule, count
from votes.count.blt import read_blt, write_blt
from votes.count.explain import decimal

pytestmark = [pytest.mark.reference, needs_reference]

WARDS = sorted((REFERENCE / "scottish-2017").glob("*.json"))
DROOP = sorted((REFERENCE / "droop").glob("*.json"))
MEEK = sorted((REFERENCE / "meek").glob("*.blt"))
SMALL = sorted((REFERENCE / "small").glob("*.blt"))


def _read(path: Path) -> Election:
    return read_blt(path.read_bytes())


def _count(election: Election, rule: Rule, lot: Lot) -> Count:
    return count(election.ballots, election.candidates, election.seats, rule, lot, withdrawn=election.withdrawn)


def _balances(result: Count) -> None:
    for stage in result.stages:
        assert sum(stage.totals) + stage.exhausted + stage.rounding_loss == result.valid * 10**result.places


@pytest.mark.parametrize("path", WARDS, ids=[path.stem for path in WARDS])
def test_a_scottish_ward_comes_out_as_published_at_every_stage(path: Path) -> None:
    published = json.loads(path.read_text())
    result = _count(_read(path.with_suffix(".blt")), Rule.SCOTTISH_STV, Lot())
    assert result.valid == published["valid"]
    assert result.quota == published["quota"] * 10**5
    assert sorted(result.elected) == published["elected"]
    by_stage = [(candidate, stage.number) for stage in result.stages for candidate in stage.elected]
    assert by_stage == [tuple(pair) for pair in published["elected_order_by_count"]]
    assert len(result.stages) == len(published["stages"])
    near = 1 if published["agreement"] == "stages_exact" else 501
    for stage, table in zip(result.stages, published["stages"], strict=True):
        for candidate, total in table.items():
            assert abs(stage.totals[int(candidate) - 1] - _units(total, 5)) < near, (stage.number, candidate)
    _balances(result)


def _units(text: str | None, places: int) -> int:
    """A decimal number in units of its last place; a withdrawn candidate's missing one is nothing."""
    whole, _, part = (text or "0").partition(".")
    return int(whole + part.ljust(places, "0")[:places])


@pytest.mark.parametrize("path", DROOP, ids=[path.stem for path in DROOP])
def test_small_stv_counts_agree_in_every_table(path: Path) -> None:
    theirs = json.loads(path.read_text())
    rule = Rule.MEEK_STV if theirs["rule"] == "meek-prf" else Rule.SCOTTISH_STV
    order = sorted(theirs["tie_order"], key=theirs["tie_order"].__getitem__)
    result = _count(_read(path.parent / theirs["ballots"]), rule, Lot(order=tuple(map(int, order))))
    assert sorted(result.elected) == theirs["elected"]
    assert decimal(result.quota or 0, result.places) == theirs["quota"]
    tables = [_table(stage["votes"], len(result.candidates), result.places) for stage in theirs["stages"]]
    distinct = [table for place, table in enumerate(tables) if place == 0 or table != tables[place - 1]]
    ours = [stage.totals for stage in result.stages]
    assert [table for place, table in enumerate(ours) if place == 0 or table != ours[place - 1]] == distinct
    _balances(result)


def _table(votes: dict[str, str | None], size: int, places: int) -> tuple[int, ...]:
    return tuple(_units(votes[str(number)], places) for number in range(1, size + 1))


@pytest.mark.parametrize("path", MEEK, ids=[path.stem for path in MEEK])
def test_meek_counts_agree_with_their_transcripts_to_the_last_place(path: Path) -> None:
    election = _read(path)
    by_file = Lot(order=election.lot or tuple(range(1, len(election.candidates) + 1)))
    result = _count(election, Rule.MEEK_STV, by_file)
    transcript = path.with_suffix(".fixed9.log").read_text()
    elected = re.findall(r"^Action: Elect(?: remaining)?: (\w+)$", transcript, re.M)
    assert sorted(map(result.name, result.elected)) == sorted(elected)
    defeated = re.findall(r"^Action: Defeat \(.*\): (\w+)$", transcript, re.M)
    assert [result.name(candidate) for stage in result.stages for candidate in stage.excluded] == defeated
    ours = [dict(zip(result.candidates, stage.totals, strict=True)) for stage in result.stages]
    blocks = re.split(r"\n(?=Action: |Round )", transcript.partition("Action: Defeat remaining")[0])
    tables = [found for block in blocks if (found := _named_totals(block))]
    assert len(tables) >= 3
    for table in tables:
        assert any(all(totals[name] == total for name, total in table.items()) for totals in ours), table
    _balances(result)


def _named_totals(block: str) -> dict[str, int]:
    found = re.findall(r"(?:Elected|Hopeful|Defeated):\s+(\w+) \((\d+\.\d+)\)", block)
    return {name: _units(total, 9) for name, total in found}


def test_burlington_elected_kiss_though_montroll_beats_everybody() -> None:
    expected = json.loads((REFERENCE / "burlington-2009" / "expected.json").read_text())
    election = _read(REFERENCE / "burlington-2009" / "burlington2009.blt")
    run_off = _count(election, Rule.IRV, Lot())
    assert (run_off.valid, run_off.blank) == (expected["valid_nonblank"], expected["blank"])
    assert [run_off.name(winner) for winner in run_off.elected] == [expected["winner"]]
    first = dict(zip(run_off.candidates, run_off.stages[0].totals, strict=True))
    assert first == expected["stages"][0]
    last = dict(zip(run_off.candidates, run_off.stages[-1].totals, strict=True))
    assert {name: total for name, total in last.items() if total} == expected["stages"][1]["final"]
    assert run_off.stages[-1].exhausted + run_off.blank == expected["stages"][1]["exhausted_incl_blank"]
    for rule in (Rule.SCHULZE, Rule.RANKED_PAIRS):
        condorcet = _count(election, rule, Lot())
        assert [condorcet.name(winner) for winner in condorcet.elected] == [expected["condorcet_winner"]]
    _balances(run_off)


@pytest.mark.parametrize("rule", RANKED_RULES)
@pytest.mark.parametrize("path", SMALL, ids=[path.stem for path in SMALL])
def test_small_elections_are_counted_by_every_rule(path: Path, rule: Rule) -> None:
    election = _read(path)
    if rule is Rule.IRV and election.seats > 1:
        election = Election(election.title, election.candidates, 1, election.ballots)
    result = _count(election, rule, Lot(seed="small"))
    assert len(set(result.elected)) == min(election.seats, len(election.candidates))
    if rule is not Rule.APPROVAL and (rule is not Rule.PLURALITY or election.seats == 1):
        _balances(result)


@pytest.mark.parametrize("path", [*SMALL, *MEEK, *(path.with_suffix(".blt") for path in WARDS)], ids=lambda p: p.stem)
def test_a_ballot_file_survives_being_written_and_read_again(path: Path) -> None:
    election = _read(path)
    assert read_blt(write_blt(election).encode()) == election


def test_nothing_here_was_skipped_for_want_of_files() -> None:
    found: dict[str, Any] = {"wards": len(WARDS), "droop": len(DROOP), "meek": len(MEEK), "small": len(SMALL)}
    assert found == {"wards": 10, "droop": 12, "meek": 3, "small": 14}
