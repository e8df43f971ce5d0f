"""What is typed for what was crossed on paper: a key beside each box, and how a line of keys is read. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from common.forms import FieldError
from surveys.questions.answers import asked_of, fault_of
from surveys.questions.asked import DONT_KNOW, OTHER, AskedQuestion
from surveys.questions.choice import own_words, values
from surveys.questions.ranking import places
from surveys.questions.text import plain_text
from surveys.rules import QuestionKind

NOTHING = frozenset({"", "?"})
"""A question that was left out, and one that nobody can make out: both say nothing."""
POINTS = frozenset({QuestionKind.RATING, QuestionKind.SCALE_0_10})
DONT_KNOW_KEY = "d"
_NONE = frozenset({"-", "0", "–"})


@dataclass(frozen=True)
class Box:
    """A box on paper: the key that is typed for it, the answer that it is, and its words."""

    key: str
    value: str
    label: str


def boxes(question: AskedQuestion) -> tuple[Box, ...]:
    """The boxes of a question in their order. Points are keyed as themselves, everything else by its number."""
    if question.kind in POINTS:
        return tuple(
            Box(DONT_KNOW_KEY if value == DONT_KNOW else value, value, label) for value, label in question.options
        )
    return tuple(Box(str(number), value, label) for number, (value, label) in enumerate(question.options, start=1))


def on_paper(question: AskedQuestion) -> AskedQuestion:
    """The question as paper can ask it: nothing there can be required."""
    return replace(question, required=False)


def read_keyed(question: AskedQuestion, keyed: str, own: str) -> str | None:
    """What `keyed` says, as answering keeps it: '' for nothing, None for keys that no box has.

    `own` is what was written beside "something else".
    """
    keyed = plain_text(keyed)
    if question.is_text:
        return " ".join(keyed.split()) if question.kind is QuestionKind.SHORT_TEXT else keyed
    if keyed in NOTHING:
        return _with_own(question, "", own)
    if not question.options:
        return " ".join(keyed.split())
    tokens = _tokens(question, keyed)
    if question.kind is QuestionKind.RANKING:
        return _ranked(question, tokens)
    found = {box.key: box.value for box in boxes(question)}
    if not all(token in found for token in tokens) or len(set(tokens)) != len(tokens):
        return None
    if len(tokens) > 1 and question.kind is not QuestionKind.MULTIPLE:
        return None
    return _with_own(question, "\n".join(found[token] for token in tokens), own)


def _tokens(question: AskedQuestion, keyed: str) -> list[str]:
    """Keys apart from each other: by blanks or commas, or one digit each where no key has two."""
    parts = keyed.lower().replace(",", " ").split()
    several = question.kind in (QuestionKind.MULTIPLE, QuestionKind.RANKING)
    if several and len(parts) == 1 and len(question.options) <= 9:
        return list(parts[0])
    return parts


def _ranked(question: AskedQuestion, tokens: list[str]) -> str | None:
    """The places as written from the top box to the lowest, one for each box; '-' where nothing was written."""
    if len(tokens) != len(question.options):
        return None
    pairs = zip(tokens, question.choices, strict=True)
    given = [(place, option) for place, option in pairs if place not in _NONE]
    return "\n".join(f"{place}:{option}" for place, option in sorted(given, key=lambda pair: (len(pair[0]), pair[0])))


def _with_own(question: AskedQuestion, chosen: str, own: str) -> str:
    """With what was written beside "something else": whoever wrote there meant it, crossed or not."""
    words = " ".join(plain_text(own).split())
    if not words or OTHER not in question.choices:
        return chosen
    lines = [line for line in chosen.split("\n") if line and line != OTHER]
    return "\n".join([*(lines if question.kind is QuestionKind.MULTIPLE else []), f"{OTHER}\t{words}"])


def keyed_of(question: AskedQuestion, typed: str) -> tuple[str, str]:
    """The keys that say `typed`, and what stands beside "something else": the way back from `read_keyed`."""
    if not question.options:
        return typed, ""
    if question.kind is QuestionKind.RANKING:
        found = places(typed)
        return " ".join(found.get(option, "-") for option in question.choices) if found else "", ""
    keys = {box.value: box.key for box in boxes(question)}
    return " ".join(keys[value] for value in values(typed) if value in keys), own_words(typed)


def wrong_keys(questions: tuple[AskedQuestion, ...], read: Mapping[str, str | None]) -> tuple[FieldError, ...]:
    """All that is wrong with a keyed form: keys that no box has, and answers that the website would not take either."""
    shown = asked_of(questions, {name: text or "" for name, text in read.items()})
    found = []
    for question in questions:
        text = read.get(question.name)
        if text is None:
            message = "No box has this key, or there is room for one only: %(question)s"
            found.append(FieldError(question.name, message, {"question": question.text}))
        elif question.name in shown:
            fault = fault_of(on_paper(question), text)
            found += [fault] if fault else []
    return tuple(found)


def same(question: AskedQuestion, first: str, second: str) -> bool:
    """Whether two people keyed the same: of what was written, the same letters and digits in the same order."""
    if question.is_text:
        return _letters(first) == _letters(second)
    return values(first) == values(second) and _letters(own_words(first)) == _letters(own_words(second))


def _letters(text: str) -> str:
    return "".join(char for char in text.casefold() if char.isalnum())
