"""What people may say of a comment's reading, and what holds when several have spoken. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast

from insight import Correction
from insight.polarity import Label

YES, NO, BARRED, HIDE, PLAIN, AS_READ = "yes", "no", "barred", "hide", "plain", ""
LABELS: tuple[Label, ...] = ("positive", "negative", "mixed", "neutral")
_IN_MARKS = re.compile(r"[“”„«»\"]([^“”„«»\"]+)[“”«»\"]")
_WORD = re.compile(r"\w+")
_IN_A_ROW = 4
"""So many words of a comment, one after the other, are not the same by chance."""


class Aspect(StrEnum):
    """What of a reading can be set right."""

    THEME = "theme"
    SENTIMENT = "sentiment"
    SUGGESTION = "suggestion"
    ANSWER = "answer"
    QUOTE = "quote"
    ALONE = "alone"
    LANGUAGE = "language"
    CHECKED = "checked"
    NAME = "name"


@dataclass(frozen=True)
class Entry:
    """What somebody said of one aspect. `subject`: the theme, or the words; `value` "" is the machine's reading again.

    theme: yes or no. sentiment: its label. suggestion: yes or no. answer: no where the comment says nothing. quote:
    barred. alone: yes. language: its code. checked: yes. name: hide, or plain for what the machine hides though it is
    no name.
    """

    aspect: Aspect
    subject: str
    value: str


@dataclass(frozen=True)
class HistoryLine:
    """An entry with who made it and when."""

    entry: Entry
    made_by: str | None
    made_at: datetime


@dataclass(frozen=True)
class Settled:
    """A comment's reading as it stands, machine and people together, without how strong it is."""

    themes: frozenset[str]
    sentiment: str
    suggestion: bool
    non_answer: bool
    barred: bool
    alone: bool = False


def correction(entries: Iterable[Entry], *, translated: bool = False) -> Correction:
    """The entries that hold of a comment as the reading takes them, of those on the same thing the later one.

    What was translated is read in its English, so that nobody needs to check the reading.
    """
    last = {(entry.aspect, entry.subject): entry.value for entry in entries if entry.value != AS_READ}

    def subjects(aspect: Aspect, value: str) -> frozenset[str]:
        return frozenset(subject for (what, subject), said in last.items() if (what, said) == (aspect, value))

    def answer(aspect: Aspect) -> bool | None:
        return last[aspect, ""] == YES if (aspect, "") in last else None

    is_answer = answer(Aspect.ANSWER)
    return Correction(
        added=subjects(Aspect.THEME, YES),
        removed=subjects(Aspect.THEME, NO),
        sentiment=cast("Label | None", last.get((Aspect.SENTIMENT, ""))),
        barred=last.get((Aspect.QUOTE, "")) == BARRED,
        suggestion=answer(Aspect.SUGGESTION),
        non_answer=None if is_answer is None else not is_answer,
        language=last.get((Aspect.LANGUAGE, "")),
        checked=translated or last.get((Aspect.CHECKED, "")) == YES,
        hidden=subjects(Aspect.NAME, HIDE),
        plain=subjects(Aspect.NAME, PLAIN),
        alone=last.get((Aspect.ALONE, "")) == YES,
    )


def settled(machine: Settled, known: Correction) -> Settled:
    """The machine's reading with what people said of it in its place."""
    empty = machine.non_answer if known.non_answer is None else known.non_answer
    suggests = machine.suggestion if known.suggestion is None else known.suggestion
    return Settled(
        themes=frozenset() if empty else (machine.themes - known.removed) | known.added,
        sentiment=known.sentiment or machine.sentiment,
        suggestion=suggests and not empty,
        non_answer=empty,
        barred=known.barred,
        alone=known.alone,
    )


def changes(machine: Settled, was: Settled, wanted: Settled) -> list[Entry]:
    """What a person said who saw `was` and left `wanted`: nothing of what they did not touch, so that nobody undoes by
    the way what another has said meanwhile. What the machine reads as well is said by leaving it to the machine."""
    said = [
        Entry(Aspect.THEME, theme, _unless(theme in wanted.themes, theme in machine.themes))
        for theme in sorted(was.themes ^ wanted.themes)
    ]
    if was.sentiment != wanted.sentiment:
        value = AS_READ if wanted.sentiment == machine.sentiment else wanted.sentiment
        said.append(Entry(Aspect.SENTIMENT, "", value))
    if was.suggestion != wanted.suggestion:
        said.append(Entry(Aspect.SUGGESTION, "", _unless(wanted.suggestion, machine.suggestion)))
    if was.non_answer != wanted.non_answer:
        said.append(Entry(Aspect.ANSWER, "", _unless(not wanted.non_answer, not machine.non_answer)))
    if was.barred != wanted.barred:
        said.append(Entry(Aspect.QUOTE, "", BARRED if wanted.barred else AS_READ))
    if was.alone != wanted.alone:
        said.append(Entry(Aspect.ALONE, "", YES if wanted.alone else AS_READ))
    return said


def _unless(wanted: bool, machine: bool) -> str:
    """Yes or no, or the machine's reading where that is the same."""
    if wanted == machine:
        return AS_READ
    return YES if wanted else NO


def quotes(sentence: str, texts: Iterable[str], *, alone: bool) -> bool:
    """Whether a sentence of a finding quotes a comment of which `texts` are shown.

    One that rests on this comment `alone` does if it has anything in quotation marks or repeats the comment's words;
    one that rests on others too, if it repeats them in quotation marks.
    """
    marked = _IN_MARKS.findall(sentence)
    if alone and marked:
        return True
    said = [_runs(part) for part in ([sentence] if alone else marked)]
    heard = set().union(*(_runs(text) for text in texts))
    return any(not heard.isdisjoint(runs) for runs in said)


def _runs(text: str) -> set[tuple[str, ...]]:
    words = _WORD.findall(text.casefold())
    return {tuple(words[place : place + _IN_A_ROW]) for place in range(len(words) - _IN_A_ROW + 1)}
