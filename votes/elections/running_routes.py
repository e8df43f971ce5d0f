"""Routes of whoever runs an election: each step asked about before it is taken, and forms that came on paper."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common import clock
from common.errors import NotFound
from common.forms import FormErrors
from common.render import AnyRequest, go, invalid, page
from people.guards import requires
from people.permissions import Permission
from people.queries import persons_named
from people.routes import school_of
from people.rules import Capacity
from votes.elections import nominations, services
from votes.elections.forms import parse_closing, parse_later, parse_paper_nomination, parse_reason, parse_term
from votes.elections.pages import vacancy_page
from votes.elections.queries import NominationLine, VacancyFacts, nominations_of, vacancy_to_run
from votes.elections.rules import NominationState, VacancyState, may_withdraw
from votes.electorates import persons_in
from votes.rules import Custody

RUNS_POLLS = [requires(Permission.RUN_POLLS)]
UNDECIDED = (VacancyState.DRAFT, VacancyState.NOMINATING, VacancyState.NOMINATED)


async def _run(request: AnyRequest, vacancy: UUID) -> dict[str, Any]:
    """The election's page for whoever runs it. Raises NotFound, NotYourElection."""
    await vacancy_to_run(request.user, vacancy)
    return await vacancy_page(request, vacancy)


def _settling(facts: VacancyFacts) -> bool:
    return facts.list_closed and facts.state in (VacancyState.NOMINATING, VacancyState.NOMINATED)


def _extendable(facts: VacancyFacts) -> bool:
    return facts.state is VacancyState.NOMINATING or (facts.state is VacancyState.NOMINATED and not facts.contested)


@get("/elections/{vacancy:uuid}/open-nominations", guards=RUNS_POLLS)
async def ask_to_open(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    """Whom it will be announced to, and what can no longer be changed then."""
    context = await _run(request, vacancy)
    if context["vacancy"].state is not VacancyState.DRAFT:
        return go(f"/elections/{vacancy}")
    return page(request, "votes/elections/open_nominations.html", **context)


@post("/elections/{vacancy:uuid}/open-nominations", guards=RUNS_POLLS)
async def open_nominations(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    await vacancy_to_run(request.user, vacancy)
    await services.open_nominations(request.user, vacancy)
    return go(f"/elections/{vacancy}", done="nominations-opened")


@get("/elections/{vacancy:uuid}/close-nominations", guards=RUNS_POLLS)
async def ask_to_close(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    """What closing early means for those who have not answered yet."""
    context = await _run(request, vacancy)
    if context["vacancy"].state is not VacancyState.NOMINATING:
        return go(f"/elections/{vacancy}")
    return page(request, "votes/elections/close_nominations.html", **context)


@post("/elections/{vacancy:uuid}/close-nominations", guards=RUNS_POLLS)
async def close_nominations(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    await vacancy_to_run(request.user, vacancy)
    await services.close_nominations(request.user, vacancy)
    return go(f"/elections/{vacancy}", done="nominations-closed")


@get("/elections/{vacancy:uuid}/extend", guards=RUNS_POLLS)
async def ask_to_extend(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    context = await _run(request, vacancy)
    if not _extendable(context["vacancy"]):
        return go(f"/elections/{vacancy}")
    return page(request, "votes/elections/extend.html", **context)


@post("/elections/{vacancy:uuid}/extend", guards=RUNS_POLLS)
async def extend_nominations(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    context = await _run(request, vacancy)
    times = parse_later(await request.form(), school_of(request).timezone, clock.now())
    if isinstance(times, FormErrors):
        return invalid(request, "votes/elections/extend.html", times, **context)
    await services.extend_nominations(request.user, vacancy, *times)
    return go(f"/elections/{vacancy}", done="nominations-extended")


@get("/elections/{vacancy:uuid}/settle", guards=RUNS_POLLS)
async def ask_to_settle(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    """The list is closed: what follows from it, a vote or none."""
    context = await _run(request, vacancy)
    if not _settling(context["vacancy"]):
        return go(f"/elections/{vacancy}")
    return page(request, "votes/elections/settle.html", **context)


@post("/elections/{vacancy:uuid}/open-vote", guards=RUNS_POLLS)
async def open_vote(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    context = await _run(request, vacancy)
    facts: VacancyFacts = context["vacancy"]
    if facts.poll:
        return go(f"/polls/{facts.poll}")
    closes = parse_closing(await request.form(), school_of(request).timezone, clock.now())
    if isinstance(closes, FormErrors):
        return invalid(request, "votes/elections/settle.html", closes, **context)
    poll = await services.open_vote(request.user, vacancy, closes)
    if facts.terms.custody is Custody.SECRET:
        return go(f"/polls/{poll}/opening")
    return go(f"/polls/{poll}", done="poll-opened")


@post("/elections/{vacancy:uuid}/declare", guards=RUNS_POLLS)
async def declare(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    await vacancy_to_run(request.user, vacancy)
    await services.declare_uncontested(request.user, vacancy)
    return go(f"/elections/{vacancy}", done="elected-without-vote")


@get("/elections/{vacancy:uuid}/cancel", guards=RUNS_POLLS)
async def ask_to_cancel(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    context = await _run(request, vacancy)
    if context["vacancy"].state not in UNDECIDED:
        return go(f"/elections/{vacancy}")
    return page(request, "votes/elections/cancel.html", **context)


@post("/elections/{vacancy:uuid}/cancel", guards=RUNS_POLLS)
async def cancel(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    context = await _run(request, vacancy)
    reason = parse_reason(await request.form())
    if isinstance(reason, FormErrors):
        return invalid(request, "votes/elections/cancel.html", reason, **context)
    await services.cancel_vacancy(request.user, vacancy, reason)
    return go(f"/elections/{vacancy}", done="election-cancelled")


async def _seats(request: AnyRequest, vacancy: UUID) -> dict[str, Any]:
    context = await _run(request, vacancy)
    return {**context, "capacities": list(Capacity), "today": clock.now().date()}


@get("/elections/{vacancy:uuid}/seats", guards=RUNS_POLLS)
async def ask_to_seat(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    """From when until when those elected sit."""
    context = await _seats(request, vacancy)
    if not context["vacancy"].may_seat:
        return go(f"/elections/{vacancy}")
    return page(request, "votes/elections/seats.html", **context)


@post("/elections/{vacancy:uuid}/seats", guards=RUNS_POLLS)
async def seat_elected(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    context = await _seats(request, vacancy)
    term = parse_term(await request.form())
    if isinstance(term, FormErrors):
        return invalid(request, "votes/elections/seats.html", term, **context)
    await services.seat_elected(request.user, vacancy, term.starts_on, term.ends_on, term.capacity)
    return go(f"/elections/{vacancy}", done="elected-seated")


async def _paper_form(request: AnyRequest, vacancy: UUID) -> dict[str, Any] | None:
    """Who may still be written down from a form on paper; None where nominations are not open."""
    facts = await vacancy_to_run(request.user, vacancy)
    if not facts.takes_nominations:
        return None
    school = request.user.school
    stood = {line.person for line in await nominations_of(school, vacancy) if line.state is NominationState.STANDING}
    names = await persons_named(school, [p for p in await persons_in(school, facts.terms.standing) if p not in stood])
    return {"vacancy": facts, "terms": facts.terms, "who": {str(person): name for person, name in names.items()}}


@get("/elections/{vacancy:uuid}/paper-nominations", guards=RUNS_POLLS)
async def paper_nomination(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    context = await _paper_form(request, vacancy)
    return page(request, "votes/elections/paper_nomination.html", **context) if context else go(f"/elections/{vacancy}")


@post("/elections/{vacancy:uuid}/paper-nominations", guards=RUNS_POLLS)
async def write_down(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    """Writes down a signed nomination form, for somebody who does not use this site."""
    context = await _paper_form(request, vacancy)
    if context is None:
        return go(f"/elections/{vacancy}")
    asked = parse_paper_nomination(await request.form(), context["who"], context["terms"].statement_words)
    if isinstance(asked, FormErrors):
        return invalid(request, "votes/elections/paper_nomination.html", asked, **context)
    await nominations.stand(request.user, vacancy, asked.statement, person=asked.person)
    return go(f"/elections/{vacancy}", done="nomination-written")


async def _standing(request: AnyRequest, vacancy: UUID, nomination: UUID) -> tuple[VacancyFacts, NominationLine]:
    facts = await vacancy_to_run(request.user, vacancy)
    for line in await nominations_of(request.user.school, vacancy):
        if line.id == nomination:
            return facts, line
    raise NotFound()


@get("/elections/{vacancy:uuid}/nominations/{nomination:uuid}/withdraw", guards=RUNS_POLLS)
async def ask_to_take_out(request: AnyRequest, vacancy: FromPath[UUID], nomination: FromPath[UUID]) -> Response[Any]:
    """Taking out the name of somebody who asked for it in writing."""
    facts, line = await _standing(request, vacancy, nomination)
    if line.state is not NominationState.STANDING or not may_withdraw(facts.state, facts.poll_state):
        return go(f"/elections/{vacancy}")
    return page(request, "votes/elections/withdraw.html", vacancy=facts, line=line, own=False)


@post("/elections/{vacancy:uuid}/nominations/{nomination:uuid}/withdraw", guards=RUNS_POLLS)
async def take_out(request: AnyRequest, vacancy: FromPath[UUID], nomination: FromPath[UUID]) -> Response[Any]:
    _facts, line = await _standing(request, vacancy, nomination)
    await nominations.withdraw(request.user, vacancy, line.person)
    return go(f"/elections/{vacancy}", done="nomination-withdrawn")


HANDLERS = [
    ask_to_open,
    open_nominations,
    ask_to_close,
    close_nominations,
    ask_to_extend,
    extend_nominations,
    ask_to_settle,
    open_vote,
    declare,
    ask_to_cancel,
    cancel,
    ask_to_seat,
    seat_elected,
    paper_nomination,
    write_down,
    ask_to_take_out,
    take_out,
]
