"""What the printed papers of a survey say: forms with their codes, posters, strips to tear off; for `common.pdf`."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import segno

from common import i18n
from common.dates import moment_in_words
from common.settings import settings
from people.rules import SchoolFacts
from surveys.answering.codes import spaced
from surveys.building.rules import Questionnaire
from surveys.channels.paper import words
from surveys.channels.paper.keys import boxes
from surveys.channels.paper.rules import ToPrint
from surveys.questions.asked import OTHER, AskedQuestion
from surveys.questions.ranking import places_of
from surveys.rules import Anonymity, QuestionKind
from surveys.spoken import own_name, say, speaking
from surveys.spoken.printing import has_letters

FORM, POSTER = "surveys/channels/form.typ", "surveys/channels/poster.typ"
PLAIN, LARGE = 11, 18
"""Sizes of letters in points; what is called large print begins at 16."""
STRIPS = 8
_SHORT, _WIDEST_WORD, _MOST_ACROSS = 30, 13, 5
_LINES = {QuestionKind.LONG_TEXT: 5, QuestionKind.SHORT_TEXT: 1}


def forms_of(
    school: SchoolFacts, asked: Questionnaire, forms: Sequence[ToPrint], *, closes_at: datetime | None, large: bool
) -> dict[str, Any]:
    """The data of `forms`, in the language of `asked`."""
    language, address = asked.language, f"{settings().base_url}/f"
    until = _moment(closes_at, language, school.timezone)
    back = say(language, words.RETURN_BY) % {"moment": until} if until else say(language, words.RETURN)
    promised = [words.PROMISES[asked.anonymity], words.TYPED_IN, words.FINAL, words.CHECKED]
    risk = f"{say(language, words.AT_RISK)} {school.safeguarding_contact}".strip()
    notice = say(language, "Privacy notice, version %(version)s:") % {"version": asked.privacy_notice}
    return {
        **_head(school, asked),
        "size": LARGE if large else PLAIN,
        "dated": datetime(1970, 1, 1).astimezone().isoformat(),
        "back": back,
        "cross": say(language, words.CROSS),
        "promised": [say(language, sentence) for sentence in promised],
        "risk": risk,
        "notice": f"{notice} {settings().base_url}/privacy",
        "web": say(language, words.WEB) % {"address": _plain(address)} + " " + say(language, words.ONCE),
        "code": say(language, words.CODE),
        "thanks": say(language, words.THANKS),
        "forms": [
            {
                "code": spaced(form.code),
                "qr": _qr(f"{address}/{form.code}"),
                "name": say(language, words.FOR) % {"name": form.name} if form.name else "",
            }
            for form in forms
        ],
        "sections": _sections(asked, large=large),
    }


def poster_of(school: SchoolFacts, asked: Questionnaire, *, closes_at: datetime | None, strips: bool) -> dict[str, Any]:
    """The data of a poster in the language of `asked`; `strips`: with the address to tear off below."""
    language = asked.language
    link = f"{settings().base_url}/s/{asked.code}"
    names = [name for name in map(own_name, asked.languages) if has_letters(name)]
    suffix = "" if language == i18n.DEFAULT_LANGUAGE else f"?lang={language}"
    anonymous = asked.anonymity is Anonymity.ANONYMOUS
    until = _moment(closes_at, language, school.timezone)
    return {
        **_head(school, asked),
        "ask": say(language, words.ASK_ANONYMOUS if anonymous else words.ASK),
        "own_link": "" if anonymous else say(language, words.OWN_LINK),
        "until": say(language, words.UNTIL) % {"moment": until} if until else "",
        "link": _plain(link if anonymous else f"{settings().base_url}/f"),
        "qr": _qr(f"{link}{suffix}" if anonymous else f"{settings().base_url}/f"),
        "tear": say(language, words.TEAR),
        "strips": STRIPS if strips else 0,
        "languages": names if len(asked.languages) > 1 else [],
    }


def _head(school: SchoolFacts, asked: Questionnaire) -> dict[str, Any]:
    return {"title": asked.title, "school": school.name, "language": asked.language}


def _plain(address: str) -> str:
    """An address as people type it."""
    return address.partition("://")[2]


def _moment(moment: datetime | None, language: str, zone: str) -> str:
    if moment is None:
        return ""
    with speaking(language):
        return moment_in_words(moment, zone)


def _qr(address: str) -> str:
    drawn = io.BytesIO()
    segno.make_qr(address, error="m").save(drawn, kind="svg", border=4, light="#fff", nl=False)
    return drawn.getvalue().decode()


def _sections(asked: Questionnaire, *, large: bool) -> list[dict[str, Any]]:
    numbers = {question.name: number for number, question in enumerate(asked.questions, start=1)}
    by_name = {question.name: question for question in asked.questions}
    return [
        {
            "title": section.title,
            "questions": [
                {
                    "number": numbers[question.name],
                    "text": question.text,
                    "help": question.help,
                    "only_if": _only_if(question, by_name, asked.language),
                    "how": _how(question, asked.language),
                    "across": _across(question, large=large),
                    "boxes": [_box(box.key, box.value, box.label, question) for box in boxes(question)],
                    "lines": _LINES.get(question.kind, 0 if question.options else 1),
                }
                for question in section.questions
            ],
        }
        for section in asked.sections
    ]


def _box(key: str, value: str, label: str, question: AskedQuestion) -> dict[str, Any]:
    """`key` is what somebody types for it, printed small beside the box unless the label says it."""
    return {"key": "" if label.startswith(key) else key, "label": label, "write": value == OTHER}


def _across(question: AskedQuestion, *, large: bool) -> int:
    """How many boxes stand beside each other: as many as their words leave room for."""
    if large:
        return 1
    found, labels = boxes(question), [label for _, label in question.options]
    wide = any(len(word) > _WIDEST_WORD for label in labels for word in label.split())
    long = any(len(label) > _SHORT for label in labels)
    if question.takes_words or question.kind is QuestionKind.RANKING or wide or long:
        return 1
    return len(found) if len(found) <= _MOST_ACROSS else _MOST_ACROSS + 1


def _only_if(question: AskedQuestion, by_name: dict[str, AskedQuestion], language: str) -> str:
    on = question.condition
    above = by_name.get(on.name) if on else None
    if on is None or above is None:
        return ""
    labels = dict(above.options)
    said = ", ".join(labels.get(value, value) for value in on.any_of)
    return say(language, "Only if you answered “%(answers)s” to: %(question)s") % {
        "answers": said,
        "question": above.text,
    }


def _how(question: AskedQuestion, language: str) -> str:
    if question.kind is QuestionKind.RANKING:
        told = "Give 1 to what matters most to you, then 2, up to %(n)s. You can leave the rest empty."
        return say(language, told) % {"n": places_of(question)[-1]}
    if question.kind is QuestionKind.MULTIPLE:
        return (
            say(language, "Choose up to %(n)s.") % {"n": question.most}
            if question.most
            else say(language, words.SEVERAL)
        )
    return ""
