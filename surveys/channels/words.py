"""The words of collecting answers, as gettext keys that pages translate."""

from __future__ import annotations

from common.i18n import gettext as _
from surveys.rules import Channel
from surveys.spoken import english_name


def asked_ways() -> dict[str, str]:
    """The ways in which somebody asks a parent and types."""
    return {
        Channel.GATE.value: _("At the gate, face to face"),
        Channel.PHONE.value: _("By phone"),
        Channel.HOME_VISIT.value: _("On a visit at home"),
    }


def year_name(year: int) -> str:
    """A year group."""
    return _("Year %(year)s", year=year) if year else _("Reception")


def group_name(kind: str, of: str) -> str:
    """A group of the roll: a year, a class, or those who speak a language."""
    if kind == "year":
        return year_name(int(of))
    return _("Class %(name)s", name=of) if kind == "class" else _("%(language)s speakers", language=english_name(of))
