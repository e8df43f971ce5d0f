"""Days and times in words, in the reader's language and by the school's clock: on pages and in letters alike."""

from __future__ import annotations

from datetime import date, datetime

from babel.dates import format_date

from common import i18n
from common.clock import at_school


def moment_in_words(moment: datetime, zone: str) -> str:
    """'Monday 30 November 2026, 18:30'."""
    return f"{weekday_in_words(moment, zone)}, {clock_in_words(moment, zone)}"


def weekday_in_words(moment: datetime, zone: str) -> str:
    """'Monday 30 November 2026'."""
    return format_date(at_school(moment, zone), "full", locale=_locale()).replace(",", "")


def day_in_words(moment: datetime | date, zone: str = "UTC") -> str:
    """'30 November 2026'."""
    local = at_school(moment, zone) if isinstance(moment, datetime) else moment
    return format_date(local, "long", locale=_locale())


def clock_in_words(moment: datetime, zone: str) -> str:
    """'18:30'."""
    return f"{at_school(moment, zone):%H:%M}"


def _locale() -> str:
    language = i18n.current_language.get()
    return "en_GB" if language == "en" else language
