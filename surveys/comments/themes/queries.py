"""Reads of the school's themes as they stand, and of how they came to be so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from uuid import UUID

from common import db
from insight import Theme
from surveys.comments.themes.rules import Wanted, as_themes, usual


@dataclass(frozen=True)
class ThemeChange:
    """A theme as somebody wanted it, and when."""

    wanted: Wanted
    made_by: str | None
    made_at: datetime


async def wanted_themes(school: UUID) -> dict[str, Wanted]:
    """Every theme by id as the school wants it, those that are not looked for too: the usual ones, then its own."""
    found = await db.rows(
        "SELECT * FROM (SELECT DISTINCT ON (theme) theme, name, phrases, active, made_at,"
        "   min(made_at) OVER (PARTITION BY theme) AS since"
        "   FROM school_theme WHERE school = $1 ORDER BY theme, made_at DESC, id) AS last ORDER BY since, theme",
        school,
    )
    changed = {line["theme"]: _wanted(line) for line in found}
    return {**usual(), **changed}


def _wanted(line: db.Row) -> Wanted:
    return Wanted(line["theme"], line["name"], tuple(line["phrases"]), active=line["active"])


async def school_themes(school: UUID) -> tuple[Theme, ...]:
    """The themes that the school's comments are read by."""
    return as_themes((await wanted_themes(school)).values())


async def theme_names(school: UUID) -> Mapping[str, str]:
    """The names of the school's themes by id. A topic that came up by itself is its own name."""
    return MappingProxyType({theme: wanted.name for theme, wanted in (await wanted_themes(school)).items()})


async def theme_history(school: UUID) -> list[ThemeChange]:
    """All that was changed in the themes, the latest first."""
    found = await db.rows(
        "SELECT t.theme, t.name, t.phrases, t.active, t.made_at, p.name AS made_by FROM school_theme t"
        " LEFT JOIN person p ON p.id = t.made_by WHERE t.school = $1 ORDER BY t.made_at DESC, t.id LIMIT 100",
        school,
    )
    return [ThemeChange(_wanted(line), line["made_by"], line["made_at"]) for line in found]
