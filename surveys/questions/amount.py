"""Numbers and dates. Pure."""

from __future__ import annotations

import re
import unicodedata
from datetime import date
from decimal import Decimal, InvalidOperation

from surveys.questions.asked import AskedQuestion
from surveys.questions.faults import Fault, fault

_THOUSANDS = re.compile(r"[+-]?\d{1,3}(,\d{3})+(\.\d+)?")
_NUMBER = re.compile(r"[+-]?\d{1,12}(\.\d{1,6})?")
_LONGEST = 40


def western(text: str) -> str:
    """Digits of any script as 0–9: a parent types them as their own keyboard gives them."""
    return "".join(str(unicodedata.digit(char)) if char.isdigit() else char for char in text).replace("٫", ".")


def number(text: str) -> Decimal | None:
    """The number that was typed, None when it is none."""
    plain = western(text.replace(" ", "").replace("\u00a0", ""))
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    if not _NUMBER.fullmatch(plain):
        return None
    try:
        return Decimal(plain)
    except InvalidOperation:
        return None


def day(text: str) -> date | None:
    """The date that was typed, as a browser's date field sends it or as people write it: 30/11/2026."""
    plain = western(text.strip())
    found = re.fullmatch(r"(\d{1,2})[/. ](\d{1,2})[/. ](\d{4})", plain)
    if found:
        plain = f"{found[3]}-{found[2]:0>2}-{found[1]:0>2}"
    try:
        return date.fromisoformat(plain)
    except ValueError:
        return None


def read(text: str) -> str:
    """What was typed, in one line and of no more characters than a number or a date needs."""
    return " ".join(text.split())[:_LONGEST]


def wrong_number(question: AskedQuestion, typed: str) -> Fault | None:
    """No number, one out of bounds, or one between the steps."""
    found = number(typed)
    if found is None:
        return fault("Enter a number, such as 3: %(question)s")
    low, high = number(question.low or ""), number(question.high or "")
    if (low is not None and found < low) or (high is not None and found > high):
        return _outside(question)
    step = number(question.step or "1")
    if step and (found - (low or 0)) % step:
        if step == 1:
            return fault("Enter a whole number: %(question)s")
        return fault("Enter a number in steps of %(step)s: %(question)s", step=question.step)
    return None


def wrong_day(question: AskedQuestion, typed: str) -> Fault | None:
    """No date, or one out of bounds."""
    found = day(typed)
    if found is None:
        return fault("Enter a date, such as 30/11/2026: %(question)s")
    low, high = day(question.low or ""), day(question.high or "")
    return _outside(question) if (low and found < low) or (high and found > high) else None


def _outside(question: AskedQuestion) -> Fault:
    if question.low and question.high:
        return fault("Enter something from %(low)s to %(high)s: %(question)s", low=question.low, high=question.high)
    if question.low:
        return fault("Enter %(low)s or more: %(question)s", low=question.low)
    return fault("Enter %(high)s or less: %(question)s", high=question.high)


def plain_number(typed: str) -> str:
    """A number as it is stored: plain decimal."""
    found = number(typed)
    if found is None:
        return ""
    text = format(found, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def iso_day(typed: str) -> str:
    """A date as it is stored."""
    found = day(typed)
    return found.isoformat() if found else ""
