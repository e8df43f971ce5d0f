"""What entitles to one answer: a pass is spent once, and nothing else opens a confidential survey."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from uuid import UUID

import pytest
from httpx import AsyncClient

from common import db, jobs
from common.errors import BrokenRule
from people.rules import Actor
from surveys.answering.passes import DEVICE, INVITATION, NoPass, hashed, pass_of
from surveys.answering.routes import COOKIE
from surveys.answering.services import submit_answers
from surveys.building.services import close_survey
from surveys.rules import Anonymity
from tests.cast import a_parent, a_school, send
from tests.surveys.inviting.scene import a_link_for, an_open_survey_that_is, cookie_for
from tests.surveys.scene import a_token, an_open_survey, answers_to, fields, fill_in


def test_a_pass_is_known_by_its_letter_and_its_draft_by_its_whole_token() -> None:
    token, survey, other = a_token(), UUID(int=7), UUID(int=8)
    device, invitation = pass_of(token, survey), pass_of("i" + token, survey)
    assert device is not None
    assert invitation is not None
    assert (device.way, invitation.way) == (DEVICE, INVITATION)
    assert invitation.mark == hashed(token, other)
    assert device.mark != pass_of(token, other).mark  # type: ignore[union-attr]
    assert len({device.draft_key, invitation.draft_key, device.draft_root, invitation.draft_root}) == 4
    for wrong in ("", "i", token[:-1], "Z" + token, "i" + token + "x", token + ".", "i" + token + "/../"):
        assert pass_of(wrong, survey) is None


async def _invitation_of(person: Actor) -> UUID:
    found = await db.value("SELECT id FROM invitation WHERE person = $1", person.id)
    assert isinstance(found, UUID)
    return found


async def test_an_invitation_takes_one_answer_by_whichever_of_its_links(client: AsyncClient) -> None:
    school = await a_school()
    asked = await an_open_survey_that_is(Anonymity.CONFIDENTIAL, school)
    parent = await a_parent(school)
    first = await a_link_for(asked, parent)
    second = await a_link_for(asked, parent, invitation=await _invitation_of(parent))
    for link in (first, first, second):
        await submit_answers(school, asked.survey, cookie_for(link), answers_to(asked))
    assert await db.value("SELECT count(*) FROM sealed_answer") == 1
    assert await db.value("SELECT array_agg(spent_at = current_date) FROM invitation WHERE person = $1", parent.id) == [
        True
    ]


@pytest.mark.parametrize("anonymity", [Anonymity.CONFIDENTIAL, Anonymity.NAMED])
async def test_without_a_personal_link_nothing_is_taken_and_the_page_says_what_to_do(
    client: AsyncClient, anonymity: Anonymity
) -> None:
    school = await a_school()
    asked = await an_open_survey_that_is(anonymity, school)
    for cookie in ("", a_token(), "i" + a_token(), "z" + a_token()):
        client.cookies.set(COOKIE, cookie, domain="testserver.local")
        if cookie:
            with pytest.raises(NoPass):
                await submit_answers(school, asked.survey, cookie, answers_to(asked))
        for path in ("", "/1", "/check", "/done"):
            page = await client.get(f"/s/{asked.code}{path}")
            assert page.status_code == 200
            assert "This survey needs a personal link" in page.text
        sent = await send(client, f"/s/{asked.code}/1", **fields(asked, 1))
        assert sent.status_code == 409
        assert "The school office can tell you more" in sent.text
    assert await db.value("SELECT count(*) FROM survey_draft") == 0
    assert await db.value("SELECT count(*) FROM sealed_answer") == 0


async def test_a_link_of_another_survey_or_school_opens_nothing(client: AsyncClient) -> None:
    school = await a_school()
    asked = await an_open_survey_that_is(Anonymity.CONFIDENTIAL, school)
    other = await an_open_survey_that_is(Anonymity.CONFIDENTIAL, school)
    link = await a_link_for(other, await a_parent(school))
    with pytest.raises(NoPass):
        await submit_answers(school, asked.survey, cookie_for(link), answers_to(asked))
    assert await db.value("SELECT count(spent_at) FROM invitation") == 0


async def test_what_was_typed_at_one_device_goes_on_at_another_by_the_same_link(client: AsyncClient) -> None:
    school = await a_school()
    asked = await an_open_survey_that_is(Anonymity.CONFIDENTIAL, school)
    cookie = cookie_for(await a_link_for(asked, await a_parent(school)))
    client.cookies.set(COOKIE, cookie, domain="testserver.local")
    await fill_in(client, asked, {"q15": "Typed on the bus."})
    client.cookies.delete(COOKIE)
    client.cookies.set(COOKIE, cookie, domain="testserver.local")
    start = await client.get(f"/s/{asked.code}")
    assert "You have begun. Your answers so far are still here." in start.text
    assert "Typed on the bus." in (await client.get(f"/s/{asked.code}/check")).text
    assert (await send(client, f"/s/{asked.code}/check")).headers["location"].endswith("/done")
    assert "An answer has been sent with this link" in (await client.get(f"/s/{asked.code}/done")).text
    again = await client.get(f"/s/{asked.code}/1")
    assert again.headers["location"] == f"/s/{asked.code}/done"


async def test_a_named_answer_carries_the_person_and_no_other_does(client: AsyncClient) -> None:
    school = await a_school()
    for anonymity in (Anonymity.NAMED, Anonymity.CONFIDENTIAL):
        asked = await an_open_survey_that_is(anonymity, school)
        people = [await a_parent(school, f"Parent {number}") for number in range(10)]
        for number, person in enumerate(people):
            link = await a_link_for(asked, person)
            await submit_answers(school, asked.survey, cookie_for(link), answers_to(asked, "agree", (f"{number}", "")))
        await close_survey(school, asked.survey, by=None)
        await jobs.run_pending()
        for table in ("response", "comment"):
            found = await db.rows(f"SELECT person, channel FROM {table} WHERE survey = $1", asked.survey)  # noqa: S608
            named = {line["person"] for line in found}
            assert named == ({person.id for person in people} if anonymity is Anonymity.NAMED else {None})
            assert [line["channel"] for line in found] == ["personal_link"] * 10
        for number, person in enumerate(people if anonymity is Anonymity.NAMED else ()):
            assert await db.value("SELECT text FROM comment WHERE person = $1", person.id) == str(number)


async def test_the_database_itself_keeps_the_promise(client: AsyncClient) -> None:
    school = await a_school()
    asked = await an_open_survey_that_is(Anonymity.CONFIDENTIAL, school)
    parent = await a_parent(school)
    with pytest.raises(BrokenRule):
        await _apart("UPDATE survey SET anonymity = 'named' WHERE id = $1", asked.survey)
    insert = "INSERT INTO response (id, school, survey, person) VALUES (gen_random_uuid(), $1, $2, $3)"
    with pytest.raises(BrokenRule):
        await _apart(insert, school, asked.survey, parent.id)
    await db.rows(insert, school, asked.survey, None)


async def _apart(sql: str, *arguments: object) -> None:
    async with db.transaction():
        await db.rows(sql, *arguments)


# ---- races, on real connections ----


@pytest.fixture
async def committed_school(database: str) -> AsyncIterator[UUID]:
    """A school that other connections can see, taken away afterwards."""
    school = await a_school()
    yield school
    await db.rows("DELETE FROM pgqueuer")
    await db.rows("DELETE FROM survey WHERE school = $1", school)
    await db.rows("DELETE FROM school WHERE id = $1", school)


async def test_one_personal_link_on_two_devices_at_the_same_instant_is_one_answer(committed_school: UUID) -> None:
    asked = await an_open_survey_that_is(Anonymity.CONFIDENTIAL, committed_school)
    for number in range(8):
        parent = await a_parent(committed_school, f"Parent {number}")
        cookie = cookie_for(await a_link_for(asked, parent))
        answers = answers_to(asked)
        await asyncio.gather(
            *(submit_answers(committed_school, asked.survey, cookie, answers) for _ in range(3)),
        )
    arrived = await db.value("SELECT sum(arrived)::int FROM answer_batch WHERE survey = $1", asked.survey)
    assert arrived == await db.value("SELECT count(*) FROM invitation WHERE spent_at IS NOT NULL") == 8


async def test_an_answer_at_the_closing_instant_is_in_or_its_link_is_unspent(committed_school: UUID) -> None:
    asked = await an_open_survey_that_is(Anonymity.CONFIDENTIAL, committed_school)
    cookies = [cookie_for(await a_link_for(asked, await a_parent(committed_school, f"P {n}"))) for n in range(12)]

    async def close() -> None:
        await close_survey(committed_school, asked.survey, by=None)

    sent = [submit_answers(committed_school, asked.survey, cookie, answers_to(asked)) for cookie in cookies]
    outcomes = await asyncio.gather(*sent[:6], close(), *sent[6:], return_exceptions=True)
    taken = sum(outcome is None for outcome in outcomes) - 1
    arrived = await db.value("SELECT sum(arrived)::int FROM answer_batch WHERE survey = $1", asked.survey)
    spent = await db.value("SELECT count(*) FROM invitation WHERE survey = $1 AND spent_at IS NOT NULL", asked.survey)
    assert taken == arrived == spent


async def test_an_anonymous_survey_still_takes_a_device_once(client: AsyncClient) -> None:
    school = await a_school()
    asked = await an_open_survey(school)
    token = a_token()
    for _ in range(2):
        await submit_answers(school, asked.survey, token, answers_to(asked))
    assert await db.value("SELECT count(*) FROM sealed_answer") == 1
