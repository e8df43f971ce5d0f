"""Files of results: the numbers of the pages, nothing that a spreadsheet runs, and no row whose group could be told."""

from __future__ import annotations

import csv
import io
import random
import zipfile
from uuid import uuid4

import pytest
from httpx import AsyncClient, Response

from common import db
from surveys.building.rules import Questionnaire
from surveys.publishing.rules import (
    NotAllIn,
    ShownByGroup,
    TooFewNew,
    TooFewRows,
    answer_rows,
    csv_file,
    in_one_cell,
    row_file_allowed,
    safe_cell,
)
from surveys.results.kinds import ClosedQuestion
from surveys.rules import QuestionKind
from tests.cast import sign_in
from tests.surveys.answered import add_question, answer
from tests.surveys.comments import HOMEWORK, MEALS, NAMING, read_comments, some_comments
from tests.surveys.test_compare_groups import closed
from tests.surveys.test_results_page import a_survey

FILES = ("tables.csv", "answers.csv", "codebook.csv", "comments.csv", "tables.xlsx", "answers.xlsx")


async def a_file(client: AsyncClient, asked: Questionnaire, name: str) -> Response:
    return await client.get(f"/surveys/{asked.survey}/files/{name}")


def rows_of(found: Response) -> list[list[str]]:
    assert found.status_code == 200, found.text
    return list(csv.reader(io.StringIO(found.content.decode("utf-8-sig"))))


def question(kind: QuestionKind, *options: str) -> ClosedQuestion:
    return ClosedQuestion(uuid4(), uuid4(), "key", kind, "What?", "", tuple((o, o) for o in options), "", "")


@pytest.mark.parametrize("typed", ["=1+1", "+44 20", "-cmd", "@SUM(A1)", "\t=1", " =1", "\r=1", "-2+3"])
def test_nothing_that_was_typed_is_a_formula(typed: str) -> None:
    assert safe_cell(typed) == f"'{typed}"


@pytest.mark.parametrize("typed", ["-2.5", "7", "Art – club", "2026-09", ""])
def test_numbers_and_plain_words_stay_as_they_are(typed: str) -> None:
    assert safe_cell(typed) == typed


def test_a_file_reads_back_as_it_was_with_commas_quotes_lines_and_any_letters() -> None:
    rows = [["a,b", 'say "hi"'], ["two\nlines", "اردو 😀"]]
    assert list(csv.reader(io.StringIO(csv_file(rows).decode("utf-8-sig"), newline=""))) == rows


def test_several_answers_share_a_cell_in_the_options_order() -> None:
    assert in_one_cell(question(QuestionKind.MULTIPLE, "art", "sport"), ["sport", "art"]) == "art; sport"
    assert in_one_cell(question(QuestionKind.RANKING, "a", "b"), ["2:a", "1:b"]) == "b > a"
    assert in_one_cell(question(QuestionKind.DATE), ["2026-09-03"]) == "2026-09"


def test_rows_come_in_no_order_and_hold_nothing_but_answers() -> None:
    asked = question(QuestionKind.NUMBER)
    found = answer_rows([asked], [{asked.id: [str(n)]} for n in range(50)], random.Random(1).shuffle)  # noqa: S311
    assert found[0] == ["key"]
    assert [row[0] for row in found[1:]] != [str(n) for n in range(50)]
    assert sorted(int(row[0]) for row in found[1:]) == list(range(50))


def test_when_there_is_no_file_with_a_row_for_each_answer() -> None:
    row_file_allowed(all_in=True, grouped=False, responses=30, last_made=None)
    row_file_allowed(all_in=True, grouped=False, responses=40, last_made=30)
    row_file_allowed(all_in=True, grouped=False, responses=30, last_made=30)
    with pytest.raises(NotAllIn):
        row_file_allowed(all_in=False, grouped=False, responses=99, last_made=None)
    with pytest.raises(ShownByGroup):
        row_file_allowed(all_in=True, grouped=True, responses=99, last_made=None)
    with pytest.raises(TooFewRows):
        row_file_allowed(all_in=True, grouped=False, responses=29, last_made=None)
    with pytest.raises(TooFewNew):
        row_file_allowed(all_in=True, grouped=False, responses=39, last_made=30)


async def test_the_answers_have_a_row_a_response_a_column_a_question_and_a_codebook(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    travel = await add_question(asked, "travel", "single", options={"bus": "=By bus", "walk": "On foot"})
    rare = await add_question(asked, "rare", "single", options={"x": "X"})
    first = asked.questions[0].id
    await answer(asked, {first: "agree", travel: "bus"}, times=28, channel="paper", group={"year": "3"})
    await answer(asked, {first: "disagree", travel: "walk", rare: "x"}, times=3)
    await closed(asked)
    found = rows_of(await a_file(client, asked, "answers.csv"))
    assert len(found) == 32
    assert found[0][-1] == "travel"
    assert "rare" not in found[0]
    assert sorted({(row[0], row[-1]) for row in found[1:]}) == [("agree", "bus"), ("disagree", "walk")]
    assert not {"paper", "3"} & {cell for row in found for cell in row}
    codebook = rows_of(await a_file(client, asked, "codebook.csv"))
    assert ["travel", "About travel?", "single", "bus", "'=By bus"] in codebook
    workbook = await a_file(client, asked, "answers.xlsx")
    with zipfile.ZipFile(io.BytesIO(workbook.content)) as parts:
        sheet = parts.read("xl/worksheets/sheet1.xml").decode()
        assert "<f>" not in sheet
        assert sheet.count("<row ") == 32
    await answer(asked, {first: "agree"}, times=4)
    assert (await a_file(client, asked, "answers.csv")).status_code == 409
    assert await db.value("SELECT count(*) FROM shown_result WHERE scope = 'rows'") == 1


async def test_rows_are_refused_to_a_survey_shown_by_group_and_its_tables_are_not(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    for channel in ("link", "paper"):
        await answer(asked, {asked.questions[0].id: "agree"}, times=20, channel=channel)
    await closed(asked, {"kind": "channel", "of": ""})
    assert (await a_file(client, asked, "answers.csv")).status_code == 409
    assert (await a_file(client, asked, "answers.xlsx")).status_code == 409
    tables = rows_of(await a_file(client, asked, "tables.csv"))
    assert [row for row in tables if row[:1] == [asked.questions[0].text] and "On paper" in row]
    page = await client.get(f"/surveys/{asked.survey}/files")
    assert "There is no such file: this survey is shown by group" in page.text


async def test_the_tables_say_what_the_page_says_and_no_more(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    first, second = asked.questions[0], asked.questions[1]
    await answer(asked, {first.id: "agree"}, times=9)
    await answer(asked, {first.id: "dont_know", second.id: "agree"}, times=3)
    found = rows_of(await a_file(client, asked, "tables.csv"))
    assert [first.text, "Agree", "9", "9", "100.0"] == next(r for r in found if r[:2] == [first.text, "Agree"])[:5]
    assert [first.text, "Don’t know", "3", "12", "", "", ""] in found
    assert [second.text, "Too few answers to show", "", "", "", "", ""] in found
    await db.rows("DELETE FROM response WHERE id IN (SELECT id FROM response LIMIT 3)")
    assert first.text not in (await a_file(client, asked, "tables.csv")).text


async def test_comments_are_apart_redacted_and_only_where_enough_wrote(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    await some_comments(asked, (*HOMEWORK, NAMING, *MEALS, "=cmd homework is awful", "n/a"))
    await read_comments(asked)
    found = rows_of(await a_file(client, asked, "comments.csv"))
    assert found[0] == ["question", "comment"]
    written = {row[1] for row in found[1:]}
    assert set(HOMEWORK) < written
    assert "'=cmd homework is awful" in written
    assert "n/a" not in written
    assert not [text for text in written if "Okafor" in text]
    assert {len(row) for row in found} == {2}


async def test_files_are_for_leadership_of_this_school_alone(client: AsyncClient) -> None:
    council, asked = await a_survey(client)
    await answer(asked, {asked.questions[0].id: "agree"}, times=40)
    await closed(asked)
    await sign_in(client, council.clerk)
    for name in FILES:
        assert (await a_file(client, asked, name)).status_code == 403, name
    assert (await client.get(f"/surveys/{asked.survey}/files")).status_code == 403
