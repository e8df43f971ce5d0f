"""Signing in by a mailed link."""

from __future__ import annotations

import re

from httpx import AsyncClient

from common import db, jobs
from people.identity import SESSION_COOKIE
from people.services import mint_link
from tests.cast import a_parent, a_school, csrf, send, sign_in


async def test_the_answer_is_the_same_whether_or_not_the_address_is_known(client: AsyncClient) -> None:
    school = await a_school()
    await a_parent(school, email="known@example.org")
    known = await send(client, "/sign-in", email="Known@example.org")
    unknown = await send(client, "/sign-in", email="unknown@example.org")
    assert known.status_code == unknown.status_code == 303
    assert known.headers["location"] == unknown.headers["location"] == "/sign-in/sent"
    assert int(await db.value("SELECT count(*) FROM outbox_mail")) == 2


async def test_a_letter_is_composed_only_for_a_known_address_and_never_stored_with_its_link(
    client: AsyncClient,
) -> None:
    school = await a_school()
    await a_parent(school, email="known@example.org")
    await send(client, "/sign-in", email="unknown@example.org")
    await jobs.run_pending()
    assert int(await db.value("SELECT count(*) FROM outbox_mail")) == 0
    assert int(await db.value("SELECT count(*) FROM sign_in_token")) == 0


async def test_a_bad_address_comes_back_with_what_was_typed(client: AsyncClient) -> None:
    await a_school()
    answer = await send(client, "/sign-in", email="not an address", next="/polls")
    assert answer.status_code == 422
    assert 'value="not an address"' in answer.text
    assert "Enter an e-mail address such as" in answer.text
    assert 'name="next" value="/polls"' in answer.text


async def test_reading_the_link_burns_nothing_and_the_button_works_once(client: AsyncClient) -> None:
    school = await a_school()
    parent = await a_parent(school, email="pat@example.org")
    token = await mint_link(school, "pat@example.org", "/polls")
    for _ in range(3):
        assert (await client.get(f"/sign-in/link/{token}")).status_code == 200
    answer = await send(client, f"/sign-in/link/{token}", person=str(parent.id))
    assert answer.status_code == 303
    assert answer.headers["location"] == "/polls?done=signed-in"
    again = await send(client, f"/sign-in/link/{token}", person=str(parent.id))
    assert again.status_code == 409
    assert "Ask for a new one" in again.text


async def test_a_link_signs_in_nobody_at_another_address(client: AsyncClient) -> None:
    school = await a_school()
    await a_parent(school, email="pat@example.org")
    stranger = await a_parent(school, "Other Parent", email="other@example.org")
    token = await mint_link(school, "pat@example.org")
    answer = await send(client, f"/sign-in/link/{token}", person=str(stranger.id))
    assert answer.status_code == 409
    assert SESSION_COOKIE not in answer.cookies


async def test_people_who_share_an_address_choose_who_they_are(client: AsyncClient) -> None:
    school = await a_school()
    await a_parent(school, "Ana Silva", email="family@example.org")
    await a_parent(school, "Rui Silva", email="family@example.org")
    answer = await client.get(f"/sign-in/link/{await mint_link(school, 'family@example.org')}")
    assert "Continue as Ana Silva" in answer.text
    assert "Continue as Rui Silva" in answer.text


async def test_an_old_link_is_refused(client: AsyncClient) -> None:
    school = await a_school()
    await a_parent(school, email="pat@example.org")
    token = await mint_link(school, "pat@example.org")
    await db.rows("UPDATE sign_in_token SET expires_at = now() - interval '1 second'")
    assert (await client.get(f"/sign-in/link/{token}")).status_code == 409


async def test_the_session_id_is_new_at_each_sign_in_and_only_its_hash_is_stored(client: AsyncClient) -> None:
    school = await a_school()
    parent = await a_parent(school, email="pat@example.org")
    client.cookies.set(SESSION_COOKIE, "chosen-by-an-attacker", domain="testserver.local")
    token = await mint_link(school, "pat@example.org")
    answer = await send(client, f"/sign-in/link/{token}", person=str(parent.id))
    session = re.search(rf"{SESSION_COOKIE}=([^;]+)", answer.headers["set-cookie"])
    assert session is not None
    assert session.group(1) != "chosen-by-an-attacker"
    stored = await db.value("SELECT token_hash FROM signed_in_session")
    assert stored != session.group(1)
    assert "HttpOnly" in answer.headers["set-cookie"]


async def test_an_anonymous_visit_creates_no_session(client: AsyncClient) -> None:
    await a_school()
    answer = await client.get("/")
    assert answer.status_code == 200
    assert SESSION_COOKIE not in answer.headers.get("set-cookie", "")
    assert int(await db.value("SELECT count(*) FROM signed_in_session")) == 0


async def test_signing_out_ends_the_session(client: AsyncClient) -> None:
    parent = await a_parent(await a_school())
    await sign_in(client, parent)
    assert parent.name in (await client.get("/")).text
    await send(client, "/sign-out")
    assert int(await db.value("SELECT count(*) FROM signed_in_session")) == 0


async def test_asking_again_and_again_is_stopped(client: AsyncClient) -> None:
    await a_school()
    answers = [await send(client, "/sign-in", email="pat@example.org") for _ in range(6)]
    assert [answer.status_code for answer in answers] == [303] * 5 + [429]
    assert int(answers[-1].headers["retry-after"]) > 0


async def test_a_form_without_its_hidden_field_is_refused(client: AsyncClient) -> None:
    await a_school()
    await csrf(client)
    assert (await client.post("/sign-in", data={"email": "pat@example.org"})).status_code == 403


async def test_going_on_after_sign_in_never_leaves_this_site(client: AsyncClient) -> None:
    await a_school()
    assert 'name="next" value="/"' in (await client.get("/sign-in?next=//evil.example")).text
