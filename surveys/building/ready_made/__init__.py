"""The ready-made sets of questions, one TOML file each, in words of our own."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

from surveys.building.rules import ReadyMade, ReadyQuestion, ReadySection
from surveys.rules import QuestionKind

_HERE = Path(__file__).parent


@cache
def ready_made() -> dict[str, ReadyMade]:
    """Every ready-made set by its name (its file's)."""
    found = {path.stem: tomllib.loads(path.read_text("utf-8")) for path in sorted(_HERE.glob("*.toml"))}
    return {name: _read(name, data) for name, data in found.items()}


def _read(name: str, data: dict[str, Any]) -> ReadyMade:
    sections = tuple(
        ReadySection(section["title"], tuple(_question(question) for question in section["question"]))
        for section in data["section"]
    )
    return ReadyMade(name, data["title"], data["summary"], sections)


def _question(data: dict[str, str]) -> ReadyQuestion:
    return ReadyQuestion(data["key"], QuestionKind(data["kind"]), data["text"], data.get("help", ""))
