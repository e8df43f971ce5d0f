"""Comments in other languages, put into English by people who know them and see no names."""

from __future__ import annotations

import asyncio
from uuid import UUID, uuid4

import pytest
from httpx import AsyncClient

from common import db, jobs
from people.rules import Actor, Role
from surveys.building.rules import Questionnaire
from surveys.comments.services import translate
from surveys.results.queries import findings_of_survey
from tests.cast import a_head_teacher, a_parent, a_person, a_school, send, sign_in
from tests.surveys.comments import MEALS, read_comments, some_comments
from tests.surveys.scene import an_open_survey

POLISH = "Za dużo zadań domowych, to męczące."
ENGLISH = "Homework is awful and there is far too much of it, the children have no time to rest."


async def an_ambassador(school: UUID, name: str, language: str) -> Actor:
    """An ambassador who speaks a language."""
    person = await a_person(school, name, Role.AMBASSADOR)
    await db.rows("UPDATE person SET language = $2 WHERE id = $1", person.id, language)
    return person


async def a_queue(client: AsyncClient) -> tuple[Questionnaire, Actor, UUID]:
    """A survey with one comment in Polish, and an ambassador who speaks it and is signed in."""
    asked = await an_open_survey(await a_school())
    await some_comments(asked)
    [comment] = await some_comments(asked, (POLISH,))
    await read_comments(asked)
    kasia = await an_ambassador(asked.school, "Kasia Nowak", "pl")
    await sign_in(client, kasia)
    return asked, kasia, comment


async def test_what_waits_in_their_own_language_is_listed_and_leaves_the_list_with_its_english(
    client: AsyncClient,
) -> None:
    asked, _, comment = await a_queue(client)
    [before] = await findings_of_survey(asked.school, asked.survey)
    assert "1 comment to be translated" in (await client.get("/")).text
    queue = (await client.get("/translations")).text
    assert "Polish" in queue
    assert f"/translations/{comment}" in queue
    page = (await client.get(f"/translations/{comment}")).text
    assert "Read by machine in Polish, not yet checked" in page
    answer = await send(client, f"/translations/{comment}", english=ENGLISH, seen="")
    assert answer.headers["location"] == "/translations?done=comment-translated"
    assert f"/translations/{comment}" not in (await client.get("/translations")).text
    await jobs.run_pending()
    [after] = await findings_of_survey(asked.school, asked.survey)
    assert after.numbers.count == before.numbers.count + 1


async def test_the_original_is_kept_beside_the_english(client: AsyncClient) -> None:
    asked, _, comment = await a_queue(client)
    await send(client, f"/translations/{comment}", english=ENGLISH, seen="")
    await jobs.run_pending()
    await sign_in(client, await a_head_teacher(asked.school))
    page = (await client.get(f"/surveys/{asked.survey}/comments/{comment}")).text
    assert "zadań domowych" in page
    assert ENGLISH in page
    assert "In English, by Kasia Nowak" in page
    assert "translated from Polish" in (await client.get(f"/surveys/{asked.survey}/comments")).text


async def test_who_knows_another_language_sees_nothing_of_it(client: AsyncClient) -> None:
    asked, _, comment = await a_queue(client)
    await sign_in(client, await an_ambassador(asked.school, "Samira Khalil", "ar"))
    assert f"/translations/{comment}" not in (await client.get("/translations")).text
    assert (await client.get(f"/translations/{comment}")).status_code == 404
    for path in ("", "/right", "/language"):
        assert (await send(client, f"/translations/{comment}{path}", english="x", language="en")).status_code == 404
    await send(client, "/translations/languages", languages=["pl", "ar"])
    assert (await client.get(f"/translations/{comment}")).status_code == 200


async def test_parents_translate_nothing(client: AsyncClient) -> None:
    asked, _, comment = await a_queue(client)
    await sign_in(client, await a_parent(asked.school, "Just Parent"))
    for path in ("/translations", f"/translations/{comment}"):
        assert (await client.get(path)).status_code == 403


async def test_a_reading_that_is_right_counts_without_a_translation(client: AsyncClient) -> None:
    asked, _, comment = await a_queue(client)
    [before] = await findings_of_survey(asked.school, asked.survey)
    assert (await send(client, f"/translations/{comment}/right")).status_code == 303
    await jobs.run_pending()
    assert await db.value("SELECT checked FROM comment_reading WHERE comment = $1", comment) is True
    [after] = await findings_of_survey(asked.school, asked.survey)
    assert after.numbers.n == before.numbers.n + 1


async def test_what_is_english_after_all_is_read_as_english(client: AsyncClient) -> None:
    _, _, comment = await a_queue(client)
    await send(client, f"/translations/{comment}/language", language="en")
    await jobs.run_pending()
    assert await db.value("SELECT language FROM comment_reading WHERE comment = $1", comment) == "en"
    assert (await client.get(f"/translations/{comment}")).status_code == 404


async def test_two_translators_at_once_lose_nothing(client: AsyncClient) -> None:
    asked, _, comment = await a_queue(client)
    await send(client, f"/translations/{comment}", english=ENGLISH, seen="")
    await sign_in(client, await an_ambassador(asked.school, "Marek Zielinski", "pl"))
    answer = await send(client, f"/translations/{comment}", english="Too much homework, it is awful.", seen="")
    assert answer.headers["location"] == f"/translations/{comment}?done=comment-translated-too"
    page = (await client.get(answer.headers["location"])).text
    assert ENGLISH in page
    assert "Too much homework, it is awful." in page
    assert page.index("Marek Zielinski, ") < page.index("Kasia Nowak, "), "the later one holds and stands first"


async def test_sent_twice_it_is_kept_once(client: AsyncClient) -> None:
    _, _, comment = await a_queue(client)
    for _ in range(2):
        await send(client, f"/translations/{comment}", english=ENGLISH, seen="")
    assert int(await db.value("SELECT count(*) FROM comment_translation")) == 1


@pytest.mark.parametrize(("english", "told"), [("  ", "Give the English"), ("x" * 10_001, "characters or fewer")])
async def test_an_english_that_is_missing_or_too_long_is_said(client: AsyncClient, english: str, told: str) -> None:
    _, _, comment = await a_queue(client)
    answer = await send(client, f"/translations/{comment}", english=english, seen="")
    assert answer.status_code == 422
    assert told in answer.text
    assert (await send(client, f"/translations/{comment}/language", language="klingon")).status_code == 422
    assert (await send(client, "/translations/languages", languages=["klingon"])).status_code == 422


async def test_of_a_handful_of_comments_none_is_shown_to_translators(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    [comment, *_] = await some_comments(asked, (POLISH, *MEALS))
    await read_comments(asked)
    await sign_in(client, await an_ambassador(asked.school, "Kasia Nowak", "pl"))
    assert f"/translations/{comment}" not in (await client.get("/translations")).text
    assert (await client.get(f"/translations/{comment}")).status_code == 404
    assert (await client.get(f"/translations/{uuid4()}")).status_code == 404


async def test_a_disclosure_in_the_english_goes_to_the_leads_and_is_shown_nowhere(client: AsyncClient) -> None:
    asked, kasia, comment = await a_queue(client)
    await translate(asked.school, comment, kasia.id, "My boy has bruises because his dad hits him with a belt.")
    await jobs.run_pending()
    assert int(await db.value("SELECT count(*) FROM concern")) == 1
    assert int(await db.value("SELECT count(*) FROM comment_reading WHERE comment = $1", comment)) == 0


async def test_translations_that_arrive_in_the_same_moment_are_both_kept(database: str) -> None:
    asked = await an_open_survey(await a_school(f"School {uuid4().hex}"))
    try:
        [comment] = await some_comments(asked, (POLISH,))
        people = [await a_person(asked.school, f"Translator {n}", Role.AMBASSADOR) for n in range(4)]
        await asyncio.gather(*(translate(asked.school, comment, p.id, f"English by {p.name}") for p in people))
        assert int(await db.value("SELECT count(*) FROM comment_translation WHERE comment = $1", comment)) == 4
    finally:
        await db.rows("DELETE FROM pgqueuer WHERE entrypoint = 'analyse_comments'")
        await db.rows("DELETE FROM survey WHERE school = $1", asked.school)
        await db.rows("DELETE FROM school WHERE id = $1", asked.school)
