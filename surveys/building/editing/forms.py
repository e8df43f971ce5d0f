"""Reading the forms of the editor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from common.forms import FormData, FormErrors, FormReader
from surveys.building.editing.queries import Translated
from surveys.building.editing.rules import EditedSection, Wording, options_from
from surveys.questions.amount import day, number
from surveys.questions.asked import CHOICES, LONGEST_WORDS, MOST_OPTIONS
from surveys.rules import QuestionKind

WITH_OTHER = frozenset({QuestionKind.SINGLE, QuestionKind.MULTIPLE})


@dataclass(frozen=True)
class SentQuestion:
    """A question as typed, the mark of the words that the editor saw, and the form's own id for a new one."""

    wording: Wording
    stamp: str
    new: UUID


def parse_question(data: FormData, before: Wording | None, *, survey: UUID) -> SentQuestion | FormErrors:
    """The form of one question; of one that there is, the kind stays."""
    reader = FormReader(data)
    kind = before.kind if before else None
    if kind is None:
        chosen = reader.choice("kind", [kind.value for kind in QuestionKind], missing="Choose a kind of question.")
        kind = QuestionKind(chosen) if chosen else QuestionKind.LONG_TEXT
    options = reader.raw("options")
    found = options_from(options, before.options if before else ()) if kind in CHOICES else ()
    wording = Wording(
        kind=kind,
        text=reader.line("text", missing="Enter the question.", longest=LONGEST_WORDS),
        help=reader.text("help", longest=LONGEST_WORDS),
        why=reader.text("why", longest=LONGEST_WORDS),
        required=bool(reader.raw("required")),
        options=found,
        other=bool(reader.raw("other")) and kind in WITH_OTHER,
        dont_know=bool(reader.raw("dont_know")),
        low=_limit(reader, "low", kind),
        high=_limit(reader, "high", kind),
        step=_limit(reader, "step", kind) if kind is QuestionKind.NUMBER else "",
        most=reader.integer("most", 1, MOST_OPTIONS) if kind in CHOICES - {QuestionKind.SINGLE} else None,
        grid=before.grid if before else "",
    )
    _check_options(reader, wording)
    key = uuid5(survey, reader.raw("form_key"))
    return reader.errors() or SentQuestion(wording, reader.raw("stamp"), key)


def _limit(reader: FormReader, name: str, kind: QuestionKind) -> str:
    text = reader.raw(name)
    if kind is QuestionKind.NUMBER and text and number(text) is None:
        reader.error(name, "Enter a number, or leave it empty.")
    elif kind is QuestionKind.DATE and text and day(text) is None:
        reader.error(name, "Enter a date, such as 2026-11-30, or leave it empty.")
    return text if kind in (QuestionKind.NUMBER, QuestionKind.DATE) else ""


def _check_options(reader: FormReader, wording: Wording) -> None:
    if wording.kind not in CHOICES:
        return
    if len(wording.options) + wording.other < 2:
        reader.error("options", "Enter at least two options, one a line.")
    if len(wording.options) > MOST_OPTIONS:
        reader.error("options", "Enter %(most)s options at most.", most=MOST_OPTIONS)
    if any(len(words) > LONGEST_WORDS for _, words in wording.options):
        reader.error("options", "Keep each option to %(longest)s characters.", longest=LONGEST_WORDS)


def parse_title(data: FormData) -> str | FormErrors:
    """The heading of a page."""
    reader = FormReader(data)
    title = reader.line("title", missing="Enter a heading for the page, such as Learning.", longest=120)
    return reader.errors() or title


def parse_translation(
    data: FormData, sections: Sequence[EditedSection]
) -> tuple[str, dict[UUID, Translated], bool] | FormErrors:
    """The survey's name, all words in one language by section and question, and whether somebody has read them."""
    reader = FormReader(data)
    title = reader.line("title", longest=120)
    found: dict[UUID, Translated] = {}
    for section in sections:
        found[section.id] = Translated(reader.line(f"s-{section.id}", longest=120))
        for question in section.questions:
            name = f"q-{question.id}"
            options = {
                option: words
                for option, _ in question.wording.options
                if (words := reader.line(f"{name}-o-{option}", longest=LONGEST_WORDS))
            }
            found[question.id] = Translated(
                reader.line(name, longest=LONGEST_WORDS),
                reader.line(f"{name}-help", longest=LONGEST_WORDS),
                reader.line(f"{name}-why", longest=LONGEST_WORDS),
                options,
            )
    read = bool(reader.raw("read"))
    return reader.errors() or (title, found, read)
