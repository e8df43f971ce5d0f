"""One's own words, of one line or of many. Pure."""

from __future__ import annotations

import re

from surveys.questions.asked import AskedQuestion
from surveys.questions.faults import Fault, fault
from surveys.rules import QuestionKind

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")


def plain_text(text: str) -> str:
    """What was typed without control characters, which say nothing and would make an answer longer than it looks."""
    readable = text.encode("utf-8", "replace").decode()  # half a surrogate pair is no character
    return _CONTROLS.sub("", readable.replace("\r\n", "\n").replace("\r", "\n")).strip()


def read(question: AskedQuestion, text: str) -> str:
    """What was typed; of one line where it is asked for one."""
    return " ".join(text.split()) if question.kind is QuestionKind.SHORT_TEXT else text


def wrong(question: AskedQuestion, typed: str) -> Fault | None:
    """Only its length can be wrong."""
    if len(typed) <= question.limit:
        return None
    return fault(
        "Shorten your answer to %(longest)s characters (it has %(length)s, and all are kept): %(question)s",
        longest=question.limit,
        length=len(typed),
    )
