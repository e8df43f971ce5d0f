"""Nominations are closed, by the clock or by hand; then there is a vote, or nobody has to vote."""

from __future__ import annotations

from datetime import timedelta

import pytest

from common import clock, db, mail
from tests.cast import a_parent
from tests.votes.elections.stage import (
    a_hustings,
    a_picture,
    a_vacancy,
    close_at,
    facts_of,
    letters,
    nominating,
    with_candidates,
)
from votes.count.result import Rule
from votes.elections.errors import (
    CannotBeCancelled,
    Contested,
    DatesPassed,
    NominationsClosed,
    NominationsStillOpen,
    NotContested,
    NotNominating,
)
from votes.elections.letters import compose_candidate_list_closed, compose_elected_uncontested
from votes.elections.nominations import keep_photo, nominate, stand
from votes.elections.queries import candidates_of
from votes.elections.rules import VacancyState, by_surname
from votes.elections.services import (
    cancel_vacancy,
    close_due_nominations,
    close_nominations,
    declare_uncontested,
    extend_nominations,
    open_vote,
)
from votes.queries import poll_facts
from votes.rules import Custody, PollKind, PollState, RollUnit


async def test_the_clock_closes_what_is_due_and_only_that(rollback: None) -> None:
    hustings = await a_hustings()
    due, later = await with_candidates(hustings, 2), await with_candidates(hustings, 2)
    await close_at(due, clock.now())

    for _ in range(2):
        await close_due_nominations()

    assert (await facts_of(hustings, due)).state is VacancyState.NOMINATED
    assert (await facts_of(hustings, later)).state is VacancyState.NOMINATING
    assert len(await letters(hustings.school, "candidate_list_closed")) == 2


async def test_closing_by_hand_tells_those_who_stand_and_nobody_else(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 3)
    await nominate(hustings.parents[0], vacancy, hustings.parents[4].id)

    for _ in range(2):
        await close_nominations(hustings.clerk, vacancy)

    told = await letters(hustings.school, "candidate_list_closed")
    assert sorted(told) == sorted(parent.id for parent in hustings.parents[:3])
    letter = await compose_candidate_list_closed(
        mail.Addressee(hustings.school, told[0], "", {"vacancy": str(vacancy)})
    )
    assert letter and all(parent.name in letter.body for parent in hustings.parents[:3])
    assert hustings.parents[4].name not in letter.body
    with pytest.raises(NotNominating):
        await close_nominations(hustings.clerk, await a_vacancy(hustings))


async def test_nobody_is_named_before_the_list_is_closed(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 3)

    assert await candidates_of(hustings.school, await facts_of(hustings, vacancy)) == []
    await close_at(vacancy, clock.now())
    names = [line.name for line in await candidates_of(hustings.school, await facts_of(hustings, vacancy))]
    assert names == by_surname(parent.name for parent in hustings.parents[:3])


async def test_the_vote_has_everybody_who_stands_on_its_paper_and_is_open(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 4, ron=True, lot_source="the bonus ball")
    await keep_photo(hustings.parents[0], vacancy, a_picture())
    await close_nominations(hustings.clerk, vacancy)

    poll = await open_vote(hustings.clerk, vacancy)
    assert await open_vote(hustings.clerk, vacancy) == poll

    found = await poll_facts(hustings.school, poll)
    assert (found.kind, found.state, found.body) == (PollKind.ELECTION, PollState.OPEN, hustings.body)
    assert found.election and (found.election.rule, found.election.seats) == (Rule.SCOTTISH_STV, 2)
    names = [line.name for line in found.election.candidates]
    assert names == [*by_surname(parent.name for parent in hustings.parents[:4]), "Re-open nominations"]
    assert [line.photo for line in found.election.candidates] == [True, False, False, False, False]
    assert found.election.candidates[0].statement == f"I am {hustings.parents[0].name}."
    assert (found.roll_size, found.election.lot_source) == (6, "the bonus ball")
    assert (await facts_of(hustings, vacancy)).state is VacancyState.VOTING


async def test_a_secret_vote_waits_for_its_ceremony_and_a_household_has_one_line(rollback: None) -> None:
    hustings = await a_hustings()
    home = await db.value("SELECT household FROM household_person WHERE person = $1", hustings.parents[0].id)
    await a_parent(hustings.school, "Of The Same House", household=home)
    vacancy = await with_candidates(hustings, 3, custody=Custody.SECRET, unit=RollUnit.HOUSEHOLD)
    await close_nominations(hustings.clerk, vacancy)

    found = await poll_facts(hustings.school, await open_vote(hustings.clerk, vacancy))

    assert (found.state, found.roll_size) == (PollState.CREATED, 6)


async def test_as_many_as_there_are_seats_are_elected_without_a_ballot(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 2, seats=3)
    await close_nominations(hustings.clerk, vacancy)

    with pytest.raises(NotContested):
        await open_vote(hustings.clerk, vacancy)
    for _ in range(2):
        await declare_uncontested(hustings.clerk, vacancy)

    facts = await facts_of(hustings, vacancy)
    assert (facts.state, facts.elected, facts.vacant) == (VacancyState.UNCONTESTED, 2, 1)
    told = await letters(hustings.school, "elected_uncontested")
    assert sorted(told) == sorted([hustings.clerk.id, *(parent.id for parent in hustings.parents)])
    letter = await compose_elected_uncontested(mail.Addressee(hustings.school, told[0], "", {"vacancy": str(vacancy)}))
    assert letter and "1 seat stays vacant." in letter.body and hustings.parents[1].name in letter.body
    assert await db.value("SELECT count(*) FROM poll WHERE school = $1", hustings.school) == 0


async def test_where_nobody_stands_every_seat_stays_vacant(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await nominating(hustings, ron=True)
    await close_nominations(hustings.clerk, vacancy)

    await declare_uncontested(hustings.clerk, vacancy)

    facts = await facts_of(hustings, vacancy)
    assert (facts.elected, facts.vacant, facts.may_seat) == (0, 2, False)
    to = mail.Addressee(hustings.school, hustings.clerk.id, "", {"vacancy": str(vacancy)})
    letter = await compose_elected_uncontested(to)
    assert letter and letter.subject.startswith("Nobody stood") and "2 seats stay vacant." in letter.body


async def test_with_reopen_nominations_even_one_candidate_is_voted_on(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 1, ron=True)
    await close_nominations(hustings.clerk, vacancy)

    with pytest.raises(Contested):
        await declare_uncontested(hustings.clerk, vacancy)
    assert await open_vote(hustings.clerk, vacancy)


async def test_neither_follows_while_people_can_still_stand_or_be_counted_twice(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 3)

    for act in (open_vote(hustings.clerk, vacancy), declare_uncontested(hustings.clerk, vacancy)):
        with pytest.raises(NominationsStillOpen):
            await act
    await close_nominations(hustings.clerk, vacancy)
    await open_vote(hustings.clerk, vacancy)
    with pytest.raises(NominationsClosed):
        await declare_uncontested(hustings.clerk, vacancy)
    with pytest.raises(CannotBeCancelled):
        await cancel_vacancy(hustings.clerk, vacancy, "Too late.")


async def test_opening_the_vote_after_the_clock_does_not_wait_for_the_timetable(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 3)
    await close_at(vacancy, clock.now())

    assert await open_vote(hustings.clerk, vacancy)
    assert len(await letters(hustings.school, "candidate_list_closed")) == 3


async def test_a_vote_must_close_in_the_future(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 3)
    await close_at(vacancy, clock.now() - timedelta(days=8))

    with pytest.raises(DatesPassed):
        await open_vote(hustings.clerk, vacancy)
    poll = await open_vote(hustings.clerk, vacancy, clock.now() + timedelta(days=3))
    assert (await facts_of(hustings, vacancy)).terms.voting_closes_at == (
        await poll_facts(hustings.school, poll)
    ).closes_at


async def test_a_vote_that_is_given_more_time_shows_it_in_its_election(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 3)
    await close_nominations(hustings.clerk, vacancy)
    poll, later = await open_vote(hustings.clerk, vacancy), clock.now() + timedelta(days=40)

    await db.rows("UPDATE poll SET closes_at = $2 WHERE id = $1", poll, later)

    assert (await facts_of(hustings, vacancy)).closes_at == later


async def test_more_time_is_given_while_too_few_stand_and_not_once_there_is_a_contest(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await with_candidates(hustings, 1)
    await close_nominations(hustings.clerk, vacancy)
    until = clock.now() + timedelta(days=20)

    await extend_nominations(hustings.clerk, vacancy, until, until + timedelta(days=5))
    for parent in hustings.parents[1:4]:
        await stand(parent, vacancy, "Now I do.")
    assert (await facts_of(hustings, vacancy)).stand == 4
    await close_nominations(hustings.clerk, vacancy)

    with pytest.raises(NominationsClosed):
        await extend_nominations(hustings.clerk, vacancy, until + timedelta(days=30), until + timedelta(days=40))
