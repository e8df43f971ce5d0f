"""By which groups results can be shown apart, and how many stand on the roll in each. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from babel import Locale

from people.rules import RollGroups
from surveys.batches.grouping import parts_of
from surveys.building.rules import ReadyQuestion
from surveys.questions.asked import DONT_KNOW, OTHER, AskedQuestion
from surveys.rules import Anonymity, QuestionKind

SMALL = 15
"""Fewer parents than this on the roll, and a third of them answering are fewer than the 5 that are shown."""
MOST_LANGUAGES = 12
NO_YEAR = -9


class Grouping(StrEnum):
    """What kind of groups. The roll knows the first three, and the way of answering is known of every answer."""

    YEAR = "year"
    CLASS = "class"
    LANGUAGE = "language"
    CHANNEL = "channel"
    QUESTION = "question"


ON_ROLL = (Grouping.YEAR, Grouping.CLASS, Grouping.LANGUAGE)


@dataclass(frozen=True)
class Offer:
    """A breakdown that can be declared: by the answers to the question `of`, or with `of` '' by what is known.

    `small` are the groups, with their parents on the roll, that will likely be shown together with others.
    """

    kind: Grouping
    of: str = ""
    text: str = ""
    small: tuple[tuple[str, int], ...] = ()

    @property
    def value(self) -> str:
        """What a form sends for it."""
        return f"{self.kind}:{self.of}" if self.of else self.kind.value

    @property
    def breakdown(self) -> dict[str, str]:
        """What is stored of it."""
        return {"kind": self.kind.value, "of": self.of}


def value_of(breakdown: Mapping[str, str]) -> str:
    """What a form sends for a breakdown that was declared."""
    return Offer(Grouping(breakdown["kind"]), breakdown.get("of") or "").value


def offers(asked: Sequence[AskedQuestion], anonymity: Anonymity, roll: RollGroups) -> list[Offer]:
    """All breakdowns that this survey can have: by the roll only where answers are confidential."""
    found = [
        Offer(kind := kind_of(words, roll), question.key, question.text, _small(kind, words, roll))
        for question in asked
        if question.kind is QuestionKind.SINGLE and (words := _words(question))
    ]
    if anonymity is Anonymity.CONFIDENTIAL:
        found = [Offer(kind, small=_small(kind, names_on_roll(kind, roll), roll)) for kind in ON_ROLL] + found
    return [*found, Offer(Grouping.CHANNEL)]


def _words(question: AskedQuestion) -> tuple[str, ...]:
    return tuple(words for value, words in question.options if value not in (OTHER, DONT_KNOW))


_YEAR = re.compile(r"(?:year|y)\s?\d{1,2}|reception|nursery|r", re.IGNORECASE)


def kind_of(words: Sequence[str], roll: RollGroups) -> Grouping:
    """What the options of a question are: the school's years, its classes, languages, or something of their own.

    Two in three must be known, so that "We teach at home" among the years does not hide that they are years.
    """
    tests = {
        Grouping.YEAR: [bool(_YEAR.fullmatch(one.strip())) for one in words],
        Grouping.CLASS: [on_roll(Grouping.CLASS, one, roll) > 0 for one in words],
        Grouping.LANGUAGE: [_code_of(one) is not None for one in words],
    }
    for kind, known in tests.items():
        if sum(known) >= 2 and 3 * sum(known) >= 2 * len(words):
            return kind
    return Grouping.QUESTION


def year_of(group: str) -> int:
    """The year group that a group's name speaks of: 0 for Reception, −1 for Nursery, NO_YEAR for none."""
    number = re.search(r"-?\d+", group)
    named = {"r": 0, "reception": 0, "nursery": -1}
    return int(number[0]) if number else named.get(group.strip().lower(), NO_YEAR)


def on_roll(kind: Grouping, name: str, roll: RollGroups) -> int:
    """How many parents of a group, or of groups that are one, are on the roll; 0 for those that it does not know."""
    return sum(_on_roll(kind, part, roll) for part in parts_of(name))


def _on_roll(kind: Grouping, name: str, roll: RollGroups) -> int:
    match kind:
        case Grouping.YEAR:
            return roll.years.get(year_of(name), 0)
        case Grouping.CLASS:
            plain = re.sub(r"^class\s+", "", name.strip().casefold())
            return next((n for one, n in roll.classes.items() if one.casefold() in (plain, name.casefold())), 0)
        case Grouping.LANGUAGE:
            return roll.languages.get(_code_of(name) or "", 0)
        case _:
            return 0


def _code_of(name: str) -> str | None:
    """The code of a language by its English name, or a code as it is."""
    plain = name.strip().casefold()
    known = Locale("en").languages
    return plain if plain in known else next((code for code, words in known.items() if words.casefold() == plain), None)


def names_on_roll(kind: Grouping, roll: RollGroups) -> tuple[str, ...]:
    """The roll's own groups, by the names that answers carry."""
    match kind:
        case Grouping.YEAR:
            return tuple(year_name(year) for year in roll.years)
        case Grouping.CLASS:
            return tuple(roll.classes)
        case Grouping.LANGUAGE:
            return tuple(_language(code) for code in sorted(roll.languages, key=lambda code: -roll.languages[code]))
        case _:
            return ()


def year_name(year: int) -> str:
    """What a year group is called."""
    return f"Year {year}" if year > 0 else "Nursery" if year else "Reception"


def _language(code: str) -> str:
    return str(Locale("en").languages.get(code, code))


def _small(kind: Grouping, names: Sequence[str], roll: RollGroups) -> tuple[tuple[str, int], ...]:
    sizes = [(name, on_roll(kind, name, roll)) for name in names] if kind in ON_ROLL else []
    return tuple((name, size) for name, size in sizes if size < SMALL)


def question_about(kind: Grouping, roll: RollGroups) -> ReadyQuestion | None:
    """The question that asks for a group of the roll, with its groups as options; None where there is but one."""
    names = names_on_roll(kind, roll)[: MOST_LANGUAGES if kind is Grouping.LANGUAGE else None]
    if len(names) < 2:
        return None
    several = "If you have several children at the school, choose for the one whom you think of most in your answers."
    texts = {
        Grouping.YEAR: ("Which year is your child in?", several),
        Grouping.CLASS: ("Which class is your child in?", several),
        Grouping.LANGUAGE: ("Which language do you mostly speak at home?", ""),
    }
    options = tuple((_option_id(kind, name), name) for name in names)
    return ReadyQuestion(
        key=f"about_{kind}",
        kind=QuestionKind.SINGLE,
        text=texts[kind][0],
        help=texts[kind][1],
        why="So that we can see whom we have not heard yet. Groups too small to be shown are put together.",
        options=options,
        definition={
            "options": [option for option, _ in options],
            **({"other": True} if kind is Grouping.LANGUAGE else {}),
        },
    )


def _option_id(kind: Grouping, name: str) -> str:
    if kind is Grouping.LANGUAGE:
        return _code_of(name) or name
    return re.sub(r"[^a-z0-9]+", "_", name.casefold()).strip("_") or "class"
