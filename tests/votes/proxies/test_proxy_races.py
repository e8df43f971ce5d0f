"""Giver and holder at the same instant, in both orders; the cap and the rule against chains under two at once."""

from __future__ import annotations

import asyncio
from uuid import UUID

import pytest

from common import db
from tests.cast import a_parent, a_person
from tests.votes.paper.stage import a_paper_poll, apart, blocked
from votes.casting import cast_ballot
from votes.errors import ProxiesFull, ProxyChain, ProxyTakenBack, ProxyVoted
from votes.proxies.services import record_proxy, take_back_proxy
from votes.rules import Choice


async def _cast_by(poll: UUID) -> list[UUID]:
    return [line["cast_by"] for line in await db.rows("SELECT cast_by FROM envelope WHERE poll = $1", poll)]


async def _three(school: UUID, most: int = 1) -> tuple[UUID, list[UUID], UUID]:
    clerk = await a_person(school)
    persons = [(await a_parent(school, f"Parent {number}")).id for number in range(4)]
    return await a_paper_poll(school, persons, most_proxies=most), persons, clerk.id


async def test_a_holder_who_casts_while_the_giver_does_is_refused(committed_school: UUID) -> None:
    poll, (ann, ben, *_), clerk = await _three(committed_school)
    await record_proxy(committed_school, poll, ann, ben, "letter", clerk)
    async with db.transaction():
        await cast_ballot(committed_school, poll, ann, Choice.FOR)
        holder = apart(cast_ballot(committed_school, poll, ben, Choice.AGAINST, instead_of=ann))
        await blocked()
    with pytest.raises(ProxyTakenBack):
        await holder
    assert await _cast_by(poll) == [ann]


async def test_a_giver_who_casts_while_the_holder_does_replaces_that_ballot(committed_school: UUID) -> None:
    poll, (ann, ben, *_), clerk = await _three(committed_school)
    await record_proxy(committed_school, poll, ann, ben, "letter", clerk)
    async with db.transaction():
        await cast_ballot(committed_school, poll, ben, Choice.AGAINST, instead_of=ann)
        giver = apart(cast_ballot(committed_school, poll, ann, Choice.FOR))
        await blocked()
    assert (await giver).replaced
    assert await _cast_by(poll) == [ann]


@pytest.mark.parametrize("casts_first", [True, False])
async def test_a_proxy_taken_back_while_its_holder_casts_is_either_used_or_gone(
    committed_school: UUID, casts_first: bool
) -> None:
    poll, (ann, ben, *_), clerk = await _three(committed_school)
    await record_proxy(committed_school, poll, ann, ben, "letter", clerk)
    cast = cast_ballot(committed_school, poll, ben, Choice.FOR, instead_of=ann)
    take = take_back_proxy(committed_school, poll, ann, ann)
    async with db.transaction():
        await (cast if casts_first else take)
        second = apart(take if casts_first else cast)
        await blocked()
    with pytest.raises(ProxyVoted if casts_first else ProxyTakenBack):
        await second
    assert await _cast_by(poll) == ([ben] if casts_first else [])


async def test_of_two_proxies_for_the_last_place_in_one_hand_one_is_refused(committed_school: UUID) -> None:
    poll, (ann, ben, cat, _), clerk = await _three(committed_school)
    async with db.transaction():
        await record_proxy(committed_school, poll, ann, ben, "letter", clerk)
        second = apart(record_proxy(committed_school, poll, cat, ben, "letter", clerk))
        await blocked()
    with pytest.raises(ProxiesFull):
        await second


async def test_of_two_proxies_that_would_make_a_chain_one_is_refused(committed_school: UUID) -> None:
    poll, (ann, ben, cat, _), clerk = await _three(committed_school, most=3)
    async with db.transaction():
        await record_proxy(committed_school, poll, ann, ben, "letter", clerk)
        second = apart(record_proxy(committed_school, poll, ben, cat, "letter", clerk))
        await blocked()
    with pytest.raises(ProxyChain):
        await second


async def test_two_who_give_to_each_other_at_once_do_not_deadlock(committed_school: UUID) -> None:
    poll, (ann, ben, *_), clerk = await _three(committed_school, most=3)
    answers = await asyncio.gather(
        record_proxy(committed_school, poll, ann, ben, "letter", clerk),
        record_proxy(committed_school, poll, ben, ann, "letter", clerk),
        return_exceptions=True,
    )
    assert sorted(type(answer).__name__ for answer in answers) == ["NoneType", "ProxyChain"]
