"""A show of hands: totals that can be, corrected until they are declared."""

from __future__ import annotations

import pytest
from httpx import AsyncClient

from common import db
from tests.cast import Council, a_council, send, sign_in
from tests.votes.named.stage import an_open_vote, walk
from tests.votes.stage import state_of
from votes.casting import cast_ballot
from votes.errors import NotSealed, PollClosed
from votes.named.rules import Hands, MoreHandsThanPresent, MoreHandsThanRoll, NotTaken, TakenOtherwise
from votes.named.services import declare_open_vote, note_present, record_hands, record_names
from votes.queries import poll_facts
from votes.rules import Choice, OpenMethod
from votes.services import cast_casting_vote, close_poll
from votes.standing import Standing, needs_my_vote, own_vote

HANDS = OpenMethod.SHOW_OF_HANDS


async def test_totals_are_corrected_until_they_are_declared_and_then_stand(rollback: None) -> None:
    council = await a_council()
    poll = await an_open_vote(council, HANDS, present=6)
    school, clerk = council.school, council.clerk.id
    await record_hands(school, poll, Hands(2, 3, 1), clerk)
    await record_hands(school, poll, Hands(4, 2, 0), clerk)
    await record_hands(school, poll, Hands(4, 2, 0), clerk)
    await declare_open_vote(school, poll, clerk)
    await declare_open_vote(school, poll, clerk)
    await walk(school, poll)
    result = (await poll_facts(school, poll)).result
    assert result is not None
    assert (result.for_, result.against, result.abstain, result.carried) == (4, 2, 0, True)
    with pytest.raises(PollClosed):
        await record_hands(school, poll, Hands(0, 6, 0), clerk)


async def test_there_are_no_more_hands_than_people(rollback: None) -> None:
    council = await a_council()
    poll = await an_open_vote(council, HANDS, present=4)
    school, clerk = council.school, council.clerk.id
    with pytest.raises(MoreHandsThanPresent) as told:
        await record_hands(school, poll, Hands(3, 2, 0), clerk)
    assert told.value.parameters == {"hands": 5, "present": 4}
    await note_present(school, [poll], 6)
    await record_hands(school, poll, Hands(3, 2, 0), clerk)
    await note_present(school, [poll], 9)
    with pytest.raises(MoreHandsThanRoll):
        await record_hands(school, poll, Hands(5, 2, 0), clerk)


async def test_what_was_never_taken_is_not_declared_and_ends_void(rollback: None) -> None:
    council = await a_council()
    poll = await an_open_vote(council, HANDS, present=6)
    with pytest.raises(NotTaken):
        await declare_open_vote(council.school, poll, council.clerk.id)
    await close_poll(council.school, poll, None)  # as the clock does
    await walk(council.school, poll)
    assert await state_of(poll) == "void"


async def test_a_tie_waits_for_the_chairs_casting_vote_apart_from_the_hands(rollback: None) -> None:
    council = await a_council()
    poll = await an_open_vote(council, HANDS, present=6, casting_vote=True)
    await record_hands(council.school, poll, Hands(3, 3, 0), council.clerk.id)
    await declare_open_vote(council.school, poll, council.clerk.id)
    await walk(council.school, poll)
    await cast_casting_vote(council.school, poll, council.clerk.id, Choice.FOR)
    result = (await poll_facts(council.school, poll)).result
    assert result is not None
    assert (result.for_, result.against, result.carried, result.casting_vote) == (3, 3, True, Choice.FOR)


async def test_nobody_votes_in_it_by_themselves(rollback: None) -> None:
    council = await a_council()
    poll = await an_open_vote(council, HANDS, present=6)
    member = council.members[0].id
    assert (await own_vote(council.school, poll, member)).standing is Standing.IN_THE_ROOM
    assert await needs_my_vote(council.school, member) == []
    with pytest.raises(NotSealed):
        await cast_ballot(council.school, poll, member, Choice.FOR)
    with pytest.raises(TakenOtherwise):
        await record_names(council.school, poll, {}, council.clerk.id)
    assert await db.value("SELECT count(*) FROM outbox_mail") == 0


async def _recorded(client: AsyncClient, council: Council) -> str:
    poll = await an_open_vote(council, HANDS, present=6)
    at = f"/polls/{poll}/hands"
    assert (await send(client, at, **{"for": "4", "against": "1", "abstain": "0"})).status_code == 303
    return f"/polls/{poll}"


async def test_the_page_tells_that_it_is_open_and_never_offers_a_ballot(client: AsyncClient) -> None:
    council = await a_council()
    poll = await an_open_vote(council, HANDS, present=6)
    await sign_in(client, council.members[0])
    page = (await client.get(f"/polls/{poll}")).text
    assert "everybody in the room sees how you vote" in page
    for secret in ("Cast my vote", "receipt", "sealed", "secret", "Record the vote"):
        assert secret not in page
    assert (await client.get(f"/polls/{poll}/hands")).status_code == 403
    assert (await send(client, f"/polls/{poll}/declare")).status_code == 403


async def test_the_clerk_types_checks_corrects_and_declares(client: AsyncClient) -> None:
    council = await a_council()
    await sign_in(client, council.clerk)
    at = await _recorded(client, council)
    page = (await client.get(f"{at}/hands")).text
    assert "For: 4. Against: 1. Abstained: 0." in page
    assert "1 of those present did not raise a hand." in page
    wrong = await send(client, f"{at}/hands", **{"for": "many", "against": "2"})
    assert wrong.status_code == 422
    assert 'value="many"' in wrong.text
    assert "If nobody did, enter 0." in wrong.text
    over = await send(client, f"{at}/hands", **{"for": "5", "against": "2", "abstain": "0"})
    assert over.status_code == 422
    assert "7 hands were counted, but only 6" in over.text
    nobody = await send(client, f"{at}/hands", **{"for": "0", "against": "0", "abstain": "0"})
    assert nobody.status_code == 422
    for _ in range(2):
        assert (await send(client, f"{at}/declare")).status_code == 303
    poll = at.removeprefix("/polls/")
    await walk(council.school, await db.value("SELECT id FROM poll WHERE id::text = $1", poll))
    declared = (await client.get(at)).text
    assert "Carried" in declared
    assert "Check your receipt" not in declared
    assert "5 of 6 voted" in declared
    assert (await client.get(f"{at}/hands")).status_code == 303
