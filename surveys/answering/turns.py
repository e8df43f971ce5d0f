"""Somebody's turn at a device that is not theirs: the cookies that say so, beside what the device's owner has."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

TURN_COOKIE = "quorate_turn"
"""The pass of whoever's turn it is, for one survey's pages."""
KIOSK_COOKIE = "quorate_kiosk"
"""What makes a browser a kiosk."""


class Turn(StrEnum):
    """Whose turn a page is for."""

    OWN = ""
    KIOSK = "kiosk"
    ASKED = "asked"


def turn_of(cookies: Mapping[str, str]) -> Turn:
    """At a kiosk; with somebody who asks and types; or nobody's but the device's own."""
    if not cookies.get(TURN_COOKIE):
        return Turn.OWN
    return Turn.KIOSK if cookies.get(KIOSK_COOKIE) else Turn.ASKED
