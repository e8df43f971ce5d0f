"""The form of an election: what is wrong with it, what stands in it at first, and two who edit it at once."""

from __future__ import annotations

import re
from uuid import uuid4

from httpx import AsyncClient

from common import db
from people.rules import BodyKind, Role
from tests.cast import a_body, a_parent, a_person, send, sign_in
from tests.votes.elections.stage import (
    a_hustings,
    a_vacancy,
    facts_of,
    nominating,
    the_form,
    went_to,
)
from votes.elections.nominations import stand


async def test_every_bad_field_is_named_and_what_was_typed_is_kept(client: AsyncClient) -> None:
    hustings = await a_hustings()
    await sign_in(client, hustings.clerk)
    bad = the_form(
        hustings.body,
        title="",
        text="",
        seats="many",
        standing="everybody",
        voting="",
        unit="",
        counting="dice",
        custody="open",
        statement_words="0",
        nominations_close_at="2020-01-01T10:00",
        voting_closes_at="soon",
        options="in_person_overrides",
        lot_source="the bonus ball",
    )

    response = await send(client, "/elections", **bad)

    assert response.status_code == 422
    fields = "title text seats standing voting unit counting custody statement_words nominations_close_at"
    for field in [*fields.split(), "voting_closes_at", "options"]:
        assert f'href="#{field}"' in response.text, field
        assert f'id="{field}"' in response.text, field
    assert "the bonus ball" in response.text
    assert await db.value("SELECT count(*) FROM vacancy") == 0


async def test_a_rule_for_one_seat_is_not_taken_for_two_and_a_group_of_nobody_is_named(client: AsyncClient) -> None:
    hustings = await a_hustings()
    empty = await a_body(hustings.school, BodyKind.ADVISORY_BOARD, "Advisory board")
    await sign_in(client, hustings.clerk)

    response = await send(client, "/elections", **the_form(hustings.body, counting="irv"))
    assert response.status_code == 422 and "The alternative vote fills one seat" in response.text
    response = await send(client, "/elections", **the_form(hustings.body, voting=f"members:{empty}"))
    assert response.status_code == 422 and 'href="#voting"' in response.text and "Advisory board" in response.text
    one = went_to(await send(client, "/elections", **the_form(hustings.body, seats="1"))).split("?")[0]
    assert "until somebody has more than half" in (await client.get(one)).text


async def test_for_governors_paper_is_on_at_first_and_the_page_says_why(client: AsyncClient) -> None:
    hustings = await a_hustings(kind=BodyKind.GOVERNING_BOARD)
    await sign_in(client, hustings.clerk)

    form = (await client.get(f"/elections/new?body={hustings.body}")).text

    assert "post or by hand" in form and "no proxies" in form
    assert re.search(r'value="paper"[^>]*checked', form)


async def test_two_who_edit_at_once_lose_nothing(client: AsyncClient) -> None:
    hustings = await a_hustings()
    vacancy = await a_vacancy(hustings)
    await sign_in(client, hustings.clerk)
    seen = re.search(r'name="seen" value="(\w+)"', (await client.get(f"/elections/{vacancy}/edit")).text)
    assert seen
    went_to(await send(client, f"/elections/{vacancy}/edit", **the_form(hustings.body, title="First", seen=seen[1])))

    later = await send(client, f"/elections/{vacancy}/edit", **the_form(hustings.body, title="Second", seen=seen[1]))

    assert later.status_code == 422
    assert "First" in later.text and 'value="Second"' in later.text
    anew = re.search(r'name="seen" value="(\w+)"', later.text)
    assert anew and anew[1] != seen[1]
    went_to(await send(client, f"/elections/{vacancy}/edit", **the_form(hustings.body, title="Second", seen=anew[1])))
    assert (await facts_of(hustings, vacancy)).terms.title == "Second"


async def test_the_returning_officer_chooses_whose_seats_they_are(client: AsyncClient) -> None:
    hustings = await a_hustings()
    officer = await a_person(hustings.school, "Officer", Role.RETURNING_OFFICER)
    await sign_in(client, officer)

    assert "Where are the seats?" in (await client.get("/elections/new")).text
    assert (await client.get("/elections/new?body=none")).status_code == 200
    assert (await client.get(f"/elections/new?body={uuid4()}")).status_code == 404
    assert (await send(client, "/elections", **the_form(uuid4()))).status_code == 404
    went_to(await send(client, "/elections", **the_form("none")))
    await sign_in(client, await a_parent(hustings.school))
    assert (await client.get("/elections/new")).status_code == 403


async def test_an_election_can_take_proxies_and_households_have_none(client: AsyncClient) -> None:
    hustings = await a_hustings(4)
    await sign_in(client, hustings.clerk)
    wrong = await send(client, "/elections", **the_form(hustings.body, most_proxies="2", unit="household"))
    assert wrong.status_code == 422 and "households have no proxies" in wrong.text
    assert (await send(client, "/elections", **the_form(hustings.body, most_proxies="2"))).status_code == 303
    assert await db.value("SELECT most_proxies FROM vacancy") == 2


async def test_the_form_begins_with_what_the_rules_of_the_body_say(client: AsyncClient) -> None:
    hustings = await a_hustings()
    await sign_in(client, hustings.clerk)

    rules = (await client.get(f"/bodies/{hustings.body}/rules")).text
    link = re.search(r'href="(/elections/new\?[^"]*)"', rules)
    assert link and "counting=scottish-stv" in link[1]
    asked = f"/elections/new?body={hustings.body}&counting=approval&most_proxies=2&in_person_overrides=yes"
    form = (await client.get(asked)).text
    for ticked in ("approval", "paper", "in_person_overrides"):
        assert re.search(rf'value="{ticked}"[^>]*checked', form)
    assert re.search(r'name="most_proxies"[^>]*value="2"', form)
    odd = await client.get(f"/elections/new?body={hustings.body}&counting=lots&most_proxies=%C2%B2")
    assert re.search(r'value="usual"[^>]*checked', odd.text)


async def test_an_election_that_left_seats_vacant_is_held_again_with_what_stood_in_it(client: AsyncClient) -> None:
    hustings = await a_hustings()
    terms = {"title": "Three for the committee", "seats": 3, "lot_source": "The draw of Saturday"}
    vacancy = await nominating(hustings, **terms)
    await stand(hustings.parents[0], vacancy, "I would.")
    await sign_in(client, hustings.clerk)
    assert (await client.get(f"/elections/{vacancy}/again")).status_code == 404
    await db.rows("UPDATE vacancy SET state = 'uncontested' WHERE id = $1", vacancy)

    assert f"/elections/{vacancy}/again" in (await client.get(f"/elections/{vacancy}")).text
    form = (await client.get(f"/elections/{vacancy}/again")).text
    assert 'value="Three for the committee"' in form
    assert re.search(r'name="seats"[^>]*value="2"', form)
    assert "The draw of Saturday" not in form
    await sign_in(client, await a_parent(hustings.school))
    assert (await client.get(f"/elections/{vacancy}/again")).status_code == 403
