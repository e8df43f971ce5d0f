"""The pages of asking: what is noted first, and the button that clears a device after somebody's turn."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common import clock
from common.forms import FormErrors
from common.render import CSRF_COOKIE, AnyRequest, go, invalid, page
from people.guards import PUBLIC, requires
from people.permissions import Permission
from people.queries import choosable
from people.routes import school_of
from surveys.answering.passes import NoPass, by_form, by_turn
from surveys.answering.services import forget_draft
from surveys.answering.turns import KIOSK_COOKIE, TURN_COOKIE, Turn, turn_of
from surveys.answering.visit import LANGUAGE_COOKIE, Visit, cookie_of, visit_of
from surveys.building.queries import survey_facts
from surveys.building.rules import SurveyFacts
from surveys.channels.coverage.queries import languages_on_roll
from surveys.channels.entry import services
from surveys.channels.entry.forms import NewEntry, parse_entry
from surveys.channels.paper.forms import at_code
from surveys.channels.paper.queries import form_at
from surveys.channels.words import asked_ways, year_name
from surveys.rules import Anonymity, SurveyState
from surveys.spoken import english_name

COLLECTORS = [requires(Permission.COLLECT_ANSWERS)]
QUIET = {"quiet": True}
ENTRY_COOKIE = "quorate_entry"
TURN_LIVES = timedelta(hours=3)
USED = "No form of this survey has this code, or it has been used. Compare it with the parent’s paper."


async def _entry(request: AnyRequest, facts: SurveyFacts) -> dict[str, Any]:
    school = school_of(request).id
    groups = await choosable(school)
    on_roll = [line.language for line in await languages_on_roll(school)]
    return {
        "survey": facts,
        "ways": asked_ways(),
        "languages": {language: english_name(language) for language in facts.languages},
        "spoken": {language: english_name(language) for language in dict.fromkeys([*facts.languages, *on_roll])},
        "classes": groups.classes,
        "years": {str(year): year_name(year) for year in groups.years},
        "with_code": facts.anonymity is not Anonymity.ANONYMOUS,
    }


@get("/ambassador/{survey:uuid}/entry", guards=COLLECTORS, opt=QUIET)
async def entry_page(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    """What is noted before a parent is asked."""
    facts = await survey_facts(school_of(request).id, survey)
    if facts.state is not SurveyState.OPEN:
        return go(f"/ambassador/{survey}")
    return page(request, "surveys/channels/entry.html", **await _entry(request, facts))


@post("/ambassador/{survey:uuid}/entry", guards=COLLECTORS, opt=QUIET)
async def begin_entry(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    """Notes the parent's consent and goes on to the questionnaire, as the parent would see it."""
    school = school_of(request).id
    facts = await survey_facts(school, survey)
    context = await _entry(request, facts)
    names = ("languages", "spoken", "classes", "years", "with_code")
    entry = parse_entry(await request.form(), survey=survey, **{name: context[name] for name in names})
    if isinstance(entry, FormErrors):
        return invalid(request, "surveys/channels/entry.html", entry, form_key=entry.typed["form_key"], **context)
    token = by_turn(survey, entry.channel, clock.now() + TURN_LIVES)
    if entry.code:
        form = await form_at(school, entry.code)
        if form is None or form.survey != survey or form.used or form.void:
            typed = {name: str(value) for name, value in (await request.form()).items()}
            return invalid(request, "surveys/channels/entry.html", at_code(USED, typed), **context)
        token = by_form(entry.code, entry.channel, invited=form.invited)
    await services.begin_entry(school, survey, request.user.id, entry)
    return _their_turn(facts, entry, token)


def _their_turn(facts: SurveyFacts, entry: NewEntry, token: str) -> Response[Any]:
    path = f"/s/{facts.code}"
    answer = go(path)
    for name, value in ((TURN_COOKIE, token), (LANGUAGE_COOKIE, entry.language), (ENTRY_COOKIE, str(entry.key))):
        cookie = cookie_of(name, value, path)
        cookie.max_age = int(TURN_LIVES.total_seconds())
        answer.set_cookie(cookie)
    return answer


@post("/s/{code:str}/finish", opt=PUBLIC | QUIET)
async def finish(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """Ends a turn: what was typed and not sent is deleted, and the device knows of it no longer."""
    turn, kiosk = turn_of(request.cookies), KIOSK_COOKIE in request.cookies
    sent = True
    if turn is not Turn.OWN:
        visit = await _still_there(request, code)
        sent = visit is None or bool(visit.standing.spent)
        if visit is not None and not sent:
            await forget_draft(visit.asked, visit.own)
            await _take_back(request)
    done = None if kiosk or turn is Turn.OWN else "entry-sent" if sent else "entry-stopped"
    answer = go("/kiosk" if kiosk else f"/s/{code}" if turn is Turn.OWN else "/ambassador", done=done)
    if turn is not Turn.OWN:
        for name in (TURN_COOKIE, LANGUAGE_COOKIE, ENTRY_COOKIE):
            answer.delete_cookie(name, path=f"/s/{code}")
        # A page that Back offers to send again would carry what somebody else typed: its form is refused.
        answer.delete_cookie(CSRF_COOKIE)
    return answer


async def _still_there(request: AnyRequest, code: str) -> Visit | None:
    """The visit of a turn that is not over."""
    try:
        return await visit_of(request, code)
    except NoPass:
        return None


async def _take_back(request: AnyRequest) -> None:
    try:
        entry = UUID(request.cookies.get(ENTRY_COOKIE, ""))
    except ValueError:
        return
    if request.user is not None:
        await services.take_back(school_of(request).id, entry, request.user.id)


entry_routes = [entry_page, begin_entry, finish]
