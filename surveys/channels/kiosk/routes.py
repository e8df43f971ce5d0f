"""The pages of a kiosk: handing a device over, the page between two people, ending it."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath

from common import clock, i18n
from common.forms import FieldError, FormErrors
from common.render import CSRF_COOKIE, AnyRequest, go, invalid, page
from common.settings import settings
from people.guards import PUBLIC, requires
from people.identity import SESSION_COOKIE
from people.permissions import Permission
from people.routes import school_of
from surveys.answering.passes import by_form, by_turn
from surveys.answering.queries import latest_questionnaire
from surveys.answering.turns import KIOSK_COOKIE, TURN_COOKIE
from surveys.answering.visit import LANGUAGE_COOKIE, cookie_of
from surveys.building.queries import survey_facts
from surveys.channels.kiosk import services
from surveys.channels.kiosk.forms import BAD_PIN, NewKiosk, parse_kiosk, parse_pin, parse_turn
from surveys.channels.kiosk.queries import KioskFacts, kiosk_of
from surveys.channels.paper.forms import at_code
from surveys.channels.paper.queries import form_at
from surveys.rules import Anonymity, Channel, SurveyState
from surveys.spoken import own_name, phrases

COLLECTORS = [requires(Permission.COLLECT_ANSWERS)]
UNSEEN = PUBLIC | {"quiet": True}
LONGEST_TURN = timedelta(minutes=90)
KEPT_AFTER = timedelta(days=1)
"""How long a device still says that it was a kiosk."""
USED = "This code is not of this survey, or it has been used. Ask whoever looks after this device."


@get("/ambassador/{survey:uuid}/kiosk", guards=COLLECTORS)
async def kiosk_page(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    """Before a device is handed over."""
    facts = await survey_facts(school_of(request).id, survey)
    if facts.state is not SurveyState.OPEN:
        return go(f"/ambassador/{survey}")
    return page(request, "surveys/channels/kiosk_start.html", survey=facts)


@post("/ambassador/{survey:uuid}/kiosk", guards=COLLECTORS)
async def start_kiosk(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    """Makes this device a kiosk and signs it out."""
    school = school_of(request).id
    facts = await survey_facts(school, survey)
    asked = parse_kiosk(await request.form())
    if isinstance(asked, FormErrors):
        return invalid(request, "surveys/channels/kiosk_start.html", asked, survey=facts)
    session = request.cookies.get(SESSION_COOKIE, "")
    token = await services.start_kiosk(school, survey, request.user.id, asked.hours, asked.pin, session)
    answer = go("/kiosk")
    answer.set_cookie(_cookie(token, asked))
    answer.delete_cookie(SESSION_COOKIE)
    return answer


def _cookie(token: str, asked: NewKiosk) -> Cookie:
    lives = timedelta(hours=asked.hours) + KEPT_AFTER
    return Cookie(
        key=KIOSK_COOKIE,
        value=token,
        max_age=int(lives.total_seconds()),
        httponly=True,
        secure=settings().https,
        samesite="lax",
        path="/",
    )


@post("/ambassador/{survey:uuid}/kiosks/{kiosk:uuid}/end", guards=COLLECTORS)
async def end_from_afar(request: AnyRequest, survey: FromPath[UUID], kiosk: FromPath[UUID]) -> Response[Any]:
    await services.end_from_afar(school_of(request).id, survey, kiosk, request.user.id)
    return go(f"/ambassador/{survey}", done="kiosk-ended")


async def _kiosk(request: AnyRequest) -> KioskFacts | None:
    token = request.cookies.get(KIOSK_COOKIE, "")
    return await kiosk_of(school_of(request).id, token) if token else None


async def _between(request: AnyRequest, kiosk: KioskFacts, errors: FormErrors | None = None) -> Response[Any]:
    """The page between two people, in all languages of the survey."""
    asked = await latest_questionnaire(school_of(request).id, kiosk.survey, i18n.DEFAULT_LANGUAGE)
    languages = [(one, own_name(one), phrases(one).get("Start", "Start")) for one in asked.languages]
    return page(
        request,
        "surveys/channels/kiosk.html",
        status=422 if errors else 200,
        errors=errors,
        asked=asked,
        languages=languages,
        with_code=kiosk.anonymity is not Anonymity.ANONYMOUS,
    )


@get("/kiosk", opt=UNSEEN)
async def between(request: AnyRequest) -> Response[Any]:
    """What the next person sees; or that this device is no kiosk, or no longer."""
    kiosk = await _kiosk(request)
    if kiosk is not None and kiosk.live:
        return await _between(request, kiosk)
    answer = page(request, "surveys/channels/kiosk_over.html")
    answer.delete_cookie(KIOSK_COOKIE)
    return answer


@post("/kiosk", opt=UNSEEN)
async def begin_turn(request: AnyRequest) -> Response[Any]:
    """Begins somebody's turn with a new pass, whatever the one before left behind."""
    kiosk = await _kiosk(request)
    if kiosk is None or not kiosk.live:
        return go("/kiosk")
    asked = await latest_questionnaire(school_of(request).id, kiosk.survey, i18n.DEFAULT_LANGUAGE)
    with_code = kiosk.anonymity is not Anonymity.ANONYMOUS
    turn = parse_turn(await request.form(), asked.languages, with_code=with_code)
    if isinstance(turn, FormErrors):
        return await _between(request, kiosk, turn)
    token = by_turn(kiosk.survey, Channel.KIOSK, min(kiosk.ends_at, clock.now() + LONGEST_TURN))
    if with_code:
        form = await form_at(school_of(request).id, turn.code)
        if form is None or form.survey != kiosk.survey or form.used or form.void:
            return await _between(request, kiosk, at_code(USED, {"code": ""}))
        token = by_form(turn.code, Channel.KIOSK, invited=form.invited)
    return _next_one(f"/s/{kiosk.code}", token, turn.language)


def _next_one(path: str, token: str, language: str) -> Response[Any]:
    answer = go(path)
    for name, value in ((TURN_COOKIE, token), (LANGUAGE_COOKIE, language)):
        cookie = cookie_of(name, value, path)
        cookie.max_age = int(LONGEST_TURN.total_seconds())
        answer.set_cookie(cookie)
    answer.delete_cookie(CSRF_COOKIE)  # as at the end of a turn, for one that nobody ended
    return answer


@get("/kiosk/end", opt=UNSEEN)
async def end_page(request: AnyRequest) -> Response[Any]:
    """Where the PIN is typed."""
    return page(request, "surveys/channels/kiosk_end.html") if await _kiosk(request) else go("/kiosk")


@post("/kiosk/end", opt=UNSEEN)
async def end_kiosk(request: AnyRequest) -> Response[Any]:
    kiosk, token = await _kiosk(request), request.cookies.get(KIOSK_COOKIE, "")
    if kiosk is None:
        return go("/kiosk")
    pin = parse_pin(await request.form())
    if not await services.end_kiosk(school_of(request).id, token, kiosk.pin_hash, pin):
        wrong = "This is not the PIN that was set." if pin else BAD_PIN
        return invalid(request, "surveys/channels/kiosk_end.html", FormErrors((FieldError("pin", wrong),), {}))
    answer = go("/", done="kiosk-ended")
    answer.delete_cookie(KIOSK_COOKIE)
    for name in (TURN_COOKIE, LANGUAGE_COOKIE):
        answer.delete_cookie(name, path=f"/s/{kiosk.code}")
    return answer


kiosk_routes = [kiosk_page, start_kiosk, end_from_afar, between, begin_turn, end_page, end_kiosk]
