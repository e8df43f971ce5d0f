"""The words of the pages that parents answer on, in the languages that a survey can be asked in: one TOML file each.

They are whole or they are not offered: no button falls back to English in the middle of somebody's own language.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from contextlib import AbstractContextManager
from functools import cache
from pathlib import Path

from babel import Locale

from common import i18n

ENGLISH = i18n.DEFAULT_LANGUAGE
_HERE = Path(__file__).parent


@cache
def _files() -> dict[str, dict[str, str]]:
    return {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(_HERE.glob("*.toml"))}


@cache
def spoken_languages() -> tuple[str, ...]:
    """The languages that answering pages speak, English first."""
    return (ENGLISH, *_files())


def phrases(language: str) -> Mapping[str, str]:
    """The words of a language by their English; none for English itself."""
    return _files().get(language, {})


def say(language: str, message: str) -> str:
    """A phrase in a language."""
    return phrases(language).get(message, message)


def speaking(language: str) -> AbstractContextManager[None]:
    """Words, days and months in a language of the survey, for the length of a page or a letter."""
    return i18n.speaking(language, phrases(language))


@cache
def own_name(language: str) -> str:
    """What a language is called by those who speak it: العربية."""
    name = Locale.parse(language).get_display_name(language) or language
    return name[:1].upper() + name[1:]


@cache
def english_name(language: str) -> str:
    """What a language is called in English."""
    return Locale.parse(language).get_display_name("en") or language
