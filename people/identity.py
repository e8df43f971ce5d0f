"""The middleware that finds the school by host, the person by cookie and the language by both."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from litestar.connection import ASGIConnection
from litestar.datastructures import Cookie
from litestar.middleware.authentication import AbstractAuthenticationMiddleware, AuthenticationResult

from common import i18n
from common.settings import settings
from people.queries import school_for_host, signed_in_person
from people.rules import Actor, SchoolFacts
from people.services import SESSION_LIVES, mark_seen

SESSION_COOKIE = "quorate_session"
SCHOOL_KEPT_SECONDS = 30.0


@dataclass
class _Kept:
    school: SchoolFacts | None
    until: float


_schools: dict[str, _Kept] = {}


async def _school(host: str) -> SchoolFacts | None:
    kept = _schools.get(host)
    if kept is None or kept.until < time.monotonic() or kept.school is None:
        if len(_schools) > 1000:  # a caller can invent host names
            _schools.clear()
        kept = _schools[host] = _Kept(await school_for_host(host), time.monotonic() + SCHOOL_KEPT_SECONDS)
    return kept.school


def forget_schools() -> None:
    """Forgets what was kept: after a school changed, and between tests."""
    _schools.clear()


class IdentityMiddleware(AbstractAuthenticationMiddleware):
    """Sets `connection.user` to an Actor or None, and `connection.state.school`."""

    async def authenticate_request(self, connection: ASGIConnection[Any, Any, Any, Any]) -> AuthenticationResult:
        """Looks the session up, if the browser has one; an anonymous visit reads nothing but the school."""
        host = connection.headers.get("host", "").split(":")[0].lower()
        school = await _school(host)
        connection.state.school = school
        person = await self._person(connection, school)
        i18n.current_language.set(_language(person, school))
        return AuthenticationResult(user=person, auth=None)

    async def _person(self, connection: ASGIConnection[Any, Any, Any, Any], school: SchoolFacts | None) -> Actor | None:
        token = connection.cookies.get(SESSION_COOKIE)
        if not token or school is None:
            return None
        found = await signed_in_person(token, school.id)
        if found is None:
            return None
        person, stale = found
        # Where answers and votes are taken, nothing is written that tells who came when.
        if stale and not connection.scope["route_handler"].opt.get("quiet"):
            await mark_seen(token)
        return person


def _language(person: Actor | None, school: SchoolFacts | None) -> str:
    wanted = person.language if person else school.language if school else i18n.DEFAULT_LANGUAGE
    return wanted if wanted in i18n.available_languages() else i18n.DEFAULT_LANGUAGE


def session_cookie(token: str) -> Cookie:
    """The cookie that holds a session, readable by no script and sent to no other site."""
    return Cookie(
        key=SESSION_COOKIE,
        value=token,
        max_age=int(SESSION_LIVES.total_seconds()),
        httponly=True,
        secure=settings().https,
        samesite="lax",
        path="/",
    )
