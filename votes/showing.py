"""What the page of a poll shows to one person: gathered here once, for every route that ends on it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from common import clock
from common.errors import NotFound
from common.render import AnyRequest
from people.routes import school_of
from votes.ballots import shuffled
from votes.changes.showing import on_poll as changes_on_poll
from votes.custody.queries import holders_of
from votes.declaring.queries import shown_count
from votes.elections.queries import vacancy_behind
from votes.evidence import receipt_for
from votes.named.showing import on_poll as open_vote_on_poll
from votes.paper.showing import on_poll as paper_on_poll
from votes.proxies.showing import on_poll as proxies_on_poll
from votes.queries import CandidateLine, PollFacts, poll_facts
from votes.rules import Choice, Custody, PollState, runs_poll, sees_poll
from votes.scrutiny.queries import watches
from votes.scrutiny.showing import on_poll as scrutiny_on_poll
from votes.standing import Standing, own_vote

COUNTED_WITHIN = timedelta(minutes=10)


async def shown_poll(request: AnyRequest, poll: UUID) -> dict[str, Any]:
    """What the poll's page shows to this person. Raises NotFound to somebody whom it does not concern."""
    school, actor = school_of(request).id, request.user
    facts, own = await poll_facts(school, poll), await own_vote(school, poll, actor.id)
    concerned = own.standing is not Standing.NOT_ENTITLED or sees_poll(actor, facts.body)
    if not concerned and not await watches(school, poll, actor.id):
        raise NotFound()
    return {
        "poll": facts,
        "own": own,
        "runs": runs_poll(actor, facts.body),
        "choices": list(Choice),
        "receipt_text": receipt_for(poll, own.envelope).text if own.envelope else None,
        "slow": _is_slow(facts),
        "holders": await holders_of(school, poll) if facts.custody is Custody.SECRET else [],
        **(await _of_election(school, facts, actor.id) if facts.election else {}),
        "vacancy": await vacancy_behind(school, poll) if facts.election and concerned else None,
        **await open_vote_on_poll(request, facts),
        **await paper_on_poll(request, facts),
        **await proxies_on_poll(request, facts),
        **await changes_on_poll(request, facts),
        **await scrutiny_on_poll(request, facts),
    }


def _is_slow(poll: PollFacts) -> bool:
    """Whether the count takes longer than it should, with nobody to wait for."""
    waits = poll.waits_for_sheets or poll.state is PollState.AWAITING_LOT
    waits = waits or (poll.paper and poll.state is PollState.CLOSED)
    if poll.over or poll.closed_at is None or waits:
        return False
    return clock.now() - poll.closed_at > COUNTED_WITHIN


async def _of_election(school: UUID, poll: PollFacts, reader: UUID) -> dict[str, Any]:
    assert poll.election is not None
    between = (poll.election.tie or {}).get("between", ())
    return {
        "names_in_order": names_in_order(poll, reader),
        "marked": {},
        "shown": await shown_count(school, poll) if poll.state is PollState.DECLARED else None,
        "tied": [poll.election.slate.names[number - 1] for number in between],
    }


def names_in_order(poll: PollFacts, voter: UUID) -> list[CandidateLine]:
    """The names of an election in this voter's own order."""
    assert poll.election is not None
    candidates = {line.number: line for line in poll.election.candidates}
    return [candidates[number] for number in shuffled(poll.id, voter, list(candidates), poll.election.slate.ron_number)]
