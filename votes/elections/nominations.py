"""Writes of those who stand: put forward by themselves or by another, consented, declined, worded, withdrawn."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from common import audit, db, limits, mail
from people.queries import choosable, persons_at
from people.rules import Actor
from votes.elections.errors import (
    AlreadyNominated,
    EnoughStand,
    MayNotStand,
    NotPutForward,
    NotYourElection,
    StatementTooLong,
    TooLateToWithdraw,
)
from votes.elections.photos import redrawn
from votes.elections.queries import NominationLine, VacancyFacts, nomination_of, vacancy_facts, vacancy_for_update
from votes.elections.rules import NominationState, VacancyState, may_nominate, may_withdraw, most_who_stand, words_in
from votes.electorates import electorate_in_words, is_in
from votes.locks import poll_for_update
from votes.rules import ChangeKind, PollState, runs_poll

LOOKED_UP_A_DAY = 10
"""How many addresses one person may try, so that nobody finds out who belongs to the school."""


async def _open_for(school: UUID, vacancy: UUID) -> VacancyFacts:
    """The vacancy, locked, while it takes nominations. Raises NotFound, NotNominating, NominationsClosed."""
    facts, now = await vacancy_for_update(school, vacancy)
    if fact := may_nominate(facts.state, facts.terms.nominations_close_at, now):
        raise fact
    return facts


async def _check_may_stand(school: UUID, facts: VacancyFacts, person: UUID) -> None:
    if not await is_in(school, facts.terms.standing, person):
        bodies = {str(body): name for body, name in (await choosable(school)).bodies.items()}
        raise MayNotStand(group=electorate_in_words(facts.terms.standing, bodies))


def _check_statement(facts: VacancyFacts, statement: str) -> None:
    words, most = words_in(statement), facts.terms.statement_words
    if words > most:
        raise StatementTooLong(words=words, most=most)


async def _note(actor: Actor, facts: VacancyFacts, action: str, nominee: UUID) -> None:
    """Records an act in the audit log: by name only when whoever runs the election did it for another.

    Those who read the log must not learn from it who stands before everybody does; the nomination's own row says who.
    """
    by = actor.id if nominee != actor.id and runs_poll(actor, facts.terms.body) else None
    await audit.record(school=actor.school, actor=by, action=action, kind="vacancy", subject=facts.id)


async def stand(actor: Actor, vacancy: UUID, statement: str, *, person: UUID | None = None) -> None:
    """Puts somebody forward with their own consent, or records the consent of somebody who was put forward.

    `person`: whose nomination on paper whoever runs the election writes down; by default the actor's own. Somebody who
    had declined or withdrawn may stand after all. Sent again, the statement is replaced. Raises NotFound, MayNotStand,
    StatementTooLong, EnoughStand, NominationsClosed, NotNominating, NotYourElection.
    """
    nominee = person or actor.id
    async with db.transaction():
        facts = await _open_for(actor.school, vacancy)
        if nominee != actor.id and not runs_poll(actor, facts.terms.body):
            raise NotYourElection()
        await _check_may_stand(actor.school, facts, nominee)
        _check_statement(facts, statement)
        before = await nomination_of(actor.school, vacancy, nominee)
        stood = before is not None and before.state is NominationState.STANDING
        most = most_who_stand(ron=facts.terms.ron)
        if not stood and facts.stand >= most:
            raise EnoughStand(most=most)
        await db.rows(
            "INSERT INTO nomination (id, school, vacancy, person, nominated_by, state, statement, answered_at)"
            " VALUES (gen_random_uuid(), $1, $2, $3, $4, 'standing', $5, clock_timestamp())"
            " ON CONFLICT (vacancy, person) DO UPDATE SET state = 'standing', statement = $5,"
            " answered_at = clock_timestamp()",
            actor.school,
            vacancy,
            nominee,
            actor.id,
            statement,
        )
        await _note(actor, facts, "change_statement" if stood else "stand", nominee)


async def nominate(actor: Actor, vacancy: UUID, person: UUID) -> None:
    """Puts somebody else forward, who is written to and has to consent. Somebody who has answered is left in peace.

    Raises AlreadyNominated, MayNotStand, EnoughStand, NominationsClosed, NotNominating, NotFound.
    """
    async with db.transaction():
        facts = await _open_for(actor.school, vacancy)
        await _check_may_stand(actor.school, facts, person)
        most = most_who_stand(ron=facts.terms.ron)
        if facts.stand >= most:
            raise EnoughStand(most=most)
        written = await db.rows(
            "INSERT INTO nomination (id, school, vacancy, person, nominated_by) VALUES"
            " (gen_random_uuid(), $1, $2, $3, $4) ON CONFLICT (vacancy, person) DO NOTHING RETURNING id",
            actor.school,
            vacancy,
            person,
            actor.id,
        )
        if not written:
            raise AlreadyNominated()
        await _note(actor, facts, "nominate", person)
        address = await db.value("SELECT email FROM person WHERE id = $1", person)
        if address:
            await mail.post(
                school=actor.school, person=person, address=address, kind="you_were_nominated", vacancy=str(vacancy)
            )


async def who_may_stand_at(actor: Actor, vacancy: UUID, address: str, name: str) -> UUID | None:
    """The one person at an e-mail address who may stand; where several share it, the one of that name. None: nobody.

    Raises TooMany for somebody who tries address after address.
    """
    await limits.spend("nominee", str(actor.id), allowed=LOOKED_UP_A_DAY, every=timedelta(days=1))
    standing = (await vacancy_facts(actor.school, vacancy)).terms.standing
    found = [line for line in await persons_at(actor.school, address) if await is_in(actor.school, standing, line.id)]
    if len(found) > 1:
        wanted = " ".join(name.casefold().split())
        found = [line for line in found if " ".join(line.name.casefold().split()) == wanted]
    return found[0].id if len(found) == 1 else None


async def _own(actor: Actor, vacancy: UUID, *states: NominationState) -> NominationLine:
    """The actor's own nomination in one of `states`. Raises NotPutForward."""
    own = await nomination_of(actor.school, vacancy, actor.id)
    if own is None or own.state not in states:
        raise NotPutForward()
    return own


async def decline(actor: Actor, vacancy: UUID) -> None:
    """Says no to having been put forward. Twice is once. Raises NotPutForward, NominationsClosed, NotNominating."""
    async with db.transaction():
        facts = await _open_for(actor.school, vacancy)
        own = await _own(actor, vacancy, NominationState.PROPOSED, NominationState.DECLINED)
        await _answer(own.id, NominationState.DECLINED)
        await _note(actor, facts, "decline_nomination", actor.id)


async def _answer(nomination: UUID, state: NominationState) -> None:
    await db.rows(
        "UPDATE nomination SET state = $2, answered_at = clock_timestamp() WHERE id = $1 AND state <> $2",
        nomination,
        state.value,
    )


async def keep_photo(actor: Actor, vacancy: UUID, photo: bytes | None) -> None:
    """Puts the actor's photo beside their statement, or (None) takes it away, while nominations are open.

    Raises NotAPhoto, NotPutForward, NominationsClosed, NotNominating.
    """
    drawn = await redrawn(photo) if photo is not None else None
    async with db.transaction():
        await _open_for(actor.school, vacancy)
        own = await _own(actor, vacancy, NominationState.STANDING)
        await db.rows("UPDATE nomination SET photo = $2 WHERE id = $1", own.id, drawn)


async def withdraw(actor: Actor, vacancy: UUID, person: UUID | None = None) -> None:
    """Takes a name out: the actor's own, or for whoever runs the election somebody's who asked for it in writing.

    While voting the name stays on the paper and is passed over in the count; everybody who opens the poll sees that.
    Twice is once. Raises NotPutForward, TooLateToWithdraw, NotYourElection, NotFound.
    """
    leaving = person or actor.id
    async with db.transaction():
        facts, _now = await vacancy_for_update(actor.school, vacancy)
        if leaving != actor.id and not runs_poll(actor, facts.terms.body):
            raise NotYourElection()
        line = await nomination_of(actor.school, vacancy, leaving)
        if line is None or line.state in (NominationState.PROPOSED, NominationState.DECLINED):
            raise NotPutForward()
        if line.state is NominationState.WITHDRAWN:
            return
        if not may_withdraw(facts.state, facts.poll_state):
            raise TooLateToWithdraw()
        if facts.state is VacancyState.VOTING and facts.poll is not None:
            await _pass_over(actor, facts.poll, leaving)
        await _answer(line.id, NominationState.WITHDRAWN)
        await _note(actor, facts, "withdraw_nomination", leaving)


async def _pass_over(actor: Actor, poll: UUID, person: UUID) -> None:
    """Marks a name on the paper of a poll as withdrawn. Raises TooLateToWithdraw once it is closed, or should be."""
    found = await poll_for_update(actor.school, poll)
    late = await db.value("SELECT clock_timestamp() >= $1", found["closes_at"])
    if late or found["state"] not in (PollState.CREATED, PollState.OPEN):
        raise TooLateToWithdraw()
    line = await db.row(
        "UPDATE candidate SET withdrawn_at = clock_timestamp() WHERE school = $1 AND poll = $2 AND person = $3"
        " AND withdrawn_at IS NULL RETURNING number, name",
        actor.school,
        poll,
        person,
    )
    if line is not None:
        await db.rows(
            "INSERT INTO poll_change (id, school, poll, kind, by, reason, details)"
            " VALUES (gen_random_uuid(), $1, $2, $3, $4, '', $5)",
            actor.school,
            poll,
            ChangeKind.CANDIDATE_WITHDRAWN.value,
            actor.id,
            line,
        )
