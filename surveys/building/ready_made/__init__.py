"""The ready-made sets of questions, one TOML file each, in words of our own; and under words/ their translations.

A translation stands by its English: reworded English has none until somebody writes it anew.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from surveys.building.rules import ReadyMade, ReadyQuestion, ReadySection
from surveys.rules import QuestionKind

_HERE = Path(__file__).parent
USUAL_TITLES = ("Autumn parent survey", "Spring parent survey", "Summer parent survey")
"""What schools call a survey, with or without a year behind it."""


@cache
def ready_made() -> dict[str, ReadyMade]:
    """Every ready-made set by its name (its file's)."""
    found = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(_HERE.glob("*.toml"), key=_place)}
    return {name: _read(name, data) for name, data in found.items()}


@cache
def words_in(language: str) -> Mapping[str, str]:
    """What the ready-made sets say in a language, by its English; nothing where they were not put into it."""
    path = _HERE / "words" / f"{language}.toml"
    return tomllib.loads(path.read_text("utf-8")) if path.is_file() else {}


def english_words() -> Iterator[str]:
    """All that a parent can read of the ready-made sets."""
    yield from USUAL_TITLES
    for made in ready_made().values():
        yield from (made.title,) if made.questions else ()
        yield from (section.title for section in made.sections)
        for question in made.questions:
            yield from (text for text in (question.text, question.help, question.why) if text)
            yield from (words for _, words in question.options)


def _place(path: Path) -> tuple[int, str]:
    """The usual one first, the blank one last."""
    return ({"whole-school": 0, "blank": 2}.get(path.stem, 1), path.stem)


def _read(name: str, data: dict[str, Any]) -> ReadyMade:
    sections = tuple(
        ReadySection(section["title"], tuple(_question(question) for question in section["question"]))
        for section in data["section"]
    )
    return ReadyMade(name, data["title"], data["summary"], sections)


def _question(data: dict[str, Any]) -> ReadyQuestion:
    kind, options = QuestionKind(data["kind"]), dict(data.get("options", {}))
    definition = {name: data[name] for name in ("other", "dont_know", "low", "high", "step", "most") if name in data}
    return ReadyQuestion(
        key=data["key"],
        kind=kind,
        text=data["text"],
        help=data.get("help", ""),
        why=data.get("why", ""),
        options=tuple(options.items()),
        definition=({"options": list(options)} if options else {}) | definition,
        required=data.get("required", kind is QuestionKind.AGREE_SCALE),
        only_if=data.get("only_if"),
    )
