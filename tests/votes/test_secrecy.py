"""What anybody who reads the whole database can learn of a vote: nothing but totals, before the close and after."""

from __future__ import annotations

from uuid import UUID

import pytest
import structlog
from httpx import AsyncClient

from common import db
from people.rules import Actor
from tests.cast import a_parent, a_school, send, sign_in
from tests.votes.stage import an_open_poll, declare, has_key
from votes.rules import Choice

CHOICES = [Choice.FOR] * 6 + [Choice.AGAINST] * 4 + [Choice.ABSTAIN]


async def _everything() -> dict[str, list[str]]:
    """Every row of every table as text, bytes as hexadecimal."""
    tables = await db.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    names = [line["tablename"] for line in tables]
    return {
        name: [line["text"] for line in await db.rows(f'SELECT t::text AS text FROM "{name}" t')]  # noqa: S608
        for name in names
    }


def _says(row: str, word: str) -> bool:
    return word in row or word.encode().hex() in row


async def _vote(client: AsyncClient) -> tuple[UUID, UUID, list[Actor]]:
    """Eleven parents vote through the site; the last of them alone abstains."""
    school = await a_school()
    parents = [await a_parent(school, f"Parent {n}") for n in range(len(CHOICES))]
    poll = await an_open_poll(school, [parent.id for parent in parents])
    for parent, choice in zip(parents, CHOICES, strict=True):
        await sign_in(client, parent)
        assert (await send(client, f"/polls/{poll}/ballots", choice=choice.value)).status_code == 303
    return school, poll, parents


async def test_before_the_close_no_table_holds_a_plain_choice(client: AsyncClient) -> None:
    await _vote(client)
    rows = [row for table in (await _everything()).values() for row in table]
    assert len(rows) > 30
    assert not [row for row in rows if _says(row, "abstain")]
    assert not [row for row in rows if _says(row, '"ballot"')]


async def test_after_the_declaration_no_row_joins_a_person_to_a_ballot(client: AsyncClient) -> None:
    school, poll, parents = await _vote(client)
    await declare(school, poll)
    found = await _everything()
    assert found["envelope"] == []
    assert not has_key(poll)
    abstaining = [row for rows in found.values() for row in rows if _says(row, "abstain")]
    assert len(abstaining) == 2  # the tally's line, and the result of the poll
    assert not [row for row in abstaining for parent in parents if str(parent.id) in row]
    lines = await db.rows("SELECT id FROM entitlement WHERE poll = $1", poll)
    marks = [str(parent.id) for parent in parents] + [str(line["id"]) for line in lines]
    for table in ("tallied_ballot", "receipt_entry"):
        assert not [row for row in found[table] for mark in marks if mark in row]


async def test_casting_writes_no_audit_entry_no_time_no_job_and_no_log_line(client: AsyncClient) -> None:
    school = await a_school()
    parent = await a_parent(school)
    poll = await an_open_poll(school, [parent.id])
    await sign_in(client, parent)
    await client.get(f"/polls/{poll}")
    before = await _everything()
    with structlog.testing.capture_logs() as lines:
        await send(client, f"/polls/{poll}/ballots", choice="for")
        await client.get(f"/polls/{poll}?done=vote-cast")
    after = await _everything()
    assert {name for name, rows in after.items() if rows != before[name]} == {"envelope"}
    columns = await db.rows(
        "SELECT data_type FROM information_schema.columns WHERE table_name IN ('envelope', 'receipt_entry')"
    )
    assert not [line for line in columns if "time" in line["data_type"] or "date" in line["data_type"]]
    assert lines == []


async def test_the_order_in_which_receipts_and_totals_are_stored_is_not_the_order_of_voting(
    client: AsyncClient,
) -> None:
    school, poll, _ = await _vote(client)
    await declare(school, poll)
    stored = await db.rows("SELECT receipt FROM receipt_entry WHERE poll = $1 ORDER BY ctid", poll)
    assert [line["receipt"] for line in stored] == sorted(line["receipt"] for line in stored)
    totals = await db.rows("SELECT ballot FROM tallied_ballot WHERE poll = $1 ORDER BY ctid", poll)
    assert [line["ballot"] for line in totals] == ["abstain", "against", "for"]


@pytest.mark.parametrize("choice", list(Choice))
async def test_the_answer_to_a_ballot_does_not_depend_on_what_it_says(client: AsyncClient, choice: Choice) -> None:
    school = await a_school()
    parent = await a_parent(school)
    poll = await an_open_poll(school, [parent.id])
    await sign_in(client, parent)
    answer = await send(client, f"/polls/{poll}/ballots", choice=choice.value)
    assert (answer.status_code, answer.headers["location"]) == (303, f"/polls/{poll}?done=vote-cast")
    shown = await client.get(answer.headers["location"])
    assert "checked" not in shown.text
