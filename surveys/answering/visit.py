"""A device at a survey's link: its cookie, its draft, and the language that it reads in."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from litestar import Response
from litestar.datastructures import Cookie

from common import i18n
from common.render import AnyRequest
from common.settings import settings
from people.routes import school_of
from surveys.answering.queries import Standing, questionnaire_in, standing, survey_at
from surveys.answering.rules import TOKEN, Device, Draft, device
from surveys.building.rules import Questionnaire

COOKIE = "quorate_answer"
LANGUAGE_COOKIE = "quorate_answer_language"
COOKIE_LIVES = 180 * 24 * 3600


@dataclass(frozen=True)
class Visit:
    """A device at a survey's link."""

    asked: Questionnaire
    token: str
    device: Device
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
    """Reads how this browser stands to the survey at `code`: one query. Raises NotFound."""
    school = school_of(request).id
    survey = await survey_at(school, code)
    kept = request.cookies.get(COOKIE, "")
    returning = TOKEN.fullmatch(kept) is not None
    token = kept if returning else secrets.token_urlsafe(32)
    on = device(token, survey)
    stands = await standing(school, survey, on if returning else None)
    named = request.query_params.get("lang", "")
    wanted = (named, request.cookies.get(LANGUAGE_COOKIE, ""), i18n.current_language.get())
    language = next((one for one in wanted if one in stands.languages), i18n.DEFAULT_LANGUAGE)
    asked = await questionnaire_in(school, survey, stands.revision, language)
    return Visit(asked, token, on, stands, returning, by_link=bool(named) and language == named)


def remember(answer: Response[Any], visit: Visit, language: str = "") -> Response[Any]:
    """Sets, after something was sent, the cookie that the draft is kept under and that of the language."""
    if not visit.returning:
        answer.set_cookie(_cookie(COOKIE, visit.token, visit.path))
    if language or visit.by_link:
        answer.set_cookie(_cookie(LANGUAGE_COOKIE, language or visit.asked.language, visit.path))
    return answer


def _cookie(key: str, value: str, path: str) -> Cookie:
    return Cookie(
        key=key,
        value=value,
        max_age=COOKIE_LIVES,
        httponly=True,
        secure=settings().https,
        samesite="lax",
        path=path,
    )
