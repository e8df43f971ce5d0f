"""The words of results: channels and feelings, as gettext keys that pages translate."""

from __future__ import annotations

from common.i18n import gettext as _
from surveys.rules import Channel


def channel_name(channel: Channel) -> str:
    """How an answer came in."""
    return {
        Channel.LINK: _("Through the link or poster"),
        Channel.PERSONAL_LINK: _("Through a personal link"),
        Channel.KIOSK: _("On a shared device at school"),
        Channel.PAPER: _("On paper"),
        Channel.PHONE: _("By phone"),
        Channel.GATE: _("At the gate"),
        Channel.HOME_VISIT: _("On a visit at home"),
        Channel.IMPORT: _("From a file"),
    }[channel]


def sentiment_name(sentiment: str) -> str:
    """How a comment feels about the school."""
    return {
        "positive": _("Positive"),
        "negative": _("Negative"),
        "mixed": _("Mixed"),
        "neutral": _("Neutral"),
    }[sentiment]
