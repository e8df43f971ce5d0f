"""What a letter leads to: the survey with its pass in the browser's cookie, and the end of letters."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from common import i18n
from common.render import AnyRequest, go, page
from people.guards import PUBLIC
from people.routes import school_of
from surveys.answering.passes import INVITATION
from surveys.answering.visit import COOKIE, LANGUAGE_COOKIE, cookie_of
from surveys.inviting import services
from surveys.inviting.queries import LinkFacts, link_facts
from surveys.rules import Anonymity
from surveys.spoken import speaking

UNSEEN = PUBLIC | {"quiet": True}
BY_MAIL_PROGRAMS = UNSEEN | {"exclude_from_csrf": True}
"""A mail program presses the button for its reader, without having seen the page (RFC 8058): the link is the proof."""


def _language(link: LinkFacts) -> str:
    return link.language if link.language in link.languages else i18n.DEFAULT_LANGUAGE


@get("/i/{token:str}", opt=UNSEEN)
async def follow(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """To the survey, with the pass in this browser's cookie. Mail scanners may look as often as they like."""
    link = await link_facts(school_of(request).id, token)
    path = f"/s/{link.code}"
    answer = go(path)
    answer.headers["Referrer-Policy"] = "no-referrer"
    if link.anonymity is not Anonymity.ANONYMOUS:
        answer.set_cookie(cookie_of(COOKIE, INVITATION.letter + token, path))
    answer.set_cookie(cookie_of(LANGUAGE_COOKIE, _language(link), path))
    return answer


def _stop_page(request: AnyRequest, link: LinkFacts, *, stopped: bool) -> Response[Any]:
    language = _language(link)
    with speaking(language):
        own: dict[str, Any] = {"person": None, "nav": [], "stopped": stopped}
        return page(request, "surveys/answering/stop.html", **own)


@get("/i/{token:str}/stop", opt=UNSEEN)
async def ask_to_stop(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """A button, since programs look at links before people do."""
    return _stop_page(request, await link_facts(school_of(request).id, token), stopped=False)


@post("/i/{token:str}/stop", opt=BY_MAIL_PROGRAMS, status_code=200)
async def stop(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    """No more letters about surveys to the address that this letter went to."""
    school = school_of(request).id
    link = await link_facts(school, token)
    if link.address:
        await services.stop_letters(school, link.address, "asked")
    return _stop_page(request, link, stopped=True)


public_routes = [follow, ask_to_stop, stop]
