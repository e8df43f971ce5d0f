"""One way to each kind: reading a field, finding what is wrong, and what is stored of it. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence

from common.forms import FieldError
from surveys.questions import amount, choice, ranking, text
from surveys.questions.asked import AskedQuestion
from surveys.questions.faults import Fault
from surveys.questions.text import plain_text
from surveys.rules import QuestionKind


def read(question: AskedQuestion, sent: Callable[[str], Sequence[str]]) -> str:
    """What was typed into a question's fields, as one text; '' for nothing. `sent` gives the texts of one field."""

    def plain(name: str) -> Sequence[str]:
        return [plain_text(item) for item in sent(name)]

    last = next(reversed(plain(question.name)), "")
    match question.kind:
        case QuestionKind.SHORT_TEXT | QuestionKind.LONG_TEXT:
            return text.read(question, last)
        case QuestionKind.NUMBER | QuestionKind.DATE:
            return amount.read(last)
        case QuestionKind.RANKING:
            return ranking.read(question, plain)
        case _:
            return choice.read(question, plain)


def _wrong(question: AskedQuestion, typed: str) -> Fault | None:
    match question.kind:
        case QuestionKind.SHORT_TEXT | QuestionKind.LONG_TEXT:
            return text.wrong(question, typed)
        case QuestionKind.NUMBER:
            return amount.wrong_number(question, typed)
        case QuestionKind.DATE:
            return amount.wrong_day(question, typed)
        case QuestionKind.RANKING:
            return ranking.wrong(question, typed)
        case _:
            return choice.wrong(question, typed)


def fault_of(question: AskedQuestion, typed: str) -> FieldError | None:
    """What is wrong with one answer, None when nothing is. Its message names the question."""
    if not typed:
        missing = "Choose an answer: %(question)s" if question.options else "Answer this question: %(question)s"
        return FieldError(question.name, missing, {"question": question.text}) if question.required else None
    found = _wrong(question, typed)
    if found is None:
        return None
    parameters = {"question": question.text, **found.parameters} if "%(question)s" in found.message else {}
    return FieldError(question.name, found.message, parameters)


def kept(question: AskedQuestion, typed: str) -> str:
    """What of an answer, right or wrong, goes into the draft: a choice that there is not does not."""
    match question.kind:
        case QuestionKind.SHORT_TEXT | QuestionKind.LONG_TEXT | QuestionKind.NUMBER | QuestionKind.DATE:
            return typed
        case QuestionKind.RANKING:
            return ranking.kept(question, typed)
        case _:
            return choice.kept(question, typed)


def stored(question: AskedQuestion, typed: str) -> str:
    """The values of a right answer to a closed question, one a line, as they become rows; '' for none."""
    match question.kind:
        case QuestionKind.SHORT_TEXT | QuestionKind.LONG_TEXT:
            return ""
        case QuestionKind.NUMBER:
            return amount.plain_number(typed)
        case QuestionKind.DATE:
            return amount.iso_day(typed)
        case QuestionKind.RANKING:
            return typed
        case _:
            return "\n".join(choice.values(typed))


def comment(question: AskedQuestion, typed: str) -> str:
    """What of an answer are the writer's own words; '' for none."""
    if question.is_text:
        return typed
    return choice.own_words(typed) if question.takes_words else ""


def told(question: AskedQuestion, typed: str) -> str:
    """An answer in words, for a last look."""
    match question.kind:
        case QuestionKind.SHORT_TEXT | QuestionKind.LONG_TEXT | QuestionKind.NUMBER | QuestionKind.DATE:
            return typed
        case QuestionKind.RANKING:
            return ranking.told(question, typed)
        case _:
            return choice.told(question, typed)


def asked_of(questions: Iterable[AskedQuestion], typed: Mapping[str, str]) -> frozenset[str]:
    """The fields of the questions that somebody with these answers is asked: conditions hold, one after the other."""
    found: set[str] = set()
    for question in questions:
        on = question.condition
        if on is None or (on.name in found and set(choice.values(typed.get(on.name, ""))) & set(on.any_of)):
            found.add(question.name)
    return frozenset(found)
