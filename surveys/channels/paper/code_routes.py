"""A form's code on the website: typed, or scanned from the paper. A GET spends nothing."""

from __future__ import annotations

from typing import Any

from litestar import Response, get, post
from litestar.params import FromPath

from common import i18n
from common.forms import FormErrors
from common.render import AnyRequest, go, invalid, page
from people.guards import PUBLIC
from people.routes import school_of
from surveys.answering.codes import read_code
from surveys.answering.passes import by_form
from surveys.answering.queries import survey_at
from surveys.answering.visit import COOKIE, cookie_of
from surveys.channels.paper.forms import at_code, parse_code
from surveys.channels.paper.queries import form_at
from surveys.channels.paper.services import FormUsed, FormVoid
from surveys.rules import Channel

UNSEEN = PUBLIC | {"quiet": True}
UNKNOWN = "No form has this code. Compare it with your paper, letter by letter, or ask the school office."


@get("/f", opt=UNSEEN)
async def code_page(request: AnyRequest) -> Response[Any]:
    """Where the code of a paper form is typed."""
    return page(request, "surveys/channels/code.html")


@post("/f", opt=UNSEEN)
async def send_code(request: AnyRequest) -> Response[Any]:
    sent = await request.form()
    code = parse_code(sent)
    if isinstance(code, FormErrors):
        return invalid(request, "surveys/channels/code.html", code)
    return await _to_the_survey(request, code)


@get("/f/{code:str}", opt=UNSEEN)
async def scanned(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """What the square on the paper leads to."""
    return await _to_the_survey(request, read_code(code) or "")


async def _to_the_survey(request: AnyRequest, code: str) -> Response[Any]:
    form = await form_at(school_of(request).id, code) if code else None
    if form is None or form.void or form.used:
        message = UNKNOWN if form is None else FormVoid.message if form.void else FormUsed.message
        return invalid(request, "surveys/channels/code.html", at_code(message, {"code": code}))
    own = "" if form.language == i18n.DEFAULT_LANGUAGE else f"?lang={form.language}"
    return go(f"/s/{form.survey_code}/code/{code}{own}")


@get("/s/{code:str}/code/{form:str}", opt=UNSEEN)
async def with_code(request: AnyRequest, code: FromPath[str], form: FromPath[str]) -> Response[Any]:
    """Gives this browser the pass of a form; one that it has already keeps what was typed."""
    school = school_of(request).id
    survey, found = await survey_at(school, code), await form_at(school, read_code(form) or "")
    if found is None or found.survey != survey:
        return go("/f")
    query = f"?{request.url.query}" if request.url.query else ""
    answer = go(f"/s/{code}{query}")
    if not request.cookies.get(COOKIE, "").endswith(f".w{read_code(form)}"):
        token = by_form(read_code(form) or "", Channel.PERSONAL_LINK, invited=found.invited)
        answer.set_cookie(cookie_of(COOKIE, token, f"/s/{code}"))
    return answer


code_routes = [code_page, send_code, scanned, with_code]
