"""Naming the scrutineers of a poll, while it has not closed."""

from __future__ import annotations

from uuid import UUID

from common import audit, db
from votes.locks import poll_for_update
from votes.queries import poll_facts
from votes.scrutiny.forms import NewScrutineer
from votes.scrutiny.rules import may_name


async def name_scrutineer(school: UUID, poll: UUID, by: UUID, new: NewScrutineer) -> None:
    """Names a scrutineer; named again at the same address, the name is put right.

    Raises NotFound, ScrutineersTooLate once the poll is closed, TooManyScrutineers.
    """
    async with db.transaction():
        named = await _named(school, poll, besides=new.email)
        facts = await poll_facts(school, poll)
        if refusal := may_name(facts.state, named, paper=facts.paper):
            raise refusal
        await db.rows(
            "INSERT INTO scrutineer (id, school, poll, name, email) VALUES (gen_random_uuid(), $1, $2, $3, $4)"
            " ON CONFLICT (poll, email) DO UPDATE SET name = excluded.name",
            school,
            poll,
            new.name,
            new.email,
        )
        await audit.record(
            school=school, actor=by, action="name_scrutineer", kind="poll", subject=poll, name=new.name, email=new.email
        )


async def _named(school: UUID, poll: UUID, besides: str) -> int:
    """How many others are named, with the poll locked so that it stays so. Raises NotFound."""
    await poll_for_update(school, poll)
    return int(await db.value("SELECT count(*) FROM scrutineer WHERE poll = $1 AND email <> $2", poll, besides))


async def remove_scrutineer(school: UUID, poll: UUID, by: UUID, scrutineer: UUID) -> None:
    """Takes a scrutineer off the list, if they are on it. Raises NotFound, ScrutineersTooLate."""
    async with db.transaction():
        await poll_for_update(school, poll)
        facts = await poll_facts(school, poll)
        if refusal := may_name(facts.state, 0, paper=facts.paper):
            raise refusal
        gone = await db.row(
            "DELETE FROM scrutineer WHERE school = $1 AND poll = $2 AND id = $3 RETURNING name, email",
            school,
            poll,
            scrutineer,
        )
        if gone:
            await audit.record(school=school, actor=by, action="remove_scrutineer", kind="poll", subject=poll, **gone)
