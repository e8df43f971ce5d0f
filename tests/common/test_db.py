"""Transactions that nest, survive cancellation and speak in facts."""

from __future__ import annotations

import asyncio
from uuid import uuid4

import pytest

from common import db
from common.errors import AlreadyExists, BrokenRule
from people.tables import School


async def _schools(name: str) -> int:
    return int(await db.value("SELECT count(*) FROM school WHERE name = $1", name))


async def _add(name: str) -> None:
    await School(name=name, host=f"{uuid4()}.test").save()


async def test_an_inner_error_that_is_caught_leaves_nothing_of_the_inner_work(rollback: None) -> None:
    async with db.transaction():
        await _add("outer")
        with pytest.raises(ValueError, match="inner"):
            async with db.transaction():
                await _add("inner")
                raise ValueError("inner")
        await _add("outer")
    assert await _schools("outer") == 2
    assert await _schools("inner") == 0


async def test_a_database_error_inside_a_nested_transaction_leaves_the_outer_one_usable(
    rollback: None,
) -> None:
    await School(name="first", host="same.test").save()
    with pytest.raises(AlreadyExists) as fault:
        async with db.transaction():
            await School(name="second", host="same.test").save()
    assert "host" in fault.value.constraint
    assert await _schools("first") == 1


async def test_a_broken_check_is_told_as_a_fact(rollback: None) -> None:
    school = School(name="a school", host="check.test")
    await school.save()
    with pytest.raises(BrokenRule) as fault:
        async with db.transaction():
            await db.rows("INSERT INTO body (id, school, kind, name) VALUES ($1, $2, 'coven', 'x')", uuid4(), school.id)
    assert fault.value.constraint == "body_kind_known"


async def test_three_hundred_cancellations_leave_the_pool_whole(database: str) -> None:
    async def write_slowly(started: asyncio.Event) -> None:
        async with db.transaction():
            await _add("cancelled")
            started.set()
            await db.rows("SELECT pg_sleep(5)")

    for _ in range(300):
        started = asyncio.Event()
        task = asyncio.create_task(write_slowly(started))
        await started.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
    assert await _schools("cancelled") == 0
    assert db.DB.pool is not None
    async with asyncio.timeout(5):
        held = [await db.DB.pool.acquire() for _ in range(db.DB.pool.get_max_size())]
    for connection in held:
        await db.DB.pool.release(connection)


async def test_a_cancellation_before_the_first_statement_gives_the_connection_back(database: str) -> None:
    async def enter_and_leave() -> None:
        async with db.transaction():
            await asyncio.sleep(0)

    for _ in range(100):
        task = asyncio.create_task(enter_and_leave())
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
    assert db.DB.pool is not None
    await asyncio.sleep(0.2)
    assert db.DB.pool.get_size() - db.DB.pool.get_idle_size() == 0


async def test_the_audit_log_refuses_to_be_changed_or_shortened(rollback: None) -> None:
    await db.rows("INSERT INTO audit_entry (school, action, kind, subject) VALUES ($1, 'a', 'b', 'c')", uuid4())
    for statement in (
        "UPDATE audit_entry SET action = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
    ):
        with pytest.raises(Exception, match="only grows"):
            async with db.transaction():
                await db.rows(statement)
