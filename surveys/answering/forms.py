"""Reading one section of a survey as it was sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from common.forms import FormData, FormErrors, FormReader
from surveys.answering.rules import faults_of, plain_text
from surveys.building.rules import AskedSection
from surveys.rules import AgreePoint


@dataclass(frozen=True)
class SentSection:
    """What was typed, by field, for the draft to keep even where `errors` says that it is wrong."""

    typed: Mapping[str, str]
    errors: FormErrors | None


def parse_section(data: FormData, section: AskedSection) -> SentSection:
    """The section's own fields; whatever else was sent is not looked at."""
    reader = FormReader(data)
    sent = {question.name: plain_text(reader.raw(question.name)) for question in section.questions}
    faults = faults_of(section.questions, sent)
    typed = {
        question.name: sent[question.name]
        for question in section.questions
        if question.is_text or sent[question.name] in set(AgreePoint)
    }
    return SentSection(typed, FormErrors(faults, dict(sent)) if faults else None)
