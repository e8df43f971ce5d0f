"""From the close to the declaration: every step once, whatever dies in between."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

import pytest

from common import audit, db, jobs, sealing
from tests.cast import a_parent, a_school
from tests.votes.stage import an_open_poll, cast_all, declare, has_key, state_of, take_step
from votes import keys, steps
from votes.ballots import BallotPaper
from votes.casting import cast_ballot
from votes.creating import create_poll
from votes.errors import NothingToCast, PollNotOpen
from votes.evidence import envelope_hash
from votes.queries import poll_facts
from votes.rules import Choice, PollState
from votes.services import cast_casting_vote, close_due_polls, close_poll

pytestmark = pytest.mark.usefixtures("rollback")

F, A, X, B = Choice.FOR, Choice.AGAINST, Choice.ABSTAIN, Choice.SPOILT
STATES = ["closed", "reconciled", "opened", "counted", "declared"]


class _Killed(Exception):
    pass


async def _voted(*choices: Choice, **settings: object) -> tuple[UUID, UUID]:
    """A school with an open poll in which one more may vote than has."""
    school = await a_school()
    parents = [await a_parent(school, f"Parent {n}") for n in range(len(choices) + 1)]
    poll = await an_open_poll(school, [parent.id for parent in parents], **settings)
    await cast_all(school, poll, dict(zip([parent.id for parent in parents], choices, strict=False)))
    return school, poll


async def _tally(poll: UUID) -> dict[str, int]:
    found = await db.rows("SELECT ballot, ballots FROM tallied_ballot WHERE poll = $1", poll)
    return {line["ballot"]: line["ballots"] for line in found}


async def test_a_closed_poll_walks_to_its_declaration_by_itself() -> None:
    school, poll = await _voted(F, F, F, A, X, B)
    await close_poll(school, poll, None)
    await jobs.run_pending()
    facts = await poll_facts(school, poll)
    assert facts.state is PollState.DECLARED
    assert facts.result is not None
    assert (facts.result.for_, facts.result.against, facts.result.abstain, facts.result.spoilt) == (3, 1, 1, 1)
    assert (facts.cast, facts.roll_size, facts.result.carried, facts.result.margin) == (6, 7, True, 1)
    assert facts.key_destroyed_at is not None
    assert not has_key(poll)
    actions = await db.rows("SELECT action FROM audit_entry WHERE subject = $1 ORDER BY id", str(poll))
    assert [line["action"] for line in actions] == [
        "create_poll",
        "open_poll",
        "close_poll",
        "reconcile_poll",
        "open_envelopes",
        "count_poll",
        "declare_result",
    ]


@pytest.mark.parametrize("dies_in", STATES[:-1])
async def test_a_worker_that_dies_within_a_step_leaves_nothing_of_it_and_the_next_one_counts_once(
    dies_in: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def die(**_: object) -> None:
        raise _Killed

    school, poll = await _voted(F, F, A, B)
    await close_poll(school, poll, None)
    while await state_of(poll) != dies_in:
        await take_step(school, poll)
    before = await _tally(poll)
    with monkeypatch.context() as patch, pytest.raises(_Killed):
        patch.setattr(audit, "record", die)
        await take_step(school, poll)
    assert await state_of(poll) == dies_in
    assert await _tally(poll) == before
    for _ in range(6):
        await take_step(school, poll)
    assert await state_of(poll) == "declared"
    assert await _tally(poll) == {"for": 2, "against": 1, "spoilt": 1}
    assert (
        await db.value("SELECT count(*) FROM outbox_mail WHERE kind = 'result_declared' AND school = $1", school) == 5
    )


@pytest.mark.parametrize("state", STATES[:-1])
async def test_a_step_taken_twice_is_taken_once(state: str) -> None:
    school, poll = await _voted(F, F, A)
    await close_poll(school, poll, None)
    while await state_of(poll) != state:
        await take_step(school, poll)
    step = steps.STEPS[PollState(state)]
    await step(school, poll)
    await step(school, poll)
    assert await state_of(poll) == STATES[STATES.index(state) + 1]
    for _ in range(4):
        await take_step(school, poll)
    assert await _tally(poll) == {"for": 2, "against": 1}


async def test_a_death_between_opening_the_envelopes_and_destroying_the_key_is_made_good_by_the_timetable(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def die(name: str) -> None:
        raise _Killed

    school, poll = await _voted(F, A)
    await close_poll(school, poll, None)
    await take_step(school, poll)
    with monkeypatch.context() as patch, pytest.raises(_Killed):
        patch.setattr(sealing, "destroy_key", die)
        await take_step(school, poll)
    assert await state_of(poll) == "opened"
    assert has_key(poll)
    assert (await poll_facts(school, poll)).key_destroyed_at is None
    await keys.destroy_spent_poll_keys()
    assert not has_key(poll)
    assert (await poll_facts(school, poll)).key_destroyed_at is not None


async def test_a_forgotten_poll_is_taken_up_again_by_the_timetable_with_one_job_a_step() -> None:
    school, poll = await _voted(F)
    await close_poll(school, poll, None)
    await db.rows("DELETE FROM pgqueuer")
    await steps.advance_waiting_polls()
    await steps.advance_waiting_polls()
    assert await db.value("SELECT count(*) FROM pgqueuer WHERE entrypoint = 'advance_poll'") == 1
    await jobs.run_pending()
    assert await state_of(poll) == "declared"


async def test_a_missing_key_stops_the_count_and_loses_nothing() -> None:
    school, poll = await _voted(F, A)
    await close_poll(school, poll, None)
    await take_step(school, poll)
    sealing.destroy_key(f"poll-{poll}")
    with pytest.raises(sealing.KeyMissing):
        await take_step(school, poll)
    assert await state_of(poll) == "reconciled"
    assert await db.value("SELECT count(*) FROM envelope WHERE poll = $1", poll) == 2


async def test_an_envelope_that_cannot_be_opened_counts_as_blank_and_is_reported() -> None:
    school, poll = await _voted(F, F, A)
    await db.rows(
        "UPDATE envelope SET sealed = decode('00ff', 'hex')"
        " WHERE id = (SELECT id FROM envelope WHERE poll = $1 LIMIT 1)",
        poll,
    )
    await declare(school, poll)
    result = (await poll_facts(school, poll)).result
    assert result is not None
    assert (result.cast, result.spoilt, result.unreadable) == (3, 1, 1)
    told = await db.value("SELECT details FROM audit_entry WHERE action = 'open_envelopes' AND subject = $1", str(poll))
    assert told["unreadable"] == 1


@pytest.mark.parametrize("said", [b"not json", b'"for"', b'{"ballot": "maybe"}', b'{"ballot": 1}', b"[]", b"\xff"])
def test_a_ballot_that_says_nothing_known_is_unreadable(said: bytes) -> None:
    public = sealing.make_key("poll-nonsense")
    try:
        sealed = sealing.seal(said, public)
        ballots = steps.opened_ballots(
            [(sealed, envelope_hash(sealed))], sealing.private_key("poll-nonsense"), BallotPaper()
        )
    finally:
        sealing.destroy_key("poll-nonsense")
    assert ballots == {"unreadable": 1}


async def test_a_poll_whose_roll_was_changed_behind_our_back_is_void() -> None:
    school, poll = await _voted(F)
    await db.rows("ALTER TABLE entitlement DISABLE TRIGGER entitlement_roll_is_frozen")
    await db.rows(
        "DELETE FROM entitlement WHERE poll = $1 AND id NOT IN (SELECT entitlement FROM envelope WHERE poll = $1)", poll
    )
    await db.rows("ALTER TABLE entitlement ENABLE TRIGGER entitlement_roll_is_frozen")
    await close_poll(school, poll, None)
    await jobs.run_pending()
    facts = await poll_facts(school, poll)
    assert facts.state is PollState.VOID
    assert "roll" in (facts.void_reason or "")
    assert facts.result is None
    assert not has_key(poll)


async def test_the_timetable_closes_what_is_due_and_nothing_else() -> None:
    _, running = await _voted(F)
    _, due = await _voted(F, lasts=timedelta(milliseconds=200))
    await db.rows("SELECT pg_sleep(0.3)")
    await close_due_polls()
    assert await state_of(running) == "open"
    assert await state_of(due) == "closed"


async def test_closing_twice_is_closing_once_and_what_never_opened_does_not_close() -> None:
    school, poll = await _voted(F)
    await close_poll(school, poll, None)
    await close_poll(school, poll, None)
    assert (
        await db.value("SELECT count(*) FROM audit_entry WHERE action = 'close_poll' AND subject = $1", str(poll)) == 1
    )
    parent = await a_parent(school)
    asleep = await create_poll(
        school=school,
        title="t",
        text="t",
        decision=(await poll_facts(school, poll)).decision,
        persons=[parent.id],
        closes_at=await db.value("SELECT now() + interval '1 day'"),
        created_by=None,
    )
    with pytest.raises(PollNotOpen):
        await close_poll(school, asleep, None)


async def test_a_poll_without_a_ballot_is_declared_lost() -> None:
    school, poll = await _voted()
    await declare(school, poll)
    result = (await poll_facts(school, poll)).result
    assert result is not None
    assert (result.cast, result.carried) == (0, False)


async def test_a_casting_vote_settles_a_tie_apart_from_the_ballots_and_once() -> None:
    school, poll = await _voted(F, A, casting_vote=True)
    chair = (await a_parent(school)).id
    with pytest.raises(NothingToCast):
        await cast_casting_vote(school, poll, chair, F)
    await declare(school, poll)
    await cast_casting_vote(school, poll, chair, F)
    await cast_casting_vote(school, poll, chair, F)
    with pytest.raises(NothingToCast):
        await cast_casting_vote(school, poll, chair, A)
    result = (await poll_facts(school, poll)).result
    assert result is not None
    assert (result.for_, result.against, result.casting_vote, result.carried) == (1, 1, F, True)
    assert (
        await db.value(
            "SELECT count(*) FROM audit_entry WHERE action = 'cast_casting_vote' AND subject = $1", str(poll)
        )
        == 1
    )


@pytest.mark.parametrize(("choices", "allowed"), [((F, A), False), ((F, F, A), True)])
async def test_a_casting_vote_needs_a_tie_and_a_rule_that_allows_it(choices: tuple[Choice, ...], allowed: bool) -> None:
    school, poll = await _voted(*choices, casting_vote=allowed)
    await declare(school, poll)
    with pytest.raises(NothingToCast):
        await cast_casting_vote(school, poll, (await a_parent(school)).id, F)


async def test_the_result_is_hidden_until_it_is_declared() -> None:
    school, poll = await _voted(F, F)
    await close_poll(school, poll, None)
    while await state_of(poll) != "counted":
        await take_step(school, poll)
    assert (await poll_facts(school, poll)).result is None
    assert await db.value("SELECT result FROM poll WHERE id = $1", poll) is not None
    await take_step(school, poll)
    assert (await poll_facts(school, poll)).result is not None


async def test_two_ballots_cast_by_one_voter_are_never_both_counted() -> None:
    school, poll = await _voted(F)
    voter = await db.value("SELECT cast_by FROM envelope WHERE poll = $1", poll)
    for choice in (A, F, A):
        await cast_ballot(school, poll, voter, choice)
    await declare(school, poll)
    assert await _tally(poll) == {"against": 1}
    states = await db.rows("SELECT state, count(*) AS n FROM receipt_entry WHERE poll = $1 GROUP BY state", poll)
    assert {line["state"]: line["n"] for line in states} == {"replaced": 3, "counted": 1}
