"""The names of answers, as gettext keys that pages translate."""

from __future__ import annotations

from common.i18n import gettext as _
from surveys.rules import AgreePoint


def agree_point_name(point: AgreePoint) -> str:
    """What a point of the agree scale is called."""
    return _agree_names()[point]


def _agree_names() -> dict[AgreePoint, str]:
    return {
        AgreePoint.STRONGLY_AGREE: _("Strongly agree"),
        AgreePoint.AGREE: _("Agree"),
        AgreePoint.DISAGREE: _("Disagree"),
        AgreePoint.STRONGLY_DISAGREE: _("Strongly disagree"),
        AgreePoint.DONT_KNOW: _("Don’t know"),
    }


def agree_points() -> list[tuple[str, str]]:
    """Every point of the agree scale with its name, in order."""
    return [(point.value, name) for point, name in _agree_names().items()]
