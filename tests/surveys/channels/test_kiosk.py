"""A kiosk: signed out, one person after the other, nothing left behind, ended by a PIN."""

from __future__ import annotations

from uuid import UUID

from httpx import AsyncClient

from common import db
from people.identity import SESSION_COOKIE
from surveys.answering.turns import KIOSK_COOKIE, TURN_COOKIE
from surveys.building.rules import Questionnaire
from tests.cast import a_head_teacher, a_school, csrf, send, sign_in
from tests.surveys.channels.stage import a_confidential_survey, an_ambassador, sealed_answers, some_codes
from tests.surveys.scene import an_open_survey, fields, fill_in


async def a_kiosk(client: AsyncClient, asked: Questionnaire, pin: str = "2468") -> None:
    """Makes this browser a kiosk, as an ambassador does."""
    await sign_in(client, await an_ambassador(asked.school))
    answer = await send(client, f"/ambassador/{asked.survey}/kiosk", hours="2", pin=pin)
    assert answer.headers["location"] == "/kiosk"


async def test_starting_a_kiosk_signs_the_device_out(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await a_kiosk(client, asked)
    assert SESSION_COOKIE not in client.cookies
    assert await db.value("SELECT count(*) FROM signed_in_session") == 0
    assert (await client.get("/ambassador")).headers["location"].startswith("/sign-in")
    shown = await client.get("/kiosk")
    assert asked.title in shown.text
    assert shown.headers["cache-control"] == "no-store"


async def test_a_kiosk_needs_hours_and_a_pin_and_never_sends_the_pin_back(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await sign_in(client, await an_ambassador(asked.school))
    answer = await send(client, f"/ambassador/{asked.survey}/kiosk", hours="99", pin="12a45")
    assert answer.status_code == 422
    assert "from 1 to 12" in answer.text
    assert "12a45" not in answer.text
    assert await db.value("SELECT count(*) FROM kiosk") == 0


async def test_each_turn_is_one_answer_and_leaves_the_device_empty(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await a_kiosk(client, asked)
    for number in (1, 2):
        assert (await send(client, "/kiosk", language="en")).headers["location"] == f"/s/{asked.code}"
        assert "Finish and clear" in (await client.get(f"/s/{asked.code}")).text
        await fill_in(client, asked)
        for _ in range(2):  # pressed twice, it is one answer
            assert (await send(client, f"/s/{asked.code}/check")).status_code == 303
        assert await sealed_answers(asked.survey) == number
        thanks = await client.get(f"/s/{asked.code}/done")
        assert "Each device can answer once" not in thanks.text
        assert (await send(client, f"/s/{asked.code}/finish")).headers["location"] == "/kiosk"
        assert TURN_COOKIE not in client.cookies
        for path in ("", "/1", "/check", "/done"):  # what Back would show
            assert (await client.get(f"/s/{asked.code}{path}")).headers["location"] == "/kiosk"


async def test_what_was_typed_and_not_sent_is_deleted(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await a_kiosk(client, asked)
    await send(client, "/kiosk", language="en")
    page = await client.get(f"/s/{asked.code}/1")
    assert "data-keep" not in page.text
    assert 'href="/privacy"' not in page.text
    await send(client, f"/s/{asked.code}/1", **fields(asked, 1))
    assert await db.value("SELECT count(*) FROM survey_draft") == 1
    await send(client, f"/s/{asked.code}/finish")
    assert await db.value("SELECT count(*) FROM survey_draft") == 0
    await send(client, "/kiosk", language="en")
    assert "checked" not in (await client.get(f"/s/{asked.code}/1")).text


async def test_a_page_that_back_offers_to_send_again_is_refused(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await a_kiosk(client, asked)
    await send(client, "/kiosk", language="en")
    sent = {**await csrf(client), **fields(asked, 1, "agree")}
    await client.post(f"/s/{asked.code}/1", data=sent)
    await send(client, f"/s/{asked.code}/finish")
    await send(client, "/kiosk", language="en")
    await client.get(f"/s/{asked.code}/1")
    assert (await client.post(f"/s/{asked.code}/1", data=sent)).status_code == 403
    assert await db.value("SELECT count(*) FROM survey_draft") == 0


async def test_a_turn_that_nobody_signed_is_none(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await a_kiosk(client, asked)
    await send(client, "/kiosk", language="en")
    token = client.cookies[TURN_COOKIE]
    client.cookies.delete(TURN_COOKIE)
    forged = token[:-1] + ("A" if token[-1] != "A" else "B")
    client.cookies.set(TURN_COOKIE, forged, domain="testserver.local", path=f"/s/{asked.code}")
    assert (await client.get(f"/s/{asked.code}/1")).headers["location"] == "/kiosk"
    other = await an_open_survey(asked.school)
    client.cookies.set(TURN_COOKIE, token, domain="testserver.local", path=f"/s/{other.code}")
    assert (await client.get(f"/s/{other.code}/1")).headers["location"] == "/kiosk"


async def test_a_kiosk_ends_by_its_pin_by_its_time_from_afar_and_with_the_survey(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await a_kiosk(client, asked)
    assert (await send(client, "/kiosk/end", pin="0000")).status_code == 422
    assert (await send(client, "/kiosk/end", pin="2468")).headers["location"].startswith("/?done")
    assert KIOSK_COOKIE not in client.cookies
    for ending in (
        "UPDATE kiosk SET ends_at = now() - interval '1 second'",
        "UPDATE survey SET state = 'closed', closed_at = now()",
    ):
        await a_kiosk(client, asked)
        await db.rows(ending)
        assert (await send(client, "/kiosk", language="en")).headers["location"] == "/kiosk"
        assert "no kiosk now" in (await client.get("/kiosk")).text
        assert KIOSK_COOKIE not in client.cookies


async def test_leadership_ends_a_kiosk_from_another_device(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await a_kiosk(client, asked)
    token = client.cookies[KIOSK_COOKIE]
    client.cookies.delete(KIOSK_COOKIE)
    await sign_in(client, await a_head_teacher(asked.school))
    assert "A kiosk has been running since" in (await client.get(f"/ambassador/{asked.survey}")).text
    kiosk: UUID = await db.value("SELECT id FROM kiosk")
    for _ in range(2):
        ended = await send(client, f"/ambassador/{asked.survey}/kiosks/{kiosk}/end")
        assert ended.headers["location"].endswith("done=kiosk-ended")
    client.cookies.delete(SESSION_COOKIE)
    client.cookies.set(KIOSK_COOKIE, token, domain="testserver.local")
    assert "no kiosk now" in (await client.get("/kiosk")).text


async def test_guessing_the_pin_is_stopped(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await a_kiosk(client, asked)
    statuses = [(await send(client, "/kiosk/end", pin=str(1000 + guess))).status_code for guess in range(11)]
    assert statuses == [422] * 10 + [429]


async def test_a_confidential_survey_needs_a_code_at_the_kiosk(client: AsyncClient) -> None:
    asked = await a_confidential_survey(await a_school())
    code = (await some_codes(asked))[0]
    await a_kiosk(client, asked)
    assert (await send(client, "/kiosk", language="en", code="")).status_code == 422
    assert (await send(client, "/kiosk", language="en", code="3467 9CDF HJKM")).status_code == 422
    assert (await send(client, "/kiosk", language="en", code=code)).headers["location"] == f"/s/{asked.code}"
    await fill_in(client, asked)
    await send(client, f"/s/{asked.code}/check")
    await send(client, f"/s/{asked.code}/finish")
    assert await sealed_answers(asked.survey) == 1
    assert (await send(client, "/kiosk", language="en", code=code)).status_code == 422


async def test_a_browser_that_is_no_kiosk_says_so(client: AsyncClient) -> None:
    await a_school()
    assert "no kiosk now" in (await client.get("/kiosk")).text
    assert (await client.get("/kiosk/end")).headers["location"] == "/kiosk"
    assert (await send(client, "/kiosk", language="en")).headers["location"] == "/kiosk"
