"""An ambassador asks and types: consent is noted, the answer is sealed, and nothing joins the two."""

from __future__ import annotations

import secrets
from datetime import date, timedelta
from uuid import uuid4

from httpx import AsyncClient

from common import clock, db
from surveys.answering.passes import by_turn
from surveys.answering.services import submit_answers
from surveys.answering.turns import TURN_COOKIE
from surveys.batches.rules import Contents, mixed
from surveys.batches.services import open_last_batches
from surveys.building.services import close_survey
from surveys.rules import Channel
from tests.cast import a_parent, a_school, send, sign_in
from tests.surveys.channels.stage import a_confidential_survey, an_ambassador, sealed_answers, some_codes
from tests.surveys.scene import a_token, an_open_survey, answers_to, fields, fill_in


def noted(**own: str) -> dict[str, str]:
    """What is filled in before the first question."""
    usual = {"way": "gate", "language": "en", "spoken": "en", "consent": "yes", "form_key": uuid4().hex}
    return {**usual, "year": "", "class_name": "", **own}


async def test_asking_notes_who_how_and_when_and_never_what(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await a_parent(asked.school, year=4)
    ambassador = await an_ambassador(asked.school)
    await sign_in(client, ambassador)
    form = noted(year="4", class_name="4A", way="home_visit")
    for _ in range(2):  # pressed twice, it is one entry
        begun = await send(client, f"/ambassador/{asked.survey}/entry", **form)
        assert begun.headers["location"] == f"/s/{asked.code}"
    await fill_in(client, asked)
    assert (await send(client, f"/s/{asked.code}/check")).status_code == 303
    entries = await db.rows("SELECT by, channel, language, consent_at, class_name, year FROM ambassador_entry")
    assert len(entries) == 1
    assert entries[0]["by"] == ambassador.id
    assert entries[0] | {"by": None, "consent_at": None} == {
        "by": None, "consent_at": None, "channel": "home_visit", "language": "en", "class_name": "4A", "year": "4",
    }  # fmt: skip
    assert type(entries[0]["consent_at"]) is date
    assert await sealed_answers(asked.survey) == 1
    finished = await send(client, f"/s/{asked.code}/finish")
    assert finished.headers["location"] == "/ambassador?done=entry-sent"
    assert TURN_COOKIE not in client.cookies
    assert "You have asked 1 parent, 1 of them today." in (await client.get("/ambassador")).text


async def test_the_ambassadors_own_answer_on_that_device_is_not_touched(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await sign_in(client, await an_ambassador(asked.school))
    await send(client, f"/s/{asked.code}/1", **fields(asked, 1))
    await send(client, f"/ambassador/{asked.survey}/entry", **noted())
    assert "checked" not in (await client.get(f"/s/{asked.code}/1")).text
    await send(client, f"/s/{asked.code}/finish")
    assert "checked" in (await client.get(f"/s/{asked.code}/1")).text
    assert await db.value("SELECT count(*) FROM survey_draft") == 1


async def test_a_parent_who_stops_leaves_nothing(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await sign_in(client, await an_ambassador(asked.school))
    await send(client, f"/ambassador/{asked.survey}/entry", **noted())
    await send(client, f"/s/{asked.code}/1", **fields(asked, 1))
    assert (await send(client, f"/s/{asked.code}/finish")).headers["location"] == "/ambassador?done=entry-stopped"
    assert await db.value("SELECT count(*) FROM survey_draft") == 0
    assert await db.value("SELECT count(*) FROM ambassador_entry") == 0
    # Pressed again there is no turn to finish.
    assert (await send(client, f"/s/{asked.code}/finish")).headers["location"] == f"/s/{asked.code}"


async def test_whoever_asks_or_keys_is_told_whom_to_tell_of_a_child_at_risk(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await sign_in(client, await an_ambassador(asked.school))
    for page in ("entry", "keying"):
        text = (await client.get(f"/ambassador/{asked.survey}/{page}")).text
        assert "safeguarding lead at once" in text
        assert "Ring 020 7946 0000" in text


async def test_without_consent_nothing_begins(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await sign_in(client, await an_ambassador(asked.school))
    answer = await send(client, f"/ambassador/{asked.survey}/entry", **noted(consent="", way="shouting", spoken=""))
    assert answer.status_code == 422
    for named in ("#way", "#spoken", "#consent"):
        assert f'href="{named}"' in answer.text
    assert await db.value("SELECT count(*) FROM ambassador_entry") == 0


async def test_in_a_confidential_survey_the_parents_own_code_is_spent(client: AsyncClient) -> None:
    asked = await a_confidential_survey(await a_school())
    code = (await some_codes(asked))[0]
    await sign_in(client, await an_ambassador(asked.school))
    path = f"/ambassador/{asked.survey}/entry"
    assert (await send(client, path, **noted())).status_code == 422
    assert (await send(client, path, **noted(code=code))).headers["location"] == f"/s/{asked.code}"
    await fill_in(client, asked)
    await send(client, f"/s/{asked.code}/check")
    await send(client, f"/s/{asked.code}/finish")
    assert await db.value("SELECT count(*) FROM invitation WHERE spent_at IS NOT NULL") == 1
    assert "has been used" in (await send(client, path, **noted(code=code))).text


async def test_where_results_are_shown_by_way_each_way_has_its_own_batch(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await db.rows('UPDATE survey SET breakdowns = \'[{"kind": "channel", "of": ""}]\', revision = 2')
    await submit_answers(asked.school, asked.survey, a_token(), answers_to(asked))
    await sign_in(client, await an_ambassador(asked.school))
    await send(client, f"/ambassador/{asked.survey}/entry", **noted(way="phone"))
    await fill_in(client, asked)
    await send(client, f"/s/{asked.code}/check")
    found = await db.rows("SELECT group_key, arrived FROM answer_batch WHERE arrived > 0 ORDER BY group_key")
    assert [("phone" in line["group_key"], line["arrived"]) for line in found] == [(False, 1), (True, 1)]


async def test_the_one_by_phone_is_found_no_oftener_than_by_chance() -> None:
    question, rounds = uuid4(), 3_000
    found = 0
    for _ in range(rounds):
        ten = [Contents({question: str(n)}, (), Channel.PHONE if n == 0 else Channel.LINK) for n in range(10)]
        opened = mixed(ten, secrets.SystemRandom().shuffle)
        found += next(one.closed[question] for one in opened.responses if one.channel is Channel.PHONE) == "0"
    assert 0.07 < found / rounds < 0.13  # a tenth, give or take five standard errors


async def test_a_turn_that_was_left_too_long_is_over(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    await sign_in(client, await an_ambassador(asked.school))
    await send(client, f"/ambassador/{asked.survey}/entry", **noted())
    ended = by_turn(asked.survey, Channel.GATE, clock.now() - timedelta(seconds=1))
    client.cookies.delete(TURN_COOKIE)
    client.cookies.set(TURN_COOKIE, ended, domain="testserver.local", path=f"/s/{asked.code}")
    page = await client.get(f"/s/{asked.code}/1")
    assert page.status_code == 200
    assert "Finish and clear" in page.text
    assert (await send(client, f"/s/{asked.code}/1", **fields(asked, 1))).status_code == 409
    assert await db.value("SELECT count(*) FROM survey_draft") == 0
    assert (await send(client, f"/s/{asked.code}/finish")).headers["location"].startswith("/ambassador")


async def test_the_ways_are_counted_when_the_answers_are_opened(client: AsyncClient) -> None:
    asked = await an_open_survey(await a_school())
    for _ in range(11):
        await submit_answers(asked.school, asked.survey, a_token(), answers_to(asked))
    await sign_in(client, await an_ambassador(asked.school))
    await send(client, f"/ambassador/{asked.survey}/entry", **noted(way="phone"))
    await fill_in(client, asked)
    await send(client, f"/s/{asked.code}/check")
    await close_survey(asked.school, asked.survey, by=None)
    await open_last_batches({"survey": str(asked.survey)})
    found = await db.rows("SELECT channel, count(*)::int AS n FROM response GROUP BY 1 ORDER BY 1")
    assert found == [{"channel": "link", "n": 11}, {"channel": "phone", "n": 1}]
