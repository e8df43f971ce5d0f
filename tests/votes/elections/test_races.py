"""Two at the same instant, with real connections: nominations of one person, the last place, the close."""

from __future__ import annotations

import asyncio
import contextvars
from collections.abc import AsyncIterator
from uuid import UUID

import pytest

from common import clock, db
from tests.cast import a_school
from tests.votes.elections.stage import Hustings, a_hustings, close_at, letters, nominating
from tests.votes.stage import take_away
from votes.elections import nominations
from votes.elections.errors import AlreadyNominated, EnoughStand, NominationsClosed
from votes.elections.nominations import nominate, stand
from votes.elections.services import close_nominations, open_vote


@pytest.fixture
async def hustings(database: str) -> AsyncIterator[Hustings]:
    """A school outside the rolled-back transaction, taken away afterwards."""
    school = await a_school()
    yield await a_hustings(6, school)
    await db.rows("DELETE FROM vacancy WHERE school = $1", school)
    await take_away(school)


async def _standing(vacancy: UUID) -> int:
    return int(await db.value("SELECT count(*) FROM nomination WHERE vacancy = $1 AND state = 'standing'", vacancy))


async def test_one_person_put_forward_by_three_at_once_is_asked_once(hustings: Hustings) -> None:
    vacancy, (asked, *others) = await nominating(hustings), hustings.parents

    found = await asyncio.gather(*(nominate(other, vacancy, asked.id) for other in others[:3]), return_exceptions=True)

    assert sorted(type(fact).__name__ for fact in found) == ["AlreadyNominated", "AlreadyNominated", "NoneType"]
    assert any(isinstance(fact, AlreadyNominated) for fact in found)
    assert await letters(hustings.school, "you_were_nominated") == [asked.id]


async def test_who_stands_while_being_put_forward_stands(hustings: Hustings) -> None:
    vacancy, (asked, other, *_) = await nominating(hustings), hustings.parents

    await asyncio.gather(
        stand(asked, vacancy, "Me."),
        nominate(other, vacancy, asked.id),
        stand(asked, vacancy, "Me."),
        return_exceptions=True,
    )

    assert await _standing(vacancy) == 1


async def test_two_who_want_the_last_place_on_the_paper_do_not_both_get_it(
    hustings: Hustings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nominations, "most_who_stand", lambda *, ron: 1)
    vacancy = await nominating(hustings)

    found = await asyncio.gather(
        *(stand(parent, vacancy, "Me.") for parent in hustings.parents[:4]), return_exceptions=True
    )

    assert [type(fact) for fact in found].count(EnoughStand) == 3
    assert await _standing(vacancy) == 1


async def test_who_waited_for_the_lock_until_after_the_close_is_too_late(hustings: Hustings) -> None:
    vacancy, parent = await nominating(hustings), hustings.parents[0]
    elsewhere = contextvars.copy_context()  # a connection of its own, not this test's transaction

    async with db.transaction():
        await db.rows("SELECT id FROM vacancy WHERE id = $1 FOR UPDATE", vacancy)
        standing = asyncio.get_running_loop().create_task(stand(parent, vacancy, "Me."), context=elsewhere)
        await asyncio.sleep(0.2)
        assert not standing.done()
        await close_at(vacancy, clock.now())

    with pytest.raises(NominationsClosed):
        await standing
    assert await _standing(vacancy) == 0


async def test_the_vote_that_two_open_at_once_is_one(hustings: Hustings) -> None:
    vacancy = await nominating(hustings)
    for parent in hustings.parents[:4]:
        await stand(parent, vacancy, "Me.")
    await close_nominations(hustings.clerk, vacancy)

    polls = await asyncio.gather(*(open_vote(hustings.clerk, vacancy) for _ in range(3)))

    assert len(set(polls)) == 1
    assert await db.value("SELECT count(*) FROM poll WHERE school = $1", hustings.school) == 1
