"""Open votes in plain words, so that nobody takes one for a secret vote."""

from __future__ import annotations

from common.i18n import gettext as _
from votes.rules import Choice, OpenMethod


def method_name(method: OpenMethod) -> str:
    """What a way of voting openly is called."""
    return {
        OpenMethod.SHOW_OF_HANDS: _("Show of hands"),
        OpenMethod.ROLL_CALL: _("Roll call"),
        OpenMethod.WRITTEN_RESOLUTION: _("Written resolution"),
    }[method]


def everybody_sees(method: OpenMethod, body: str) -> str:
    """The sentence that stands above every open vote."""
    return {
        OpenMethod.SHOW_OF_HANDS: _(
            "This is an open vote. Hands are counted in the meeting: everybody in the room sees how you vote.",
            body=body,
        ),
        OpenMethod.ROLL_CALL: _(
            "This is an open vote. Everybody in %(body)s sees how you vote, and the minutes say it by name.", body=body
        ),
        OpenMethod.WRITTEN_RESOLUTION: _(
            "This is an open vote. Everybody in %(body)s sees how you vote, and the minutes say it by name.", body=body
        ),
    }[method]


def said_name(choice: Choice | None) -> str:
    """What somebody said, in a record by name."""
    if choice is None:
        return _("Did not vote")
    return {
        Choice.FOR: _("For"),
        Choice.AGAINST: _("Against"),
        Choice.ABSTAIN: _("Abstained"),
        Choice.SPOILT: _("Blank"),
    }[choice]
