"""Answering a survey on a phone: page by page, kept half-way, checked, and sent once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from httpx import AsyncClient

from common import db
from surveys.answering.routes import COOKIE
from surveys.answering.rules import NotWhole
from surveys.answering.services import forget_old_drafts, submit_answers
from surveys.building.services import close_survey
from tests.cast import a_parent, a_school, csrf, send, sign_in
from tests.surveys.scene import a_draft_survey, a_token, an_open_survey, answers_to, fields, fill_in

FRAGMENT = {"HX-Request": "true", "HX-Request-Type": "partial"}


async def _count(table: str) -> int:
    return int(await db.value(f"SELECT count(*) FROM {table}"))  # noqa: S608 - the tests' own words


async def test_the_start_page_says_what_it_is_and_what_is_promised(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    shown = await client.get(f"/s/{asked.code}")
    for words in ("Autumn parent survey", "16 questions on 5 short pages", "anonymous", "final", "020 7946 0000"):
        assert words in shown.text
    assert "Privacy notice, version 1" in shown.text
    assert (await client.get(f"/s/{asked.code.upper()}")).headers["location"] == f"/s/{asked.code}"


async def test_looking_at_every_page_writes_nothing(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    for path in ("", "/1", "/5", "/check", "/done"):
        for method in ("GET", "HEAD"):
            answer = await client.request(method, f"/s/{asked.code}{path}")
            assert answer.status_code in (200, 303)
            assert COOKIE not in answer.headers.get("set-cookie", "")
    assert [await _count(table) for table in ("survey_draft", "spent_device", "rate_limit")] == [0, 0, 0]


async def test_a_whole_answer_is_sent_without_javascript(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    last = await fill_in(client, asked, {"q15": "The new library is lovely."})
    assert last.headers["location"] == f"/s/{asked.code}/check"
    check = await client.get(f"/s/{asked.code}/check")
    assert "The new library is lovely." in check.text
    assert f'href="/s/{asked.code}/5#q15"' in check.text
    assert "No answer" in check.text
    sent = await send(client, f"/s/{asked.code}/check")
    assert sent.headers["location"] == f"/s/{asked.code}/done"
    assert "You have answered. Thank you!" in (await client.get(f"/s/{asked.code}/done")).text
    assert [await _count(table) for table in ("sealed_answer", "spent_device", "survey_draft")] == [1, 1, 0]


async def test_sending_twice_is_one_answer_and_the_device_is_thanked_from_then_on(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await fill_in(client, asked)
    for _ in range(3):
        answer = await send(client, f"/s/{asked.code}/check")
        assert answer.headers["location"] == f"/s/{asked.code}/done"
    assert await _count("sealed_answer") == 1
    for path in ("", "/1", "/check"):
        assert (await client.get(f"/s/{asked.code}{path}")).headers["location"] == f"/s/{asked.code}/done"
    again = await send(client, f"/s/{asked.code}/1", **fields(asked, 1))
    assert again.headers["location"] == f"/s/{asked.code}/done"
    assert await _count("survey_draft") == 0


async def test_the_same_device_comes_back_to_where_it_left_off(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    first = await send(client, f"/s/{asked.code}/1", **fields(asked, 1, "strongly_disagree"))
    assert f"Path=/s/{asked.code}" in first.headers["set-cookie"]
    assert "HttpOnly" in first.headers["set-cookie"]
    assert first.headers["location"] == f"/s/{asked.code}/2"
    back = await client.get(f"/s/{asked.code}")
    assert "Continue" in back.text
    assert f'href="/s/{asked.code}/2"' in back.text
    assert (await client.get(f"/s/{asked.code}/1")).text.count(" checked") == 4
    await send(client, f"/s/{asked.code}/forget")
    assert await _count("survey_draft") == 0
    assert (await client.get(f"/s/{asked.code}/1")).text.count(" checked") == 0


async def test_another_device_sees_nothing_of_it(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await send(client, f"/s/{asked.code}/5", **fields(asked, 5, q15="Only I know this."))
    assert "Only I know this." in (await client.get(f"/s/{asked.code}/5")).text
    client.cookies.delete(COOKIE)
    assert "Only I know this." not in (await client.get(f"/s/{asked.code}/5")).text


async def test_what_is_wrong_is_named_and_what_was_typed_is_kept_in_the_draft_too(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    missing = await send(client, f"/s/{asked.code}/1", q1="agree", q2="perhaps")
    assert missing.status_code == 422
    assert "Choose one of the options on the page." in missing.text
    # Two fields, in the summary and beside each.
    assert missing.text.count("Choose an answer: Pupils at this school behave well.") == 2
    assert missing.text.count("Choose an answer: ") == 4
    assert missing.text.count(" checked") == 1
    too_long = "é" * 5001
    answer = await send(client, f"/s/{asked.code}/5", **fields(asked, 5, q15=too_long, q16="Kept."))
    assert answer.status_code == 422
    assert "it has 5001" in answer.text
    for shown in (answer.text, (await client.get(f"/s/{asked.code}/5")).text):
        assert too_long in shown
        assert "Kept." in shown
    assert (await client.get(f"/s/{asked.code}/1")).text.count(" checked") == 1


async def test_nothing_is_sent_before_every_page_is_right(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    assert (await send(client, f"/s/{asked.code}/check")).headers["location"] == f"/s/{asked.code}"
    await send(client, f"/s/{asked.code}/1", **fields(asked, 1))
    answer = await send(client, f"/s/{asked.code}/check")
    assert answer.status_code == 422
    assert answer.text.count("Needs an answer") == 10
    assert await _count("sealed_answer") == 0


async def test_a_draft_is_not_forged_by_fields_that_were_not_asked(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await send(client, f"/s/{asked.code}/1", **fields(asked, 1), q7="agree", q99="agree", typed="x")
    assert (await client.get(f"/s/{asked.code}/2")).text.count(" checked") == 0
    for path in ("/0", "/6", "/99999999999999999999", "/elsewhere"):
        assert (await client.get(f"/s/{asked.code}{path}")).status_code == 404


@pytest.mark.parametrize("forged", ["x", "' OR 1=1 --", "A" * 43, "A" * 5000])
async def test_a_forged_cookie_is_a_device_without_a_draft(client: AsyncClient, forged: str) -> None:
    asked = await an_open_survey(await a_school())
    client.cookies.set(COOKIE, forged, domain="testserver.local", path=f"/s/{asked.code}")
    assert (await client.get(f"/s/{asked.code}/1")).status_code == 200
    assert (await send(client, f"/s/{asked.code}/1", **fields(asked, 1))).status_code == 303


async def test_a_change_from_the_last_look_leads_back_to_it(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await fill_in(client, asked)
    answer = await send(client, f"/s/{asked.code}/2", **fields(asked, 2, "disagree"))
    assert answer.headers["location"] == f"/s/{asked.code}/check"
    assert (await client.get(f"/s/{asked.code}/2")).text.count('value="disagree" checked') == 4


async def test_htmx_gets_the_block_alone_with_its_title(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    token = await csrf(client)
    right = await client.post(
        f"/s/{asked.code}/1", data={**token, **fields(asked, 1)}, headers=FRAGMENT, follow_redirects=True
    )
    assert right.text.lstrip().startswith('<div id="answering"')
    assert "<title>Learning" in right.text
    assert "autofocus" in right.text
    wrong = await client.post(f"/s/{asked.code}/2", data=token, headers=FRAGMENT)
    assert wrong.status_code == 422
    assert wrong.text.lstrip().startswith('<div id="answering"')
    assert "There is a problem" in wrong.text


async def test_a_survey_closed_half_way_shows_what_was_typed_for_copying(client: AsyncClient) -> None:
    school = await a_school()
    asked = await an_open_survey(school)
    await fill_in(client, asked, {"q16": "Warmer classrooms, please."})
    await close_survey(school, asked.survey, by=None)
    seen = await client.get(f"/s/{asked.code}/check")
    assert seen.status_code == 200
    late = await send(client, f"/s/{asked.code}/check")
    later = await send(client, f"/s/{asked.code}/5", **fields(asked, 5, q16="Typed after the close."))
    assert late.status_code == later.status_code == 409
    assert "Warmer classrooms, please." in seen.text
    assert "Warmer classrooms, please." in late.text
    assert "Typed after the close." in later.text
    assert await _count("sealed_answer") == 0


async def test_after_its_closing_date_a_survey_takes_nothing_even_before_it_is_closed(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await fill_in(client, asked)
    await db.rows("UPDATE survey SET closes_at = $1", datetime.now(UTC) - timedelta(seconds=1))
    assert (await send(client, f"/s/{asked.code}/check")).status_code == 409
    assert "This survey is closed" in (await client.get(f"/s/{asked.code}")).text


async def test_a_draft_survey_and_an_unknown_code_are_not_there(client: AsyncClient) -> None:
    school = await a_school()
    await a_draft_survey(school)
    code = await db.value("SELECT code FROM survey")
    assert (await client.get(f"/s/{code}")).status_code == 404
    assert (await client.get("/s/zzzzzz")).status_code == 404


async def test_whoever_is_signed_in_is_neither_named_nor_noted(client: AsyncClient) -> None:
    school = await a_school()
    asked = await an_open_survey(school)
    parent = await a_parent(school)
    await sign_in(client, parent)
    await db.rows("UPDATE signed_in_session SET seen_at = seen_at - interval '1 hour'")
    seen = await db.value("SELECT seen_at FROM signed_in_session")
    assert parent.name not in (await client.get(f"/s/{asked.code}")).text
    await fill_in(client, asked)
    await send(client, f"/s/{asked.code}/check")
    assert await _count("sealed_answer") == 1
    assert await db.value("SELECT seen_at FROM signed_in_session") == seen


async def test_answering_leaves_no_log_line_and_no_audit_entry(
    client: AsyncClient, capfd: pytest.CaptureFixture[str]
) -> None:
    asked = await an_open_survey(await a_school())
    entries = await _count("audit_entry")
    await csrf(client)
    capfd.readouterr()
    await fill_in(client, asked)
    await send(client, f"/s/{asked.code}/check")
    assert await _count("audit_entry") == entries
    assert capfd.readouterr().err == ""


async def test_too_many_new_drafts_from_one_address_are_stopped_and_old_ones_go_on(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await send(client, f"/s/{asked.code}/1", **fields(asked, 1))
    await db.rows("UPDATE rate_limit SET used = 600")
    assert (await send(client, f"/s/{asked.code}/2", **fields(asked, 2))).status_code == 303
    client.cookies.delete(COOKIE)
    assert (await send(client, f"/s/{asked.code}/1", **fields(asked, 1))).status_code == 429


async def test_a_huge_form_is_refused(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    answer = await send(client, f"/s/{asked.code}/5", **fields(asked, 5, q15="x" * 300_000))
    assert answer.status_code == 413
    assert await _count("survey_draft") == 0


async def test_drafts_that_nobody_touched_for_thirty_days_are_deleted(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await send(client, f"/s/{asked.code}/1", **fields(asked, 1))
    await db.rows("UPDATE survey_draft SET touched_on = current_date - 30")
    await forget_old_drafts()
    assert await _count("survey_draft") == 1
    await db.rows("UPDATE survey_draft SET touched_on = current_date - 31")
    await forget_old_drafts()
    assert await _count("survey_draft") == 0


async def test_the_service_refuses_what_was_not_asked_or_is_no_answer(rollback: None) -> None:
    school = await a_school()
    asked, other = await an_open_survey(school), await an_open_survey(school)
    good = answers_to(asked)
    bad = [answers_to(other), {**good, other.questions[0].id: "agree"}, {**good, asked.questions[0].id: "maybe"}, {}]
    for answers in bad:
        with pytest.raises(NotWhole):
            await submit_answers(school, asked.survey, a_token(), answers)
    assert await _count("spent_device") == 0
