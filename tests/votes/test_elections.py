"""An election from the ballot to the declaration: what a ballot may say, ties, withdrawals, nobody voting."""

from __future__ import annotations

from uuid import UUID

import pytest

from common import db
from tests.cast import a_person, a_school
from tests.votes.elections_stage import an_open_election, voted
from tests.votes.stage import declare, state_of, take_step
from votes.casting import cast_ballot
from votes.count.result import Rule
from votes.declaring.queries import recount, shown_count
from votes.declaring.rules import DrawnLot, PublicValue
from votes.declaring.services import settle_lot
from votes.errors import BadBallot, NobodyStands, NothingToSettle, TooManyCandidates
from votes.queries import poll_facts
from votes.results import Slate
from votes.rules import PollState

pytestmark = pytest.mark.usefixtures("rollback")


async def _voters(number: int) -> tuple[UUID, list[UUID]]:
    school = await a_school()
    return school, [(await a_person(school, f"Voter {n}")).id for n in range(number)]


async def _declared(rule: Rule, ballots: list[str], seats: int = 1, **settings: object) -> tuple[UUID, UUID]:
    school, voters = await _voters(len(ballots))
    poll = await an_open_election(school, voters, rule=rule, seats=seats, **settings)  # type: ignore[arg-type]
    for voter, ballot in zip(voters, ballots, strict=True):
        await cast_ballot(school, poll, voter, ballot)
    await declare(school, poll)
    return school, poll


@pytest.mark.parametrize(
    ("rule", "ballots", "elected"),
    [
        (Rule.PLURALITY, ["1", "2", "2"], ["Bola Cole"]),
        (Rule.APPROVAL, ["1 2", "2 3", "3"], ["Bola Cole", "Cem Demir"]),
        (Rule.SCORE, ["5 0 4", "0 5 4", "0 0 1"], ["Cem Demir"]),
        (Rule.IRV, ["1 2", "2 1", "2 1", "3 1", "3 1"], ["Bola Cole"]),
        (Rule.SCOTTISH_STV, ["1 2 3", "1 3", "3 2", "2", "1"], ["Ada Bell"]),
        (Rule.MEEK_STV, ["1 2 3", "1 3", "3 2", "2", "1"], ["Ada Bell"]),
        (Rule.SCHULZE, ["1=2 3", "2 1", "2 3"], ["Bola Cole"]),
        (Rule.RANKED_PAIRS, ["1=2 3", "2 1", "2 3"], ["Bola Cole"]),
    ],
)
async def test_each_rule_is_counted_from_the_ballots_that_its_paper_takes(
    rule: Rule, ballots: list[str], elected: list[str]
) -> None:
    school, poll = await _declared(rule, ballots, len(elected))
    facts = await poll_facts(school, poll)
    assert facts.election is not None
    assert sorted(facts.election.elected) == sorted(elected)
    assert (await shown_count(school, facts)).count.elected
    again = await recount(school, facts)
    assert again.agrees
    assert again.ballots == len(ballots)


@pytest.mark.parametrize(
    ("rule", "ballot"),
    [
        (Rule.SCOTTISH_STV, "4"),
        (Rule.SCOTTISH_STV, "1 1"),
        (Rule.SCOTTISH_STV, "1=2"),
        (Rule.SCOTTISH_STV, ""),
        (Rule.SCOTTISH_STV, "1  2"),
        (Rule.SCOTTISH_STV, "0"),
        (Rule.SCOTTISH_STV, "for"),
        (Rule.SCOTTISH_STV, "1 " * 200),
        (Rule.SCOTTISH_STV, "١"),
        (Rule.PLURALITY, "1 2"),
        (Rule.SCORE, "5 5"),
        (Rule.SCORE, "6 0 0"),
        (Rule.SCHULZE, "1=1"),
    ],
)
async def test_a_ballot_that_the_paper_does_not_take_is_refused_and_nothing_is_cast(rule: Rule, ballot: str) -> None:
    school, voters = await _voters(1)
    poll = await an_open_election(school, voters, rule=rule)
    with pytest.raises(BadBallot):
        await cast_ballot(school, poll, voters[0], ballot)
    assert (await poll_facts(school, poll)).cast == 0


async def test_blank_ballots_count_as_handed_in_and_for_nobody() -> None:
    school, poll = await _declared(Rule.IRV, ["1", "spoilt", "spoilt"])
    facts = await poll_facts(school, poll)
    assert facts.cast == 3
    assert facts.election is not None
    assert facts.election.counted is not None
    assert facts.election.counted["blank"] == "2"


async def test_a_tie_waits_for_a_lot_drawn_before_witnesses_and_the_result_follows_it() -> None:
    school, voters = await _voters(2)
    officer = await a_person(school, "Rita Officer")
    poll = await an_open_election(school, voters, rule=Rule.PLURALITY)
    await voted(school, poll, {voters[0]: "1", voters[1]: "2"})
    for _ in range(3):
        await take_step(school, poll)
    assert await state_of(poll) == PollState.AWAITING_LOT
    facts = await poll_facts(school, poll)
    assert facts.election is not None
    assert facts.election.tie is not None
    assert facts.election.tie["between"] == [1, 2]
    lot = DrawnLot((2, 3, 1), "Rita drew, Sam watched")
    await settle_lot(school, poll, officer.id, lot)
    await settle_lot(school, poll, officer.id, lot)
    with pytest.raises(NothingToSettle):
        await settle_lot(school, poll, officer.id, DrawnLot((1, 2, 3), "again, please"))
    await take_step(school, poll)
    facts = await poll_facts(school, poll)
    assert facts.state is PollState.DECLARED
    assert facts.election is not None
    assert facts.election.elected == ("Bola Cole",)
    assert (await recount(school, facts)).agrees


async def test_a_public_value_settles_a_tie_together_with_the_fingerprint_of_the_box() -> None:
    school, voters = await _voters(2)
    officer = await a_person(school, "Rita Officer")
    poll = await an_open_election(school, voters, rule=Rule.IRV, lot_source="First ball of Saturday's lottery")
    await voted(school, poll, {voters[0]: "1", voters[1]: "2"})
    for _ in range(3):
        await take_step(school, poll)
    await settle_lot(school, poll, officer.id, PublicValue("17"))
    await take_step(school, poll)
    facts = await poll_facts(school, poll)
    assert facts.election is not None
    assert facts.election.counted is not None
    assert facts.election.counted["ties"][0]["settled_by"] == "lot"
    assert (await recount(school, facts)).agrees


async def test_an_election_in_which_nobody_marks_a_name_is_void_and_says_why() -> None:
    school, voters = await _voters(1)
    poll = await an_open_election(school, voters)
    await voted(school, poll, {voters[0]: "spoilt"})
    for _ in range(3):
        await take_step(school, poll)
    facts = await poll_facts(school, poll)
    assert facts.state is PollState.VOID
    assert facts.void_reason


async def test_there_is_no_election_without_candidates_or_with_more_than_a_paper_holds() -> None:
    school, voters = await _voters(1)
    with pytest.raises(NobodyStands):
        await an_open_election(school, voters, names=())
    with pytest.raises(TooManyCandidates):
        await an_open_election(school, voters, names=[f"Candidate {n}" for n in range(61)])


async def test_every_envelope_of_the_longest_paper_has_one_size() -> None:
    school, voters = await _voters(2)
    poll = await an_open_election(school, voters, names=[f"Candidate {n}" for n in range(60)])
    await cast_ballot(school, poll, voters[0], "1")
    await cast_ballot(school, poll, voters[1], " ".join(str(n) for n in range(60, 0, -1)))

    assert len(await db.rows("SELECT DISTINCT length(sealed) FROM envelope WHERE poll = $1", poll)) == 1


def test_a_slate_is_contested_only_while_more_stand_than_there_are_seats() -> None:
    assert Slate(Rule.IRV, 1, ("A", "B")).contested
    assert not Slate(Rule.IRV, 1, ("A", "B"), withdrawn=frozenset({2})).contested
