"""The real pages of answering for those who build a survey. They keep nothing, so a GET or a POST writes nothing."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common import i18n
from common.errors import NotFound
from common.forms import FormErrors
from common.render import AnyRequest, go
from people.routes import school_of
from surveys.answering.forms import parse_section
from surveys.answering.showing import show, shown_in
from surveys.building.guards import DRAFTERS
from surveys.building.queries import questionnaire
from surveys.building.rules import AskedSection, Questionnaire
from surveys.questions.answers import read


async def _asked(request: AnyRequest, survey: UUID, number: int) -> tuple[Questionnaire, AskedSection | None]:
    wanted = request.query_params.get("lang", i18n.DEFAULT_LANGUAGE)
    asked = await questionnaire(school_of(request).id, survey, i18n.DEFAULT_LANGUAGE)
    if wanted != asked.language and wanted in asked.languages:
        asked = await questionnaire(asked.school, survey, wanted)
    return asked, asked.section(number)


def _page(
    request: AnyRequest,
    asked: Questionnaire,
    section: AskedSection,
    typed: dict[str, str],
    errors: FormErrors | None = None,
) -> Response[Any]:
    return show(
        request,
        "section",
        asked,
        path=f"/surveys/{asked.survey}/preview",
        status=422 if errors else 200,
        preview=True,
        section=section,
        shown=shown_in(asked, section, {**_as_if_answered(section), **typed}, errors),
        before=section.number - 1,
        suffix=_suffix(asked),
        errors=errors,
    )


def _as_if_answered(section: AskedSection) -> dict[str, str]:
    """Answers on other pages are not kept, so what depends on them is shown."""
    here = {question.name for question in section.questions}
    on = [question.condition for question in section.questions if question.condition]
    return {one.name: one.any_of[0] for one in on if one.name not in here and one.any_of}


def _suffix(asked: Questionnaire) -> str:
    return "" if asked.language == i18n.DEFAULT_LANGUAGE else f"?lang={asked.language}"


@get("/surveys/{survey:uuid}/preview", guards=DRAFTERS)
async def preview_start(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    return go(f"/surveys/{survey}")


@get("/surveys/{survey:uuid}/preview/{number:int}", guards=DRAFTERS)
async def preview(request: AnyRequest, survey: FromPath[UUID], number: FromPath[int]) -> Response[Any]:
    """A page of the survey in one of its languages."""
    asked, section = await _asked(request, survey, number)
    if section is None and number == 1:
        return go(f"/surveys/{survey}/questions")
    if section is None:
        raise NotFound()
    return _page(request, asked, section, {})


@post("/surveys/{survey:uuid}/preview/{number:int}", guards=DRAFTERS)
async def preview_sent(request: AnyRequest, survey: FromPath[UUID], number: FromPath[int]) -> Response[Any]:
    """What a parent would be told, or the next page."""
    asked, section = await _asked(request, survey, number)
    if section is None:
        raise NotFound()
    form = await request.form()
    sent = parse_section(form, section, asked, {})
    if sent.errors:
        typed = {
            question.name: read(question, lambda name: [str(item) for item in form.getall(name, [])])
            for question in section.questions
        }
        return _page(request, asked, section, typed, sent.errors)
    more = asked.section(number + 1)
    return go(f"/surveys/{survey}/preview/{number + 1}{_suffix(asked)}" if more else f"/surveys/{survey}/questions")


preview_routes = [preview_start, preview, preview_sent]
