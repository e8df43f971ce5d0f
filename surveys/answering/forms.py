"""Reading one section of a survey as it was sent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from common.forms import FormData, FormErrors
from surveys.answering.rules import faults_of
from surveys.building.rules import AskedSection, Questionnaire
from surveys.questions.answers import asked_of, kept, read


@dataclass(frozen=True)
class SentSection:
    """What was typed, by field, for the draft to keep even where `errors` says that it is wrong."""

    typed: Mapping[str, str]
    errors: FormErrors | None
    language: str
    """The language that was asked for with one of the buttons, '' when the section was sent."""


def parse_section(
    data: FormData, section: AskedSection, asked: Questionnaire, before: Mapping[str, str]
) -> SentSection:
    """The section's own fields; whatever else was sent is not looked at. `before` is what the draft holds.

    Of a question that is not shown after these answers nothing is kept, and nothing is wrong with it.
    """

    def sent(name: str) -> Sequence[str]:
        return [str(item) for item in data.getall(name, [])]

    found = {question.name: read(question, sent) for question in section.questions}
    shown = asked_of(asked.questions, {**before, **found})
    faults = faults_of(section.questions, found, shown)
    typed = {
        question.name: kept(question, found[question.name]) for question in section.questions if question.name in shown
    }
    wanted = "".join(sent("language")[-1:])
    return SentSection(
        typed, FormErrors(faults, dict(typed)) if faults else None, wanted if wanted in asked.languages else ""
    )
