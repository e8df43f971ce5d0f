"""Signing in by a mailed link, and out."""

from __future__ import annotations

from typing import Any

from litestar import Response, Router, get, post
from litestar.params import FromPath

from common.errors import NotFound
from common.forms import FormErrors
from common.render import AnyRequest, go, invalid, page
from common.settings import settings
from people import services
from people.forms import parse_person, parse_sign_in
from people.guards import PUBLIC, requires
from people.identity import SESSION_COOKIE, session_cookie
from people.permissions import Permission
from people.queries import demo_cast, persons_at
from people.rules import SchoolFacts, safe_path


def school_of(request: AnyRequest) -> SchoolFacts:
    """The school that the request is for. Raises NotFound where there is none (an empty database)."""
    school = request.state.school
    if not isinstance(school, SchoolFacts):
        raise NotFound("There is no school at this address yet.")
    return school


@get("/sign-in", opt=PUBLIC)
async def sign_in_page(request: AnyRequest) -> Response[str]:
    school_of(request)
    return page(request, "people/sign_in.html", next=safe_path(request.query_params.get("next", "/")))


@post("/sign-in", opt=PUBLIC)
async def ask_for_link(request: AnyRequest) -> Response[Any]:
    asked = parse_sign_in(await request.form())
    if isinstance(asked, FormErrors):
        return invalid(request, "people/sign_in.html", asked, block="main", next=asked.typed["next"])
    caller = request.client.host if request.client else "-"
    await services.ask_for_sign_in_link(school_of(request).id, asked.address, asked.next_path, caller)
    return go("/sign-in/sent")


@get("/sign-in/sent", opt=PUBLIC)
async def link_sent(request: AnyRequest) -> Response[str]:
    return page(request, "people/link_sent.html")


@get("/sign-in/link/{token:str}", opt=PUBLIC)
async def confirm_link(request: AnyRequest, token: FromPath[str]) -> Response[str]:
    """Shows a button and burns nothing: programs that follow the links in letters only get this far."""
    school = school_of(request)
    address, _ = await services.link_facts(school.id, token)
    return page(request, "people/confirm_link.html", token=token, persons=await persons_at(school.id, address))


@post("/sign-in/link/{token:str}", opt=PUBLIC)
async def use_link(request: AnyRequest, token: FromPath[str]) -> Response[Any]:
    person = parse_person(await request.form())
    if person is None:
        raise services.LinkSpent()
    session, next_path = await services.sign_in_with_link(school_of(request).id, token, person)
    return _signed_in(request, session, next_path)


def _signed_in(request: AnyRequest, session: str, path: str) -> Response[Any]:
    response = go(safe_path(path), done="signed-in")
    response.set_cookie(session_cookie(session))
    return response


@post("/sign-out", guards=[requires(Permission.BE_SIGNED_IN)])
async def sign_out(request: AnyRequest) -> Response[Any]:
    await services.sign_out(request.cookies.get(SESSION_COOKIE, ""))
    response = go("/", done="signed-out")
    response.delete_cookie(SESSION_COOKIE)
    return response


@get("/demo/cast", opt=PUBLIC)
async def cast(request: AnyRequest) -> Response[str]:
    """The people of the demonstration, to sign in as any of them. Not there outside it."""
    _only_in_demo()
    return page(request, "people/cast.html", cast=await demo_cast(school_of(request).id))


@post("/demo/cast", opt=PUBLIC)
async def play(request: AnyRequest) -> Response[Any]:
    _only_in_demo()
    school = school_of(request)
    person = parse_person(await request.form())
    if person is None or person not in {member.id for member in await demo_cast(school.id)}:
        raise NotFound()
    return _signed_in(request, await services.start_session(school.id, person), "/")


def _only_in_demo() -> None:
    if not settings().demo:
        raise NotFound()


people_router = Router(
    path="/",
    route_handlers=[
        sign_in_page,
        ask_for_link,
        link_sent,
        confirm_link,
        use_link,
        sign_out,
        cast,
        play,
    ],
)
