"""The pages of those who stand, and what nobody else may see of them."""

from __future__ import annotations

from httpx import AsyncClient, Response

from common import clock, db
from people.rules import Role
from tests.cast import a_head_teacher, a_person, csrf, send, sign_in
from tests.votes.elections.stage import (
    a_hustings,
    a_picture,
    a_vacancy,
    close_at,
    facts_of,
    nominating,
    went_to,
    with_candidates,
)
from votes.elections.nominations import keep_photo, nominate, stand


async def test_before_the_close_nobody_sees_who_else_stands_not_even_by_nominating_them(client: AsyncClient) -> None:
    hustings = await a_hustings()
    vacancy, (stands, looks, *_) = await nominating(hustings), hustings.parents
    await stand(stands, vacancy, "A statement of mine.")
    await keep_photo(stands, vacancy, a_picture())
    photo = await db.value("SELECT id FROM nomination WHERE person = $1", stands.id)
    path = f"/elections/{vacancy}"
    address = await db.value("SELECT email FROM person WHERE id = $1", stands.id)

    await sign_in(client, looks)
    assert "A statement of mine" not in (await client.get(path)).text
    assert (await client.get(f"{path}/photos/{photo}")).status_code == 404
    again = await send(client, f"{path}/nominate", name=stands.name, email=address)
    assert went_to(again).endswith("done=somebody-nominated")

    await sign_in(client, stands)
    assert "A statement of mine" in (await client.get(path)).text
    shown = await client.get(f"{path}/photos/{photo}")
    assert shown.headers["content-type"] == "image/jpeg" and shown.headers["x-content-type-options"] == "nosniff"
    await sign_in(client, hustings.clerk)
    assert (await client.get(f"{path}/photos/{photo}")).status_code == 200
    assert (await send(client, f"{path}/nominate", name=stands.name, email=address)).status_code == 409

    await close_at(vacancy, clock.now())
    await sign_in(client, looks)
    assert "A statement of mine" in (await client.get(path)).text
    assert (await client.get(f"{path}/photos/{photo}")).status_code == 200


async def test_too_many_words_come_back_with_both_numbers(client: AsyncClient) -> None:
    hustings = await a_hustings()
    vacancy = await nominating(hustings, statement_words=3)
    await sign_in(client, hustings.parents[0])

    response = await send(client, f"/elections/{vacancy}/stand", statement="one two three four", do="stand")

    assert response.status_code == 422
    assert "has 4 words. Everybody has 3." in response.text and "one two three four</textarea>" in response.text
    assert (await send(client, f"/elections/{vacancy}/stand", statement="", do="stand")).status_code == 422


async def test_a_photo_is_saved_shown_and_taken_away_and_no_other_file_is(client: AsyncClient) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 1)
    await sign_in(client, hustings.parents[0])
    path = f"/elections/{vacancy}"

    async def sends(held: bytes) -> Response:
        files = {"photo": ("me.jpg", held, "image/jpeg")}
        return await client.post(f"{path}/photo", data=await csrf(client), files=files)

    for held in (b"", b"<svg onload=alert(1)>"):
        refused = await sends(held)
        assert refused.status_code == 422 and 'href="#photo"' in refused.text
    went_to(await sends(a_picture("WEBP")))
    assert "/photos/" in (await client.get(path)).text
    went_to(await send(client, f"{path}/photo/removal"))
    assert "/photos/" not in (await client.get(path)).text


async def test_saying_no_and_withdrawing_ask_first_and_are_safe_to_repeat(client: AsyncClient) -> None:
    hustings = await a_hustings()
    vacancy, (asker, asked, stands, *_) = await nominating(hustings), hustings.parents
    await nominate(asker, vacancy, asked.id)
    await stand(stands, vacancy, "Me.")
    path = f"/elections/{vacancy}"

    await sign_in(client, asked)
    for _ in range(2):
        went_to(await send(client, f"{path}/decline"))
    assert "You said no" in (await client.get(path)).text
    await sign_in(client, stands)
    assert "Withdraw from this election?" in (await client.get(f"{path}/withdraw")).text
    for _ in range(2):
        went_to(await send(client, f"{path}/withdraw"))
    assert "You withdrew" in (await client.get(path)).text
    await sign_in(client, asker)
    assert (await send(client, f"{path}/withdraw")).status_code == 409


async def test_a_nomination_on_paper_needs_a_person_and_a_signature(client: AsyncClient) -> None:
    hustings = await a_hustings()
    vacancy, parent = await nominating(hustings), hustings.parents[0]
    await sign_in(client, hustings.clerk)
    path = f"/elections/{vacancy}/paper-nominations"
    assert parent.name in (await client.get(path)).text

    wrong = await send(client, path, statement="On paper.", person="")
    assert wrong.status_code == 422 and 'href="#person"' in wrong.text and 'href="#consent"' in wrong.text
    went_to(await send(client, path, statement="On paper.", person=parent.id, consent="yes"))

    assert (await facts_of(hustings, vacancy)).stand == 1
    line = await db.value("SELECT id FROM nomination WHERE vacancy = $1", vacancy)
    out = f"/elections/{vacancy}/nominations/{line}/withdraw"
    assert parent.name in (await client.get(out)).text
    went_to(await send(client, out))
    assert (await facts_of(hustings, vacancy)).stand == 0


async def test_an_unknown_address_is_said_and_an_own_one_leads_to_standing(client: AsyncClient) -> None:
    hustings = await a_hustings()
    vacancy, parent = await nominating(hustings), hustings.parents[0]
    await sign_in(client, parent)
    path = f"/elections/{vacancy}/nominate"
    own = await db.value("SELECT email FROM person WHERE id = $1", parent.id)

    assert "Enter an e-mail address" in (await send(client, path, name="X", email="nobody")).text
    unknown = await send(client, path, name="X", email="nobody@example.org")
    assert unknown.status_code == 422 and "Nobody of this name and address may stand" in unknown.text
    assert went_to(await send(client, path, name=parent.name, email=own)) == f"/elections/{vacancy}/stand"


async def test_it_concerns_those_who_stand_or_vote_or_run_it_and_is_not_there_for_others(client: AsyncClient) -> None:
    hustings = await a_hustings()
    elsewhere = await a_hustings(1)
    outsider = await a_person(hustings.school, "Amb Assador", Role.AMBASSADOR)
    vacancy, draft = await with_candidates(hustings, 3), await a_vacancy(hustings)
    head = await a_head_teacher(hustings.school)
    await db.rows("UPDATE school SET host = 'testserver.local' WHERE id = $1", hustings.school)

    for person, announced, drafted in [
        (hustings.parents[4], 200, 404),
        (hustings.clerk, 200, 200),
        (head, 200, 404),
        (outsider, 404, 404),
    ]:
        await sign_in(client, person)
        assert (await client.get(f"/elections/{vacancy}")).status_code == announced, person.name
        assert (await client.get(f"/elections/{draft}")).status_code == drafted, person.name
    assert elsewhere.school != hustings.school
