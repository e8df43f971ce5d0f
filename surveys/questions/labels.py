"""What the options of each kind of question are called in a language. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from surveys.questions.asked import DONT_KNOW, OTHER
from surveys.rules import AgreePoint, QuestionKind
from surveys.spoken import say

AGREE_WORDS = {
    AgreePoint.STRONGLY_AGREE.value: "Strongly agree",
    AgreePoint.AGREE.value: "Agree",
    AgreePoint.DISAGREE.value: "Disagree",
    AgreePoint.STRONGLY_DISAGREE.value: "Strongly disagree",
}
DONT_KNOW_WORDS = "Don’t know"
OTHER_WORDS = "Something else"
CONSENT_WORDS = {"yes": "Yes, I agree", "no": "No, I do not agree"}


def options_of(
    kind: QuestionKind, definition: Mapping[str, Any], own: Mapping[str, str], language: str
) -> tuple[tuple[str, str], ...]:
    """(value, words) of every answer that can be chosen, in order; none for text, numbers and dates.

    `own` are the words that somebody wrote; scales bring theirs along.
    """
    found = _scale(kind, own, language)
    if found is None:
        found = [(option, own.get(option, option)) for option in definition.get("options", ())]
        if definition.get("other") and kind in (QuestionKind.SINGLE, QuestionKind.MULTIPLE):
            found.append((OTHER, say(language, OTHER_WORDS)))
    if found and definition.get("dont_know", kind is QuestionKind.AGREE_SCALE) and kind in _WITH_DONT_KNOW:
        found.append((DONT_KNOW, say(language, DONT_KNOW_WORDS)))
    return tuple(found)


_WITH_DONT_KNOW = frozenset(
    {
        QuestionKind.AGREE_SCALE,
        QuestionKind.SINGLE,
        QuestionKind.MULTIPLE,
        QuestionKind.RATING,
        QuestionKind.SCALE_0_10,
    }
)


def _scale(kind: QuestionKind, own: Mapping[str, str], language: str) -> list[tuple[str, str]] | None:
    match kind:
        case QuestionKind.AGREE_SCALE:
            return [(value, say(language, words)) for value, words in AGREE_WORDS.items()]
        case QuestionKind.CONSENT:
            return [(value, say(language, words)) for value, words in CONSENT_WORDS.items()]
        case QuestionKind.RATING:
            return [_point(value, own) for value in range(1, 6)]
        case QuestionKind.SCALE_0_10:
            return [_point(value, own) for value in range(11)]
        case _:
            return None


def _point(value: int, own: Mapping[str, str]) -> tuple[str, str]:
    words = own.get(str(value), "")
    return str(value), f"{value} – {words}" if words else str(value)
