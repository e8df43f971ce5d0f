"""Publishing: families see a closed survey's results in plain words and on paper, and nothing too small."""

from __future__ import annotations

import pytest
from httpx import AsyncClient

from common import db
from surveys.building.rules import Questionnaire
from tests.cast import Council, send, sign_in
from tests.surveys.answered import answer
from tests.surveys.comments import read_comments, some_comments
from tests.surveys.test_compare_groups import closed
from tests.surveys.test_results_page import a_survey, text_of


async def published(client: AsyncClient, *, publish: bool = True) -> tuple[Council, Questionnaire]:
    """A closed survey: twelve answered its first statement, seven its second."""
    council, asked = await a_survey(client)
    first, second = asked.questions[0].id, asked.questions[1].id
    await answer(asked, {first: "agree", second: "agree"}, times=7)
    await answer(asked, {first: "disagree"}, times=5)
    await closed(asked)
    if publish:
        sent = await send(client, f"/surveys/{asked.survey}/publish")
        assert sent.headers["location"] == f"/surveys/{asked.survey}/files?done=survey-published"
    return council, asked


async def test_anybody_sees_the_numbers_of_ten_at_least_and_no_groups_or_comments(client: AsyncClient) -> None:
    _, asked = await published(client)
    client.cookies.clear()
    page = await client.get(f"/published/{asked.code}")
    assert page.status_code == 200
    said = text_of(page.text)
    assert "12 answers came from the" in said
    assert "58% agree" in said
    assert "Too few answers to show" in said.split(asked.questions[1].text)[1][:120]
    assert "compare" not in page.text
    assert (await client.get(f"/published/{asked.code.upper()}")).status_code == 200


async def test_questions_stand_in_the_language_that_is_chosen_and_others_are_not_taken(client: AsyncClient) -> None:
    _, asked = await published(client)
    await db.rows("UPDATE survey SET languages = $1", ["en", "pl"])
    await db.rows(
        "INSERT INTO question_text (id, school, version, language, text)"
        " SELECT gen_random_uuid(), school, version, 'pl', 'Pytanie' FROM survey_question WHERE id = $1",
        asked.questions[0].id,
    )
    polish = await client.get(f"/published/{asked.code}?lang=pl")
    assert "Pytanie" in polish.text
    assert 'href="?lang=en"' in polish.text
    other = await client.get(f"/published/{asked.code}?lang=xx")
    assert "Pytanie" not in other.text
    assert other.status_code == 200


@pytest.mark.parametrize("path", ["", "/results.pdf"])
async def test_what_is_not_published_is_not_there(client: AsyncClient, path: str) -> None:
    _, asked = await published(client, publish=False)
    assert (await client.get(f"/published/{asked.code}{path}")).status_code == 404
    assert (await client.get(f"/published/nosuch{path}")).status_code == 404


async def test_publishing_is_for_leadership_once_and_is_recorded(client: AsyncClient) -> None:
    council, asked = await published(client)
    await send(client, f"/surveys/{asked.survey}/publish")
    assert await db.value("SELECT count(*) FROM audit_entry WHERE action = 'publish_survey'") == 1
    await sign_in(client, council.clerk)
    assert (await send(client, f"/surveys/{asked.survey}/publish")).status_code == 403


async def test_a_survey_that_takes_answers_or_has_too_few_is_not_published(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    await answer(asked, {asked.questions[0].id: "agree"}, times=12)
    assert (await send(client, f"/surveys/{asked.survey}/publish")).status_code == 409
    await closed(asked)
    await db.rows("DELETE FROM response WHERE id IN (SELECT id FROM response LIMIT 3)")
    assert (await send(client, f"/surveys/{asked.survey}/publish")).status_code == 409


async def test_looking_at_what_is_published_writes_nothing(client: AsyncClient) -> None:
    _, asked = await published(client)
    before = await db.value("SELECT count(*) FROM shown_result")
    await client.get(f"/published/{asked.code}")
    assert before == await db.value("SELECT count(*) FROM shown_result") == 1


async def test_papers_are_tagged_and_the_chart_is_a_picture(client: AsyncClient) -> None:
    _, asked = await published(client)
    for path in (f"/published/{asked.code}/results.pdf", f"/surveys/{asked.survey}/files/report.pdf"):
        paper = await client.get(path)
        assert paper.status_code == 200
        assert paper.content.startswith(b"%PDF")
        assert b"/StructTreeRoot" in paper.content
    picture = await client.get(f"/surveys/{asked.survey}/files/chart.png")
    assert picture.headers["content-type"] == "image/png"
    assert picture.content.startswith(b"\x89PNG")


async def test_only_published_findings_stand_in_the_governors_report(client: AsyncClient) -> None:
    _, asked = await published(client)
    await some_comments(asked)
    await read_comments(asked)
    plain = len((await client.get(f"/surveys/{asked.survey}/files/report.pdf")).content)
    finding = await db.value("SELECT id FROM finding ORDER BY rank LIMIT 1")
    reviewed = await db.value("SELECT analysis FROM finding WHERE id = $1", finding)
    await send(client, f"/findings/{finding}/publish", reviewed=str(reviewed))
    assert len((await client.get(f"/surveys/{asked.survey}/files/report.pdf")).content) > plain


async def test_of_nothing_there_is_no_paper(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    assert (await client.get(f"/surveys/{asked.survey}/files/report.pdf")).status_code == 409
