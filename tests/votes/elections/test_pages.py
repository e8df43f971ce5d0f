"""The pages of an election: a whole journey without JavaScript, what is wrong with a form, and whom it concerns."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID, uuid4

from httpx import AsyncClient, Response

from common import clock, db
from people.rules import BodyKind, Role
from tests.cast import a_body, a_head_teacher, a_member, a_parent, a_person, csrf, send, sign_in
from tests.votes.elections.stage import (
    a_hustings,
    a_picture,
    a_vacancy,
    close_at,
    facts_of,
    nominating,
    with_candidates,
)
from tests.votes.stage import declare
from votes.casting import cast_ballot
from votes.elections.nominations import keep_photo, nominate, stand
from votes.elections.rules import VacancyState
from votes.elections.services import close_nominations, declare_uncontested, open_vote


def _form(body: object, **changes: object) -> dict[str, object]:
    first, second = clock.now() + timedelta(days=7), clock.now() + timedelta(days=14)
    form: dict[str, object] = {
        "body": str(body),
        "key": uuid4().hex,
        "title": "Two members",
        "text": "Two years.",
        "seats": "2",
        "standing": "parents",
        "voting": "parents",
        "unit": "person",
        "counting": "usual",
        "custody": "confidential",
        "statement_words": "100",
        "nominations_close_at": f"{first:%Y-%m-%dT%H:%M}",
        "voting_closes_at": f"{second:%Y-%m-%dT%H:%M}",
    }
    return {**form, **changes}


def _went_to(response: Response) -> str:
    assert response.status_code == 303, response.text
    return str(response.headers["location"])


async def test_from_the_empty_form_to_the_seats(client: AsyncClient) -> None:
    hustings = await a_hustings(4)
    await sign_in(client, hustings.clerk)
    assert "There is no election that concerns you" in (await client.get("/elections")).text
    form = await client.get("/elections/new")  # the clerk of one body is not asked for which
    assert form.status_code == 200 and 'name="title"' in form.text
    page = _went_to(await send(client, "/elections", **_form(hustings.body))).split("?")[0]
    vacancy = page.rsplit("/", 1)[1]
    assert "5 people in 5 households" in (await client.get(page)).text
    assert (await client.get(f"{page}/open-nominations")).status_code == 200
    _went_to(await send(client, f"{page}/open-nominations"))

    first, second, third, fourth = hustings.parents
    await sign_in(client, first)
    assert "Nominations are open" in (await client.get("/elections")).text
    preview = await send(client, f"{page}/stand", statement="For <b>all</b>.\n\nTruly.", do="preview")
    assert preview.status_code == 200 and "&lt;b&gt;all" in preview.text and "3 of 100 words" in preview.text
    assert (await db.value("SELECT count(*) FROM nomination")) == 0
    _went_to(await send(client, f"{page}/stand", statement="For all.", do="stand"))
    await sign_in(client, second)
    _went_to(await send(client, f"{page}/stand", statement="For some.", do="stand"))
    asked = await db.value("SELECT email FROM person WHERE id = $1", third.id)
    _went_to(await send(client, f"{page}/nominate", name=third.name, email=asked))
    await sign_in(client, third)
    assert "You have been put forward" in (await client.get("/elections")).text
    _went_to(await send(client, f"{page}/stand", statement="Since you ask.", do="stand"))

    await sign_in(client, hustings.clerk)
    assert (await client.get(f"{page}/close-nominations")).status_code == 200
    _went_to(await send(client, f"{page}/close-nominations"))
    settle = await client.get(f"{page}/settle")
    assert "Since you ask." in settle.text
    closes = f"{clock.now() + timedelta(days=9):%Y-%m-%dT%H:%M}"
    poll = _went_to(await send(client, f"{page}/open-vote", voting_closes_at=closes)).split("?")[0]
    assert re.fullmatch(r"/polls/[0-9a-f-]{36}", poll)
    await sign_in(client, fourth)
    shown = (await client.get(page)).text
    assert poll in shown and "For some." in shown and "Go to the ballot paper" in shown

    await _declare_with_a_vote(hustings, poll.rsplit("/", 1)[1])
    await sign_in(client, hustings.clerk)
    assert (await client.get(f"{page}/seats")).status_code == 200
    wrong = await send(client, f"{page}/seats", starts_on="2026-12-01", ends_on="2025-12-01", capacity="parent")
    assert wrong.status_code == 422 and "must come after the first" in wrong.text
    for _ in range(2):
        _went_to(await send(client, f"{page}/seats", starts_on="2026-12-01", ends_on="", capacity="parent"))
    assert await db.value("SELECT count(*) FROM membership WHERE starts_on = '2026-12-01'") == 2
    assert (await facts_of(hustings, vacancy)).seated_at  # type: ignore[arg-type]


async def _declare_with_a_vote(hustings, poll: str) -> None:  # type: ignore[no-untyped-def]
    for voter, ballot in zip(hustings.parents, ("1 2", "2 1", "1 2", "2 1"), strict=True):
        await cast_ballot(hustings.school, UUID(poll), voter.id, ballot)
    await declare(hustings.school, UUID(poll))


async def test_every_bad_field_is_named_and_what_was_typed_is_kept(client: AsyncClient) -> None:
    hustings = await a_hustings()
    await sign_in(client, hustings.clerk)
    bad = _form(
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

    response = await send(client, "/elections", **_form(hustings.body, counting="irv"))
    assert response.status_code == 422 and "The alternative vote fills one seat" in response.text
    response = await send(client, "/elections", **_form(hustings.body, voting=f"members:{empty}"))
    assert response.status_code == 422 and 'href="#voting"' in response.text and "Advisory board" in response.text
    one = _went_to(await send(client, "/elections", **_form(hustings.body, seats="1"))).split("?")[0]
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
    _went_to(await send(client, f"/elections/{vacancy}/edit", **_form(hustings.body, title="First", seen=seen[1])))

    later = await send(client, f"/elections/{vacancy}/edit", **_form(hustings.body, title="Second", seen=seen[1]))

    assert later.status_code == 422
    assert "First" in later.text and 'value="Second"' in later.text
    anew = re.search(r'name="seen" value="(\w+)"', later.text)
    assert anew and anew[1] != seen[1]
    _went_to(await send(client, f"/elections/{vacancy}/edit", **_form(hustings.body, title="Second", seen=anew[1])))
    assert (await facts_of(hustings, vacancy)).terms.title == "Second"


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


async def test_steps_are_only_for_whoever_runs_it(client: AsyncClient) -> None:
    hustings = await a_hustings()
    other = await a_body(hustings.school, name="Parent council")
    stranger = await a_member(hustings.school, other, "Other Clerk", office=None)
    vacancy = await with_candidates(hustings, 3)

    for person in (hustings.parents[0], await a_head_teacher(hustings.school), stranger):
        await sign_in(client, person)
        for step in ("edit", "open-nominations", "close-nominations", "extend", "settle", "cancel", "seats"):
            assert (await client.get(f"/elections/{vacancy}/{step}")).status_code in (403, 404), (person.name, step)
        for step in ("open-nominations", "close-nominations", "open-vote", "declare", "cancel", "seats"):
            assert (await send(client, f"/elections/{vacancy}/{step}")).status_code in (403, 404), (person.name, step)
    assert (await facts_of(hustings, vacancy)).state is VacancyState.NOMINATING


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
    assert _went_to(again).endswith("done=somebody-nominated")

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
    _went_to(await sends(a_picture("WEBP")))
    assert "/photos/" in (await client.get(path)).text
    _went_to(await send(client, f"{path}/photo/removal"))
    assert "/photos/" not in (await client.get(path)).text


async def test_saying_no_and_withdrawing_ask_first_and_are_safe_to_repeat(client: AsyncClient) -> None:
    hustings = await a_hustings()
    vacancy, (asker, asked, stands, *_) = await nominating(hustings), hustings.parents
    await nominate(asker, vacancy, asked.id)
    await stand(stands, vacancy, "Me.")
    path = f"/elections/{vacancy}"

    await sign_in(client, asked)
    for _ in range(2):
        _went_to(await send(client, f"{path}/decline"))
    assert "You said no" in (await client.get(path)).text
    await sign_in(client, stands)
    assert "Withdraw from this election?" in (await client.get(f"{path}/withdraw")).text
    for _ in range(2):
        _went_to(await send(client, f"{path}/withdraw"))
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
    _went_to(await send(client, path, statement="On paper.", person=parent.id, consent="yes"))

    assert (await facts_of(hustings, vacancy)).stand == 1
    line = await db.value("SELECT id FROM nomination WHERE vacancy = $1", vacancy)
    out = f"/elections/{vacancy}/nominations/{line}/withdraw"
    assert parent.name in (await client.get(out)).text
    _went_to(await send(client, out))
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
    assert _went_to(await send(client, path, name=parent.name, email=own)) == f"/elections/{vacancy}/stand"


async def test_without_a_vote_the_page_declares_who_is_elected(client: AsyncClient) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 1)
    await close_nominations(hustings.clerk, vacancy)
    await sign_in(client, hustings.clerk)
    settle = await client.get(f"/elections/{vacancy}/settle")
    assert "so there is no vote" in settle.text and "1 seat stays vacant" in settle.text

    for _ in range(2):
        _went_to(await send(client, f"/elections/{vacancy}/declare"))

    await sign_in(client, hustings.parents[3])
    shown = (await client.get(f"/elections/{vacancy}")).text
    assert "Elected without a vote" in shown and hustings.parents[0].name in shown


async def test_more_time_and_cancelling_say_what_is_wrong(client: AsyncClient) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 1)
    await sign_in(client, hustings.clerk)
    path = f"/elections/{vacancy}"
    assert (await client.get(f"{path}/extend")).status_code == 200
    wrong = await send(client, f"{path}/extend", nominations_close_at="", voting_closes_at="2020-01-01T10:00")
    assert wrong.status_code == 422 and 'href="#nominations_close_at"' in wrong.text
    first, second = clock.now() + timedelta(days=30), clock.now() + timedelta(days=40)
    times = {"nominations_close_at": f"{first:%Y-%m-%dT%H:%M}", "voting_closes_at": f"{second:%Y-%m-%dT%H:%M}"}
    _went_to(await send(client, f"{path}/extend", **times))
    assert (await send(client, f"{path}/cancel", reason="")).status_code == 422
    for _ in range(2):
        _went_to(await send(client, f"{path}/cancel", reason="The committee is dissolved."))

    await sign_in(client, hustings.parents[4])
    assert "The committee is dissolved." in (await client.get(path)).text


async def test_a_step_that_is_over_leads_back_to_the_election(client: AsyncClient) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 3)
    await close_nominations(hustings.clerk, vacancy)
    await open_vote(hustings.clerk, vacancy)
    await sign_in(client, hustings.clerk)

    for step in ("edit", "open-nominations", "close-nominations", "extend", "settle", "cancel", "seats", "stand"):
        assert _went_to(await client.get(f"/elections/{vacancy}/{step}")) == f"/elections/{vacancy}", step
    closes = f"{clock.now() + timedelta(days=9):%Y-%m-%dT%H:%M}"
    assert "/polls/" in _went_to(await send(client, f"/elections/{vacancy}/open-vote", voting_closes_at=closes))
    assert (await send(client, f"/elections/{vacancy}/declare")).status_code == 409


async def test_the_returning_officer_chooses_whose_seats_they_are(client: AsyncClient) -> None:
    hustings = await a_hustings()
    officer = await a_person(hustings.school, "Officer", Role.RETURNING_OFFICER)
    await sign_in(client, officer)

    assert "Where are the seats?" in (await client.get("/elections/new")).text
    assert (await client.get("/elections/new?body=none")).status_code == 200
    assert (await client.get(f"/elections/new?body={uuid4()}")).status_code == 404
    assert (await send(client, "/elections", **_form(uuid4()))).status_code == 404
    _went_to(await send(client, "/elections", **_form("none")))
    await sign_in(client, await a_parent(hustings.school))
    assert (await client.get("/elections/new")).status_code == 403


async def test_what_waits_is_shown_to_whom_it_waits_for(client: AsyncClient) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 1)
    await close_nominations(hustings.clerk, vacancy)
    await sign_in(client, hustings.clerk)
    assert f"/elections/{vacancy}/settle" in (await client.get("/elections")).text
    await declare_uncontested(hustings.clerk, vacancy)
    assert f"/elections/{vacancy}/seats" in (await client.get("/elections")).text
    for page in ("/", "/polls"):
        assert f"/elections/{vacancy}/seats" in (await client.get(page)).text
    await sign_in(client, hustings.parents[4])
    for page in ("/", "/polls", "/elections"):
        assert f"/elections/{vacancy}/" not in (await client.get(page)).text
