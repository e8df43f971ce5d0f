"""Bringing comments in from a file: all rows or none, each once, disclosures to the designated leads."""

from __future__ import annotations

import json
import os
import time
from pathlib import Path

import click
import pytest

from common import db, jobs
from people.rules import Role
from surveys.building.rules import Questionnaire
from surveys.importing.queries import ImportTarget, TargetFault, import_target
from surveys.importing.rules import ImportRow, RowsFault, read_rows
from surveys.importing.services import import_comments
from tests.cast import a_person, a_school
from tests.surveys.comments import DISCLOSURE, text_question
from tests.surveys.scene import a_draft_survey, an_open_survey
from web.import_command import ImportOrder, run

REFERENCE = Path(os.environ.get("QUORATE_REFERENCE", Path(__file__).parents[2] / ".." / "shared" / "reference"))
REAL = REFERENCE / "comments" / "real_comments.csv"
ROWS = [ImportRow(line, f"r{line}", f"The music lessons in Year {line} are lovely.") for line in range(2, 14)]


async def a_target() -> tuple[Questionnaire, ImportTarget]:
    asked = await an_open_survey(await a_school())
    return asked, await import_target(asked.code)


async def stored() -> tuple[int, int]:
    """How many comments and how many concerns there are."""
    return int(await db.value("SELECT count(*) FROM comment")), int(await db.value("SELECT count(*) FROM concern"))


async def test_rows_become_comments_on_the_last_free_text_question(rollback: None) -> None:
    asked, target = await a_target()
    counts = await import_comments(target, ROWS)
    assert (counts.rows, counts.imported, counts.already_there) == (12, 12, 0)
    written = await db.rows("SELECT question, channel, text, external_id FROM comment")
    assert {(line["external_id"], line["text"]) for line in written} == {(row.external_id, row.text) for row in ROWS}
    assert {(line["question"], line["channel"]) for line in written} == {(text_question(asked), "import")}


async def test_repeated_it_writes_nothing_twice_and_adds_what_is_new(rollback: None) -> None:
    _, target = await a_target()
    await import_comments(target, ROWS[:10])
    again = await import_comments(target, ROWS)
    assert (again.imported, again.already_there) == (2, 10)
    assert await stored() == (12, 0)


async def test_a_dry_run_counts_and_writes_nothing(rollback: None) -> None:
    _, target = await a_target()
    counts = await import_comments(target, [*ROWS, ImportRow(14, "r14", DISCLOSURE)], dry_run=True)
    assert (counts.imported, counts.analysis) == (13, None)
    assert await stored() == (0, 0)
    for table in ("comment_analysis", "outbox_mail", "audit_entry WHERE action = 'import_comments'"):
        assert int(await db.value(f"SELECT count(*) FROM {table}")) == 0  # noqa: S608


async def test_a_name_that_is_there_with_another_text_stops_everything(rollback: None) -> None:
    _, target = await a_target()
    await import_comments(target, ROWS[:2])
    changed = [ImportRow(9, "r2", "Something else entirely."), ROWS[5]]
    with pytest.raises(RowsFault) as caught:
        await import_comments(target, changed)
    assert [(fault.line, fault.column) for fault in caught.value.faults] == [(9, "id")]
    assert await stored() == (2, 0)


async def test_a_disclosure_goes_to_the_leads_and_the_counts_do_not_tell(rollback: None) -> None:
    _, target = await a_target()
    lead = await a_person(target.school, "Dee Lead", Role.SAFEGUARDING_LEAD)
    rows = [*ROWS, ImportRow(14, "r14", DISCLOSURE), ImportRow(15, "r15", f"{DISCLOSURE} Again.")]
    counts = await import_comments(target, rows)
    assert (counts.rows, counts.imported) == (14, 14)
    assert await stored() == (12, 2)
    letters = await db.rows("SELECT person, kind, parameters FROM outbox_mail")
    assert [(letter["person"], letter["kind"], letter["parameters"]) for letter in letters] == [
        (lead.id, "concern_raised", {})
    ]
    assert (await import_comments(target, rows)).already_there == 14
    assert await stored() == (12, 2)


async def test_the_comments_are_read_by_a_job_that_is_asked_for_with_them(rollback: None) -> None:
    _, target = await a_target()
    counts = await import_comments(target, ROWS)
    await jobs.run_pending()
    analysis = await db.row("SELECT id, state, comments FROM comment_analysis")
    assert analysis is not None
    assert (analysis["id"], analysis["state"], analysis["comments"]) == (counts.analysis, "done", 12)


async def test_a_survey_is_found_by_code_id_and_title_and_a_doubtful_one_is_not_guessed(rollback: None) -> None:
    asked, target = await a_target()
    assert await import_target(str(asked.survey)) == target == await import_target(asked.title)
    first = await import_target(asked.code, "going_well")
    assert first.question != target.question
    with pytest.raises(TargetFault, match="no free-text question 'other'; it has: going_well, do_better"):
        await import_target(asked.code, "other")
    with pytest.raises(TargetFault, match="There is no survey"):
        await import_target("Spring survey")
    await a_draft_survey(target.school)
    with pytest.raises(TargetFault, match="2 surveys are called"):
        await import_target(asked.title)


def an_order(survey: str, file: Path, *, dry_run: bool = False) -> ImportOrder:
    return ImportOrder(survey, file, None, "comment", None, dry_run, as_json=True)


async def test_the_command_says_what_it_did_and_prints_the_counts(
    rollback: None, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _, target = await a_target()
    file = tmp_path / "comments.csv"
    file.write_text("id,comment\n" + "".join(f"{row.external_id},{row.text!r}\n" for row in ROWS).replace("'", '"'))
    for imported, there in ((12, 0), (0, 12)):
        await run(an_order(target.survey_title, file))
        said = capsys.readouterr()
        counts = json.loads(said.out)
        assert (counts["rows"], counts["imported"], counts["already_there"]) == (12, imported, there)
        assert f"Imported {imported} of 12 rows" in said.err
        assert f"Already there: {there}." in said.err


async def test_the_command_names_every_bad_row_and_imports_none(rollback: None, tmp_path: Path) -> None:
    _, target = await a_target()
    file = tmp_path / "comments.csv"
    file.write_text("id,comment\na,Good\nb,\nc," + "x" * 10_001 + "\n")
    with pytest.raises(click.ClickException) as caught:
        await run(an_order(target.survey_title, file))
    assert caught.value.exit_code == 1
    for words in (f"{file}: 2 rows are wrong, so nothing was imported", "line 3, column comment: is empty", "line 4,"):
        assert words in caught.value.message
    assert await stored() == (0, 0)


async def test_the_command_names_a_file_that_is_not_there(rollback: None, tmp_path: Path) -> None:
    with pytest.raises(click.ClickException, match=r"none\.csv: No such file"):
        await run(an_order("any", tmp_path / "none.csv"))


@pytest.mark.reference
async def test_three_thousand_real_comments_are_brought_in_and_read_in_twenty_seconds(rollback: None) -> None:
    if not REAL.exists():
        pytest.skip(f"{REAL} is not there: the real comments are not part of this repository")
    _, target = await a_target()
    started = time.process_time()
    counts = await import_comments(target, read_rows(REAL.read_bytes(), "comment"))
    await jobs.run_pending()
    assert counts.imported == 3000
    assert await db.value("SELECT state FROM comment_analysis") == "done"
    assert sum(await stored()) == 3000
    assert time.process_time() - started < 20
