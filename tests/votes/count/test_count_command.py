"""`quorate count`: one file in, one answer out, and a status that programs can go by."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from votes.count import RANKED_RULES
from web.cli import main

pytestmark = pytest.mark.slow

BALLOTS = '3 2\n4 1 2 0\n2 3 0\n1 2 3 0\n1 0\n0\n"Ann"\n"Bob"\n"Cas"\n"Chair"\n'
LEVEL = '3 1\n2 1 0\n2 2 0\n2 3 0\n0\n"Ann"\n"Bob"\n"Cas"\n"Chair"\n'


def _count(folder: Path, text: str, *options: str) -> Result:
    file = folder / "chair.blt"
    file.write_text(text)
    return CliRunner().invoke(main, ["count", str(file), *options])


def test_json_is_one_object_with_the_hash_of_the_file(tmp_path: Path) -> None:
    result = _count(tmp_path, BALLOTS, "--rule", "scottish-stv", "--json")
    found = json.loads(result.stdout)
    assert (result.exit_code, result.stderr) == (0, "")
    assert found["input_sha256"] == hashlib.sha256(BALLOTS.encode()).hexdigest()
    assert (found["rule"], found["seats"], found["valid"], found["blank"]) == ("scottish-stv", 2, "7", "1")
    assert found["elected"][0] == 1


def test_without_json_it_is_told_in_words(tmp_path: Path) -> None:
    result = _count(tmp_path, BALLOTS, "--rule", "meek-stv")
    assert result.exit_code == 0
    assert "Chair: meek-stv, 2 seats, 7 valid ballots, 1 blank" in result.stdout
    assert "Ann reached the quota and is elected." in result.stdout


def test_a_pairwise_order_is_told_in_words(tmp_path: Path) -> None:
    result = _count(tmp_path, BALLOTS, "--rule", "schulze", "--seats", "1")
    assert result.exit_code == 0
    assert result.stdout.splitlines()[1:4] == ["  1. Ann", "  2. Bob", "  3. Cas"]


def test_seats_given_replace_those_of_the_file(tmp_path: Path) -> None:
    assert json.loads(_count(tmp_path, BALLOTS, "--rule", "irv", "--seats", "1", "--json").stdout)["elected"] == [1]


def test_a_lot_goes_by_its_seed_and_without_one_says_that_it_was_the_file(tmp_path: Path) -> None:
    winners = set()
    for seed in ("a", "b", "c", "d", "e", "f", "g"):
        result = _count(tmp_path, LEVEL, "--rule", "plurality", "--lot-seed", seed, "--json")
        expected = min((1, 2, 3), key=lambda number: hashlib.sha256(f"{seed}\n{number}".encode()).hexdigest())
        assert json.loads(result.stdout)["elected"] == [expected]
        assert result.stderr == ""
        winners.add(expected)
    assert len(winners) > 1
    assert "the file itself as the seed" in _count(tmp_path, LEVEL, "--rule", "plurality", "--json").stderr


def test_a_lot_recorded_in_the_file_is_used(tmp_path: Path) -> None:
    for first in "123":
        drawn = " ".join([first, *"123".replace(first, "")])
        result = _count(tmp_path, LEVEL.replace("3 1\n", f"3 1\n[tie {drawn}]\n", 1), "--rule", "plurality", "--json")
        assert (json.loads(result.stdout)["elected"], result.stderr) == ([int(first)], "")


@pytest.mark.parametrize("name", ["Re-open Nominations", "RON"])
def test_reopening_nominations_is_known_by_its_name(tmp_path: Path, name: str) -> None:
    found = json.loads(_count(tmp_path, BALLOTS.replace("Ann", name), "--rule", "irv", "--seats", "1", "--json").stdout)
    assert (found["elected"], found["vacant"]) == ([], 1)


def test_a_person_called_ron_is_a_person_unless_it_is_said_otherwise(tmp_path: Path) -> None:
    text = BALLOTS.replace("Ann", "Ron")
    assert json.loads(_count(tmp_path, text, "--rule", "plurality", "--json").stdout)["elected"] == [2, 1]
    assert json.loads(_count(tmp_path, text, "--rule", "plurality", "--ron", "1", "--json").stdout)["elected"] == [2]


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (BALLOTS.replace("4 1 2 0", "4 1 1 0"), ["--rule", "irv"], "chair.blt, line 2: candidate 1 is named twice"),
        (BALLOTS, ["--rule", "irv"], "one seat"),
        (BALLOTS.replace("4 1 2 0", "4 1=2 0"), ["--rule", "scottish-stv"], "rank two candidates equal"),
        (BALLOTS, ["--rule", "irv", "--ron", "9"], "no candidate 9"),
        ("", ["--rule", "irv"], "line 1"),
    ],
)
def test_a_fault_of_the_file_is_status_one_and_named(tmp_path: Path, text: str, options: list[str], said: str) -> None:
    result = _count(tmp_path, text, *options, "--json")
    assert (result.exit_code, result.stdout) == (1, "")
    assert said in result.stderr


def test_a_missing_file_is_status_one_and_wrong_usage_status_two(tmp_path: Path) -> None:
    run = CliRunner().invoke
    assert run(main, ["count", "--rule", "irv", str(tmp_path / "none.blt")]).exit_code == 1
    assert run(main, ["count", str(tmp_path / "none.blt")]).exit_code == 2
    assert run(main, ["count", "--rule", "lottery", str(tmp_path / "none.blt")]).exit_code == 2
    assert run(main, ["count", "--rule", "irv", "--seats", "0", str(tmp_path / "none.blt")]).exit_code == 2


@pytest.mark.parametrize("rule", [rule.value for rule in RANKED_RULES])
def test_every_process_counts_alike(tmp_path: Path, rule: str) -> None:
    file = tmp_path / "tied.blt"
    rows = "".join(f"{1 + n % 2} {1 + n % 7} {1 + (n * 3 + 1) % 7 if (n * 2 + 1) % 7 else 7} 0\n" for n in (1, 2, 4, 6))
    names = "".join(f'"Candidate {number}"\n' for number in range(1, 8))
    file.write_text(f'7 3\n1 1 2 0\n1 3 4 0\n1 5 6 0\n1 7 0\n1 2 1 0\n{rows}0\n{names}"Tied"\n')
    run, seats = "from web.cli import main; main()", "1" if rule == "irv" else "3"
    command = [sys.executable, "-c", run, "count", "--rule", rule, "--seats", seats, "--json", str(file)]
    said = {
        subprocess.run(command, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed}, check=True).stdout  # noqa: S603
        for seed in ("0", "1")
    }
    assert len(said) == 1
    assert json.loads(said.pop())["ties"]
