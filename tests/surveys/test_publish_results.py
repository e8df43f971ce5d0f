"""Publishing: families see a closed survey's results in plain words and on paper, and nothing too small."""

from __future__ import annotations

from typing import Any

import pytest
from httpx import AsyncClient

from common import db, jobs
from common.pdf import pdf
from surveys.building.rules import Questionnaire
from surveys.comments.rules import Aspect, Entry
from surveys.comments.services import correct
from surveys.comments.wording.forms import Words
from surveys.comments.wording.services import edit_finding
from surveys.publishing import routes
from surveys.results.queries import finding
from surveys.results.services import publish_finding
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


async def report_of(client: AsyncClient, asked: Questionnaire, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What the governors' report is set from; it is set as well."""
    taken: list[dict[str, Any]] = []

    def setting(template: str, data: dict[str, Any]) -> bytes:
        taken.append(data)
        return pdf(template, data)

    monkeypatch.setattr(routes, "pdf", setting)
    assert (await client.get(f"/surveys/{asked.survey}/files/report.pdf")).content.startswith(b"%PDF")
    return taken[0]


async def test_the_report_says_whose_words_which_question_and_how_many_findings_it_shows(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    council, asked = await published(client)
    await some_comments(asked)
    await read_comments(asked)
    draft = await db.value("SELECT id FROM finding WHERE theme = 'homework'")
    before = await finding(asked.school, draft)
    kept = tuple(sentence.text for sentence in before.sentences[1:])
    words = Words("Too much of it", ("", *kept), "We act on it.", "", str(before.analysis))
    await edit_finding(asked.school, draft, council.head.id, words)
    await publish_finding(asked.school, draft, council.head.id)
    await db.rows(
        "INSERT INTO finding (id, school, survey, question, theme, headline, numbers)"
        " SELECT gen_random_uuid(), school, survey, question, 'meals', headline, numbers FROM finding WHERE id = $1",
        draft,
    )
    report = await report_of(client, asked, monkeypatch)
    [said] = report["findings"]
    assert (said["headline"], said["own"]) == ("Too much of it", True)
    assert said["asked"] == f"Asked: “{before.question_text}”"
    assert [one["text"] for one in said["sentences"] if one["own"]] == ["We act on it."]
    assert [one["text"] for one in said["sentences"] if not one["own"]] == list(kept)
    assert "What is marked * is in the words of Helen Marsh" in said["whose"]
    assert f"The machine’s headline: “{before.headline}”" in said["whose"]
    assert "1 of the machine’s sentences was changed or left out." in said["whose"]
    note = report["findings_note"]
    assert "1 finding was published and stands here. 1 more has not been published." in note


async def test_a_finding_that_was_replaced_stands_in_no_report(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    council, asked = await published(client)
    ids = await some_comments(asked)
    await read_comments(asked)
    for headline in ("The first of them", "The newer one"):
        draft = await db.value("SELECT id FROM finding WHERE theme = 'homework' AND state = 'draft'")
        await db.rows("UPDATE finding SET headline = $2 WHERE id = $1", draft, headline)
        await publish_finding(asked.school, draft, council.head.id)
        await correct(asked.school, ids[0], council.head.id, [Entry(Aspect.ANSWER, "", "no")])
        await jobs.run_pending()
    report = await report_of(client, asked, monkeypatch)
    assert [one["headline"] for one in report["findings"]] == ["The newer one"]


async def test_of_nothing_there_is_no_paper(client: AsyncClient) -> None:
    _, asked = await a_survey(client)
    assert (await client.get(f"/surveys/{asked.survey}/files/report.pdf")).status_code == 409
