"""Reading what is asked to be printed, and a form as it was keyed."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from common.forms import FieldError, FormData, FormErrors, FormReader
from surveys.answering.codes import read_code
from surveys.building.rules import Questionnaire
from surveys.channels.paper.keys import read_keyed, wrong_keys
from surveys.questions.answers import told
from surveys.questions.asked import OTHER

NO_CODE = "Type the code of the form: 12 letters and digits, as printed beside the square."


@dataclass(frozen=True)
class PrintOrder:
    """What to print."""

    language: str
    number: int
    large: bool


def parse_print_order(data: FormData, languages: Collection[str], most: int) -> PrintOrder | FormErrors:
    """How many forms, in which language, in which size."""
    reader = FormReader(data)
    language = reader.choice("language", languages, missing="Choose a language.")
    number = reader.integer("number", 1, most, missing="Enter how many forms to print.")
    large = reader.choice("large", ("yes",)) is not None
    return reader.errors() or PrintOrder(language or "", number or 0, large)


def parse_code(data: FormData) -> str | FormErrors:
    """The code of a form."""
    reader = FormReader(data)
    typed = reader.line("code", missing=NO_CODE, longest=60)
    code = read_code(typed)
    if typed and code is None:
        reader.error("code", NO_CODE)
    return reader.errors() or code or ""


@dataclass(frozen=True)
class KeyedForm:
    """A form as it was keyed. `looked_at`: where the paper was looked at again because two keyings differed."""

    code: str
    typed: Mapping[str, str]
    page: str
    looked_at: frozenset[str]


def parse_keying(data: FormData, asked: Questionnaire) -> KeyedForm | FormErrors:
    """All of a form. A question has the field of its name, and `-other` for what is written beside an option."""
    reader = FormReader(data)
    code = read_code(reader.line("code", missing=NO_CODE, longest=60))
    if reader.typed["code"] and code is None:
        reader.error("code", NO_CODE)
    page = reader.raw("form_key")
    looked = frozenset(reader.raw("looked_at").split())
    read = {
        question.name: read_keyed(
            question, reader.raw(question.name), reader.raw(f"{question.name}-{OTHER}") if question.takes_words else ""
        )
        for question in asked.questions
    }
    faults = wrong_keys(asked.questions, read)
    if faults:
        before = reader.errors()
        return FormErrors((*(before.errors if before else ()), *faults), reader.typed)
    typed = {name: text for name, text in read.items() if text}
    return reader.errors() or KeyedForm(code or "", typed, page, looked)


def differences(
    asked: Questionnaire, first: Mapping[str, str], typed: Mapping[str, str | list[str]], nothing: str
) -> FormErrors:
    """Where two keyings differ: what the first one read, beside what was typed now. `nothing`: words for no answer."""
    found = [
        FieldError(
            question.name,
            "Keyed the first time as “%(first)s”. Look at the paper again and key what it says: %(question)s",
            {"first": told(question, first[question.name]) or nothing, "question": question.text},
        )
        for question in asked.questions
        if question.name in first
    ]
    return FormErrors(tuple(found), typed)


def at_code(message: str, typed: Mapping[str, str | list[str]]) -> FormErrors:
    """A form's code that cannot be used, with all that was typed kept."""
    return FormErrors((FieldError("code", message),), typed)
