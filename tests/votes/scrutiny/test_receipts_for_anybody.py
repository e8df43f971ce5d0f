"""A receipt is checked on any device: the signature lets one in, and nothing but the envelope's fate comes out."""

from __future__ import annotations

import re
from uuid import uuid4

import pytest
from httpx import AsyncClient

from common import db
from tests.cast import a_council, a_parent, a_school, send, sign_in, sign_out
from tests.votes.elections_stage import an_open_election
from tests.votes.stage import TITLE, an_open_poll, declare
from votes.casting import cast_ballot
from votes.rules import Choice
from votes.scrutiny import routes
from votes.scrutiny.showing import receipt_link


async def test_somebody_signed_out_learns_what_became_of_each_envelope(client: AsyncClient) -> None:
    school = await a_school()
    voter = await a_parent(school)
    poll = await an_open_election(school, [voter.id])
    first = (await cast_ballot(school, poll, voter.id, "1 2")).receipt.text
    last = (await cast_ballot(school, poll, voter.id, "2")).receipt.text
    sign_out(client)
    asked = await client.get(f"/polls/{poll}/receipts", params={"receipt": last})
    assert asked.status_code == 200
    assert "In the box" in asked.text
    assert "Parent council election" in asked.text
    await declare(school, poll)
    counted = (await client.get(f"/polls/{poll}/receipts", params={"receipt": last})).text
    assert ">Counted<" in counted
    assert "Prove it" not in counted
    replaced = (await client.get(f"/polls/{poll}/receipts", params={"receipt": first})).text
    assert "Replaced by a later vote" in replaced


async def test_a_vote_of_a_body_gives_away_no_title_and_a_bad_receipt_not_even_that_it_exists(
    client: AsyncClient,
) -> None:
    council = await a_council(2)
    poll = await an_open_poll(council.school, [council.chair.id], body=council.body)
    receipt = (await cast_ballot(council.school, poll, council.chair.id, Choice.FOR)).receipt.text
    sign_out(client)
    good = (await client.get(f"/polls/{poll}/receipts", params={"receipt": receipt})).text
    assert "In the box" in good
    assert TITLE not in good
    forged = receipt[:-1] + ("0" if receipt[-1] != "0" else "1")
    pages = []
    for path in (poll, uuid4()):
        answers = [await client.get(f"/polls/{path}/receipts", params={"receipt": text}) for text in (forged, "x")]
        answers.append(await client.get(f"/polls/{path}/receipts"))
        pages.append([(one.status_code, re.sub(r"[0-9a-f-]{36}|value=\"[^\"]*\"", "", one.text)) for one in answers])
    assert pages[0] == pages[1]
    assert "Not a receipt of this site" in pages[0][0][1]
    short = (await client.get(f"/polls/{poll}/receipts", params={"receipt": receipt.split(".")[0]})).text
    assert "Please paste the whole receipt" in short
    await sign_in(client, await a_parent(council.school, "Outsider"))
    assert TITLE not in (await client.get(f"/polls/{poll}/receipts", params={"receipt": receipt})).text


async def test_a_receipt_taken_out_says_so(client: AsyncClient) -> None:
    school = await a_school()
    voter = await a_parent(school)
    poll = await an_open_poll(school, [voter.id])
    receipt = (await cast_ballot(school, poll, voter.id, Choice.FOR)).receipt
    await db.rows("DELETE FROM envelope WHERE poll = $1", poll)
    await db.rows(
        "INSERT INTO receipt_entry (id, school, poll, receipt, state)"
        " VALUES (gen_random_uuid(), $1, $2, $3, 'taken_out')",
        school,
        poll,
        receipt.envelope,
    )
    sign_out(client)
    assert "Taken out" in (await client.get(f"/polls/{poll}/receipts", params={"receipt": receipt.text})).text


async def test_trying_many_is_slowed_down(client: AsyncClient, monkeypatch: pytest.MonkeyPatch) -> None:
    await a_school()
    monkeypatch.setattr(routes, "CHECKED_AN_HOUR", 2)
    sign_out(client)
    tried = [await client.get(f"/polls/{uuid4()}/receipts", params={"receipt": "ab" * 32}) for _ in range(3)]
    assert [answer.status_code for answer in tried] == [200, 200, 429]


async def test_the_receipt_to_print_holds_its_code_and_no_style(client: AsyncClient) -> None:
    school = await a_school()
    voter = await a_parent(school)
    poll = await an_open_poll(school, [voter.id])
    await sign_in(client, voter)
    assert (await client.get(f"/polls/{poll}/receipt")).status_code == 404
    await send(client, f"/polls/{poll}/ballots", choice="for")
    assert f'href="/polls/{poll}/receipt"' in (await client.get(f"/polls/{poll}")).text
    page = (await client.get(f"/polls/{poll}/receipt")).text
    drawn = page[page.index("<svg viewBox") :].split("</svg>")[0]
    assert "style" not in drawn
    assert drawn.count("<path") == 2
    text = re.search(r'q-receipt__value">([0-9a-f.]+)<', page)
    assert text is not None
    assert receipt_link(poll, text[1]).endswith(f"/polls/{poll}/receipts?receipt={text[1]}")
