"""The reader's language: gettext catalogues in web/locales, chosen for each request and each letter."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache

from babel import Locale
from babel.support import NullTranslations, Translations

from common.settings import ROOT

LOCALES = ROOT / "web" / "locales"
DEFAULT_LANGUAGE = "en"

current_language: ContextVar[str] = ContextVar("current_language", default=DEFAULT_LANGUAGE)
_own_words: ContextVar[Mapping[str, str]] = ContextVar("own_words", default={})  # noqa: B039 - never written to


@cache
def _catalogue(language: str) -> NullTranslations:
    return Translations.load(str(LOCALES), [language], domain="quorate")


@cache
def available_languages() -> frozenset[str]:
    """The languages that the interface speaks: English, and each with a compiled catalogue."""
    return frozenset({DEFAULT_LANGUAGE, *(path.parts[-3] for path in LOCALES.glob("*/LC_MESSAGES/quorate.mo"))})


def gettext(message: str, **parameters: object) -> str:
    """`message` in the reader's language, its %(name)s places filled."""
    text = _own_words.get().get(message) or str(_catalogue(current_language.get()).gettext(message))
    return text % parameters if parameters else text


def plural(singular: str, many: str, n: int) -> str:
    """The right form for `n`, its places not yet filled: templates fill them themselves."""
    own = _own_words.get().get(singular if n == 1 else many)
    return own or str(_catalogue(current_language.get()).ngettext(singular, many, n))


def ngettext(singular: str, many: str, n: int, **parameters: object) -> str:
    """The right form for `n`, which is also the place %(num)s."""
    return plural(singular, many, n) % {"num": n, **parameters}


def text_direction(language: str) -> str:
    """'rtl' or 'ltr'."""
    return Locale.parse(language).text_direction


@contextmanager
def reading_in(language: str) -> Iterator[None]:
    """The language for the length of a block: of a letter, say. English where there is no catalogue in it."""
    token = current_language.set(language if language in available_languages() else DEFAULT_LANGUAGE)
    try:
        yield
    finally:
        current_language.reset(token)


@contextmanager
def speaking(language: str, words: Mapping[str, str]) -> Iterator[None]:
    """A language that the interface does not speak whole, for pages of which `words` hold every sentence."""
    tokens = current_language.set(language), _own_words.set(words)
    try:
        yield
    finally:
        current_language.reset(tokens[0])
        _own_words.reset(tokens[1])
