"""The pages of whoever runs an election, from the empty form to the seats, without JavaScript."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import UUID

from httpx import AsyncClient

from common import clock, db
from tests.cast import a_body, a_head_teacher, a_member, send, sign_in
from tests.votes.elections.stage import (
    Hustings,
    a_hustings,
    facts_of,
    the_form,
    went_to,
    with_candidates,
)
from tests.votes.stage import declare
from votes.casting import cast_ballot
from votes.elections.rules import VacancyState
from votes.elections.services import close_nominations, declare_uncontested, open_vote
from votes.rules import Custody


async def _announced(client: AsyncClient, hustings: Hustings) -> str:
    """The path of an election for which nominations were opened, from the empty form on."""
    await sign_in(client, hustings.clerk)
    assert "There is no election that concerns you" in (await client.get("/elections")).text
    form = await client.get("/elections/new")  # the clerk of one body is not asked for which
    assert form.status_code == 200 and 'name="title"' in form.text
    page = went_to(await send(client, "/elections", **the_form(hustings.body))).split("?")[0]
    assert "5 people in 5 households" in (await client.get(page)).text
    assert (await client.get(f"{page}/open-nominations")).status_code == 200
    went_to(await send(client, f"{page}/open-nominations"))
    return page


async def _three_stand(client: AsyncClient, hustings: Hustings, page: str) -> None:
    """One looks first, one does not, one is asked."""
    first, second, third, _fourth = hustings.parents
    await sign_in(client, first)
    assert "Nominations are open" in (await client.get("/elections")).text
    preview = await send(client, f"{page}/stand", statement="For <b>all</b>.\n\nTruly.", do="preview")
    assert preview.status_code == 200 and "&lt;b&gt;all" in preview.text and "3 of 100 words" in preview.text
    assert (await db.value("SELECT count(*) FROM nomination")) == 0
    went_to(await send(client, f"{page}/stand", statement="For all.", do="stand"))
    await sign_in(client, second)
    went_to(await send(client, f"{page}/stand", statement="For some.", do="stand"))
    asked = await db.value("SELECT email FROM person WHERE id = $1", third.id)
    went_to(await send(client, f"{page}/nominate", name=third.name, email=asked))
    await sign_in(client, third)
    assert "You have been put forward" in (await client.get("/elections")).text
    went_to(await send(client, f"{page}/stand", statement="Since you ask.", do="stand"))


async def test_from_the_empty_form_to_the_seats(client: AsyncClient) -> None:
    hustings = await a_hustings(4)
    first, second, _third, fourth = hustings.parents
    page = await _announced(client, hustings)
    await _three_stand(client, hustings, page)

    await sign_in(client, hustings.clerk)
    assert (await client.get(f"{page}/close-nominations")).status_code == 200
    went_to(await send(client, f"{page}/close-nominations"))
    settle = await client.get(f"{page}/settle")
    assert "Since you ask." in settle.text
    closes = f"{clock.now() + timedelta(days=9):%Y-%m-%dT%H:%M}"
    poll = went_to(await send(client, f"{page}/open-vote", voting_closes_at=closes)).split("?")[0]
    assert re.fullmatch(r"/polls/[0-9a-f-]{36}", poll)
    await sign_in(client, fourth)
    shown = (await client.get(page)).text
    assert poll in shown and "For some." in shown and "Go to the ballot paper" in shown

    await _declare_with_a_vote(hustings, poll.rsplit("/", 1)[1])
    await sign_in(client, hustings.clerk)
    assert f"<strong>{first.name}, {second.name}</strong>" in (await client.get(page)).text
    assert (await client.get(f"{page}/seats")).status_code == 200
    wrong = await send(client, f"{page}/seats", starts_on="2026-12-01", ends_on="2025-12-01", capacity="parent")
    assert wrong.status_code == 422 and "must come after the first" in wrong.text
    for _ in range(2):
        went_to(await send(client, f"{page}/seats", starts_on="2026-12-01", ends_on="", capacity="parent"))
    assert await db.value("SELECT count(*) FROM membership WHERE starts_on = '2026-12-01'") == 2
    assert (await facts_of(hustings, UUID(page.rsplit("/", 1)[1]))).seated_at


async def _declare_with_a_vote(hustings: Hustings, poll: str) -> None:
    for voter, ballot in zip(hustings.parents, ("1 2", "2 1", "1 2", "2 1"), strict=True):
        await cast_ballot(hustings.school, UUID(poll), voter.id, ballot)
    await declare(hustings.school, UUID(poll))


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


async def test_without_a_vote_the_page_declares_who_is_elected(client: AsyncClient) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 1)
    await close_nominations(hustings.clerk, vacancy)
    await sign_in(client, hustings.clerk)
    settle = await client.get(f"/elections/{vacancy}/settle")
    assert "so there is no vote" in settle.text and "1 seat stays vacant" in settle.text

    for _ in range(2):
        went_to(await send(client, f"/elections/{vacancy}/declare"))

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
    went_to(await send(client, f"{path}/extend", **times))
    assert (await send(client, f"{path}/cancel", reason="")).status_code == 422
    for _ in range(2):
        went_to(await send(client, f"{path}/cancel", reason="The committee is dissolved."))

    await sign_in(client, hustings.parents[4])
    assert "The committee is dissolved." in (await client.get(path)).text


async def test_a_step_that_is_over_leads_back_to_the_election(client: AsyncClient) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 3)
    await close_nominations(hustings.clerk, vacancy)
    await open_vote(hustings.clerk, vacancy)
    await sign_in(client, hustings.clerk)

    for step in ("edit", "open-nominations", "close-nominations", "extend", "settle", "cancel", "seats", "stand"):
        assert went_to(await client.get(f"/elections/{vacancy}/{step}")) == f"/elections/{vacancy}", step
    closes = f"{clock.now() + timedelta(days=9):%Y-%m-%dT%H:%M}"
    assert "/polls/" in went_to(await send(client, f"/elections/{vacancy}/open-vote", voting_closes_at=closes))
    assert (await send(client, f"/elections/{vacancy}/declare")).status_code == 409


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


async def test_a_secret_vote_leads_on_to_its_opening_ceremony(client: AsyncClient) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 3, custody=Custody.SECRET)
    await close_nominations(hustings.clerk, vacancy)
    await sign_in(client, hustings.clerk)
    closes = f"{clock.now() + timedelta(days=9):%Y-%m-%dT%H:%M}"

    path = went_to(await send(client, f"/elections/{vacancy}/open-vote", voting_closes_at=closes))

    assert re.fullmatch(r"/polls/[0-9a-f-]{36}/opening", path)
    assert (await client.get(path)).status_code == 200
    await sign_in(client, hustings.parents[4])
    assert "key of its box has been given to three people" in (await client.get(f"/elections/{vacancy}")).text


async def test_the_vote_leads_back_to_its_election_and_both_stand_under_votes(client: AsyncClient) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 3)
    await close_nominations(hustings.clerk, vacancy)
    poll = await open_vote(hustings.clerk, vacancy)
    await sign_in(client, hustings.parents[0])
    assert f'href="/elections/{vacancy}"' in (await client.get(f"/polls/{poll}")).text
    for path in ("/elections", f"/elections/{vacancy}", f"/polls/{poll}", "/polls"):
        here = re.findall(r'href="([^"]*)" aria-current="page"', (await client.get(path)).text)
        assert here == ["/polls"], path
