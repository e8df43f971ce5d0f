"""Which of the survey's languages can be set on paper: what forms, posters and results ask before they are offered."""

from __future__ import annotations

from functools import cache

from common import pdf
from surveys.spoken import phrases


def can_be_set(language: str) -> bool:
    """Whether the fonts at hand have all letters of a language, judged by the words that every page has."""
    return has_letters("".join(sorted(set("".join(phrases(language).values())))))


@cache
def has_letters(letters: str) -> bool:
    """Whether the fonts at hand have all of these letters; looked at once. Blocks: call it in a thread."""
    return pdf.has_letters(letters)
