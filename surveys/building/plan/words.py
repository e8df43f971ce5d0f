"""The names of groupings, as gettext keys that pages translate."""

from __future__ import annotations

from common.i18n import gettext as _
from surveys.building.plan.rules import Grouping


def grouping_name(kind: Grouping) -> str:
    """By what answers are grouped."""
    return {
        Grouping.YEAR: _("Year"),
        Grouping.CLASS: _("Class"),
        Grouping.LANGUAGE: _("Language"),
        Grouping.CHANNEL: _("Way of answering"),
        Grouping.QUESTION: _("Question"),
    }[kind]
