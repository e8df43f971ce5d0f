"""A poll whose key is on three sheets: opened at a ceremony, counted with two of them, by nobody with fewer."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from httpx import AsyncClient

from common import db, jobs, sealing
from people.rules import Actor, Role
from tests.cast import a_parent, a_person, a_school, send, sign_in
from tests.thief import Line, Loot
from tests.votes.stage import a_poll, cast_all, has_key, state_of
from votes import steps
from votes.custody import services as custody
from votes.custody.rules import Holder, NewKey, Sheet, SheetsOutdated, WrongKey, new_key, read_sheet
from votes.errors import ClosesTooSoon, KeyNotShared, PollClosed, PollNotOpen
from votes.queries import poll_facts
from votes.rules import Choice, Custody
from votes.services import close_poll, open_poll

HOLDERS = [Holder("Robin Officer", "robin@example.org"), Holder("Ann Other", None), Holder("Tom Third", None)]
THREE = {"name_1": "Robin Officer", "name_2": "Ann Other", "name_3": "Tom Third", "email_2": "ann@example.org"}
F, A = Choice.FOR, Choice.AGAINST


async def _created(number: int = 4) -> tuple[UUID, UUID, Actor, list[Actor]]:
    school = await a_school()
    officer = await a_person(school, "Robin Officer", Role.RETURNING_OFFICER)
    parents = [await a_parent(school, f"Parent {n}") for n in range(number)]
    poll = await a_poll(school, [parent.id for parent in parents], custody=Custody.SECRET)
    return school, poll, officer, parents


def _read(key: NewKey, *places: int) -> list[Sheet]:
    read = [read_sheet(" ".join(key.sheets[place - 1])) for place in places]
    return [sheet for sheet in read if isinstance(sheet, Sheet)]


async def _closed() -> tuple[UUID, UUID, Actor, NewKey]:
    school, poll, officer, parents = await _created()
    key = await custody.make_sheets(school, poll, officer.id, HOLDERS)
    await custody.open_under_sheets(school, poll, officer.id, key.fingerprint)
    await cast_all(school, poll, dict(zip([parent.id for parent in parents], [F, F, F, A], strict=True)))
    await close_poll(school, poll, None)
    await jobs.run_pending()
    return school, poll, officer, key


async def test_the_count_waits_for_two_sheets_and_then_follows_by_itself(rollback: None) -> None:
    school, poll, officer, key = await _closed()
    assert not has_key(poll)
    for _ in range(2):
        await steps.advance_waiting_polls()
        await jobs.run_pending()
        await steps.open_envelopes(school, poll)
    assert await state_of(poll) == "reconciled"
    await custody.count_with_sheets(school, poll, officer.id, _read(key, 1, 3))
    await custody.count_with_sheets(school, poll, officer.id, _read(key, 2, 3))
    await jobs.run_pending()
    facts = await poll_facts(school, poll)
    assert facts.result is not None
    assert (facts.result.for_, facts.result.against, facts.result.unreadable) == (3, 1, 0)
    used = await db.rows("SELECT details FROM audit_entry WHERE action = 'use_sheets' AND subject = $1", str(poll))
    assert [line["details"]["sheets"] for line in used] == [[1, 3]]


async def test_the_sheets_of_another_vote_open_nothing_and_change_nothing(rollback: None) -> None:
    school, poll, officer, _ = await _closed()
    with pytest.raises(WrongKey):
        await custody.count_with_sheets(school, poll, officer.id, _read(new_key(), 1, 2))
    assert await state_of(poll) == "reconciled"
    assert await db.value("SELECT count(*) FROM envelope WHERE poll = $1", poll) == 4


async def test_a_death_amid_the_count_leaves_the_box_shut_and_the_sheets_are_typed_again(
    rollback: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(*_: object, **__: object) -> None:
        raise RuntimeError("killed")

    school, poll, officer, key = await _closed()
    with monkeypatch.context() as patch, pytest.raises(RuntimeError, match="killed"):
        patch.setattr(steps, "move", die)
        await custody.count_with_sheets(school, poll, officer.id, _read(key, 1, 2))
    assert await state_of(poll) == "reconciled"
    assert await db.value("SELECT count(*) FROM envelope WHERE poll = $1", poll) == 4
    await custody.count_with_sheets(school, poll, officer.id, _read(key, 1, 2))
    await jobs.run_pending()
    assert await state_of(poll) == "declared"


async def test_nothing_is_opened_before_the_close_or_without_a_ceremony(rollback: None) -> None:
    school, poll, officer, _ = await _created()
    with pytest.raises(KeyNotShared):
        await open_poll(school, poll, officer.id)
    with pytest.raises(KeyNotShared):
        await custody.open_under_sheets(school, poll, officer.id, "0" * 16)
    old = await custody.make_sheets(school, poll, officer.id, HOLDERS)
    key = await custody.make_sheets(school, poll, officer.id, HOLDERS)
    with pytest.raises(SheetsOutdated):
        await custody.open_under_sheets(school, poll, officer.id, old.fingerprint)
    await custody.open_under_sheets(school, poll, officer.id, key.fingerprint)
    await custody.open_under_sheets(school, poll, officer.id, key.fingerprint)
    with pytest.raises(PollClosed):
        await custody.make_sheets(school, poll, officer.id, HOLDERS)
    with pytest.raises(PollNotOpen):
        await custody.count_with_sheets(school, poll, officer.id, _read(key, 1, 2))
    assert await db.value("SELECT count(*) FROM outbox_mail WHERE kind = 'poll_opened'") == 4


async def test_a_vote_whose_time_has_passed_does_not_open(rollback: None) -> None:
    school, poll, officer, _ = await _created()
    key = await custody.make_sheets(school, poll, officer.id, HOLDERS)
    await db.rows("UPDATE poll SET closes_at = now() - interval '1 minute' WHERE id = $1", poll)
    with pytest.raises(ClosesTooSoon):
        await custody.open_under_sheets(school, poll, officer.id, key.fingerprint)


async def test_the_server_keeps_neither_key_nor_words(rollback: None) -> None:
    _, _, _, key = await _closed()
    tables = await db.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    rows = []
    for table in tables:
        rows += await db.rows(f'SELECT to_jsonb(t) AS columns FROM "{table["tablename"]}" t')  # noqa: S608
    loot = Loot({"all": [Line((0, 0), 0, row["columns"]) for row in rows]}, {})
    private = custody.key_of_sheets(_read(key, 1, 2))
    assert loot.holds(key.public_key)
    assert not loot.holds(private)
    said = " ".join(str(row["columns"]) for row in rows)
    assert not [words for words in key.sheets if " ".join(words[4:7]) in said]
    assert all(sealing.private_key(name) != private for name in sealing.key_names())


async def test_the_box_is_announced_to_those_who_hold_the_sheets(rollback: None) -> None:
    await _closed()
    posted = await db.rows("SELECT address FROM outbox_mail WHERE kind = 'box_closed' ORDER BY address")
    assert "robin@example.org" in {line["address"] for line in posted}


# ---- the pages ----


def _words(page: str) -> list[str]:
    sheets = re.findall(r'<ol class="q-sheet__words"[^>]*>(.*?)</ol>', page, re.S)
    return [" ".join(re.findall(r"<li>(\w+)</li>", sheet)) for sheet in sheets]


async def test_both_ceremonies_are_held_on_their_pages(client: AsyncClient) -> None:
    school, poll, officer, parents = await _created()
    await sign_in(client, officer)
    assert f"/polls/{poll}/opening" in (await client.get("/polls")).text
    assert 'value="Robin Officer"' in (await client.get(f"/polls/{poll}/opening")).text
    shown = await send(client, f"/polls/{poll}/opening", **THREE)
    assert shown.headers["cache-control"] == "no-store"
    words = _words(shown.text)
    assert [len(sheet.split()) for sheet in words] == [20, 20, 20]
    mark = re.search(r'name="fingerprint" value="([0-9a-f]{16})"', shown.text)
    assert mark is not None
    refused = await send(client, f"/polls/{poll}/opening/written", fingerprint=mark[1], written=["1", "2"])
    assert refused.status_code == 422
    assert mark[1] in refused.text
    assert _words(refused.text) == []
    assert await state_of(poll) == "created"
    done = await send(client, f"/polls/{poll}/opening/written", fingerprint=mark[1], written=["1", "2", "3"])
    assert done.headers["location"] == f"/polls/{poll}?done=poll-opened"
    await cast_all(school, poll, {parent.id: F for parent in parents})
    await close_poll(school, poll, officer.id)
    await jobs.run_pending()
    assert "two of the three" in (await client.get(f"/polls/{poll}")).text
    assert "Tom Third" in (await client.get(f"/polls/{poll}/count")).text
    wrong = await send(
        client, f"/polls/{poll}/count", sheet_1=words[0].replace(words[0].split()[4], "qqqq"), sheet_2=""
    )
    assert wrong.status_code == 422
    assert "Word 5, “qqqq”" in wrong.text
    other = new_key()
    strange = await send(
        client, f"/polls/{poll}/count", sheet_1=" ".join(other.sheets[0]), sheet_2=" ".join(other.sheets[1])
    )
    assert strange.status_code == 422
    assert "of another vote" in strange.text
    opened = await send(client, f"/polls/{poll}/count", sheet_1=words[2], sheet_2=words[0])
    assert opened.headers["location"] == f"/polls/{poll}?done=box-opened"
    await jobs.run_pending()
    declared = (await client.get(f"/polls/{poll}?done=box-opened")).text
    assert "three sheets open nothing any more" in declared
    assert (await client.get(f"/polls/{poll}/count")).status_code == 303


async def test_three_different_people_are_named(client: AsyncClient) -> None:
    _, poll, officer, _ = await _created()
    await sign_in(client, officer)
    for fields, faulty in [
        ({}, "name_1"),
        ({**THREE, "name_3": "ann  OTHER"}, "name_3"),
        ({**THREE, "email_1": "nowhere"}, "email_1"),
    ]:
        answer = await send(client, f"/polls/{poll}/opening", **fields)
        assert answer.status_code == 422
        assert f'href="#{faulty}"' in answer.text
    assert await db.value("SELECT public_key FROM poll WHERE id = $1", poll) is None


async def test_lost_sheets_end_the_vote_with_a_reason_that_everybody_sees(client: AsyncClient) -> None:
    _, poll, officer, _ = await _closed()
    await sign_in(client, officer)
    assert (await send(client, f"/polls/{poll}/void", reason=" ")).status_code == 422
    done = await send(client, f"/polls/{poll}/void", reason="Two sheets were lost in the move.")
    assert done.headers["location"] == f"/polls/{poll}?done=poll-void"
    assert (await send(client, f"/polls/{poll}/void", reason="Again")).status_code == 303
    assert "Two sheets were lost in the move." in (await client.get(f"/polls/{poll}")).text
    assert await db.value("SELECT count(*) FROM envelope WHERE poll = $1", poll) == 0


async def test_a_rehearsal_writes_nothing_and_works_with_two_sheets_alone(client: AsyncClient) -> None:
    _, _, officer, _ = await _created()
    await sign_in(client, officer)
    assert "Make practice sheets" in (await client.get("/polls/rehearsal")).text
    before = await db.value("SELECT count(*) FROM audit_entry")
    shown = (await send(client, "/polls/rehearsal")).text
    words = _words(shown)
    public = re.search(r'name="public_key" value="([0-9a-f]{64})"', shown)
    assert public is not None
    same = await send(client, "/polls/rehearsal/count", public_key=public[1], sheet_1=words[1], sheet_2=words[1])
    assert same.status_code == 422
    strange = await send(client, "/polls/rehearsal/count", public_key="00", sheet_1=words[1], sheet_2=words[2])
    assert strange.status_code == 422
    worked = await send(client, "/polls/rehearsal/count", public_key=public[1], sheet_1=words[1], sheet_2=words[2])
    assert "It works." in worked.text
    assert await db.value("SELECT count(*) FROM audit_entry") == before


async def test_only_those_who_run_votes_hold_ceremonies(client: AsyncClient) -> None:
    _, poll, _, parents = await _created()
    await sign_in(client, parents[0])
    for path in (f"/polls/{poll}/opening", f"/polls/{poll}/count", f"/polls/{poll}/void", "/polls/rehearsal"):
        assert (await client.get(path)).status_code == 403
        assert (await send(client, path, **THREE)).status_code == 403


async def test_the_ceremonies_are_audited_without_words(rollback: None) -> None:
    school, poll, _, key = await _closed()
    entries = await db.rows("SELECT action, details FROM audit_entry WHERE subject = $1 ORDER BY id", str(poll))
    assert [line["action"] for line in entries][:3] == ["create_poll", "make_sheets", "open_poll"]
    made = next(line["details"] for line in entries if line["action"] == "make_sheets")
    assert made == {"fingerprint": key.fingerprint}
    assert (await poll_facts(school, poll)).waits_for_sheets
