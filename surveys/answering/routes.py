"""The pages behind a survey's short link: what it is, a page for each section, a last look, thanks."""

from __future__ import annotations

from typing import Any

from litestar import Response, Router, get, post
from litestar.params import FromPath

from common.errors import NotFound
from common.forms import FormErrors
from common.render import AnyRequest, go, wants_block
from common.settings import settings
from people.guards import PUBLIC
from surveys.answering import services
from surveys.answering.forms import SentSection, parse_section
from surveys.answering.passes import NoPass
from surveys.answering.rules import Draft, NotWhole, SurveyClosed, asked_sections, faults_of, stands_alone
from surveys.answering.showing import show, show_kept, shown_in
from surveys.answering.turns import KIOSK_COOKIE
from surveys.answering.visit import COOKIE as COOKIE
from surveys.answering.visit import Visit, arrival_of, remember, stood, visit_of
from surveys.building.rules import AskedSection
from surveys.questions.answers import asked_of

UNSEEN = PUBLIC | {"quiet": True}
"""Nobody has to be known here, and no log tells who came when."""

LARGEST_FORM = 256 * 1024


def _elsewhere(request: AnyRequest, visit: Visit, draft: Draft, *, status: int = 200) -> Response[Any] | None:
    """Where a device belongs that cannot answer: the thanks, or the page of a closed survey with what it typed."""
    if visit.standing.spent:
        return go(f"{visit.path}/done")
    return None if visit.standing.is_open else _closed(request, visit, draft, status=status)


def _closed(request: AnyRequest, visit: Visit, draft: Draft, *, status: int) -> Response[Any]:
    typed = [
        (question, draft.typed[question.name]) for question in visit.asked.questions if draft.typed.get(question.name)
    ]
    return show(
        request,
        "closed",
        visit.asked,
        path=visit.path,
        status=status,
        typed=typed,
        closes_at=visit.standing.closes_at,
        closed_at=visit.standing.closed_at,
    )


@get("/s/{code:str}", opt=UNSEEN)
async def start(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """What this is, how long it takes and what is promised. Nothing is kept before the first page is sent."""
    if code != code.lower():
        return go(f"/s/{code.lower()}")
    visit = await visit_of(request, code)
    elsewhere = _elsewhere(request, visit, visit.draft)
    if elsewhere:
        return elsewhere
    begun, following = visit.standing.draft is not None, _following(visit, visit.draft)
    own: dict[str, Any] = {"begun": begun, "following": following, "way": visit.own.way.name, "suffix": visit.suffix}
    return show_kept(request, "start", visit.asked, path=visit.path, of=tuple(own.values()), **own)


def _following(visit: Visit, draft: Draft) -> str:
    return f"{visit.path}/{draft.next_section(visit.asked) or 'check'}{visit.suffix}"


@post("/s/{code:str}/language", opt=UNSEEN)
async def choose_language(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """The survey in another of its languages, from the first page or the last look."""
    visit = await visit_of(request, code)
    sent = await request.form()
    wanted = str(sent.get("language", ""))
    where = "/check" if sent.get("back") == "check" else ""
    answer = go(f"{visit.path}{where}")
    return remember(answer, visit, wanted) if wanted in visit.standing.languages else answer


@get("/s/{code:str}/{number:int}", opt=UNSEEN)
async def section(request: AnyRequest, code: FromPath[str], number: FromPath[int]) -> Response[Any]:
    """One section with what was typed before."""
    visit = await visit_of(request, code)
    asked_section = _section_of(visit, number)
    return _elsewhere(request, visit, visit.draft) or _show_section(request, visit, visit.draft, asked_section)


def _show_section(
    request: AnyRequest,
    visit: Visit,
    draft: Draft,
    asked_section: AskedSection,
    *,
    errors: FormErrors | None = None,
    pushed: str = "",
) -> Response[Any]:
    shown = shown_in(visit.asked, asked_section, draft.typed, errors)
    before = draft.section_before(visit.asked, asked_section.number)
    own = {"section": asked_section, "shown": shown, "before": before, "suffix": visit.suffix}
    if errors is None and not any(one.typed for one in shown):
        of = (asked_section.number, before, visit.suffix, tuple(one.asked.name for one in shown))
        return show_kept(request, "section", visit.asked, path=visit.path, of=of, pushed=pushed, **own)
    status = 422 if errors else 200
    return show(request, "section", visit.asked, path=visit.path, status=status, pushed=pushed, errors=errors, **own)


@post("/s/{code:str}/{number:int}", opt=UNSEEN)
async def send_section(request: AnyRequest, code: FromPath[str], number: FromPath[int]) -> Response[Any]:
    """Keeps the section, right or wrong, and goes on to the next when it is right, or to it in another language."""
    visit = await arrival_of(request, code)
    asked_section = _section_of(visit, number)
    if not stands_alone(asked_section):
        visit = await visit_of(request, code)
    sent = parse_section(await request.form(), asked_section, visit.asked, visit.draft.typed)
    done = sent.errors is None and not sent.language
    own = Draft().with_section(asked_section, sent.typed, done=done)
    first, caller = not visit.returning, request.client.host if request.client else "-"
    stands = await services.save_section(visit.asked, visit.own, own, asked_section, first=first, caller=caller)
    visit = await stood(visit, stands)
    draft = visit.draft.with_section(asked_section, sent.typed, done=done)
    answer = _elsewhere(request, visit, draft, status=409)
    return answer or remember(_after_section(request, visit, draft, asked_section, sent), visit, sent.language)


def _after_section(
    request: AnyRequest, visit: Visit, draft: Draft, asked_section: AskedSection, sent: SentSection
) -> Response[Any]:
    """The same page in another language or with what is wrong; else the next: at once for htmx, as a way for others."""
    if sent.language:
        own = f"{visit.path}/{asked_section.number}"
        # The whole page anew, so that all around the questions changes its language and direction too.
        return Response(None, status_code=200, headers={"HX-Redirect": own}) if wants_block(request) else go(own)
    if sent.errors:
        return _show_section(request, visit, draft, asked_section, errors=sent.errors)
    number = draft.next_section(visit.asked)
    path = f"{visit.path}/{number or 'check'}"
    if not wants_block(request):
        return go(path)
    following = visit.asked.section(number) if number else None
    if following is None:
        return _show_check(request, visit, draft, pushed=path)
    return _show_section(request, visit, draft, following, pushed=path)


def _section_of(visit: Visit, number: int) -> AskedSection:
    found = visit.asked.section(number)
    if found is None:
        raise NotFound()
    return found


@get("/s/{code:str}/check", opt=UNSEEN)
async def check(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """All that was typed, for a last look."""
    visit = await visit_of(request, code)
    elsewhere = _elsewhere(request, visit, visit.draft)
    if elsewhere or visit.standing.draft is None:
        return elsewhere or go(visit.path)
    return _show_check(request, visit, visit.draft)


def _show_check(
    request: AnyRequest, visit: Visit, draft: Draft, *, status: int = 200, pushed: str = ""
) -> Response[Any]:
    shown = asked_of(visit.asked.questions, draft.typed)
    faults = faults_of(visit.asked.questions, draft.typed, shown)
    return show(
        request,
        "check",
        visit.asked,
        path=visit.path,
        status=status,
        pushed=pushed,
        typed=draft.typed,
        shown=shown,
        sections=list(asked_sections(visit.asked, shown)),
        errors=FormErrors(faults, {}) if status != 200 else None,
        missing={fault.name for fault in faults},
    )


@post("/s/{code:str}/check", opt=UNSEEN)
async def submit(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """Takes the answer, finally. Sent twice, it is one answer."""
    visit = await visit_of(request, code)
    elsewhere = _elsewhere(request, visit, visit.draft, status=409)
    if elsewhere or visit.standing.draft is None:
        return elsewhere or go(visit.path)
    try:
        await services.submit(visit.asked, visit.token, services.answers_of(visit.asked, visit.draft))
    except NotWhole:
        return _show_check(request, visit, visit.draft, status=422)
    except SurveyClosed:
        return _closed(request, visit, visit.draft, status=409)
    return _thanks(request, visit) if wants_block(request) else go(f"{visit.path}/done")


@get("/s/{code:str}/done", opt=UNSEEN)
async def done(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """Thanks, for a device that has answered."""
    visit = await visit_of(request, code)
    return _thanks(request, visit) if visit.standing.spent else go(visit.path)


def _thanks(request: AnyRequest, visit: Visit) -> Response[Any]:
    path, way = f"{visit.path}/done", visit.own.way.name
    link = f"{settings().base_url}{visit.path}"
    return show_kept(request, "done", visit.asked, path=visit.path, of=(link, way), pushed=path, link=link, way=way)


@post("/s/{code:str}/forget", opt=UNSEEN)
async def forget(request: AnyRequest, code: FromPath[str]) -> Response[Any]:
    """Deletes what this device has typed: it may be somebody else's turn."""
    visit = await visit_of(request, code)
    await services.forget_draft(visit.asked, visit.own)
    return go(visit.path)


def _without_pass(request: AnyRequest, error: NoPass) -> Response[Any]:
    """What to do for somebody whose browser holds nothing that entitles it to an answer. A kiosk begins anew."""
    if KIOSK_COOKIE in request.cookies:
        return go("/kiosk")
    asked, status = error.asked, 200 if request.method in ("GET", "HEAD") else 409
    return show(request, "no_pass", asked, path=f"/s/{asked.code}", status=status)


answering_router = Router(
    path="/",
    exception_handlers={NoPass: _without_pass},
    route_handlers=[start, choose_language, section, send_section, check, submit, done, forget],
    request_max_body_size=LARGEST_FORM,
)
