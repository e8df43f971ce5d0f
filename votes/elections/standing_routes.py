"""Routes of those who stand: saying yes or no, the statement with a look before it counts, the photo, withdrawing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common.forms import FieldError, FormErrors
from common.render import AnyRequest, go, invalid, page
from people.guards import requires
from people.permissions import Permission
from votes.elections import nominations
from votes.elections.errors import AlreadyNominated, NotAPhoto
from votes.elections.forms import parse_nominee, parse_photo, parse_statement
from votes.elections.pages import vacancy_page
from votes.elections.queries import Part, VacancyFacts
from votes.elections.rules import NominationState, may_withdraw

SIGNED_IN = [requires(Permission.BE_SIGNED_IN)]


def _may_answer(facts: VacancyFacts, part: Part) -> bool:
    return facts.takes_nominations and part.stands


@get("/elections/{vacancy:uuid}/stand", guards=SIGNED_IN)
async def ask_to_stand(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    """The statement: for somebody who puts themselves forward, was put forward, or stands and words it anew."""
    context = await vacancy_page(request, vacancy)
    if not _may_answer(context["vacancy"], context["part"]):
        return go(f"/elections/{vacancy}")
    own = context["part"].own
    return page(request, "votes/elections/stand.html", statement=own.statement if own else "", seen=False, **context)


@post("/elections/{vacancy:uuid}/stand", guards=SIGNED_IN)
async def stand(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    """Stands with a statement; the button for a look only shows it as voters would see it."""
    context = await vacancy_page(request, vacancy)
    asked = parse_statement(await request.form(), context["terms"].statement_words)
    if isinstance(asked, FormErrors):
        return invalid(request, "votes/elections/stand.html", asked, statement="", seen=False, **context)
    if asked.preview:
        return page(request, "votes/elections/stand.html", statement=asked.text, seen=True, **context)
    own = context["part"].own
    stood = own is not None and own.state is NominationState.STANDING
    await nominations.stand(request.user, vacancy, asked.text)
    return go(f"/elections/{vacancy}", done="statement-saved" if stood else "you-stand")


@post("/elections/{vacancy:uuid}/decline", guards=SIGNED_IN)
async def decline(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    await vacancy_page(request, vacancy)
    await nominations.decline(request.user, vacancy)
    return go(f"/elections/{vacancy}", done="nomination-declined")


@post("/elections/{vacancy:uuid}/photo", guards=SIGNED_IN)
async def keep_photo(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    context = await vacancy_page(request, vacancy)
    sent = await parse_photo(await request.form())
    if isinstance(sent, FormErrors):
        return invalid(request, "votes/elections/vacancy.html", sent, **context)
    try:
        await nominations.keep_photo(request.user, vacancy, sent)
    except NotAPhoto as fact:
        errors = FormErrors((FieldError("photo", fact.message),), {})
        return invalid(request, "votes/elections/vacancy.html", errors, **context)
    return go(f"/elections/{vacancy}", done="photo-saved")


@post("/elections/{vacancy:uuid}/photo/removal", guards=SIGNED_IN)
async def remove_photo(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    await vacancy_page(request, vacancy)
    await nominations.keep_photo(request.user, vacancy, None)
    return go(f"/elections/{vacancy}", done="photo-removed")


@get("/elections/{vacancy:uuid}/withdraw", guards=SIGNED_IN)
async def ask_to_withdraw(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    """What withdrawing means, now or while people vote."""
    context = await vacancy_page(request, vacancy)
    facts, line = context["vacancy"], context["part"].own
    standing = line is not None and line.state is NominationState.STANDING
    if not standing or not may_withdraw(facts.state, facts.poll_state):
        return go(f"/elections/{vacancy}")
    return page(request, "votes/elections/withdraw.html", vacancy=facts, line=line, own=True)


@post("/elections/{vacancy:uuid}/withdraw", guards=SIGNED_IN)
async def withdraw(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    await vacancy_page(request, vacancy)
    await nominations.withdraw(request.user, vacancy)
    return go(f"/elections/{vacancy}", done="you-withdrew")


@get("/elections/{vacancy:uuid}/nominate", guards=SIGNED_IN)
async def ask_to_nominate(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    """Putting somebody else forward, by name and e-mail address: nobody is shown a list of families."""
    context = await vacancy_page(request, vacancy)
    if not context["vacancy"].takes_nominations:
        return go(f"/elections/{vacancy}")
    return page(request, "votes/elections/nominate.html", **context)


@post("/elections/{vacancy:uuid}/nominate", guards=SIGNED_IN)
async def nominate(request: AnyRequest, vacancy: FromPath[UUID]) -> Response[Any]:
    """Asks somebody to stand. Who had been put forward before is not told, save to whoever runs the election."""
    context = await vacancy_page(request, vacancy)
    asked = parse_nominee(await request.form())
    if isinstance(asked, FormErrors):
        return invalid(request, "votes/elections/nominate.html", asked, **context)
    person = await nominations.who_may_stand_at(request.user, vacancy, asked.address, asked.name)
    if person is None:
        typed: dict[str, str | list[str]] = {"name": asked.name, "email": asked.address}
        unknown = "Nobody of this name and address may stand in this election. Check both with them."
        errors = FormErrors((FieldError("email", unknown),), typed)
        return invalid(request, "votes/elections/nominate.html", errors, **context)
    if person == request.user.id:
        return go(f"/elections/{vacancy}/stand")
    try:
        await nominations.nominate(request.user, vacancy, person)
    except AlreadyNominated:
        if context["part"].runs:
            raise
    return go(f"/elections/{vacancy}", done="somebody-nominated")


HANDLERS = [
    ask_to_stand,
    stand,
    decline,
    keep_photo,
    remove_photo,
    ask_to_withdraw,
    withdraw,
    ask_to_nominate,
    nominate,
]
