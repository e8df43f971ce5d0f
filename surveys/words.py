"""The names of answers, as gettext keys that pages translate."""

from __future__ import annotations

from common.i18n import gettext as _
from surveys.rules import AgreePoint


def agree_point_name(point: AgreePoint) -> str:
    """What a point of the agree scale is called."""
    return {
        AgreePoint.STRONGLY_AGREE: _("Strongly agree"),
        AgreePoint.AGREE: _("Agree"),
        AgreePoint.DISAGREE: _("Disagree"),
        AgreePoint.STRONGLY_DISAGREE: _("Strongly disagree"),
        AgreePoint.DONT_KNOW: _("Don’t know"),
    }[point]
