"""The pages on which a survey is put into other languages."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common import i18n
from common.errors import NotFound
from common.forms import FormErrors
from common.render import AnyRequest, go, page
from people.routes import school_of
from surveys.building.editing import sections as writes
from surveys.building.editing.forms import parse_translation
from surveys.building.editing.queries import edited_sections, titles_of, translations
from surveys.building.guards import DRAFTERS
from surveys.building.queries import survey_facts
from surveys.spoken import english_name, own_name, spoken_languages


@get("/surveys/{survey:uuid}/languages", guards=DRAFTERS)
async def languages_page(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    school = school_of(request).id
    facts, sections = await survey_facts(school, survey), await edited_sections(school, survey)
    questions = [question for section in sections for question in section.questions]
    lines = [
        (language, own_name(language), english_name(language), sum(language in one.languages for one in questions))
        for language in spoken_languages()
    ]
    return page(request, "surveys/building/languages.html", survey=facts, lines=lines, questions=len(questions))


@post("/surveys/{survey:uuid}/languages", guards=DRAFTERS)
async def choose_languages(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    sent = (await request.form()).getall("language", [])
    chosen = [language for language in spoken_languages() if language in sent]
    await writes.choose_languages(school_of(request).id, survey, chosen, request.user.id)
    return go(f"/surveys/{survey}/languages")


async def _side_by_side(
    request: AnyRequest, survey: UUID, language: str, errors: FormErrors | None = None
) -> Response[Any]:
    if language not in spoken_languages() or language == i18n.DEFAULT_LANGUAGE:
        raise NotFound()
    school = school_of(request).id
    return page(
        request,
        "surveys/building/translate.html",
        status=422 if errors else 200,
        errors=errors,
        survey=await survey_facts(school, survey),
        sections=await edited_sections(school, survey),
        words=await translations(school, survey, language),
        titles=await titles_of(school, survey),
        language=language,
        direction=i18n.text_direction(language),
        name=own_name(language),
        english=english_name(language),
    )


@get("/surveys/{survey:uuid}/languages/{language:str}", guards=DRAFTERS)
async def translation(request: AnyRequest, survey: FromPath[UUID], language: FromPath[str]) -> Response[Any]:
    """Everything that the survey says, in English and beside it in another language."""
    return await _side_by_side(request, survey, language)


@post("/surveys/{survey:uuid}/languages/{language:str}", guards=DRAFTERS)
async def save_translation(request: AnyRequest, survey: FromPath[UUID], language: FromPath[str]) -> Response[Any]:
    if language not in spoken_languages() or language == i18n.DEFAULT_LANGUAGE:
        raise NotFound()
    school = school_of(request).id
    sent = parse_translation(await request.form(), await edited_sections(school, survey))
    if isinstance(sent, FormErrors):
        return await _side_by_side(request, survey, language, sent)
    title, words = sent
    await writes.translate(school, survey, language, title, words, request.user.id)
    return go(f"/surveys/{survey}/languages")


language_routes = [languages_page, choose_languages, translation, save_translation]
