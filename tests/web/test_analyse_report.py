"""The report of `quorate analyse --html`: whole, escaped, and silent on what is for the safeguarding lead alone."""

import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

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
    rows = "comment,year\n" + "".join(f"The dinners are cold in week {i},{3 + i % 2}\n" for i in range(24))
    assert "No clear difference between groups." in a_report(tmp_path, rows, "year")
    few = a_report(tmp_path, "\n".join(rows.splitlines()[:9]), "year")
    assert "No clear difference" not in few
    assert "No groups were compared: each needs at least 10 answers" in few


def test_one_comment_is_told_in_counts_and_nothing_is_claimed_from_it(tmp_path: Path) -> None:
    report = a_report(tmp_path, "comment\nThe dinners are cold.\n")
    assert "1 of 1 comment speaks of “Meals”." in report
    assert "100%" not in report
    assert "likely" not in report.lower()


def test_what_a_likely_range_means_is_said_where_there_is_one(tmp_path: Path) -> None:
    report = a_report(tmp_path, "comment\n" + "The dinners are cold.\n" * 6)
    assert "100%, likely 61% to 100%" in report
    assert "with 95% confidence, if those who answered are like the others." in report


def test_texts_and_languages_are_named_as_people_would(tmp_path: Path) -> None:
    same = "The toilets are filthy and there is never any soap.\n" * 3
    report = a_report(tmp_path, f"comment\n{same}المعلمون جيدون جدا ولكن الطعام بارد\n")
    assert "Answers that are the one text sent more than once" in report
    assert "In Arabic, read by a machine only: counted apart" in report


def test_which_comments_are_to_be_read_one_by_one_is_listed(tmp_path: Path) -> None:
    bullied = "Our daughter is bullied by the same girls every day\nOur son is bullied on the way home by older boys\n"
    report = a_report(tmp_path, f"comment\n{bullied}")
    assert "Read every one of them: a single case can be serious." in report
    assert "<p>Comments: c1, c2</p>" in report
    lone = " ".join(a_report(tmp_path, "comment\n" + "Far too much homework\n" * 6 + bullied[:52]).split())
    assert (
        "Also spoken of by few, and to be read, since a single case can be serious:</strong> Bullying (1): c7." in lone
    )
    many = "".join(f"Nothing was done about bullying in week {week}\n" for week in range(12))
    report = a_report(tmp_path, f"comment\n{many}")
    assert "<summary>The 12 comments that speak of this</summary>" in report
    assert ", ".join(f"c{number}" for number in range(1, 13)) in report


def test_how_the_file_was_read_is_said_in_it(tmp_path: Path) -> None:
    path = tmp_path / "parents.csv"
    path.write_bytes(("comment\n" + "The café is cold. " * 600 + "\n").encode("cp1252"))
    report = render_report(read_file(path, "comment", None, None))
    assert "parents.csv was read as Windows-1252 text." in report
    assert "1 comment is longer than 10,000 characters." in report


def reported(source: Path, target: Path) -> Result:
    return CliRunner().invoke(main, ["analyse", str(source), "--html", str(target)])


def test_the_command_writes_it(tmp_path: Path) -> None:
    source, target = tmp_path / "in.csv", tmp_path / "report.html"
    source.write_text(ROWS, "utf-8")
    target.write_text("the one before")
    assert reported(source, target).exit_code == 0
    assert target.read_text("utf-8").lower().startswith("<!doctype html>")


@pytest.mark.parametrize(
    ("target", "reason"),
    [
        ("no/such/folder/report.html", "there is no folder"),
        ("", "this is a folder"),
        ("in.csv", "the report would be written over the comments"),
        ("link.html", "the report would be written over the comments"),
    ],
)
def test_the_command_says_why_not_before_it_reads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, target: str, reason: str
) -> None:
    (tmp_path / "in.csv").write_text(ROWS, "utf-8")
    (tmp_path / "link.html").symlink_to(tmp_path / "in.csv")
    monkeypatch.delattr("web.analyse_csv.read_file")
    result = reported(tmp_path / "in.csv", tmp_path / target)
    assert result.exit_code == 1
    assert reason in result.output
    assert (tmp_path / "in.csv").read_text("utf-8") == ROWS


def test_where_nothing_may_be_written_is_said_before_reading(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "in.csv").write_text(ROWS, "utf-8")
    # Root, as whom tests run in containers, may write anywhere.
    monkeypatch.setattr("os.access", lambda path, mode: mode == os.R_OK)
    monkeypatch.delattr("web.analyse_csv.read_file")
    assert "this may not be written" in reported(tmp_path / "in.csv", tmp_path / "report.html").output
