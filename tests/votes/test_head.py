"""At the close the box gets a fingerprint: signed, mailed, shown, and nothing can be changed under it."""

from __future__ import annotations

import re
from uuid import UUID

import pytest
from httpx import AsyncClient

from common import db, jobs, mail, sealing
from people.rules import Actor, Office, Role
from tests.cast import a_body, a_member, a_parent, a_person, a_school, sign_in
from tests.votes.stage import an_open_poll, cast_all, declare, state_of, take_step
from votes.evidence import Head, head_text
from votes.letters import compose_box_closed
from votes.merkle import Inclusion, proves, tree_root
from votes.queries import poll_facts
from votes.receipts import final_receipts
from votes.rules import Choice, PollState
from votes.services import close_poll


async def _closed(voters: int = 5) -> tuple[UUID, UUID, list[Actor]]:
    school = await a_school()
    await a_person(school, "Robin Officer", Role.RETURNING_OFFICER)
    await a_member(school, await a_body(school), "Other Clerk", Office.CLERK)
    parents = [await a_parent(school, f"Parent {number}") for number in range(voters)]
    poll = await an_open_poll(school, [parent.id for parent in parents])
    await cast_all(school, poll, {parent.id: Choice.FOR for parent in parents})
    await close_poll(school, poll, None)
    await take_step(school, poll)
    return school, poll, parents


async def _head(school: UUID, poll: UUID) -> Head:
    head = (await poll_facts(school, poll)).head
    assert head is not None
    return head


async def test_the_head_is_over_the_final_envelopes_and_signed_and_stays(rollback: None) -> None:
    school, poll, _ = await _closed()
    head = await _head(school, poll)
    receipts = await final_receipts(school, poll)
    assert (head.size, head.root) == (5, tree_root(receipts))
    assert sealing.signature_holds(head_text(poll, head.size, head.root, head.closed_at).encode(), head.signature)
    await declare(school, poll)
    assert await _head(school, poll) == head
    assert await final_receipts(school, poll) == receipts


async def test_before_the_close_there_is_no_head(rollback: None) -> None:
    school = await a_school()
    poll = await an_open_poll(school, [(await a_parent(school)).id])
    assert (await poll_facts(school, poll)).head is None


async def test_those_who_run_votes_are_mailed_the_head_at_the_close_and_everybody_with_the_result(
    rollback: None,
) -> None:
    school, poll, parents = await _closed()
    head = await _head(school, poll)
    posted = await db.rows("SELECT person, address, parameters FROM outbox_mail WHERE kind = 'box_closed'")
    assert [line["address"].split(".")[0] for line in posted] == ["robin"]
    letter = await compose_box_closed(
        mail.Addressee(school, posted[0]["person"], posted[0]["address"], posted[0]["parameters"])
    )
    assert letter is not None
    assert head.root in letter.body
    assert head.signature in letter.body
    await jobs.run_pending()
    assert await state_of(poll) == "declared"
    assert await db.value("SELECT count(*) FROM outbox_mail WHERE kind = 'result_declared'") == len(parents)


@pytest.mark.parametrize(
    "tampering",
    [
        "DELETE FROM envelope WHERE id = (SELECT id FROM envelope WHERE poll = $1 LIMIT 1)",
        "UPDATE envelope SET receipt = repeat('ab', 32) WHERE id = (SELECT id FROM envelope WHERE poll = $1 LIMIT 1)",
    ],
)
async def test_a_box_that_was_changed_after_the_close_is_never_counted(rollback: None, tampering: str) -> None:
    school, poll, _ = await _closed()
    await db.rows(tampering, poll)
    await take_step(school, poll)
    facts = await poll_facts(school, poll)
    assert facts.state is PollState.VOID
    assert "envelopes" in (facts.void_reason or "")
    assert await db.value("SELECT count(*) FROM tallied_ballot WHERE poll = $1", poll) == 0


async def test_an_envelope_exchanged_under_its_receipt_is_not_counted_for_what_it_says(rollback: None) -> None:
    school, poll, _ = await _closed()
    public_key = await db.value("SELECT public_key FROM poll WHERE id = $1", poll)
    forged = sealing.seal(b'{"ballot": "against"}', public_key)
    await db.rows(
        "UPDATE envelope SET sealed = $2 WHERE id = (SELECT id FROM envelope WHERE poll = $1 LIMIT 1)", poll, forged
    )
    for _ in range(3):
        await take_step(school, poll)
    result = (await poll_facts(school, poll)).result
    assert result is not None
    assert (result.for_, result.against, result.unreadable) == (4, 0, 1)


async def test_the_page_shows_the_head_and_a_receipt_its_proof_which_holds(client: AsyncClient) -> None:
    school, poll, parents = await _closed()
    head = await _head(school, poll)
    await sign_in(client, parents[0])
    assert head.root in (await client.get(f"/polls/{poll}")).text
    await declare(school, poll)
    assert head.root in (await client.get(f"/polls/{poll}")).text
    for place, receipt in enumerate(await final_receipts(school, poll)):
        page = (await client.get(f"/polls/{poll}/receipts", params={"receipt": receipt})).text
        assert f"number {place + 1} of the 5" in page
        path = tuple(re.findall(r'<li><code class="q-receipt__value">([0-9a-f]{64})</code>', page))
        assert proves(Inclusion(place, 5, path), receipt, head.root)
    unknown = (await client.get(f"/polls/{poll}/receipts", params={"receipt": "0" * 64})).text
    assert "Prove it" not in unknown
