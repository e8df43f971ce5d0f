"""Inviting: whom the plan means, what a letter holds, that it leaves once and by day, and where it leads."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from httpx import AsyncClient

from common import clock, db
from surveys.answering.routes import COOKIE
from surveys.answering.services import submit_answers
from surveys.building.queries import questionnaire
from surveys.building.services import open_survey
from surveys.inviting import letters
from surveys.inviting.queries import numbers, progress
from surveys.inviting.rules import Audience, InvitingPlan
from surveys.inviting.services import (
    ask_for_reminder,
    invite_newcomers,
    plan_invitations,
    send_invitations,
    send_reminders,
    stop_letters,
)
from surveys.rules import Anonymity
from surveys.spoken import phrases, spoken_languages
from tests.cast import a_head_teacher, a_household, a_parent, a_school, send, sign_in
from tests.surveys.inviting.scene import NIGHT, NOON, a_survey, compose_all, cookie_for, link_in, open_and_send
from tests.surveys.scene import answers_to, fill_in


async def test_the_plan_means_years_and_classes_together_and_languages_within_them(client: AsyncClient) -> None:
    school = await a_school()
    survey = await a_survey(school)
    for year in (0, 1, 1, 2):
        await a_parent(school, f"Parent {year}", year=year)
    polish = await a_parent(school, "Ola Nowak", year=2)
    await db.rows("UPDATE person SET language = 'pl' WHERE id = $1", polish.id)
    for audience, expected in (
        (Audience(), 5),
        (Audience(years=(1,)), 2),
        (Audience(years=(1,), classes=("2A",)), 4),
        (Audience(languages=("pl",)), 1),
        (Audience(years=(0,), languages=("pl",)), 0),
    ):
        assert (await numbers(school, survey, InvitingPlan(audience))).invited == expected


async def test_a_household_gets_one_invitation_and_each_of_its_adults_a_letter(client: AsyncClient) -> None:
    school = await a_school()
    survey, home = await a_survey(school), await a_household(school)
    for name in ("Ana Ruiz", "Ben Ruiz"):
        await a_parent(school, name, household=home)
    await a_parent(school, "Cy Alone")
    await plan_invitations(school, survey, InvitingPlan(per_household=True), None)
    await open_survey(school, survey, by=None)
    await send_invitations()
    await send_invitations()
    sent = await compose_all()
    assert len(sent) == 3
    assert await db.value("SELECT count(*) FROM invitation") == 2
    asked = await questionnaire(school, survey, "en")
    for body in sent.values():
        assert "one answer for your household" in body
        await submit_answers(school, survey, cookie_for(link_in(body)), answers_to(asked))
    assert await db.value("SELECT count(*) FROM sealed_answer") == 2


async def test_the_rate_is_one_of_those_who_are_asked(client: AsyncClient) -> None:
    school = await a_school()
    survey, home = await a_survey(school), await a_household(school)
    for name, year in (("Ana Ruiz", 3), ("Ben Ruiz", 3), ("Cy Alone", 4)):
        await a_parent(school, name, year=year, household=home if year == 3 else None)
    await plan_invitations(school, survey, InvitingPlan(Audience(years=(3,))), None)
    await open_survey(school, survey, by=None)
    asked = await db.row("SELECT roll_parents, roll_households FROM survey WHERE id = $1", survey)
    assert asked == {"roll_parents": 2, "roll_households": 1}


async def test_groups_are_fixed_at_the_opening_and_no_smaller_than_ten(client: AsyncClient) -> None:
    school = await a_school()
    survey = await a_survey(school)
    await db.rows("UPDATE survey SET breakdowns = $2 WHERE id = $1", survey, [{"kind": "year", "of": ""}])
    for year, size in ((0, 4), (1, 8), (2, 11)):
        for number in range(size):
            await a_parent(school, f"P {year} {number}", year=year)
    await open_survey(school, survey, by=None)
    sizes = await db.rows("SELECT group_key, count(*) AS n FROM invitation GROUP BY 1 ORDER BY 1")
    small, large = '{"year": "Reception or Year 1"}', '{"year": "Year 2"}'
    assert sizes == [{"group_key": small, "n": 12}, {"group_key": large, "n": 11}]
    batches = await db.rows("SELECT group_key FROM answer_batch WHERE state = 'collecting' ORDER BY 1")
    assert [line["group_key"] for line in batches] == [small, large]
    await a_parent(school, "Newcomer", year=0)
    assert await invite_newcomers(school, survey, None) == 1
    assert await invite_newcomers(school, survey, None) == 0
    assert await db.value("SELECT count(*) FROM invitation WHERE group_key = $1", small) == 13


async def test_no_letter_leaves_at_night_and_each_leaves_once(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = await a_school()
    survey = await a_survey(school)
    await a_parent(school)
    monkeypatch.setattr(clock, "now", lambda: NIGHT)
    await open_and_send(school, survey)
    assert await db.value("SELECT count(*) FROM outbox_mail") == 0
    monkeypatch.setattr(clock, "now", lambda: NOON)
    for _ in range(2):
        await send_invitations()
    assert await db.value("SELECT count(*) FROM outbox_mail") == 1


async def test_the_token_is_in_the_letter_and_nowhere_else(client: AsyncClient) -> None:
    school = await a_school()
    survey = await a_survey(school)
    await a_parent(school)
    await open_survey(school, survey, by=None)
    await send_invitations()
    (body,) = (await compose_all()).values()
    token = link_in(body)
    for table in ("outbox_mail", "invitation", "invitation_link", "audit_entry"):
        assert token not in str(await db.rows(f"SELECT * FROM {table}"))  # noqa: S608


async def test_a_letter_in_polish_leads_to_the_survey_in_polish_and_looking_writes_nothing(client: AsyncClient) -> None:
    school = await a_school()
    survey = await a_survey(school)
    await db.rows(
        "UPDATE survey SET languages = $2, titles = $3 WHERE id = $1", survey, ["en", "pl"], {"pl": "Ankieta"}
    )
    parent = await a_parent(school, "Ola Nowak")
    await db.rows("UPDATE person SET language = 'pl' WHERE id = $1", parent.id)
    await open_survey(school, survey, by=None)
    await send_invitations()
    (body,) = (await compose_all()).values()
    assert body.startswith("Co o tym myślisz? Ankieta\nDzień dobry, Ola Nowak!")
    assert "poufna" in body
    before = await db.rows("SELECT * FROM invitation")
    for _ in range(3):
        followed = await client.get(f"/i/{link_in(body)}")
    assert followed.status_code == 303
    assert "Do tej ankiety potrzebny" not in (await client.get(followed.headers["location"])).text
    assert "Twoja odpowiedź jest poufna" in (await client.get(followed.headers["location"])).text
    assert await db.rows("SELECT * FROM invitation") == before
    assert (await client.get("/i/" + "x" * 43)).status_code == 404


async def test_a_reminder_goes_to_those_who_are_silent_and_leaves_no_list(client: AsyncClient) -> None:
    school = await a_school()
    survey = await a_survey(school)
    parents = [await a_parent(school, f"Parent {number}") for number in range(4)]
    await open_survey(school, survey, by=None)
    await send_invitations()
    sent = await compose_all()
    asked = await questionnaire(school, survey, "en")
    answered = [address for address, _ in sorted(sent.items())][:2]
    for address in answered:
        await submit_answers(school, survey, cookie_for(link_in(sent[address])), answers_to(asked))
    key = uuid4()
    for _ in range(2):
        await ask_for_reminder(school, survey, key, None)
        await send_reminders()
    waiting = await db.rows("SELECT person FROM outbox_mail WHERE kind = 'survey_reminder'")
    assert {line["person"] for line in waiting} == {parent.id for parent in parents}
    assert len(waiting) == 4
    reminded = await compose_all()
    assert set(reminded) == set(sent) - set(answered)
    first, second = (link_in(found[next(iter(reminded))]) for found in (sent, reminded))
    assert first != second
    for link in (first, second):
        await submit_answers(school, survey, cookie_for(link), answers_to(asked))
    assert (await progress(school, survey)).spent == 3


async def test_planned_reminders_leave_once_and_three_are_the_most(
    client: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    school = await a_school()
    survey = await a_survey(school)
    await a_parent(school)
    await plan_invitations(school, survey, InvitingPlan(remind_after=5, remind_before=1), None)
    await open_and_send(school, survey)
    await db.rows(
        "UPDATE survey SET opened_at = $2, closes_at = $3 WHERE id = $1",
        survey,
        datetime(2026, 11, 20, 9, tzinfo=UTC),
        datetime(2027, 12, 4, 9, tzinfo=UTC),
    )
    sent = []
    for moment in (NOON, datetime(2026, 11, 26, 12, tzinfo=UTC), datetime(2027, 12, 3, 12, tzinfo=UTC)):
        monkeypatch.setattr(clock, "now", lambda moment=moment: moment)
        for _ in range(2):
            await send_reminders()
        sent.append(await db.value("SELECT count(*) FROM outbox_mail WHERE kind = 'survey_reminder'"))
    assert sent == [0, 1, 2]
    await ask_for_reminder(school, survey, uuid4(), None)
    with pytest.raises(Exception, match="Three reminders"):
        await ask_for_reminder(school, survey, uuid4(), None)


async def test_one_press_ends_letters_and_looking_at_the_link_does_not(client: AsyncClient) -> None:
    school = await a_school()
    survey = await a_survey(school)
    await a_parent(school, email="pat@example.org")
    await open_survey(school, survey, by=None)
    await send_invitations()
    (body,) = (await compose_all()).values()
    path = f"/i/{link_in(body)}/stop"
    assert "Send me no more letters" in (await client.get(path)).text
    assert await db.value("SELECT count(*) FROM invite_stop") == 0
    # As a mail program does it: without a cookie, without a token of the form.
    for _ in range(2):
        pressed = await client.post(path, data={"List-Unsubscribe": "One-Click"})
        assert pressed.status_code == 200
        assert "You get no more letters" in pressed.text
    assert await db.rows("SELECT address, why FROM invite_stop") == [{"address": "pat@example.org", "why": "asked"}]
    await ask_for_reminder(school, survey, uuid4(), None)
    await send_reminders()
    assert await compose_all() == {}
    await stop_letters(school, "pat@example.org", "bounced")
    assert await db.value("SELECT why FROM invite_stop") == "asked"


async def test_an_anonymous_survey_is_sent_with_its_common_link(client: AsyncClient) -> None:
    school = await a_school()
    survey = await a_survey(school, Anonymity.ANONYMOUS)
    await a_parent(school)
    await plan_invitations(school, survey, InvitingPlan(), None)
    await open_survey(school, survey, by=None)
    await send_invitations()
    (body,) = (await compose_all()).values()
    asked = await questionnaire(school, survey, "en")
    assert f"/s/{asked.code}?lang=en" in body
    assert "yours alone" not in body
    token = re.search(r"/i/([\w-]{43})/stop", body)
    assert token is not None
    await client.get(f"/i/{token[1]}")
    assert client.cookies.get(COOKIE, path=f"/s/{asked.code}") is None
    await fill_in(client, asked)
    assert (await send(client, f"/s/{asked.code}/check")).headers["location"].endswith("/done")


async def test_a_survey_by_personal_link_does_not_open_for_nobody(client: AsyncClient) -> None:
    school = await a_school()
    head = await a_head_teacher(school)
    await sign_in(client, head)
    survey = await a_survey(school)
    refused = await send(client, f"/surveys/{survey}/open")
    assert refused.status_code == 409
    assert "Nobody on the roll is invited" in refused.text
    assert await db.value("SELECT state FROM survey WHERE id = $1", survey) == "draft"


@pytest.mark.parametrize("language", [one for one in spoken_languages() if one != "en"])
def test_letters_speak_every_language_whole(language: str) -> None:
    known = phrases(language)
    assert set(letters.ALL_WORDS) - set(known) == set()
