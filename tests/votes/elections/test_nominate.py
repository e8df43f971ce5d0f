"""Standing, being put forward and saying yes or no, up to the closing moment."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from common import clock, db, mail
from common.errors import NotFound, TooMany
from tests.cast import a_parent, a_person, a_school
from tests.votes.elections.stage import a_hustings, a_vacancy, close_at, facts_of, letters, nominating
from votes.elections import nominations
from votes.elections.errors import (
    AlreadyNominated,
    EnoughStand,
    MayNotStand,
    NominationsClosed,
    NotNominating,
    NotPutForward,
    NotYourElection,
    StatementTooLong,
)
from votes.elections.letters import compose_you_were_nominated
from votes.elections.nominations import decline, nominate, stand, who_may_stand_at, withdraw
from votes.elections.queries import nomination_of
from votes.elections.rules import NominationState, VacancyState, may_nominate
from votes.electorates import Electorate, ElectorateKind

PROPOSED, STANDING, DECLINED, WITHDRAWN = NominationState


async def test_who_puts_themselves_forward_stands_at_once(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy, parent = await nominating(hustings), hustings.parents[0]

    await stand(parent, vacancy, "Two children here.")
    await stand(parent, vacancy, "Three children here.")

    own = await nomination_of(hustings.school, vacancy, parent.id)
    assert own and (own.state, own.statement, own.own) == (STANDING, "Three children here.", True)
    assert (await facts_of(hustings, vacancy)).stand == 1


async def test_who_is_put_forward_is_asked_and_stands_only_with_their_own_words(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy, (asker, asked, *_) = await nominating(hustings), hustings.parents

    await nominate(asker, vacancy, asked.id)

    assert await letters(hustings.school, "you_were_nominated") == [asked.id]
    own = await nomination_of(hustings.school, vacancy, asked.id)
    assert own and (own.state, own.by) == (PROPOSED, asker.name)
    assert (await facts_of(hustings, vacancy)).stand == 0
    await stand(asked, vacancy, "Since you ask.")
    own = await nomination_of(hustings.school, vacancy, asked.id)
    assert own and (own.state, own.by, own.statement) == (STANDING, asker.name, "Since you ask.")


async def test_who_said_no_is_not_asked_again_but_may_still_stand(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy, (asker, asked, another, *_) = await nominating(hustings), hustings.parents
    await nominate(asker, vacancy, asked.id)

    for _ in range(2):
        await decline(asked, vacancy)
    with pytest.raises(AlreadyNominated):
        await nominate(another, vacancy, asked.id)

    assert len(await letters(hustings.school, "you_were_nominated")) == 1
    own = await nomination_of(hustings.school, vacancy, asked.id)
    assert own and own.state is DECLINED
    await stand(asked, vacancy, "After all.")
    with pytest.raises(NotPutForward):
        await decline(asked, vacancy)


async def test_somebody_outside_the_group_may_neither_stand_nor_be_put_forward(rollback: None) -> None:
    hustings = await a_hustings()
    outsider = await a_person(hustings.school, "No Child")
    older = await a_parent(hustings.school, "Older Child", year=6)
    vacancy = await nominating(hustings, standing=Electorate(ElectorateKind.YEAR, "3"))

    for person in (outsider, older):
        with pytest.raises(MayNotStand):
            await stand(person, vacancy, "Me.")
        with pytest.raises(MayNotStand):
            await nominate(hustings.parents[0], vacancy, person.id)


async def test_one_limit_of_words_holds_for_all(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await nominating(hustings, statement_words=3)

    await stand(hustings.parents[0], vacancy, "one  two\nthree")
    with pytest.raises(StatementTooLong):
        await stand(hustings.parents[1], vacancy, "one two three four")
    with pytest.raises(StatementTooLong):
        await stand(hustings.clerk, vacancy, "one two three four", person=hustings.parents[2].id)


async def test_only_whoever_runs_it_writes_down_a_nomination_on_paper(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy, (first, second, *_) = await nominating(hustings), hustings.parents

    await stand(hustings.clerk, vacancy, "", person=first.id)
    with pytest.raises(NotYourElection):
        await stand(first, vacancy, "", person=second.id)

    assert (await facts_of(hustings, vacancy)).stand == 1


async def test_no_more_stand_than_a_ballot_paper_holds(rollback: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(nominations, "most_who_stand", lambda *, ron: 2 - ron)
    hustings = await a_hustings()
    vacancy, (first, second, *_) = await nominating(hustings, ron=True), hustings.parents
    await nominate(first, vacancy, second.id)

    await stand(first, vacancy, "Me.")
    await stand(first, vacancy, "Me, in other words.")
    with pytest.raises(EnoughStand):
        await stand(second, vacancy, "Me too.")
    with pytest.raises(EnoughStand):
        await nominate(first, vacancy, hustings.parents[2].id)


def test_at_the_closing_moment_itself_it_is_too_late() -> None:
    closes = datetime(2026, 11, 30, 20, tzinfo=UTC)
    microsecond = timedelta(microseconds=1)

    assert may_nominate(VacancyState.NOMINATING, closes, closes - microsecond) is None
    for now in (closes, closes + microsecond):
        assert isinstance(may_nominate(VacancyState.NOMINATING, closes, now), NominationsClosed)
    assert isinstance(may_nominate(VacancyState.DRAFT, closes, closes - microsecond), NotNominating)


async def test_after_the_close_nothing_is_taken_though_the_timetable_has_not_run_yet(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy, (first, second, *_) = await nominating(hustings), hustings.parents
    await nominate(first, vacancy, second.id)
    await stand(first, vacancy, "Me.")
    await close_at(vacancy, clock.now())

    for act in (
        stand(second, vacancy, "Yes."),
        decline(second, vacancy),
        nominate(first, vacancy, hustings.parents[2].id),
        nominations.keep_photo(first, vacancy, None),
    ):
        with pytest.raises(NominationsClosed):
            await act


async def test_before_they_are_opened_nothing_is_taken_and_elsewhere_nothing_is_there(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy = await a_vacancy(hustings)
    stranger = await a_parent(await a_school("Another School"))

    with pytest.raises(NotNominating):
        await stand(hustings.parents[0], vacancy, "Me.")
    with pytest.raises(NotFound):
        await stand(stranger, vacancy, "Me.")


async def test_who_withdraws_before_the_close_is_not_on_the_list_and_may_come_back(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy, parent = await nominating(hustings), hustings.parents[0]
    await stand(parent, vacancy, "Me.")

    for _ in range(2):
        await withdraw(parent, vacancy)

    own = await nomination_of(hustings.school, vacancy, parent.id)
    assert own and own.state is WITHDRAWN
    with pytest.raises(NotPutForward):
        await withdraw(hustings.parents[1], vacancy)
    await stand(parent, vacancy, "Me again.")
    assert (await facts_of(hustings, vacancy)).stand == 1


async def test_somebody_is_found_by_address_and_where_a_family_shares_one_by_name(rollback: None) -> None:
    hustings = await a_hustings(1)
    vacancy, asker = await nominating(hustings), hustings.parents[0]
    mother = await a_parent(hustings.school, "Amina Ali", email="ali@example.org")
    await a_parent(hustings.school, "Bashir Ali", email="ali@example.org")
    await a_person(hustings.school, "No Child", email="nochild@example.org")

    assert await who_may_stand_at(asker, vacancy, "ali@example.org", "amina  ali") == mother.id
    assert await who_may_stand_at(asker, vacancy, "ali@example.org", "Somebody Ali") is None
    assert await who_may_stand_at(asker, vacancy, "nochild@example.org", "No Child") is None
    with pytest.raises(TooMany):
        for number in range(20):
            await who_may_stand_at(asker, vacancy, f"guess{number}@example.org", "X")


async def test_the_letter_asks_in_the_readers_name_and_is_not_sent_once_they_answered(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy, (asker, asked, answered, *_) = await nominating(hustings), hustings.parents
    await db.rows("DELETE FROM outbox_mail")
    for person in (asked, answered):
        await nominate(asker, vacancy, person.id)
    await decline(answered, vacancy)

    composed = [
        await compose_you_were_nominated(mail.Addressee(hustings.school, person.id, "", {"vacancy": str(vacancy)}))
        for person in (asked, answered)
    ]

    assert composed[1] is None
    assert composed[0] and asker.name in composed[0].body and f"/elections/{vacancy}" in composed[0].body


async def test_the_audit_log_tells_nobody_who_stands_before_everybody_knows(rollback: None) -> None:
    hustings = await a_hustings()
    vacancy, (first, second, third, *_) = await nominating(hustings), hustings.parents
    await stand(first, vacancy, "Me.")
    await nominate(first, vacancy, second.id)
    await decline(second, vacancy)
    await withdraw(first, vacancy)
    await stand(hustings.clerk, vacancy, "", person=third.id)

    kept = await db.rows(
        "SELECT action, actor, details::text FROM audit_entry WHERE kind = 'vacancy' AND action IN"
        " ('stand', 'nominate', 'decline_nomination', 'withdraw_nomination') ORDER BY id"
    )

    assert [line["actor"] for line in kept] == [None, None, None, None, hustings.clerk.id]
    assert not any(str(person.id) in line["details"] for person in (first, second, third) for line in kept)
