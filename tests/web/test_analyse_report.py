"""The report of `quorate analyse --html`: whole, escaped, and silent on what is for the safeguarding lead alone."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from web.analyse_csv import read_file
from web.analyse_report import render_report
from web.cli import main

ROWS = "".join(
    f"{text}\n"
    for text in (
        "comment",
        "Far too much homework every single weekend.",
        "Homework is a nightmare at our house.",
        "Mrs Okafor sets brilliant homework <b>and</b> marks it.",
        "Please could we have less homework?",
        "n/a",
        "His stepdad hits him with a belt most nights.",
    )
)


def a_report(folder: Path, text: str, group: str | None = None) -> str:
    path = folder / "parents.csv"
    path.write_text(text, "utf-8")
    return render_report(read_file(path, "comment", None, group))


def test_a_report_says_what_was_found_and_shows_quotes(tmp_path: Path) -> None:
    report = a_report(tmp_path, ROWS)
    assert "Homework: " in report
    assert "<blockquote>" in report
    assert "4 of 4 comments" in report


def test_what_parents_wrote_is_escaped_and_names_are_put_aside(tmp_path: Path) -> None:
    report = a_report(tmp_path, ROWS)
    assert "<b>and</b>" not in report
    assert "Okafor" not in report


def test_a_possible_disclosure_is_in_no_part_of_it(tmp_path: Path) -> None:
    assert "stepdad" not in a_report(tmp_path, ROWS)


def test_it_needs_no_other_file(tmp_path: Path) -> None:
    report = a_report(tmp_path, ROWS)
    assert 'href="data:text/css;base64,' in report
    assert "http" not in report.replace("data:text/css", "")


def test_a_file_without_answers_makes_a_report_that_says_so(tmp_path: Path) -> None:
    assert "There is no answer to summarise." in a_report(tmp_path, "comment\nn/a\n")


def test_groups_that_do_not_differ_are_said_not_to(tmp_path: Path) -> None:
    rows = "comment,year\n" + "".join(f"Homework number {i} is fine.,{3 + i % 2}\n" for i in range(24))
    assert "No clear difference between groups." in a_report(tmp_path, rows, "year")


@pytest.mark.parametrize("target", ["report.html", "no/such/folder/report.html"])
def test_the_command_writes_it_or_says_why_not(tmp_path: Path, target: str) -> None:
    (tmp_path / "in.csv").write_text(ROWS, "utf-8")
    result = CliRunner().invoke(main, ["analyse", str(tmp_path / "in.csv"), "--html", str(tmp_path / target)])
    if target == "report.html":
        assert result.exit_code == 0
        assert (tmp_path / target).read_text("utf-8").lower().startswith("<!doctype html>")
    else:
        assert result.exit_code == 1
        assert "No such file" in result.output
