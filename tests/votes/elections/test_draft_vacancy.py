"""Drafting a vacancy: who may, for whom, and two people who edit it at once."""

from __future__ import annotations

from dataclasses import replace
from uuid import uuid4

import pytest

from common import db
from common.errors import NotFound
from common.mail import Addressee
from people.rules import Role
from tests.cast import a_body, a_head_teacher, a_person
from tests.votes.elections.stage import a_hustings, a_vacancy, facts_of, letters, nominating, the_terms
from votes.elections.errors import ChangedMeanwhile, DatesPassed, NoLongerDraft, NotYourElection
from votes.elections.letters import compose_election_cancelled
from votes.elections.rules import VacancyState
from votes.elections.services import cancel_vacancy, change_vacancy, draft_vacancy, open_nominations
from votes.electorates import Electorate, ElectorateKind, NobodyInElectorate


async def test_the_clerk_of_the_body_and_the_returning_officer_may_and_nobody_else(rollback: None) -> None:
    hustings = await a_hustings()
    officer = await a_person(hustings.school, "Officer", Role.RETURNING_OFFICER)
    other = await a_body(hustings.school, name="Parent council")

    assert await draft_vacancy(hustings.clerk, the_terms(hustings.body))
    assert await draft_vacancy(officer, the_terms(None))
    for person, body in [
        (hustings.clerk, other),
        (hustings.clerk, None),
        (hustings.parents[0], hustings.body),
        (await a_head_teacher(hustings.school), hustings.body),
    ]:
        with pytest.raises(NotYourElection):
            await draft_vacancy(person, the_terms(body))


async def test_another_schools_body_is_not_there(rollback: None) -> None:
    hustings, elsewhere = await a_hustings(), await a_hustings()
    officer = await a_person(hustings.school, "Officer", Role.RETURNING_OFFICER)

    with pytest.raises(NotFound):
        await draft_vacancy(officer, the_terms(elsewhere.body))


async def test_a_form_that_is_sent_twice_is_one_vacancy(rollback: None) -> None:
    hustings, key = await a_hustings(), uuid4()

    for _ in range(2):
        await draft_vacancy(hustings.clerk, the_terms(hustings.body), key)

    assert await db.value("SELECT count(*) FROM vacancy WHERE school = $1", hustings.school) == 1


@pytest.mark.parametrize("field", ["standing", "voting"])
async def test_a_group_of_nobody_is_refused_by_name(rollback: None, field: str) -> None:
    hustings = await a_hustings()
    nobody = Electorate(ElectorateKind.CLASS, "Dodo")

    with pytest.raises(NobodyInElectorate) as refused:
        await a_vacancy(hustings, **{field: nobody})

    assert "Dodo" in str(refused.value)


async def test_who_edits_what_somebody_else_saved_meanwhile_is_told_and_nothing_is_written(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await a_vacancy(hustings)
    seen = (await facts_of(hustings, vacancy)).terms
    first, second = replace(seen, title="The first one's title"), replace(seen, seats=3)

    await change_vacancy(hustings.clerk, vacancy, first, seen.mark)
    with pytest.raises(ChangedMeanwhile):
        await change_vacancy(hustings.clerk, vacancy, second, seen.mark)
    assert (await facts_of(hustings, vacancy)).terms == first

    await change_vacancy(hustings.clerk, vacancy, second, first.mark)
    await change_vacancy(hustings.clerk, vacancy, second, first.mark)  # sent twice
    assert (await facts_of(hustings, vacancy)).terms == second


async def test_what_was_announced_is_not_edited_any_more(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await nominating(hustings)
    terms = (await facts_of(hustings, vacancy)).terms

    with pytest.raises(NoLongerDraft):
        await change_vacancy(hustings.clerk, vacancy, replace(terms, seats=5), terms.mark)


async def test_opening_tells_everybody_who_may_stand_and_has_an_address_once(rollback: None) -> None:
    hustings = await a_hustings(3)
    await db.rows("UPDATE person SET email = NULL WHERE id = $1", hustings.parents[0].id)
    vacancy = await a_vacancy(hustings)

    for _ in range(2):
        await open_nominations(hustings.clerk, vacancy)

    told = await letters(hustings.school, "nominations_open")
    assert sorted(told) == sorted([hustings.clerk.id, hustings.parents[1].id, hustings.parents[2].id])
    assert (await facts_of(hustings, vacancy)).state is VacancyState.NOMINATING


async def test_nominations_that_would_close_before_they_open_are_not_opened(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await a_vacancy(hustings)
    await db.rows("UPDATE vacancy SET nominations_close_at = clock_timestamp() WHERE id = $1", vacancy)

    with pytest.raises(DatesPassed):
        await open_nominations(hustings.clerk, vacancy)


async def test_those_who_were_asked_to_stand_read_once_why_there_is_no_election(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy, draft = await nominating(hustings), await a_vacancy(hustings)

    for one in (vacancy, vacancy, draft):
        await cancel_vacancy(hustings.clerk, one, "The committee is dissolved.")

    told = await letters(hustings.school, "election_cancelled")
    assert sorted(told) == sorted(await letters(hustings.school, "nominations_open"))
    parameters = {"vacancy": str(vacancy)}
    written = await compose_election_cancelled(Addressee(hustings.school, told[0], "x@example.org", parameters))
    assert written is not None
    assert "The reason: The committee is dissolved." in written.body


async def test_a_cancelled_one_says_why_and_is_not_opened_again(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await nominating(hustings)

    for _ in range(2):
        await cancel_vacancy(hustings.clerk, vacancy, "The committee is dissolved.")

    facts = await facts_of(hustings, vacancy)
    assert (facts.state, facts.cancel_reason) == (VacancyState.CANCELLED, "The committee is dissolved.")
    with pytest.raises(NoLongerDraft):
        await open_nominations(hustings.clerk, vacancy)
