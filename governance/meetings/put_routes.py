"""Putting a motion to the vote: the clerk chooses how, sees what follows from it, and opens the vote."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common import clock
from common.errors import Refused
from common.forms import FieldError, FormErrors
from common.render import AnyRequest, go, invalid, page
from governance.meetings import forms, putting
from governance.meetings.floor import put_motion, room_for
from governance.meetings.putting import Putting, Taking, Voters, terms_of
from governance.meetings.queries import meeting_facts
from governance.meetings.routes import RUNS
from governance.motions.queries import motion_facts
from governance.motions.rules import Verb, check
from governance.rules import MotionState
from people.routes import school_of
from votes.rules import Custody

FIELDS: dict[type[Refused], str] = {
    putting.NotTheseVoters: "voters",
    putting.AllMustBeAsked: "voters",
    putting.PresenceUnknown: "voters",
    putting.ClosesTooEarly: "closes_at",
    putting.LapsesBefore: "closes_at",
    putting.TooManyProxies: "most_proxies",
    putting.NoProxiesHere: "most_proxies",
    putting.RemindsTooLate: "remind_at",
}
"""Beside which field of the form a fact about the terms stands."""


async def _putting(request: AnyRequest, meeting: UUID, motion: UUID) -> dict[str, Any]:
    facts = await motion_facts(request.user, motion)
    check(Verb.PUT, request.user, facts.stand)
    return {
        "motion": facts,
        "meeting": await meeting_facts(request.user, meeting),
        "room": await room_for(request.user, meeting, motion),
        "takings": list(Taking),
        "voters": list(Voters),
    }


@get("/meetings/{meeting:uuid}/motions/{motion:uuid}/put", guards=RUNS)
async def ask_how(request: AnyRequest, meeting: FromPath[UUID], motion: FromPath[UUID]) -> Response[Any]:
    """How the vote is taken, who votes, until when."""
    return page(request, "governance/put.html", **await _putting(request, meeting, motion))


@post("/meetings/{meeting:uuid}/motions/{motion:uuid}/put", guards=RUNS)
async def put(request: AnyRequest, meeting: FromPath[UUID], motion: FromPath[UUID]) -> Response[Any]:
    """What was chosen comes back to be confirmed; confirmed, the vote opens. Sent twice, it is one vote."""
    facts = await motion_facts(request.user, motion)
    if facts.stand.state is MotionState.PUT and facts.poll is not None:
        return go(f"/polls/{facts.poll.id}")
    context, form = await _putting(request, meeting, motion), await request.form()
    chosen = forms.parse_putting(form, school_of(request).timezone, clock.now(), context["room"].rules)
    if isinstance(chosen, FormErrors):
        return invalid(request, "governance/put.html", chosen, **context)
    terms = _terms(chosen, context["room"], form)
    if isinstance(terms, FormErrors):
        return invalid(request, "governance/put.html", terms, **context)
    if form.get("confirmed") != "yes":
        return page(request, "governance/put_confirm.html", chosen=chosen, terms=terms, form=form, **context)
    poll = await put_motion(request.user, meeting, motion, chosen)
    if terms.custody is Custody.SECRET:
        return go(f"/polls/{poll}/opening")
    return go(f"/polls/{poll}" if chosen.taking.in_the_room else f"/meetings/{meeting}", done="motion-put")


def _terms(chosen: Putting, room: putting.Room, form: Any) -> putting.VoteTerms | FormErrors:
    try:
        return terms_of(chosen, room, clock.now())
    except Refused as fact:
        typed = {name: str(form[name]) for name in form}
        return FormErrors((FieldError(FIELDS[type(fact)], fact.message, fact.parameters),), typed)


HANDLERS = [ask_how, put]
