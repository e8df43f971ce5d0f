"""The pages on which a survey is put into other languages."""

from __future__ import annotations

from dataclasses import dataclass
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


@dataclass(frozen=True)
class LanguageLine:
    """A language to offer: how many questions have words in it, and how many of those nobody has read."""

    code: str
    own: str
    english: str
    translated: int
    unread: int


@get("/surveys/{survey:uuid}/languages", guards=DRAFTERS)
async def languages_page(request: AnyRequest, survey: FromPath[UUID]) -> Response[Any]:
    school = school_of(request).id
    facts, sections = await survey_facts(school, survey), await edited_sections(school, survey)
    questions = [question for section in sections for question in section.questions]
    lines = [
        LanguageLine(
            code=language,
            own=own_name(language),
            english=english_name(language),
            translated=sum(language in one.languages for one in questions),
            unread=sum(language in one.unread for one in questions),
        )
        for language in spoken_languages()
        if language != i18n.DEFAULT_LANGUAGE
    ]
    titles = await titles_of(school, survey)
    context: dict[str, Any] = {"survey": facts, "lines": lines, "questions": len(questions), "titles": titles}
    return page(request, "surveys/building/languages.html", **context)


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
    sections = await edited_sections(school, survey)
    return page(
        request,
        "surveys/building/translate.html",
        status=422 if errors else 200,
        errors=errors,
        survey=await survey_facts(school, survey),
        sections=sections,
        unread={question.id for one in sections for question in one.questions if language in question.unread},
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
    title, words, read = sent
    await writes.translate(school, survey, language, title, words, request.user.id, read=read)
    return go(f"/surveys/{survey}/languages")


language_routes = [languages_page, choose_languages, translation, save_translation]
