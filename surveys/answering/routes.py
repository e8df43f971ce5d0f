"""The pages behind a survey's short link: what it is, a page for each section, a last look, thanks."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from typing import Any

from litestar import Response, Router, get, post
from litestar.datastructures import Cookie
from litestar.params import FromPath

from common.errors import NotFound
from common.forms import FormErrors
from common.render import AnyRequest, go, page, wants_block
from common.settings import settings
from people.guards import PUBLIC
from people.routes import school_of
from surveys.answering import services
from surveys.answering.forms import parse_section
from surveys.answering.queries import Standing, closing_time, questionnaire_of, standing
from surveys.answering.rules import TOKEN, Device, Draft, NotWhole, SurveyClosed, device, faults_of
from surveys.building.rules import AskedSection, Questionnaire
from surveys.rules import LONGEST_COMMENT
from surveys.words import agree_points

UNSEEN = PUBLIC | {"quiet": True}
"""Nobody has to be known here, and no log tells who came when."""

COOKIE = "quorate_answer"
COOKIE_LIVES = 180 * 24 * 3600
LARGEST_FORM = 256 * 1024
BLOCK = "answering"


@dataclass(frozen=True)
class Visit:
    """A device at a survey's link."""

    asked: Questionnaire
    token: str
    device: Device
    standing: Standing
    returning: bool

    @property
    def path(self) -> str:
        """The survey's address."""
        return f"/s/{self.asked.code}"

    @property
    def draft(self) -> Draft:
        """What was typed so far, perhaps nothing."""
        return self.standing.draft or Draft()


async def _visit(request: AnyRequest, code: str) -> Visit:
    asked = await questionnaire_of(school_of(request).id, code)
    kept = request.cookies.get(COOKIE, "")
    returning = TOKEN.fullmatch(kept) is not None
    token = kept if returning else secrets.token_urlsafe(32)
    on = device(token, asked.survey)
    return Visit(asked, token, on, await standing(asked, on if returning else None), returning)


def _show(request: AnyRequest, name: str, visit: Visit, *, status: int = 200, **context: Any) -> Response[Any]:
    # Whoever is signed in is not named here: these pages are the same for everybody.
    return page(
        request,
        f"surveys/answering/{name}.html",
        block=BLOCK,
        status=status,
        person=None,
        nav=[],
        fragment=wants_block(request),
        asked=visit.asked,
        path=visit.path,
        points=agree_points(),
        **context,
    )


async def _elsewhere(request: AnyRequest, visit: Visit, draft: Draft, *, status: int = 200) -> Response[Any] | None:
    """Where a device belongs that cannot answer: the thanks, or the page of a closed survey with what it typed."""
    if visit.standing.spent:
        return go(f"{visit.path}/done")
    if not visit.standing.is_open:
        return await _closed(request, visit, draft, status=status)
    return None


async def _closed(request: AnyRequest, visit: Visit, draft: Draft, *, status: int) -> Response[Any]:
    typed = [
        (question, draft.typed[question.name]) for question in visit.asked.questions if question.name in draft.typed
    ]
    times = await closing_time(visit.asked)
    return _show(request, "closed", visit, status=status, typed=typed, **times)


@get("/s/{code:str}", opt=UNSEEN)
async def start(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """What this is, how long it takes and what is promised. Nothing is kept before the first page is sent."""
    if code != code.lower():
        return go(f"/s/{code.lower()}")
    visit = await _visit(request, code)
    elsewhere = await _elsewhere(request, visit, visit.draft)
    return elsewhere or _show(
        request, "start", visit, begun=visit.standing.draft, following=_following(visit, visit.draft)
    )


def _following(visit: Visit, draft: Draft) -> str:
    return f"{visit.path}/{draft.next_section(visit.asked) or 'check'}"


@get("/s/{code:str}/{number:int}", opt=UNSEEN)
async def section(request: AnyRequest, code: FromPath[str], number: FromPath[int]) -> Response[Any]:
    """One section with what was typed before."""
    visit, asked_section = await _visit_to_section(request, code, number)
    elsewhere = await _elsewhere(request, visit, visit.draft)
    return elsewhere or _show(
        request, "section", visit, section=asked_section, typed=visit.draft.typed, longest=LONGEST_COMMENT
    )


@post("/s/{code:str}/{number:int}", opt=UNSEEN)
async def send_section(request: AnyRequest, code: FromPath[str], number: FromPath[int]) -> Response[Any]:
    """Keeps the section, right or wrong, and goes on to the next when it is right."""
    visit, asked_section = await _visit_to_section(request, code, number)
    sent = parse_section(await request.form(), asked_section)
    draft = visit.draft.with_section(asked_section, sent.typed, done=sent.errors is None)
    elsewhere = await _elsewhere(request, visit, draft, status=409)
    if elsewhere:
        return elsewhere
    first = visit.standing.draft is None
    await services.save_draft(visit.asked, visit.device, draft, first=first, caller=_caller(request))
    answer = (
        go(_following(visit, draft))
        if sent.errors is None
        else _section_again(request, visit, asked_section, sent.errors)
    )
    if not visit.returning:
        answer.set_cookie(_cookie(visit))
    return answer


async def _visit_to_section(request: AnyRequest, code: str, number: int) -> tuple[Visit, AskedSection]:
    visit = await _visit(request, code)
    found = visit.asked.section(number)
    if found is None:
        raise NotFound()
    return visit, found


def _section_again(request: AnyRequest, visit: Visit, asked: AskedSection, errors: FormErrors) -> Response[Any]:
    return _show(
        request, "section", visit, status=422, section=asked, typed=errors.typed, errors=errors, longest=LONGEST_COMMENT
    )


def _caller(request: AnyRequest) -> str:
    return request.client.host if request.client else "-"


def _cookie(visit: Visit) -> Cookie:
    return Cookie(
        key=COOKIE,
        value=visit.token,
        max_age=COOKIE_LIVES,
        httponly=True,
        secure=settings().https,
        samesite="lax",
        path=visit.path,
    )


@get("/s/{code:str}/check", opt=UNSEEN)
async def check(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """All that was typed, for a last look."""
    visit = await _visit(request, code)
    elsewhere = await _elsewhere(request, visit, visit.draft)
    if elsewhere or visit.standing.draft is None:
        return elsewhere or go(visit.path)
    return _show_check(request, visit)


def _show_check(request: AnyRequest, visit: Visit, *, status: int = 200) -> Response[Any]:
    faults = faults_of(visit.asked.questions, visit.draft.typed)
    return _show(
        request,
        "check",
        visit,
        status=status,
        typed=visit.draft.typed,
        errors=FormErrors(faults, {}) if status != 200 else None,
        missing={fault.name for fault in faults},
    )


@post("/s/{code:str}/check", opt=UNSEEN)
async def submit(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """Takes the answer, finally. Sent twice, it is one answer."""
    visit = await _visit(request, code)
    elsewhere = await _elsewhere(request, visit, visit.draft, status=409)
    if elsewhere or visit.standing.draft is None:
        return elsewhere or go(visit.path)
    try:
        await services.submit(visit.asked, visit.token, services.answers_of(visit.asked, visit.draft))
    except NotWhole:
        return _show_check(request, visit, status=422)
    except SurveyClosed:
        return await _closed(request, visit, visit.draft, status=409)
    return go(f"{visit.path}/done")


@get("/s/{code:str}/done", opt=UNSEEN)
async def done(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """Thanks, for a device that has answered."""
    visit = await _visit(request, code)
    link = f"{settings().base_url}{visit.path}"
    return _show(request, "done", visit, link=link) if visit.standing.spent else go(visit.path)


@post("/s/{code:str}/forget", opt=UNSEEN)
async def forget(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """Deletes what this device has typed: it may be somebody else's turn."""
    visit = await _visit(request, code)
    await services.forget_draft(visit.device)
    return go(visit.path)


answering_router = Router(
    path="/",
    route_handlers=[start, section, send_section, check, submit, done, forget],
    request_max_body_size=LARGEST_FORM,
)
