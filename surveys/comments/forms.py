"""What a person sends who sets the reading of a comment right."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from common.forms import FormData, FormErrors, FormReader
from insight.themes import MOST_THEMES
from surveys.comments.rules import BARRED, LABELS, Settled


@dataclass(frozen=True)
class Said:
    """What the page showed to the person, and what they left on it."""

    was: Settled
    wanted: Settled


def parse_reading(data: FormData, themes: Collection[str]) -> Said | FormErrors:
    """The reading as the person wants it, or what is wrong with it: more themes than anybody gives, no feeling."""
    reader = FormReader(data)
    sentiment = reader.choice("sentiment", LABELS, missing="Say how the comment feels.")
    wanted = reader.choices("themes", themes)
    if len(wanted) > MOST_THEMES:
        reader.error("themes", "Choose the %(most)s themes that it speaks of most.", most=MOST_THEMES)
    kinds = reader.choices("kinds", ("suggestion", "nothing", BARRED, "alone"))
    was = reader.raw("was").split(" ")
    errors = reader.errors()
    if errors or sentiment is None:
        return errors or FormErrors((), reader.typed)
    return Said(_shown(was, themes), _settled(wanted, sentiment, kinds))


def as_shown(reading: Settled) -> str:
    """A reading as the form carries it along, so that only what was touched is said."""
    kinds = _kinds(reading)
    return " ".join([reading.sentiment, ",".join(sorted(reading.themes)), ",".join(kinds)])


def kinds_of(reading: Settled) -> list[str]:
    """Which of the boxes are ticked."""
    return _kinds(reading)


def _kinds(reading: Settled) -> list[str]:
    ticked = {
        "suggestion": reading.suggestion,
        "nothing": reading.non_answer,
        BARRED: reading.barred,
        "alone": reading.alone,
    }
    return [kind for kind, is_so in ticked.items() if is_so]


def _shown(was: list[str], themes: Collection[str]) -> Settled:
    sentiment, listed, kinds = [*was, "", "", ""][:3]
    known = [theme for theme in listed.split(",") if theme in themes]
    return _settled(known, sentiment if sentiment in LABELS else "neutral", kinds.split(","))


def _settled(themes: Collection[str], sentiment: str, kinds: Collection[str]) -> Settled:
    return Settled(
        themes=frozenset(themes),
        sentiment=sentiment,
        suggestion="suggestion" in kinds,
        non_answer="nothing" in kinds,
        barred=BARRED in kinds,
        alone="alone" in kinds,
    )
