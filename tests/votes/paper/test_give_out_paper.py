"""A paper is given out at the desk: once, to who has not voted, and never in secret from the roll."""

from __future__ import annotations

from datetime import timedelta

import pytest

from common import db
from common.errors import NotFound
from tests.cast import a_household, a_parent, a_person, a_school
from tests.votes.paper.stage import a_paper_poll, audited, cast_in, line_of
from tests.votes.stage import an_open_poll
from votes.casting import cast_ballot
from votes.errors import NoPaper, PollClosed, VotedOnline, VotesOnPaper
from votes.paper.rules import AtDesk
from votes.paper.services import give_out_paper, look_up_line, take_back_paper
from votes.receipts import ReceiptState, receipt_state
from votes.rules import Choice
from votes.services import close_poll
from votes.standing import Standing, own_vote

pytestmark = pytest.mark.usefixtures("rollback")


async def test_a_paper_is_given_out_once_and_then_the_vote_is_on_paper_alone() -> None:
    school = await a_school()
    clerk, parent = await a_person(school), await a_parent(school)
    poll = await a_paper_poll(school, [parent.id])
    line = await line_of(poll, parent.id)
    assert await look_up_line(school, poll, line, clerk.id) is AtDesk.MAY_HAVE
    for _ in range(2):
        await give_out_paper(school, poll, line, clerk.id)
    assert await look_up_line(school, poll, line, clerk.id) is AtDesk.HAS_PAPER
    assert await cast_in(school, poll) == 1
    assert (await own_vote(school, poll, parent.id)).standing is Standing.ON_PAPER
    with pytest.raises(VotesOnPaper):
        await cast_ballot(school, poll, parent.id, Choice.FOR)
    assert await audited(poll, "give_out_paper") == [{"line": str(line)}]
    assert len(await audited(poll, "look_up_voter")) == 2


async def test_who_voted_online_gets_no_paper_where_the_first_vote_stands() -> None:
    school = await a_school()
    clerk, parent = await a_person(school), await a_parent(school)
    poll = await a_paper_poll(school, [parent.id])
    cast = await cast_ballot(school, poll, parent.id, Choice.FOR)
    line = await line_of(poll, parent.id)
    assert await look_up_line(school, poll, line, clerk.id) is AtDesk.VOTED_ONLINE
    with pytest.raises(VotedOnline):
        await give_out_paper(school, poll, line, clerk.id)
    assert await receipt_state(school, poll, cast.receipt.envelope) is ReceiptState.WAITING


async def test_where_a_vote_in_person_overrides_the_envelope_is_taken_out_and_its_receipt_says_replaced() -> None:
    school = await a_school()
    clerk, parent = await a_person(school), await a_parent(school)
    poll = await a_paper_poll(school, [parent.id], overrides=True)
    cast = await cast_ballot(school, poll, parent.id, Choice.FOR)
    line = await line_of(poll, parent.id)
    assert await look_up_line(school, poll, line, clerk.id) is AtDesk.REPLACES_ENVELOPE
    await give_out_paper(school, poll, line, clerk.id)
    assert await receipt_state(school, poll, cast.receipt.envelope) is ReceiptState.REPLACED
    assert await db.value("SELECT count(*) FROM envelope WHERE poll = $1", poll) == 0
    assert await cast_in(school, poll) == 1


async def test_an_unused_paper_is_taken_back_with_a_reason_and_the_vote_is_online_again() -> None:
    school = await a_school()
    clerk, parent = await a_person(school), await a_parent(school)
    poll = await a_paper_poll(school, [parent.id])
    line = await line_of(poll, parent.id)
    await give_out_paper(school, poll, line, clerk.id)
    for _ in range(2):
        await take_back_paper(school, poll, line, clerk.id, "wants to vote at home")
    await cast_ballot(school, poll, parent.id, Choice.FOR)
    assert await audited(poll, "take_back_paper") == [{"line": str(line), "reason": "wants to vote at home"}]


async def test_of_a_household_any_adult_gets_the_one_paper() -> None:
    school = await a_school()
    home, clerk = await a_household(school), await a_person(school)
    ana, rui = await a_parent(school, "Ana Silva", household=home), await a_parent(school, "Rui Silva", household=home)
    poll = await a_paper_poll(school, households=[home])
    await give_out_paper(school, poll, await line_of(poll, home), clerk.id)
    for adult in (ana, rui):
        with pytest.raises(VotesOnPaper):
            await cast_ballot(school, poll, adult.id, Choice.FOR)


async def test_somebody_of_two_households_votes_online_for_the_one_that_has_no_paper() -> None:
    school = await a_school()
    homes, clerk = [await a_household(school), await a_household(school)], await a_person(school)
    ana = await a_parent(school, "Ana Silva", household=homes[0])
    await db.rows(
        "INSERT INTO household_person (id, school, household, person) VALUES (gen_random_uuid(), $1, $2, $3)",
        school,
        homes[1],
        ana.id,
    )
    poll = await a_paper_poll(school, households=homes)
    await give_out_paper(school, poll, await line_of(poll, homes[0]), clerk.id)
    assert (await own_vote(school, poll, ana.id)).standing is Standing.NEEDED
    await cast_ballot(school, poll, ana.id, Choice.FOR)
    await give_out_paper(school, poll, await line_of(poll, homes[0]), clerk.id)
    assert await cast_in(school, poll) == 2


async def test_after_the_close_and_after_its_time_nothing_is_given_out_or_taken_back() -> None:
    school = await a_school()
    clerk, parent = await a_person(school), await a_parent(school)
    closed = await a_paper_poll(school, [parent.id])
    line = await line_of(closed, parent.id)
    await give_out_paper(school, closed, line, clerk.id)
    await close_poll(school, closed, None)
    for act in (give_out_paper(school, closed, line, clerk.id), take_back_paper(school, closed, line, clerk.id, "why")):
        with pytest.raises(PollClosed):
            await act
    late = await a_paper_poll(school, [parent.id], lasts=timedelta(milliseconds=200))
    await db.rows("SELECT pg_sleep(0.3)")
    with pytest.raises(PollClosed):
        await give_out_paper(school, late, await line_of(late, parent.id), clerk.id)


async def test_another_polls_line_another_school_and_a_poll_without_paper_are_refused() -> None:
    school = await a_school()
    clerk, parent = await a_person(school), await a_parent(school)
    poll, other = await a_paper_poll(school, [parent.id]), await a_paper_poll(school, [parent.id])
    online = await an_open_poll(school, [parent.id])
    for where, which, line in (
        (school, poll, await line_of(other, parent.id)),
        ((await a_school("Other School")), poll, await line_of(poll, parent.id)),
    ):
        with pytest.raises(NotFound):
            await give_out_paper(where, which, line, clerk.id)
    with pytest.raises(NoPaper):
        await give_out_paper(school, online, await line_of(online, parent.id), clerk.id)
