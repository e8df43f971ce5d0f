"""What leadership sends about a theme: its name, phrases of the school's own, whether it is looked for."""

from __future__ import annotations

import re
from collections.abc import Mapping

from common.forms import FormData, FormErrors, FormReader
from surveys.comments.themes.rules import MOST_OWN, MOST_PHRASES, OWN, Wanted, phrase_fault

LONGEST_NAME = 60
FAULTS = {
    "too_long": "Shorten “%(phrase)s”: a phrase has 60 characters at most.",
    "number_first": "Begin “%(phrase)s” with a word: “year 12”, not “12”.",
    "not_words": "Write “%(phrase)s” as words with spaces between them.",
    "too_short": "Give at least three letters before the * of “%(phrase)s”.",
}


def parse_theme(data: FormData, known: Mapping[str, Wanted], theme: str | None) -> Wanted | FormErrors:
    """The theme as it is wanted (a new one has no id yet, or one that is not known), or all that is wrong with it."""
    reader = FormReader(data)
    name = reader.line("name", missing="Give the theme a name.", longest=LONGEST_NAME)
    others = {other.name.casefold() for other in known.values() if other.theme != theme and other.active}
    if name.casefold() in others:
        reader.error("name", "Another theme has this name.")
    if name and not re.search(r"[^\W\d_]", name):
        reader.error("name", "Give the theme a name with letters.")
    phrases = tuple(dict.fromkeys(_phrase(line) for line in reader.text("phrases").splitlines() if line.strip()))
    _check(reader, phrases, needed=theme is None or theme.startswith(OWN))
    active = reader.choice("active", ("yes", "no"), missing="Say whether it is looked for.") == "yes"
    if theme not in known and sum(other.own for other in known.values()) >= MOST_OWN:
        reader.error("name", "A school can have %(most)s themes of its own.", most=MOST_OWN)
    return reader.errors() or Wanted(theme or new_id(name, known), name, phrases, active=active)


def _check(reader: FormReader, phrases: tuple[str, ...], *, needed: bool) -> None:
    if needed and not phrases:
        reader.error("phrases", "Give at least one phrase: a theme of your own is found by its phrases alone.")
    if len(phrases) > MOST_PHRASES:
        reader.error("phrases", "Give %(most)s phrases at most.", most=MOST_PHRASES)
    for phrase in phrases:
        fault = phrase_fault(phrase)
        if fault:
            reader.error("phrases", FAULTS[fault], phrase=phrase)


def _phrase(line: str) -> str:
    return " ".join(line.lower().replace("’", "'").split())


def new_id(name: str, known: Mapping[str, Wanted]) -> str:
    """An id that no theme has yet."""
    stem = OWN + (re.sub(r"[^a-z0-9]+", "-", name.lower()).strip("-")[:40] or "theme")
    return next(i for i in (stem, *(f"{stem}-{n}" for n in range(2, 1000))) if i not in known)
