"""Pages of translators: ambassadors, and whoever in leadership knows a language."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any
from uuid import UUID

from litestar import Response, get, post
from litestar.params import FromPath

from common.forms import FormErrors
from common.render import AnyRequest, go, page
from people.guards import requires
from people.permissions import Permission, may
from people.routes import school_of
from surveys.comments.queries import history, translations
from surveys.comments.rules import YES, Aspect, Entry
from surveys.comments.services import correct, translate
from surveys.comments.themes.queries import theme_names
from surveys.comments.translating.forms import known_languages, parse_english, parse_language, parse_languages
from surveys.comments.translating.queries import Waiting, languages_of, to_translate, waiting
from surveys.comments.translating.services import save_languages
from surveys.comments.words import english_name, said_in_words
from surveys.results.words import sentiment_name

TO_TRANSLATE = [requires(Permission.TRANSLATE_COMMENTS)]


@get("/translations", guards=TO_TRANSLATE)
async def translation_queue(request: AnyRequest) -> Response[str]:
    """The comments that wait in the languages that the reader knows."""
    return await _queue(request)


@post("/translations/languages", guards=TO_TRANSLATE)
async def choose_languages(request: AnyRequest) -> Response[Any]:
    chosen = parse_languages(await request.form())
    if isinstance(chosen, FormErrors):
        return await _queue(request, chosen)
    await save_languages(school_of(request).id, request.user.id, chosen)
    return go("/translations", done="languages-saved")


@get("/translations/{comment:uuid}", guards=TO_TRANSLATE)
async def translation_page(request: AnyRequest, comment: FromPath[UUID]) -> Response[str]:
    return await _one(request, await _open_to(request, comment))


@post("/translations/{comment:uuid}", guards=TO_TRANSLATE)
async def give_english(request: AnyRequest, comment: FromPath[UUID]) -> Response[Any]:
    """Keeps the English beside whatever others gave; where somebody was quicker, both stand on the page."""
    one = await _open_to(request, comment)
    english = parse_english(await request.form())
    if isinstance(english, FormErrors):
        return await _one(request, one, english)
    if await translate(school_of(request).id, comment, request.user.id, english.text, english.seen):
        return go(f"/translations/{comment}", done="comment-translated-too")
    return go("/translations", done="comment-translated")


@post("/translations/{comment:uuid}/right", guards=TO_TRANSLATE)
async def confirm_reading(request: AnyRequest, comment: FromPath[UUID]) -> Response[Any]:
    """Says that the machine read the comment rightly in its own language."""
    await _open_to(request, comment)
    await correct(school_of(request).id, comment, request.user.id, [Entry(Aspect.CHECKED, "", YES)])
    return go("/translations", done="reading-confirmed")


@post("/translations/{comment:uuid}/language", guards=TO_TRANSLATE)
async def say_language(request: AnyRequest, comment: FromPath[UUID]) -> Response[Any]:
    """Says which language the comment really is in."""
    one = await _open_to(request, comment)
    language = parse_language(await request.form())
    if isinstance(language, FormErrors):
        return await _one(request, one, language)
    await correct(school_of(request).id, comment, request.user.id, [Entry(Aspect.LANGUAGE, "", language)])
    return go("/translations", done="reading-corrected")


async def _open_to(request: AnyRequest, comment: UUID) -> Waiting:
    """A comment in a language that the reader knows; leadership may open any. Raises NotFound."""
    own = None if may(request.user, Permission.CORRECT_READINGS) else await languages_of(request.user.id)
    return await to_translate(school_of(request).id, comment, own)


async def _queue(request: AnyRequest, errors: FormErrors | None = None) -> Response[str]:
    own = await languages_of(request.user.id)
    return page(
        request,
        "surveys/comments/translations.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        own=own,
        known=sorted(known_languages(), key=english_name),
        waiting=await waiting(school_of(request).id, own),
        english_name=english_name,
        errors=errors,
    )


async def _one(request: AnyRequest, one: Waiting, errors: FormErrors | None = None) -> Response[str]:
    school = school_of(request).id
    return page(
        request,
        "surveys/comments/translation.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if errors else HTTPStatus.OK,
        comment=one,
        given=await translations(school, one.id),
        history=await history(school, one.id),
        names=await theme_names(school),
        known=sorted(("en", *known_languages()), key=english_name),
        english_name=english_name,
        said_in_words=said_in_words,
        sentiment_name=sentiment_name,
        errors=errors,
    )


translating_routes = [
    translation_queue,
    choose_languages,
    translation_page,
    give_english,
    confirm_reading,
    say_language,
]
