"""The office's pages of inviting: bad input, double clicks, the wrong person."""

from __future__ import annotations

from uuid import UUID, uuid4

from httpx import AsyncClient

from common import db
from people.rules import Actor
from surveys.building.services import open_survey
from tests.cast import a_head_teacher, a_parent, a_person, a_school, send, sign_in
from tests.surveys.inviting.scene import a_survey, compose_all, open_and_send


async def _draft_with_head(client: AsyncClient) -> tuple[UUID, UUID, Actor]:
    school = await a_school()
    head = await a_head_teacher(school)
    await sign_in(client, head)
    await a_parent(school, year=3)
    return school, await a_survey(school), head


async def test_the_plan_is_made_on_a_page_that_shows_the_numbers(client: AsyncClient) -> None:
    school, survey, _ = await _draft_with_head(client)
    silent = await a_parent(school, "No Mail", year=4)
    await db.rows("UPDATE person SET email = NULL WHERE id = $1", silent.id)
    path = f"/surveys/{survey}/invitations"
    assert "without an e-mail address" in (await client.get(path)).text
    bad = await send(client, path, years=["9"], per="", remind_after="soon", remind_before="99")
    assert bad.status_code == 422
    for words in ("Choose from the options", "Choose who gets a link", "Enter a whole number from 1 to 60"):
        assert words in bad.text
    assert 'value="soon"' in bad.text
    saved = await send(client, path, years=["3"], per="household", remind_after="5", remind_before="")
    assert saved.headers["location"] == f"{path}?done=invitations-planned"
    assert await db.value("SELECT audience FROM invite_plan") == {"years": [3], "classes": [], "languages": []}
    await open_survey(school, survey, by=None)
    assert (await send(client, path, per="parent")).status_code == 409
    page = (await client.get(path)).text
    assert "Planned: 5 days after the opening." in page
    assert "For the school’s own app" in page


async def test_reminders_and_newcomers_are_asked_for_once_however_often_pressed(client: AsyncClient) -> None:
    school, survey, _ = await _draft_with_head(client)
    await open_and_send(school, survey)
    key = uuid4().hex
    for _ in range(2):
        asked = await send(client, f"/surveys/{survey}/reminders", form_key=key)
        assert asked.headers["location"].endswith("done=reminder-asked")
    assert await db.value("SELECT count(*) FROM survey_reminder") == 1
    nobody = await send(client, f"/surveys/{survey}/newcomers")
    assert nobody.headers["location"].endswith("done=nobody-new")


async def test_an_address_is_marked_and_tried_again_on_a_page(client: AsyncClient) -> None:
    school, _, _ = await _draft_with_head(client)
    assert "No letter has come back" in (await client.get("/surveys/bounces")).text
    assert (await send(client, "/surveys/bounces", address="nonsense")).status_code == 422
    await send(client, "/surveys/bounces", address="Gone@Example.org")
    page = await client.get("/surveys/bounces")
    assert "gone@example.org" in page.text
    stop = await db.value("SELECT id FROM invite_stop WHERE school = $1", school)
    await send(client, f"/surveys/bounces/{stop}/again")
    assert await db.value("SELECT count(*) FROM invite_stop") == 0
    assert "gone@example.org" not in str(await db.rows("SELECT * FROM audit_entry"))


async def test_parents_and_outsiders_do_not_see_the_pages_of_inviting(client: AsyncClient) -> None:
    school, survey, _ = await _draft_with_head(client)
    for person in (await a_parent(school, "Some Parent"), await a_person(school, "Out Sider")):
        await sign_in(client, person)
        for path in (f"/surveys/{survey}/invitations", "/surveys/bounces"):
            assert (await client.get(path)).status_code == 403
    await sign_in(client, await a_head_teacher(school))
    assert (await client.get(f"/surveys/{uuid4()}/invitations")).status_code == 404


async def test_a_lost_letter_is_sent_again_and_nobody_learns_who_has_answered(client: AsyncClient) -> None:
    school, survey, _ = await _draft_with_head(client)
    silent, answered = await a_parent(school, "Sam Silent"), await a_parent(school, "Ann Answered")
    await open_and_send(school, survey)
    await db.rows("UPDATE invitation SET spent_at = current_date WHERE person = $1", answered.id)
    emails = {line["id"]: line["email"] for line in await db.rows("SELECT id, email FROM person")}
    pages = []
    for person in (silent, answered):
        sent = await send(client, f"/surveys/{survey}/letters", address=emails[person.id].upper())
        pages.append((sent.status_code, sent.headers["location"]))
    assert pages == [(303, f"/surveys/{survey}/invitations?done=letter-sent-again")] * 2
    assert set(await compose_all()) == {emails[silent.id]}
    for wrong in ("", "nonsense", "stranger@example.org"):
        refused = await send(client, f"/surveys/{survey}/letters", address=wrong)
        assert refused.status_code == 422
        assert f'value="{wrong}"' in refused.text or not wrong
