"""A browser at a survey's link: the pass in its cookie, its draft, and the language that it reads in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from litestar import Response
from litestar.datastructures import Cookie

from common import i18n
from common.render import AnyRequest
from common.settings import settings
from people.routes import school_of
from surveys.answering.passes import NoPass, Pass, pass_of
from surveys.answering.queries import Standing, latest_questionnaire, questionnaire_in, standing, survey_at
from surveys.answering.rules import Draft
from surveys.answering.turns import KIOSK_COOKIE, TURN_COOKIE
from surveys.building.rules import Questionnaire

COOKIE = "quorate_answer"
LANGUAGE_COOKIE = "quorate_answer_language"
COOKIE_LIVES = 180 * 24 * 3600
NOTHING_KNOWN = Standing(False, False, None, 0, (), None, None)


@dataclass(frozen=True)
class Visit:
    """A browser at a survey's link."""

    asked: Questionnaire
    token: str
    own: Pass
    standing: Standing
    returning: bool
    by_link: bool
    """Whether the language stands in the address, as on a poster for those who read it."""

    @property
    def path(self) -> str:
        """The survey's address."""
        return f"/s/{self.asked.code}"

    @property
    def suffix(self) -> str:
        """What keeps the language of the address on the next page, until a cookie does."""
        return f"?lang={self.asked.language}" if self.by_link else ""

    @property
    def draft(self) -> Draft:
        """What was typed so far, perhaps nothing."""
        return self.standing.draft or Draft()


async def visit_of(request: AnyRequest, code: str) -> Visit:
    """Reads how this browser stands to the survey at `code`: one query. Raises NotFound and NoPass."""
    visit = await arrival_of(request, code)
    asked, sections = visit.asked, len(visit.asked.sections)
    stands = await standing(asked.school, asked.survey, visit.own, sections, returning=visit.returning)
    return await stood(visit, stands)


async def arrival_of(request: AnyRequest, code: str) -> Visit:
    """A browser at the survey at `code`, before it is read how it stands to it. Raises NotFound and NoPass.

    Where it is somebody's turn, their pass stands before the device's own; a kiosk has none of its own.
    """
    school = school_of(request).id
    survey = await survey_at(school, code)
    asked, by_link = await _in_its_language(request, school, survey)
    kiosk, held = KIOSK_COOKIE in request.cookies, request.cookies.get(TURN_COOKIE, "")
    token = held if held or kiosk else request.cookies.get(COOKIE, "")
    own = pass_of(token, survey)
    returning = own is not None
    if own is None and not kiosk:
        token = secrets.token_urlsafe(32)
        own = pass_of(token, survey)
    if own is None or asked.anonymity not in own.way.admitted:
        raise NoPass(asked)
    return Visit(asked, token, own, NOTHING_KNOWN, returning, by_link)


async def _in_its_language(request: AnyRequest, school: UUID, survey: UUID) -> tuple[Questionnaire, bool]:
    """The survey in the reader's language, and whether the address named it."""
    named = request.query_params.get("lang", "")
    asked = await latest_questionnaire(school, survey, i18n.DEFAULT_LANGUAGE)
    wanted = (named, request.cookies.get(LANGUAGE_COOKIE, ""), i18n.current_language.get())
    language = next((one for one in wanted if one in asked.languages), i18n.DEFAULT_LANGUAGE)
    if language != asked.language:
        asked = await latest_questionnaire(school, survey, language)
    return asked, bool(named) and language == named


async def stood(visit: Visit, stands: Standing) -> Visit:
    """The visit with how it stands, and with the words of today. Raises NoPass where there is none, or no longer."""
    asked = visit.asked
    if asked.revision != stands.revision:
        asked = await questionnaire_in(asked.school, asked.survey, stands.revision, asked.language)
    if stands.spent is None:
        raise NoPass(asked)
    return replace(visit, asked=asked, standing=stands)


def remember(answer: Response[Any], visit: Visit, language: str = "") -> Response[Any]:
    """Sets, after something was sent, the cookie that the draft is kept under and that of the language."""
    if not visit.returning:
        answer.set_cookie(cookie_of(COOKIE, visit.token, visit.path))
    if language or visit.by_link:
        answer.set_cookie(cookie_of(LANGUAGE_COOKIE, language or visit.asked.language, visit.path))
    return answer


def cookie_of(key: str, value: str, path: str) -> Cookie:
    """A cookie of answering, for one survey's pages alone."""
    return Cookie(
        key=key,
        value=value,
        max_age=COOKIE_LIVES,
        httponly=True,
        secure=settings().https,
        samesite="lax",
        path=path,
    )
