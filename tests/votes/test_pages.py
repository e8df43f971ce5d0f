"""The pages of votes: who sees them, what they say, and what comes back from a form."""

from __future__ import annotations

import re
import time
from uuid import UUID, uuid4

import jinja2
import pytest
from httpx import AsyncClient

from common import db
from people.rules import Actor
from tests.cast import (
    Council,
    a_council,
    a_household,
    a_parent,
    a_school,
    send,
    sign_in,
    sign_out,
)
from tests.votes.stage import TITLE, a_poll, an_open_poll, cast_all, declare, state_of, take_step
from votes.casting import cast_ballot
from votes.rules import Choice
from votes.services import close_poll

F, A = Choice.FOR, Choice.AGAINST
HTMX = {"HX-Request": "true", "HX-Request-Type": "partial"}


async def _council_vote(*choices: Choice, **settings: object) -> tuple[Council, UUID]:
    council = await a_council(7)
    roll = [member.id for member in (council.chair, *council.members)]
    poll = await an_open_poll(council.school, roll, body=council.body, **settings)
    await cast_all(council.school, poll, dict(zip(roll[1:], choices, strict=False)))
    return council, poll


async def _parents_vote(client: AsyncClient) -> tuple[UUID, Actor, UUID]:
    school = await a_school()
    parent = await a_parent(school)
    await sign_in(client, parent)
    return school, parent, await an_open_poll(school, [parent.id])


async def test_a_vote_is_found_cast_changed_and_receipted_by_somebody_without_scripts(client: AsyncClient) -> None:
    _, _, poll = await _parents_vote(client)
    listed = (await client.get("/polls")).text
    assert f'href="/polls/{poll}"' in listed
    assert "Vote now" in listed
    page = (await client.get(f"/polls/{poll}")).text
    assert "Carried if more than half of the votes for and against are for." in page
    assert "0 of 1 have voted" in page
    first = await send(client, f"/polls/{poll}/ballots", choice="for")
    assert first.headers["location"] == f"/polls/{poll}?done=vote-cast"
    cast = (await client.get(first.headers["location"])).text
    assert "Your vote is in. Keep the receipt." in cast
    assert "You can change it until" in cast
    receipt = re.search(r'q-receipt__value">([0-9a-f.]+)<', cast)
    assert receipt is not None
    second = await send(client, f"/polls/{poll}/ballots", choice="against")
    assert "has replaced the earlier one" in (await client.get(second.headers["location"])).text
    assert "You have voted" in (await client.get("/polls")).text
    checked = (await client.get(f"/polls/{poll}/receipts", params={"receipt": receipt[1]})).text
    assert "Replaced by a later vote" in checked
    assert "own: the receipt was given here" in checked


async def test_nothing_chosen_comes_back_as_the_form_with_the_error(client: AsyncClient) -> None:
    _, _, poll = await _parents_vote(client)
    for fields in ({}, {"choice": "maybe"}):
        answer = await send(client, f"/polls/{poll}/ballots", **fields)
        assert answer.status_code == 422
        assert 'href="#choice"' in answer.text
        assert 'id="choice"' in answer.text
        assert "<title>Error: " in answer.text
    assert await db.value("SELECT count(*) FROM envelope") == 0


async def test_htmx_is_given_the_block_alone(client: AsyncClient) -> None:
    school, _, poll = await _parents_vote(client)
    token = (await client.get("/polls")).text.split('name="_csrf_token" value="')[1].split('"')[0]
    answer = await client.post(f"/polls/{poll}/ballots", data={"_csrf_token": token}, headers=HTMX)
    assert answer.text.lstrip().startswith('<div id="ballot">')
    await close_poll(school, poll, None)
    waiting = await client.get(f"/polls/{poll}", headers=HTMX)
    assert waiting.text.lstrip().startswith('<div id="outcome"')
    assert 'hx-trigger="every 3s"' in waiting.text
    assert "Look again" in waiting.text
    for _ in range(4):
        await take_step(school, poll)
    declared = await client.get(f"/polls/{poll}", headers=HTMX)
    assert "hx-trigger" not in declared.text
    assert "Nobody voted for or against" in declared.text


PATHS = ["", "/secrecy", "/receipt", "/scrutineers", "/bundle.zip", "/full-bundle.zip", "/result.pdf"]


@pytest.mark.parametrize("path", PATHS)
async def test_somebody_whom_a_vote_does_not_concern_finds_nothing(client: AsyncClient, path: str) -> None:
    council, poll = await _council_vote()
    await sign_in(client, await a_parent(council.school, "Other Parent"))
    assert (await client.get(f"/polls/{poll}{path}")).status_code == 404
    assert (await send(client, f"/polls/{poll}/ballots", choice="for")).status_code == 404
    assert TITLE not in (await client.get("/polls")).text
    await sign_in(client, council.chair)
    assert (await client.get(f"/polls/{uuid4()}{path}")).status_code == 404


@pytest.mark.parametrize("path", [*PATHS, "/close"])
async def test_anybody_who_is_not_signed_in_is_sent_to_sign_in_and_back(client: AsyncClient, path: str) -> None:
    _, poll = await _council_vote()
    sign_out(client)
    answer = await client.get(f"/polls/{poll}{path}")
    assert answer.status_code == 303
    assert answer.headers["location"] == f"/sign-in?next=/polls/{poll}{path}"
    assert (await send(client, f"/polls/{poll}/ballots", choice="for")).status_code == 303


async def test_the_clerk_sees_the_vote_and_has_none_and_closes_it(client: AsyncClient) -> None:
    council, poll = await _council_vote(F, F, A)
    await sign_in(client, council.clerk)
    page = (await client.get(f"/polls/{poll}")).text
    assert "You are not on the roll of this vote." in page
    assert 'name="choice"' not in page
    assert "3 of 8 have voted" in page
    assert (await send(client, f"/polls/{poll}/ballots", choice="for")).status_code == 404
    asked = (await client.get(f"/polls/{poll}/close")).text
    assert "it cannot be opened again" in asked
    for _ in range(2):
        closed = await send(client, f"/polls/{poll}/close")
        assert closed.headers["location"] == f"/polls/{poll}?done=poll-closed"
    assert await state_of(poll) == "closed"
    assert (await client.get(f"/polls/{poll}/close")).status_code == 303


async def test_only_who_runs_votes_closes_one(client: AsyncClient) -> None:
    council, poll = await _council_vote()
    await sign_in(client, council.chair)
    assert "Close this vote now" not in (await client.get(f"/polls/{poll}")).text
    assert (await client.get(f"/polls/{poll}/close")).status_code == 403
    assert (await send(client, f"/polls/{poll}/close")).status_code == 403
    assert (await send(client, f"/polls/{poll}/casting-vote", casting_vote="for")).status_code == 403
    assert await state_of(poll) == "open"


async def test_a_ballot_after_the_close_is_refused_kindly(client: AsyncClient) -> None:
    school, _, poll = await _parents_vote(client)
    await close_poll(school, poll, None)
    answer = await send(client, f"/polls/{poll}/ballots", choice="for")
    assert answer.status_code == 409
    assert "A vote that you cast before the close still counts." in answer.text


async def test_between_the_closing_time_and_the_timetable_the_page_takes_no_ballot(client: AsyncClient) -> None:
    _, _, poll = await _parents_vote(client)
    await db.rows("UPDATE poll SET opens_at = now() - interval '2 hours', closes_at = now() - interval '1 second'")
    page = (await client.get(f"/polls/{poll}")).text
    assert "Voting is closed" in page
    assert 'name="choice"' not in page
    assert "Being counted" in (await client.get("/polls")).text
    assert (await send(client, f"/polls/{poll}/ballots", choice="for")).status_code == 409


async def test_the_result_is_shown_with_its_margin_and_warnings_and_the_receipt_is_found(client: AsyncClient) -> None:
    council, poll = await _council_vote(F, F, F, A)
    cast = await cast_ballot(council.school, poll, council.chair.id, F)
    await sign_in(client, council.chair)
    await declare(council.school, poll)
    page = (await client.get(f"/polls/{poll}")).text
    assert "Carried" in page
    assert "It had 2 votes to spare" in page
    assert "5 of 8 voted (62%)" in page
    assert "There were few ballots." in page
    assert "was destroyed" in page
    assert "Carried: 4 for, 1 against" in (await client.get("/polls")).text
    checked = (await client.get(f"/polls/{poll}/receipts", params={"receipt": cast.receipt.text})).text
    assert "is in the result" in checked
    unsigned = (await client.get(f"/polls/{poll}/receipts", params={"receipt": cast.receipt.envelope})).text
    assert "was left out, so it was not checked" in unsigned


async def test_a_receipt_that_is_unknown_forged_or_nonsense_is_told_apart(client: AsyncClient) -> None:
    council, poll = await _council_vote(F)
    cast = await cast_ballot(council.school, poll, council.chair.id, F)
    await sign_in(client, council.chair)

    async def check(text: str) -> str:
        return (await client.get(f"/polls/{poll}/receipts", params={"receipt": text})).text

    assert "No envelope of this vote has this receipt" in await check("0" * 64)
    assert "signature is not this site" in await check(f"{cast.receipt.envelope}.{'0' * 128}")
    assert "In the box" in await check(cast.receipt.text)
    await db.rows("DELETE FROM envelope WHERE receipt = $1", cast.receipt.envelope)
    assert "The receipt is genuine, and yet" in await check(cast.receipt.text)
    nonsense = await client.get(f"/polls/{poll}/receipts", params={"receipt": "<script>"})
    assert nonsense.status_code == 422
    assert "A receipt begins with 64 characters" in nonsense.text


async def test_a_unanimous_result_says_that_it_gives_everybody_away(client: AsyncClient) -> None:
    council, poll = await _council_vote(F, F)
    await declare(council.school, poll)
    await sign_in(client, council.head)
    assert "everybody can tell how each person who voted has voted" in (await client.get(f"/polls/{poll}")).text


async def test_the_clerk_records_the_casting_vote_of_a_tie(client: AsyncClient) -> None:
    council, poll = await _council_vote(F, A, casting_vote=True)
    await declare(council.school, poll)
    await sign_in(client, council.clerk)
    assert "Record the chair's casting vote" in (await client.get(f"/polls/{poll}")).text
    empty = await send(client, f"/polls/{poll}/casting-vote")
    assert empty.status_code == 422
    assert 'href="#casting_vote"' in empty.text
    assert 'id="casting_vote"' in empty.text
    for _ in range(2):
        answer = await send(client, f"/polls/{poll}/casting-vote", casting_vote="for")
        assert answer.headers["location"] == f"/polls/{poll}?done=casting-vote-recorded"
    page = (await client.get(f"/polls/{poll}")).text
    assert "casting vote, given apart from the ballots, was for" in page
    assert (await send(client, f"/polls/{poll}/casting-vote", casting_vote="against")).status_code == 409


async def test_a_household_sees_that_another_of_it_has_voted(client: AsyncClient) -> None:
    school = await a_school()
    home = await a_household(school)
    ana, rui = await a_parent(school, "Ana Silva", household=home), await a_parent(school, "Rui Silva", household=home)
    poll = await an_open_poll(school, households=[home])
    await cast_ballot(school, poll, ana.id, F)
    await sign_in(client, rui)
    page = (await client.get(f"/polls/{poll}")).text
    assert "cast by another member of the household" in page
    assert 'name="choice"' not in page
    assert "Your household has voted" in (await client.get("/polls")).text
    refused = await send(client, f"/polls/{poll}/ballots", choice="against")
    assert refused.status_code == 409
    assert "ask the clerk" in refused.text


async def test_a_vote_that_is_not_open_yet_takes_nothing_and_is_in_no_list(client: AsyncClient) -> None:
    school = await a_school()
    parent = await a_parent(school)
    poll = await a_poll(school, [parent.id])
    await sign_in(client, parent)
    assert "This vote is not open yet." in (await client.get(f"/polls/{poll}")).text
    assert (await send(client, f"/polls/{poll}/ballots", choice="for")).status_code == 409
    listed = (await client.get("/polls")).text
    assert "Nothing is waiting for your vote." in listed
    assert "No vote has closed yet." in listed


async def test_what_is_secret_and_what_is_not_is_said(client: AsyncClient) -> None:
    school, _, poll = await _parents_vote(client)
    page = (await client.get(f"/polls/{poll}/secrecy")).text
    assert "database and key file together open the envelopes" in page
    assert "For this vote that has happened" not in page
    await declare(school, poll)
    assert "For this vote that has happened" in (await client.get(f"/polls/{poll}/secrecy")).text


async def test_what_somebody_writes_into_a_motion_stays_text(client: AsyncClient) -> None:
    _, _, poll = await _parents_vote(client)
    await db.rows("UPDATE poll SET title = '<b>bold</b>', text = '<script>alert(1)</script>' WHERE id = $1", poll)
    page = (await client.get(f"/polls/{poll}")).text
    assert "<script>alert" not in page
    assert "<b>bold" not in page


async def test_the_ballot_is_cheap_to_render(client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    spent: list[float] = []
    original = jinja2.Template.render

    def timed(template: jinja2.Template, *arguments: object) -> str:
        started = time.process_time()
        text = original(template, *arguments)
        spent.append(time.process_time() - started)
        return text

    _, _, poll = await _parents_vote(client)
    monkeypatch.setattr(jinja2.Template, "render", timed)
    for _ in range(20):
        await client.get(f"/polls/{poll}")
    assert min(spent) < 0.002
