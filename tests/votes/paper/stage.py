"""Polls partly on paper, and what becomes of their papers."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from contextvars import Context
from datetime import timedelta
from typing import Any
from uuid import UUID

from common import clock, db
from people.rules import Actor
from votes.count.result import Rule
from votes.creating import NewCandidate, NewElection, Roll, Terms, create_election, create_poll
from votes.paper.keying import add_bundle, key_papers
from votes.paper.services import give_out_paper
from votes.queries import poll_facts
from votes.rules import DecisionRule
from votes.services import open_poll


async def a_paper_poll(
    school: UUID,
    persons: Sequence[UUID] = (),
    *,
    households: Sequence[UUID] = (),
    body: UUID | None = None,
    overrides: bool = False,
    most_proxies: int = 0,
    lasts: timedelta = timedelta(days=2),
) -> UUID:
    """An open motion that is voted on online and on paper."""
    poll = await create_poll(
        school=school,
        title="Fund a breakfast club",
        text="That the school opens a breakfast club from January.",
        decision=DecisionRule(),
        closes_at=clock.now() + lasts,
        created_by=None,
        body=body,
        persons=persons,
        households=households,
        most_proxies=most_proxies,
        paper=True,
        in_person_overrides=overrides,
    )
    await open_poll(school, poll, None)
    return poll


async def a_paper_election(
    school: UUID, persons: Sequence[UUID], body: UUID | None = None, most_proxies: int = 0
) -> UUID:
    """An open election of one of three by alternative vote, online and on paper."""
    names = [NewCandidate(name) for name in ("Ada Hall", "Ben Ito", "Cem Kaya")]
    terms = Terms(clock.now() + timedelta(days=2), body, paper=True, most_proxies=most_proxies)
    election = NewElection("Parent governor", "One seat.", Rule.IRV, 1, names)
    poll = await create_election(school, election, Roll(persons), terms, None)
    await open_poll(school, poll, None)
    return poll


async def line_of(poll: UUID, who: UUID) -> UUID:
    """The line of the roll of a person or household."""
    line = await db.value("SELECT id FROM entitlement WHERE poll = $1 AND COALESCE(person, household) = $2", poll, who)
    assert isinstance(line, UUID)
    return line


async def give_papers(school: UUID, poll: UUID, by: UUID, persons: Sequence[UUID]) -> None:
    """Everybody named is given a paper."""
    for person in persons:
        await give_out_paper(school, poll, await line_of(poll, person), by)


async def a_bundle(school: UUID, poll: UUID, by: UUID, papers: int, number: int = 1) -> UUID:
    """A bundle that is not keyed yet."""
    await add_bundle(school, poll, by, number, papers)
    found = await db.value("SELECT id FROM paper_batch WHERE poll = $1 AND number = $2", poll, number)
    assert isinstance(found, UUID)
    return found


async def key_twice(school: UUID, poll: UUID, bundle: UUID, keyers: Sequence[Actor], ballots: Sequence[str]) -> None:
    """Both key the same."""
    for keyer in keyers:
        await key_papers(school, poll, bundle, keyer.id, ballots, finished=True)


async def cast_in(school: UUID, poll: UUID) -> int:
    """How many have voted, or hold a paper."""
    return (await poll_facts(school, poll)).cast


def apart(work: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
    """A task with a connection of its own: an empty context knows nothing of the transaction around it."""
    return asyncio.get_running_loop().create_task(work, context=Context())


async def blocked() -> None:
    """Returns once some connection waits for a lock that another holds."""
    async with asyncio.timeout(5):
        while not await db.value(
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        ):
            await asyncio.sleep(0.01)


async def audited(poll: UUID, action: str) -> list[dict[str, Any]]:
    """The details of every entry of `action` about the poll in the audit log, the first at the top."""
    found = await db.rows(
        "SELECT details FROM audit_entry WHERE subject = $1 AND action = $2 ORDER BY id", str(poll), action
    )
    return [entry["details"] for entry in found]
