"""What cannot be done about scrutineers."""

from __future__ import annotations

from common.errors import Refused


class ScrutineersTooLate(Refused):
    """Who watches is known before the box is closed."""

    message = "Scrutineers are named before the vote closes."


class TooManyScrutineers(Refused):
    """A bound, so that no list grows for ever."""

    message = "There are as many scrutineers as a vote can have."
