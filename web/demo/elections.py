"""The demonstration's elections: one counted yesterday, one being voted on, and one that takes nominations."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime, timedelta
from random import Random
from uuid import UUID

from common import clock, db
from people.queries import actor
from people.rules import Actor, BodyKind
from votes.casting import cast_ballot
from votes.count.result import Rule
from votes.elections.nominations import keep_photo, nominate, stand
from votes.elections.services import close_nominations, draft_vacancy, open_nominations, open_vote
from votes.elections.terms import VacancyTerms
from votes.electorates import Electorate, ElectorateKind
from votes.rules import Custody, PollState, RollUnit
from votes.services import close_poll
from votes.steps import advance_poll
from web.demo.cast import CLERK
from web.demo.hopefuls import (
    CALLED_UPON,
    COMMITTEE,
    COUNCIL_SEATS,
    FOR_COMMITTEE,
    FOR_COUNCIL,
    FOR_MOVING_UP,
    MOVING_UP,
    Hopeful,
)
from web.demo.portraits import portrait
from web.demo.stage import Stage, put_back_poll

SEED = 1932
STEPS_TO_DECLARATION = (PollState.CLOSED, PollState.RECONCILED, PollState.OPENED, PollState.COUNTED)


async def hold_elections(stage: Stage) -> None:
    """Each through the product's own services; then what happened before today is dated back."""
    random = Random(SEED)  # noqa: S311 - a story, not a secret
    async with _letters_to_the_cast_alone(stage):
        await _count_committee(stage, random)
        await _vote_on_council(stage, random)
        await _nominate_for_moving_up(stage)


def _terms(
    words: tuple[str, str],
    body: UUID,
    seats: int,
    electorate: Electorate,
    unit: RollUnit,
    ends: tuple[datetime, datetime],
) -> VacancyTerms:
    return VacancyTerms(
        title=words[0],
        text=words[1],
        body=body,
        seats=seats,
        standing=electorate,
        voting=electorate,
        unit=unit,
        counting=Rule.IRV if seats == 1 else Rule.SCOTTISH_STV,
        ron=False,
        custody=Custody.CONFIDENTIAL,
        lot_source=None,
        paper=False,
        in_person_overrides=False,
        most_proxies=0,
        statement_words=150,
        nominations_close_at=ends[0],
        voting_closes_at=ends[1],
    )


async def _announce(stage: Stage, clerk: Actor, terms: VacancyTerms, hopefuls: Sequence[Hopeful]) -> UUID:
    """A vacancy with nominations open, for which these stand."""
    vacancy = await draft_vacancy(clerk, terms)
    await open_nominations(clerk, vacancy)
    for number, hopeful in enumerate(hopefuls):
        person = await _person(stage, hopeful.name)
        await stand(person, vacancy, hopeful.statement)
        if hopeful.photo:
            await keep_photo(person, vacancy, portrait(number))
    return vacancy


async def _open_vote(clerk: Actor, vacancy: UUID) -> UUID:
    await close_nominations(clerk, vacancy)
    return await open_vote(clerk, vacancy)


async def _count_committee(stage: Stage, random: Random) -> None:
    """Voted on for a week until yesterday evening; those elected have yet to be seated."""
    clerk = await stage.person(CLERK)
    soon = clock.now() + timedelta(days=1)
    body, everybody = stage.body(BodyKind.PTA), Electorate()
    terms = _terms(COMMITTEE, body, 3, everybody, RollUnit.PERSON, (soon, soon + timedelta(days=1)))
    vacancy = await _announce(stage, clerk, terms, FOR_COMMITTEE)
    poll = await _open_vote(clerk, vacancy)
    await _vote(stage, poll, FOR_COMMITTEE, 96, random)
    await close_poll(stage.school, poll, None)
    for _step in STEPS_TO_DECLARATION:
        await advance_poll({"school": stage.school, "poll": poll})
    opened, closed = stage.day(-8, 9), stage.day(-1, 20)
    await put_back_poll(poll, opened, closed)
    await _put_back_vacancy(vacancy, stage.day(-29, 8, 30), stage.day(-10, 20), closed)


async def _vote_on_council(stage: Stage, random: Random) -> None:
    """Opened three days ago; the cast has yet to vote."""
    clerk = await stage.person(CLERK)
    soon, closes = clock.now() + timedelta(days=1), stage.day(9, 20)
    body, everybody = stage.body(BodyKind.PARENT_COUNCIL), Electorate()
    terms = _terms(COUNCIL_SEATS, body, 2, everybody, RollUnit.PERSON, (soon, closes))
    vacancy = await _announce(stage, clerk, terms, FOR_COUNCIL)
    poll = await _open_vote(clerk, vacancy)
    await _vote(stage, poll, FOR_COUNCIL, 71, random)
    await put_back_poll(poll, stage.day(-3, 9), None)
    await _put_back_vacancy(vacancy, stage.day(-24, 8, 30), stage.day(-4, 20), closes)


async def _nominate_for_moving_up(stage: Stage) -> None:
    """Families of Year 6: one stands, one was put forward and has yet to answer."""
    clerk = await stage.person(CLERK)
    ends = (stage.day(10, 20), stage.day(19, 20))
    body, year_six = stage.body(BodyKind.PARENT_COUNCIL), Electorate(ElectorateKind.YEAR, "6")
    terms = _terms(MOVING_UP, body, 1, year_six, RollUnit.HOUSEHOLD, ends)
    vacancy = await _announce(stage, clerk, terms, FOR_MOVING_UP)
    await nominate(await stage.person("Hodan Jama"), vacancy, stage.roll.named(CALLED_UPON))


async def _vote(stage: Stage, poll: UUID, hopefuls: Sequence[Hopeful], ballots: int, random: Random) -> None:
    """So many ballots by parents outside the cast, who rank as far as they care, those best liked mostly first."""
    numbers = await db.rows("SELECT number, name FROM candidate WHERE poll = $1", poll)
    liked = {hopeful.name: hopeful.liked for hopeful in hopefuls}
    parents = sorted({adult for _pupil, adult in stage.roll.parents} & _strangers(stage))
    for voter in random.sample(parents, ballots):
        keen = {line["number"]: liked[line["name"]] + random.gauss(0, 0.9) for line in numbers}
        ranked = sorted(keen, key=lambda number: -keen[number])[: random.choice((1, 2, 2, 3, 3, len(keen)))]
        ballot = "spoilt" if random.random() < 0.02 else " ".join(map(str, ranked))
        await cast_ballot(stage.school, poll, voter, ballot)


def _strangers(stage: Stage) -> set[UUID]:
    """Everybody whom nobody plays."""
    return {adult.id for adult in stage.roll.adults if adult.named is None}


async def _person(stage: Stage, name: str) -> Actor:
    """Somebody of the roll by name, of the cast or not."""
    found = await actor(next(adult.id for adult in stage.roll.adults if adult.name == name))
    assert found is not None
    return found


@asynccontextmanager
async def _letters_to_the_cast_alone(stage: Stage) -> AsyncIterator[None]:
    """Those whom nobody plays have no address meanwhile: each step would write to hundreds, and nobody would look."""
    addresses = {adult.id: adult.email for adult in stage.roll.adults if adult.named is None and adult.email}
    put = "UPDATE person p SET email = t.email FROM unnest($1::uuid[], $2::text[]) AS t (id, email) WHERE p.id = t.id"
    await db.rows(put, list(addresses), [None] * len(addresses))
    try:
        yield
    finally:
        await db.rows(put, list(addresses), list(addresses.values()))


async def _put_back_vacancy(vacancy: UUID, announced: datetime, nominations: datetime, voting: datetime) -> None:
    """An election that was announced then, with these closing times."""
    await db.rows(
        "UPDATE vacancy SET created_at = $2, nominations_close_at = $3, nominations_closed_at = $3,"
        " voting_closes_at = $4 WHERE id = $1",
        vacancy,
        announced,
        nominations,
        voting,
    )
    await db.rows(
        "UPDATE nomination SET nominated_at = $2::timestamptz + interval '3 days',"
        " answered_at = $2::timestamptz + interval '3 days' WHERE vacancy = $1",
        vacancy,
        announced,
    )
